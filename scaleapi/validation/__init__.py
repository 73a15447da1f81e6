"""Checks of payloads before they are sent: every mistake at once, each by JSON pointer.

    checks      validate: what is wrong with a payload; check: what of it is sent
    acceptance  accepts: whether there is nothing wrong with it, which takes a fraction of the time
    exact_types  the models' types in msgspec's terms
    jsonl       validate_jsonl: files of payloads, row by row, in constant memory, on any executor
    payload_files  PayloadFile: JSON lines, a JSON array, CSV or Parquet as payloads
    readers     rows of these files
    reports     problems in files with their places; as SARIF, and as GitHub's workflow commands
    text_cells  texts of a table as JSON
    schema      json_schema: JSON Schema of each task type's payload
    template    payload_template: a smallest valid payload, and what else there is

`Problem`, which says what a mistake is, is in `scaleapi.problems`; rules stand beside the models that they are about.
"""

from __future__ import annotations

from scaleapi._lazy import lazy

_PUBLIC = {
    "validation.checks": "ValidationMode check check_quality validate validate_quality validate_with_project",
    "validation.jsonl": "RowProblems validate_jsonl",
    "validation.payload_files": "PayloadFile",
    "validation.readers": "FileFormat FileRow",
    "validation.reports": "FileProblem file_problems to_github to_sarif",
    "validation.schema": "json_schema",
    "validation.template": "PayloadTemplate TemplateField payload_template",
}
"""The public names, by the module that has them."""

__getattr__, __dir__, __all__ = lazy(__name__, _PUBLIC)
