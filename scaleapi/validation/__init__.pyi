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
from scaleapi.validation.reports import FileProblem as FileProblem
from scaleapi.validation.reports import file_problems as file_problems
from scaleapi.validation.reports import to_github as to_github
from scaleapi.validation.reports import to_sarif as to_sarif
from scaleapi.validation.schema import json_schema as json_schema
from scaleapi.validation.template import PayloadTemplate as PayloadTemplate
from scaleapi.validation.template import TemplateField as TemplateField
from scaleapi.validation.template import payload_template as payload_template

__all__ = ['FileFormat', 'FileProblem', 'FileRow', 'PayloadFile', 'PayloadTemplate', 'RowProblems', 'TemplateField', 'ValidationMode', 'check', 'check_quality', 'file_problems', 'json_schema', 'payload_template', 'to_github', 'to_sarif', 'validate', 'validate_jsonl', 'validate_quality', 'validate_with_project']
