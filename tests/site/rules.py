"""The table of rules in docs/quality.md."""

from __future__ import annotations

import inspect

from scaleapi.quality.checks.catalog import RULES
from scaleapi.quality.rules.rule import Rule

__all__ = ["render_rules"]

OF_SIZES = "shapes whose size is far from that of others of their label."
"""What the rule finds that has no check of its own, for it looks at many tasks."""


def render_rules() -> str:
    """Make a table of all rules: what each finds, its limit, and why."""
    head = "| rule | what it finds | severity | limit | why it matters |\n|---|---|---|---|---|\n"
    return head + "\n".join(map(_row, RULES.values()))


def _row(rule: Rule) -> str:
    about = inspect.getdoc(rule.check) if rule.check else OF_SIZES
    found = " ".join((about or "").split()).removeprefix("Find ")
    limit = "" if rule.limit is None else f"{rule.limit:g}"
    told = ", ".join(filter(None, [limit, rule.unit])) if limit or not rule.default else ""
    off = "" if rule.default else " (off)"
    return f"| `{rule.name}`{off} | {found} | {rule.severity} | {told} | {rule.reason} |"
