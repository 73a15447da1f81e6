"""Lists the differences that a script meets."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from scaleapi.migration import call_rules, entity_rules, error_rules, setup_rules
from scaleapi.migration.script import Found, Rule, Script, read_script

__all__ = ["Difference", "differences"]

RULES: Sequence[Rule] = (
    setup_rules.generated_imported,
    setup_rules.name_missing,
    setup_rules.requests_replaced,
    setup_rules.requests_patched,
    setup_rules.client_made,
    setup_rules.client_pickled,
    call_rules.method_missing,
    call_rules.method_called,
    call_rules.argument_refused,
    entity_rules.field_read,
    entity_rules.field_assigned,
    entity_rules.field_looked_for,
    entity_rules.kind_asked,
    entity_rules.action_called,
    entity_rules.entities_compared,
    error_rules.errors_caught,
)


@dataclass(frozen=True, slots=True, order=True)
class Difference:
    """Something in a script that behaves differently with this package."""

    line: int
    column: int
    """In characters, from 1."""
    kind: Literal["change", "note"]
    """`change`: as it is written, it fails or gives something else. `note`: it works, and behaves differently."""
    code: str
    found: str
    """The piece of the script."""
    sentence: str
    """What is different, as docs/migration.md says it."""
    section: str
    """Its heading there."""
    hint: str | None = None
    """What to write instead, where that is known."""


def differences(source: bytes) -> list[Difference]:
    """List what behaves differently with this package, in the order of the script. It is read and not run.

    Args:
        source: A Python script, as a file has it.

    Raises:
        ScriptError: It is no Python that this Python reads.
    """
    script = read_script(source)
    return sorted({_told(script, one) for one in _found(script)}, key=lambda one: (one.line, one.column, one.code))


def _found(script: Script) -> Iterator[Found]:
    for node in ast.walk(script.tree):
        for rule in RULES:
            yield from rule(script, node)


def _told(script: Script, found: Found) -> Difference:
    said = found.sentence
    text = " ".join(ast.unparse(found.node).split())
    place = found.node.lineno, script.column(found)
    return Difference(*place, said.kind, said.code, text, said.text, said.section, found.hint)
