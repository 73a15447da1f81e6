"""Rules as data, and rules of users."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scaleapi.exceptions import ScaleValidationError
from scaleapi.models import Task
from scaleapi.quality import Mark, Rule, check, rule
from scaleapi.quality.checks.catalog import RULES
from scaleapi.quality.rules.rule import REGISTERED
from tests.quality.tasks import box, found, image


def test_every_rule_has_its_reason() -> None:
    """Each has a sentence why it matters, one what it finds, and a unit where it has a limit."""
    for one in RULES.values():
        assert one.reason.endswith(".")
        assert one.unit or one.limit is None
        assert one.name == "size_outlier" or (one.check is not None and one.check.__doc__)
        assert one.name in repr(one)


def test_toml(tmp_path: Path) -> None:
    """A file says the same as a dictionary."""
    (tmp_path / "rules.toml").write_text(
        'defaults = false\nempty_shape = true\n[too_small]\nlimit = 60\nseverity = "error"\nreason = "So."\n'
        "[too_small.labels]\nbus = 5\n[[attribute_conflict.cases]]\n"
        'attributes = {a = "x"}\nexcludes = {b = "y"}\n'
    )
    task = image(box(9, 9, 50, 50, attributes={"a": "x", "b": "y"}), box(99, 9, 50, 50, label="bus"))

    report = check([task], tmp_path / "rules.toml")

    assert ["too_small", "attribute_conflict"] == [one for one, _ in found(report)]
    assert ("error", 60) == (report.findings[0].severity, report.findings[0].limit)
    assert ["So."] == [one.reason for one in report.rules if one.name == "too_small"]


@pytest.mark.parametrize(
    ("rules", "pointer"),
    [
        ({"to_small": 3}, "/rules/to_small"),
        ({"too_small": {"limits": 3}}, "/rules/too_small/limits"),
        ({"too_small": "3"}, "/rules/too_small"),
        ({"too_small": float("nan")}, "/rules/too_small"),
        ({"too_small": {"limit": None}}, "/rules/too_small/limit"),
        ({"too_small": {"severity": "bad"}}, "/rules/too_small/severity"),
        ({"too_small": {"reason": 7}}, "/rules/too_small/reason"),
        ({"too_small": {"labels": 7}}, "/rules/too_small/labels"),
        ({"too_small": {"labels": {"car": "x"}}}, "/rules/too_small/labels/car"),
        ({"too_small": {"cases": [{}]}}, "/rules/too_small/cases"),
        ({"too_large": True}, "/rules/too_large/limit"),
        ({"empty_shape": 3}, "/rules/empty_shape"),
        ({"defaults": 3}, "/rules/defaults"),
        ({"attribute_conflict": {}}, "/rules/attribute_conflict/cases"),
        ({"attribute_conflict": {"cases": [{"attribute": {}}]}}, "/rules/attribute_conflict/cases/0/attribute"),
        ({"attribute_conflict": {"cases": [{"attributes": {}}]}}, "/rules/attribute_conflict/cases/0"),
        (
            {"attribute_conflict": {"cases": [{"attributes": {}, "covered_over": "x"}]}},
            "/rules/attribute_conflict/cases/0/covered_over",
        ),
    ],
)
def test_wrong_settings(rules: Any, pointer: str) -> None:
    """What is no rule, or no setting of one, is refused by its place."""
    with pytest.raises(ScaleValidationError) as caught:
        check([], rules)

    assert [pointer] == [one.pointer for one in caught.value.problems]


def test_a_file_that_is_no_toml(tmp_path: Path) -> None:
    """It says what is wrong with it."""
    (tmp_path / "rules.toml").write_text("too_small = ")

    with pytest.raises(ScaleValidationError, match="is no TOML"):
        check([], tmp_path / "rules.toml")


@pytest.fixture
def night() -> Iterator[str]:
    """Register a rule of a user's."""

    @rule("night", reason="Another team does them.", limit=3)
    def look(task: Task, mine: Rule) -> Iterator[Mark]:
        light = (task.response or {})["global_attributes"]["light"]
        if light == "night":
            yield Mark("/response/global_attributes/light", "is night", limit=mine.limit)

    yield "night"
    REGISTERED.clear()


def test_rules_of_users(night: str) -> None:
    """A registered rule is applied where it is named; a task for which it fails is told."""
    task = image(box(9, 9, 50, 50))
    task["response"]["global_attributes"] = {"light": "night"}

    report = check([task, image(box(9, 9, 50, 50), task_id="t2")], {night: {"limit": 5}})

    assert [("night", "/response/global_attributes/light")] == found(report)
    assert 5 == report.findings[0].limit
    assert [("the rule failed: KeyError: 'global_attributes'", ("t2",))] == [
        (one.reason, one.examples) for one in report.not_checked if one.rule == night
    ]
    assert [] == found(check([task]), "night")


def test_names_of_this_package_are_taken() -> None:
    """A rule of a user's cannot have the name of another one."""
    with pytest.raises(ScaleValidationError, match="rule of this package"):
        rule("too_small", reason="x")
