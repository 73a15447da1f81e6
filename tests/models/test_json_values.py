"""Values of Python programs are sent in their one obvious JSON form."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import OrderedDict, deque, namedtuple
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import Enum, IntEnum
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any
from uuid import UUID

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from scaleapi._io.json_text import loads
from scaleapi.models import BoxGeometry, ImageAnnotationPayload
from scaleapi.models.wire import wire_of, wire_of_text
from scaleapi.validation.checks import validate
from tests.json_texts import ODD_TEXTS, VALUES

Pair = namedtuple("Pair", "x y")  # noqa: PYI024  (users have such)


class Colour(Enum):
    """A name for a value."""

    red = "r"


class Level(IntEnum):
    """A name for a number."""

    high = 3


@dataclass
class Camera:
    """Values of one's own."""

    name: str
    at: Any


class Settings(BaseModel):
    """A model of one's own."""

    seen: datetime


MOMENT = datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)
FORMS: list[tuple[Any, Any]] = [
    (np.int64(3), 3),
    (np.float32(0.5), 0.5),
    (np.bool_(True), True),
    (np.str_("a"), "a"),
    (np.arange(3), [0, 1, 2]),
    (np.array([[1.5, 2.0]]), [[1.5, 2.0]]),
    (np.array(5), 5),
    (np.datetime64("2024-01-02"), "2024-01-02"),
    (np.array([["2024-01-02"]], "M8[D]"), [["2024-01-02"]]),
    (pd.Series([1, 2]), [1, 2]),
    (pd.Series(["a", "b"], dtype="category"), ["a", "b"]),
    (pd.Series([pd.Timestamp("2024-01-02")]), ["2024-01-02T00:00:00"]),
    (pd.Index(["a"]), ["a"]),
    (pd.Timestamp(MOMENT), "2024-01-02T03:04:05+00:00"),
    (MOMENT, "2024-01-02T03:04:05+00:00"),
    (date(2024, 1, 2), "2024-01-02"),
    (time(3, 4), "03:04:00"),
    (Decimal("1.50"), 1.5),
    (Decimal("1E+3"), 1000),
    (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
    (PurePosixPath("/a/b"), "/a/b"),
    (Colour.red, "r"),
    (Level.high, 3),
    (Camera("left", np.int8(2)), {"name": "left", "at": 2}),
    (Pair(1, 2), [1, 2]),
    ((1, "a"), [1, "a"]),
    (range(2), [0, 1]),
    (deque([1]), [1]),
    ({"a": 1}.values(), [1]),
    (MappingProxyType({"a": (1,)}), {"a": [1]}),
    (OrderedDict(a=1), {"a": 1}),
    ({1: "a", None: "b", 0.5: "c"}, {"1": "a", "null": "b", "0.5": "c"}),
    ({np.int64(7): 1, Colour.red: 2}, {"7": 1, "r": 2}),
    (Settings(seen=MOMENT), {"seen": "2024-01-02T03:04:05Z"}),
    (BoxGeometry(min_height=3), {"min_height": 3}),
    ("cut \ud83d", "cut \ud83d"),
    (10**30, 10**30),
]


@pytest.mark.parametrize(("value", "expected"), FORMS, ids=lambda value: type(value).__name__)
def test_form(value: Any, expected: Any) -> None:
    """Each has its form, alone and inside of others."""
    assert (expected, []) == wire_of(value)
    assert ({"deep": [expected]}, []) == wire_of({"deep": (value,)})


@given(st.recursive(st.sampled_from([pair for pair in FORMS if not isinstance(pair[0], dict)]), st.lists, max_leaves=5))
def test_forms_together(pairs: Any) -> None:
    """They may be nested in any way."""

    def side(of: Any, number: int) -> Any:
        return [side(one, number) for one in of] if isinstance(of, list) else of[number]

    assert (side(pairs, 1), []) == wire_of(side(pairs, 0))


def test_fields_take_them() -> None:
    """A field is checked by what its value becomes."""
    frame = pd.DataFrame({"label": ["a", "b"], "height": [3, 4]})
    box = {"objects_to_annotate": frame.label, "min_height": frame.height.iloc[0]}

    payload = ImageAnnotationPayload(
        project="p", attachment="https://example.com/a.jpg", geometries={"box": box}, metadata={"at": MOMENT}
    )

    expected = {"objects_to_annotate": ["a", "b"], "min_height": 3}
    assert expected == payload.to_wire()["geometries"]["box"]
    assert [] == validate("imageannotation", {**payload.to_wire(), "geometries": {"box": box}})


def test_iterators_are_read_once() -> None:
    """A generator of labels is an array."""
    box = BoxGeometry(objects_to_annotate=(name for name in "ab"))

    assert {"objects_to_annotate": ["a", "b"]} == box.to_wire()


def test_neither_numpy_nor_pandas_is_imported() -> None:
    """Whoever does not use them does not pay for them."""
    script = "import sys, scaleapi; scaleapi.validate('chat', {'x': 1.5}); print({'numpy', 'pandas'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)

    assert done.stdout.strip() == "set()"


class Agreeable:
    """Says that it is equal to everything."""

    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        """Agree."""
        return True


class Shade(str, Enum):  # noqa: UP042  (users have such)
    """A text with a name."""

    dark = "d"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ([True, 1, 1.0, -0.0, 2**70, "\ud83d"], [True, 1, 1.0, -0.0, 2**70, "\ud83d"]),
        ({"a": (1, 2), 1: 2, None: 3}, {"a": [1, 2], "1": 2, "null": 3}),
        ({Shade.dark: Shade.dark, "level": Level.high}, {"d": "d", "level": 3}),
        ([Decimal("1.50"), UUID(int=1), time(1)], [1.5, str(UUID(int=1)), "01:00:00"]),
    ],
)
def test_exact_forms(value: Any, expected: Any) -> None:
    """Whatever is equal in Python, the form is of JSON's own types, and no other is taken for it."""
    assert repr((expected, [])) == repr(wire_of(value))


def test_equal_to_everything() -> None:
    """An object that says that it is equal to its form is not taken for it."""
    assert ["not_json"] == [finding.code for finding in wire_of({"a": Agreeable()})[1]]


@given(VALUES)
def test_copies(value: Any) -> None:
    """Plain values stay as they are, and what is made of them shares nothing with them."""
    wire, unsendable = wire_of(value)

    assert unsendable or repr(wire) == repr(value)
    assert wire is not value or not isinstance(value, (dict, list))


@pytest.mark.parametrize("text", [*ODD_TEXTS, b"[1e308, -0.0, 5e-324, 1E2]", '{"a": "é", "": [true, null]}', b" {} "])
def test_text(text: bytes | str) -> None:
    """JSON text gives what its values give, however unusual it is."""
    assert repr(wire_of(loads(text))) == repr(wire_of_text(text))


@given(VALUES)
def test_any_text(value: Any) -> None:
    """The same, of anything that the standard library writes."""
    text = json.dumps(value)

    assert repr(wire_of(loads(text))) == repr(wire_of_text(text))


@pytest.mark.parametrize("text", ["{", b"", b"[1,]", b"\xff", "nul"])
def test_no_json(text: bytes | str) -> None:
    """What is no JSON is refused."""
    with pytest.raises(ValueError, match=r"Expecting|decode|Illegal"):
        wire_of_text(text)
