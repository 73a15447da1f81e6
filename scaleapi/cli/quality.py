"""`scaleapi quality`."""

from __future__ import annotations

from typing import Annotated

import typer

from scaleapi.cli.calls import Simple, add_all, parsed
from scaleapi.cli.command import command, group
from scaleapi.cli.session import Session

__all__ = ["app"]

app: typer.Typer = group("Evaluation and training tasks, audits")

add_all(
    app,
    Simple("quality attempts", "list_training_attempts", example="--labeler-emails ann@example.com", changes=False),
    Simple("quality audits", "list_audits", example="--task-id 64f0c2a1b7d4e90012ab34cd", changes=False),
)
_PAYLOAD = (
    """'{"project": "kitchen", "attachment": "https://example.com/a.jpg", """
    """"geometries": {"box": {"objects_to_annotate": ["pot"]}}, "expected_response": {"annotations": []}}'"""
)
_Type = Annotated[str, typer.Option("--type", help="The task type")]
_Payload = Annotated[str, typer.Argument(help="The payload with its expected_response, as JSON; @FILE reads a file")]


@command(
    app,
    "quality evaluation",
    "create_evaluation_task",
    example=f"{_PAYLOAD} --type imageannotation",
    changes=True,
)
def _evaluation(session: Session, payload: _Payload, type_: _Type) -> None:
    """Create an evaluation task."""
    with session.client() as client:
        session.show([client.create_evaluation_task(type_, **parsed(payload, "payload"))], "id", "created_at")


@command(app, "quality training", "create_training_task", example=f"{_PAYLOAD} --type imageannotation", changes=True)
def _training(session: Session, payload: _Payload, type_: _Type) -> None:
    """Create a training task."""
    with session.client() as client:
        session.show([client.create_training_task(type_, **parsed(payload, "payload"))], "id", "created_at")
