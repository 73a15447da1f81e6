"""Where to begin with a task type."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scaleapi import PayloadFile, json_schema, validate
from scaleapi.emulator import Emulator
from scaleapi.models.tasks.registry import KNOWN_TYPES
from scaleapi.validation import TemplateField, payload_template


@pytest.mark.parametrize("task_type", KNOWN_TYPES)
def test_templates_are_valid(task_type: str) -> None:
    """Nothing is wrong with a template, and nothing is doubtful."""
    assert [] == validate(task_type, payload_template(task_type).payload)


@pytest.mark.parametrize("task_type", KNOWN_TYPES)
def test_templates_are_smallest(task_type: str) -> None:
    """Without any of its fields, a payload lacks something."""
    payload = payload_template(task_type).payload
    fewer = [{name: value for name, value in payload.items() if name != left_out} for left_out in payload]

    assert all(any(one.code == "missing" for one in validate(task_type, rest)) for rest in fewer)


@pytest.mark.parametrize("task_type", KNOWN_TYPES)
def test_templates_become_tasks(task_type: str, tmp_path: Path) -> None:
    """Written as JSON, a template is a file of one payload, which the service takes."""
    path = tmp_path / "payload.json"
    path.write_text(json.dumps(payload_template(task_type).payload, indent=2))
    with Emulator() as emulator, emulator.client() as client:
        client.create_project("my-project", task_type)
        created = [result.task for result in client.create_tasks(task_type, PayloadFile(path, task_type))]

    assert [task_type] == [task and task.type for task in created]


@pytest.mark.parametrize("task_type", KNOWN_TYPES)
def test_every_field_is_explained(task_type: str) -> None:
    """The list has all fields of the schema, those that are needed first, each with its kind and a text."""
    template = payload_template(task_type)
    names = [one.name for one in template.fields]

    assert set(json_schema(task_type)["properties"]) == set(names)
    assert set(names[: len(template.payload)]) == set(template.payload)
    assert not [one for one in template.fields if not (one.kind and one.about)]


@pytest.mark.parametrize(
    ("task_type", "field", "kind"),
    [
        ("imageannotation", "attachment", "string"),
        ("imageannotation", "tags", "array"),
        ("imageannotation", "metadata", "object"),
        ("imageannotation", "geometries", "object"),
        ("imageannotation", "priority", "10, 20 or 30"),
        ("imageannotation", "padding", "integer"),
        ("imageannotation", "clear_unique_id_on_error", "boolean"),
        ("imageannotation", "project_version", "integer"),
        ("lidarannotation", "meters_per_unit", "number"),
        ("textcollection", "attachments", "array"),
        ("annotation", "with_labels", "boolean"),
        ("sensorfusion", "scene_format", "sensor_fusion"),
        ("hologram", "attachments", "array"),
    ],
)
def test_kinds(task_type: str, field: str, kind: str) -> None:
    """Each field says which JSON it holds."""
    assert [kind] == [one.kind for one in payload_template(task_type).fields if one.name == field]


def test_a_field_in_words() -> None:
    """What is said of a field is the text of the models."""
    expected = TemplateField(
        "priority",
        "10, 20 or 30",
        "10, 20 or 30: the larger, the sooner, within a project. Documented.",
        needed=False,
    )
    assert expected in payload_template("chat").fields


def test_templates_share_nothing() -> None:
    """A template can be changed without changing the next one."""
    payload_template("imageannotation").payload["geometries"].clear()

    assert payload_template("imageannotation").payload["geometries"]
