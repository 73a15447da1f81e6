"""The public names, for type checkers. Generated from the table in `__init__.py`: `make docs`."""

from scaleapi.validation.checks import ValidationMode as ValidationMode
from scaleapi.validation.checks import check as check
from scaleapi.validation.checks import check_quality as check_quality
from scaleapi.validation.checks import validate as validate
from scaleapi.validation.checks import validate_quality as validate_quality
from scaleapi.validation.checks import validate_with_project as validate_with_project
from scaleapi.validation.jsonl import RowProblems as RowProblems
from scaleapi.validation.jsonl import validate_jsonl as validate_jsonl
from scaleapi.validation.payload_files import PayloadFile as PayloadFile
from scaleapi.validation.readers import FileFormat as FileFormat
from scaleapi.validation.readers import FileRow as FileRow
from scaleapi.validation.schema import json_schema as json_schema

__all__ = ['FileFormat', 'FileRow', 'PayloadFile', 'RowProblems', 'ValidationMode', 'check', 'check_quality', 'json_schema', 'validate', 'validate_jsonl', 'validate_quality', 'validate_with_project']
