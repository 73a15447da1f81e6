"""Problems: their codes, their words, and the page that explains them."""

from __future__ import annotations

import copy
import pickle
import re
from pathlib import Path

import pytest

from scaleapi._show.text import shorten
from scaleapi.problems import CODES, Finding, Problem, did_you_mean, nearest, pointer_of
from scaleapi.validation.checks import validate

PAGE = Path(__file__).parents[1] / "docs" / "problems.md"


def test_every_code_has_a_section() -> None:
    """The page explains each code, and no other, in the order of the list."""
    assert list(CODES) == re.findall(r"^## `(\w+)`$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)


def test_every_example_shows_its_code() -> None:
    """Running the example of a section gives a problem of its code."""
    for section in PAGE.read_text(encoding="utf-8").split("\n## ")[1:]:
        code, example = section.split("`")[1], re.findall(r"```python\n(.*?)```", section, re.DOTALL)[0]
        names = {"validate": validate}
        exec(example, names)  # noqa: S102 - our own documentation
        assert code in [problem.code for problem in names["problems"]], code  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("loc", "pointer"),
    [((), ""), (("a", 0), "/a/0"), (("a/b", "c~d"), "/a~1b/c~0d"), (("",), "/")],
)
def test_pointer(loc: tuple[str | int, ...], pointer: str) -> None:
    """Pointers follow RFC 6901."""
    assert pointer == pointer_of(loc)


@pytest.mark.parametrize(
    ("problem", "text"),
    [
        (Problem("/tags", "type", "must be an array", 5), "/tags: must be an array (got 5)"),
        (Problem("", "type", "must be an object", []), "/: must be an object (got [])"),
        (Problem("/a", "missing", '"a" is required', hint="try b"), '/a: "a" is required; try b'),
    ],
)
def test_text(problem: Problem, text: str) -> None:
    """A problem reads as place, mistake, value and hint."""
    assert text == str(problem)


def test_value_semantics() -> None:
    """Problems can be compared, hashed, copied and pickled, whatever value they show."""
    problem = Problem("/tags", "type", "must be an array", {"a": []})

    assert problem in {problem}
    assert problem == pickle.loads(pickle.dumps(problem)) == copy.deepcopy(problem)


def test_finding_as_warning() -> None:
    """A finding can be made softer."""
    assert Finding(("a",), "type", "no").as_warning().problem().severity == "warning"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1, "1"),
        ("x" * 100, "'" + "x" * 78 + "…"),
        ([0] * 21, "list of 21"),
        ({}, "{}"),
        (dict.fromkeys(range(30)), "dict of 30"),
    ],
)
def test_shorten(value: object, text: str) -> None:
    """Long values are shown short."""
    assert text == shorten(value)


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("attachement", "attachment"),
        ("Attachment", "attachment"),
        ("callbackUrl", "callback_url"),
        ("attahcment", "attachment"),
        ("geometrys", "geometries"),
        ("tag", None),
        ("padding", None),
        ("", None),
        ("project_id", None),
    ],
)
def test_nearest(word: str, meant: str | None) -> None:
    """Slips of the pen are recognised; other words are not taken for one."""
    assert meant == nearest(word, ["attachment", "callback_url", "geometries", "tags", "project"])


def test_did_you_mean() -> None:
    """Only strings can be slips of the pen."""
    assert did_you_mean("imge", ["image"]) == "did you mean `image`?"
    assert did_you_mean(5, ["image"]) is None
