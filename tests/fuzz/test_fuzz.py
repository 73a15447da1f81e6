"""The targets of `make fuzz` with fixed inputs: all seeds, what was found once, and hundreds of changes of them."""

from __future__ import annotations

import logging
from random import Random

import pytest

from tests.fuzz.mutator import mutated
from tests.fuzz.seeds import FOUND, TASKS, found, seeds
from tests.fuzz.targets import TARGETS

CHANGES = {"entities": 25, "plans": 20, "journals": 30, "journal_values": 20, "lines": 30, "tables": 20, "parts": 30}
"""How many changes each target sees; the others 70."""


@pytest.fixture(autouse=True)
def quiet() -> None:
    """Let nothing be logged: it would be kept for each input."""
    logging.getLogger("scaleapi").setLevel(logging.CRITICAL)


def bytes_changed(dice: Random, data: bytes) -> bytes:
    """Change, remove or double some bytes."""
    at = dice.randrange(len(data) + 1)
    new = dice.choice([b"", bytes([dice.randrange(256)]), data[at : at + dice.randrange(20)] * 2])
    return data[:at] + new + data[at + dice.randrange(4) :]


@pytest.mark.parametrize("target", TARGETS)
def test_seeds(target: str) -> None:
    """Nothing is wrong with what fuzzing begins with, nor with what it found once."""
    known = seeds(target)
    if target == "entities":  # each is read as dozens of kinds; all tasks are among the callbacks
        known = [*known[:TASKS:3], *known[TASKS:]]
    for seed in known:
        TARGETS[target](seed)


@pytest.mark.parametrize("target", TARGETS)
def test_changes(target: str) -> None:
    """Nor with changes of it, the same each time."""
    dice, begin = Random(target), 2 if target == "replies" else 0
    known = sorted(seeds(target), key=len)
    for _ in range(CHANGES.get(target, 70)):
        TARGETS[target](mutated(dice.choice(known), 1 << 16, dice, lambda data, _: bytes_changed(dice, data), begin))


def test_every_find_has_a_target() -> None:
    """Each folder of finds is read, and none is empty."""
    folders = {path.name for path in FOUND.iterdir()}
    assert (set(), []) == (folders - TARGETS.keys(), [name for name in folders if not found(name)])


@pytest.mark.parametrize("target", TARGETS)
def test_targets_can_fail(target: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A target raises what the package must not raise: here, an error that nobody documents."""

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    known = sorted(seeds(target), key=len)
    objects = [seed for seed in known if seed.startswith(b"{")]
    places = {
        "entities": "scaleapi.models.document.Fields.head",
        "json_text": "tests.fuzz.targets.loads",
        "replies": "scaleapi._core.calls.replies.parse",
        "payloads": "scaleapi.validation.checks.problems_of",
        "tables": "tests.fuzz.targets.to_arrow",
        "callbacks": "tests.fuzz.targets.parse",
        "journals": "scaleapi.bulk.journal.Journal.__init__",
        "journal_values": "scaleapi.bulk.journal.Journal.__init__",
        "plans": "scaleapi.export.run.read_plan",
    }
    monkeypatch.setattr(places.get(target, "scaleapi._io.paths.open_to_read"), broken)
    for module in ("scaleapi._io.compression", "scaleapi.export.parquet", "scaleapi.validation.readers"):
        monkeypatch.setattr(f"{module}.open_to_read", broken)
    if target == "replies":
        monkeypatch.setattr("scaleapi._core.calls.flows.parse", broken)
    with pytest.raises(ZeroDivisionError):
        TARGETS[target]((objects or known)[-1])
