"""Changes the package in one place at a time, and looks which tests notice: `python -m tests.mutation [ROOM …]`.

With `--count=50` changes of each room, and `--seed=1`. Each change is made by cosmic-ray in a copy of the project; the
tests of that room alone run on it, until the first one fails. A change that no test notices is shown: it needs a test
that says what behaviour matters, or changes nothing that anybody can see.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import sys
import time
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from cosmic_ray.commands import init
from cosmic_ray.mutating import mutate_and_test
from cosmic_ray.testing import run_tests
from cosmic_ray.work_db import WorkDB, use_db
from cosmic_ray.work_item import MutationSpec, TestOutcome

ROOT = Path(__file__).parent.parent.parent
COPIED = ("scaleapi", "tests", "docs", "examples", "benchmarks", "pyproject.toml", "README.md", "Makefile")
LONGER = 5
"""A change that makes the tests run for so many times as long is noticed, too."""


class Room(NamedTuple):
    """Some modules, and the tests that are theirs."""

    folder: str
    modules: tuple[str, ...]
    tests: tuple[str, ...]


BASES = """
    attributes base document fields geometry json_values leniency page payload payload_model reading rules table task
    unknown validation_context values wire
"""
"""Of the models, what the others are made of; those of task types are mostly declarations."""
CORE = "calls/* http/* paging/* drivers/* endpoint resource system"
KEYWORDS = "tests/test_keywords.py"
"""Of the decorator that names the nearest keyword, which stands in several rooms."""
ROOMS = {
    "_core": Room("scaleapi/_core", tuple(CORE.split()), ("tests/_core", "tests/test_client.py", KEYWORDS)),
    "jobs": Room("scaleapi/_core/jobs", ("*",), ("tests/_core", "tests/bulk", "--deselect=tests/bulk/test_killed.py")),
    "validation": Room("scaleapi/validation", ("*",), ("tests/validation", KEYWORDS)),
    "models": Room("scaleapi/models", tuple(BASES.split()), ("tests/models", "tests/validation")),
    "callbacks": Room("scaleapi/callbacks", ("*",), ("tests/callbacks", KEYWORDS)),
}
SAME = re.compile(r"BinaryOperator_BitOr_|_(Is_Eq|IsNot_NotEq|Eq_Is|NotEq_IsNot)$|/NoOp$")
"""Changes, by the names of their operators, that change nothing: unions of types, which nothing evaluates, and whether
what is equal is also the same, as None, members of enumerations and short texts are."""
UNSEEN = re.compile(r"TYPE_CHECKING|^\s*@(dataclass|lru_cache|cache|overload)\b|^\s*gc=False,|^_[A-Z_]+ = [\d. <*]+$")
"""Lines whose changes nobody sees, but for time and memory: for type checkers, slots, caches, the garbage collector,
sizes of blocks."""


def mutations(modules: Iterable[Path], database: Path) -> list[MutationSpec]:
    """List all changes that may mean something."""
    with use_db(str(database), WorkDB.Mode.create) as work:
        init(modules, work, {})
        found = [one for item in work.work_items for one in item.mutations]
    seen = [one for one in found if not UNSEEN.search(_line(one)) and not _is_star(one)]
    return [one for one in seen if not SAME.search(one.operator_name)]


def _line(one: MutationSpec) -> str:
    lines: list[str] = one.module_path.read_text(encoding="utf-8").splitlines()
    return lines[int(one.start_pos[0]) - 1]


def _is_star(one: MutationSpec) -> bool:
    """Tell whether it is the star before arguments or among parameters that was taken for a multiplication."""
    before = _line(one)[: int(one.start_pos[1])].rstrip()
    return "BinaryOperator" in one.operator_name and before[-1:] in {"", "(", ",", "["}


def sample(found: list[MutationSpec], count: int, dice: random.Random) -> list[MutationSpec]:
    """Choose changes: at most one in a place, for a comparison could be changed in eight ways."""
    places: dict[tuple[str, tuple[int, int]], list[MutationSpec]] = defaultdict(list)
    for one in found:
        places[str(one.module_path), one.start_pos].append(one)
    chosen = dice.sample(sorted(places), min(count, len(places)))
    return [dice.choice(places[place]) for place in chosen]


def _time_of(command: str) -> float:
    """Run the tests on what is not changed: were they to fail, every change would seem to be noticed."""
    began = time.monotonic()
    outcome, said = run_tests(command, None)
    if outcome != TestOutcome.SURVIVED:
        raise SystemExit(f"These tests fail as it is: {command}\n{said}")
    return time.monotonic() - began


def run(name: str, count: int, seed: int) -> bool:
    """Change a room in a copy of the project, which is the present folder; tell whether all was noticed."""
    room = ROOMS[name]
    modules = sorted(path for one in room.modules for path in Path(room.folder).glob(f"{one}.py"))
    chosen = sample(mutations(modules, Path(f"{name}.sqlite")), count, random.Random(seed))
    survived = late = 0
    options = "-x -q -p no:randomly -p no:xdist -p no:cacheprovider --no-header --tb=no"
    command = f"{sys.executable} -m pytest {options} {' '.join(room.tests)}"
    seconds = LONGER * _time_of(command)
    for one in chosen:
        result = mutate_and_test([one], command, seconds)
        late += result.output == "timeout"
        if result.test_outcome == TestOutcome.SURVIVED:
            survived += 1
            print(f"{one.module_path}:{one.start_pos[0]} {one.operator_name}\n{result.diff}\n", flush=True)
    noticed = len(chosen) - survived
    share = noticed / max(len(chosen), 1)
    found = f"{noticed} of {len(chosen)} changes noticed, {share:.0%}, {late} of them by taking too long"
    print(f"{name}: {found} (seed {seed})", flush=True)
    return not survived


def main() -> int:
    """Copy the project, and change the rooms that are named, or all."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation")
    parser.add_argument("rooms", nargs="*", choices=[[], *ROOMS])
    parser.add_argument("--count", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with TemporaryDirectory(prefix="scaleapi-mutation-") as copy:
        for name in COPIED:
            one = ROOT / name
            (shutil.copytree if one.is_dir() else shutil.copy)(one, Path(copy) / name)
        os.chdir(copy)
        os.environ["PYTHONPATH"] = copy
        missed = [name for name in options.rooms or ROOMS if not run(name, options.count, options.seed)]
    return bool(missed)


if __name__ == "__main__":
    sys.exit(main())
