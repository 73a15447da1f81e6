"""What is done about findings: audits, new payloads, samples."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scaleapi import ScaleClient
from scaleapi.emulator import Emulator
from scaleapi.exceptions import ScaleValidationError
from scaleapi.models import Task
from scaleapi.quality import check, read_image_size, sample
from scaleapi.quality.actions import hypothesis_of
from scaleapi.quality.rules.image_sizes import size_in_header
from tests.quality.tasks import box, image, of

BAD = image(box(9, 9, 0, 9), box(10, 10, 2, 50), 7, task_id="bad", metadata={"mine": 1})
WARNED = image(box(10, 10, 2, 50), task_id="warned")
GOOD = image(box(10, 10, 50, 50), task_id="good")


def test_audits() -> None:
    """Tasks with errors are rejected with what was found; others are accepted if asked for, those looked at."""
    told = check([BAD, WARNED, GOOD, of("chat", {}, task_id="chat")])

    assert {"bad": False} == {key: one["accepted"] for key, one in told.audits().items()}
    assert {"bad", "warned"} == set(told.audits(severity="warning"))
    assert {"bad": False, "warned": True, "good": True} == {
        key: one["accepted"] for key, one in told.audits(accept=True).items()
    }
    assert {"bad", "warned", "good"} == set(check(iter([BAD, WARNED, GOOD])).audits(accept=True))
    assert "/response/annotations/0 (car) has an area of 0" in (told.audits()["bad"]["comments"] or "")
    assert (told.audits(most=1)["bad"]["comments"] or "").endswith("… and 1 more")


@pytest.fixture
def client() -> Iterator[ScaleClient]:
    """Open a client of an emulator."""
    with Emulator() as emulator, emulator.client() as opened:
        yield opened


def test_audits_by_the_journal(client: ScaleClient, tmp_path: Path) -> None:
    """Each task gets its own verdict and comment, and a second run does nothing."""
    payload: dict[str, Any] = {"attachment": "https://i.example.com/1.jpg", "geometries": {"box": {}}}
    tasks = [client.create_task("imageannotation", **payload) for _ in range(2)]
    [*client.wait(tasks, interval=0.01)]
    audits: Any = {
        tasks[0].task_id: {"accepted": False, "comments": "no"},
        tasks[1].task_id: {"accepted": True, "comments": None},
    }

    runs = [[*client.audit_tasks(tasks=audits, journal=tmp_path / "a.journal")] for _ in range(2)]

    assert [[None, None]] * 2 == [[one.error for one in run] for run in runs]
    assert [False, True] == [all(one.earlier for one in run) for run in runs]
    statuses = [client.get_task(one.task_id).customer_review_status for one in tasks]
    assert ["rejected", "accepted"] == statuses


@pytest.mark.parametrize(
    ("arguments", "pointer"),
    [
        ({}, "/accepted"),
        ({"accepted": True, "tasks": {"t": {"accepted": True}}}, "/accepted"),
        ({"tasks": {"t": {"accepted": 1}}}, "/tasks/t"),
        ({"tasks": {"t": {"accepted": True, "comments": 7}}}, "/tasks/t/comments"),
        ({"tasks": {"t": {"accepted": True, "comment": "x"}}}, "/tasks/t/comment"),
    ],
)
def test_wrong_audits(client: ScaleClient, arguments: Any, pointer: str) -> None:
    """What does not say whether a task is accepted is refused before anything is sent."""
    with pytest.raises(ScaleValidationError) as caught:
        client.audit_tasks(**arguments)

    assert [pointer] == [one.pointer for one in caught.value.problems]


def test_resubmissions() -> None:
    """A task with errors is asked for again, with its result to start from, but for what is malformed."""
    [payload] = check([BAD, WARNED, GOOD]).resubmissions()

    assert "imageannotation" == payload["type"]
    assert {"mine": 1, "resubmission_of": "bad"} == payload["metadata"]
    assert BAD["response"]["annotations"][:2] == payload["hypothesis"]["annotations"]
    assert 2 == len(check([BAD, WARNED]).resubmissions(severity="warning"))


@pytest.mark.parametrize(
    ("task_type", "response", "expected"),
    [
        ("segmentannotation", {"labelMapping": {"a": {"index": 1}}, "annotations": {"combined": {"indexedImage": "https://x"}}},
         {"labelMapping": {"a": {"index": 1}}, "annotations": {"combined": {"indexedImage": "https://x"}}}),
        ("segmentannotation", {"labelMapping": {}}, None),
        ("videoannotation", {"annotations": {"url": "https://x"}}, {"annotations": {"url": "https://x"}}),
        ("videoannotation", {}, None),
        ("namedentityrecognition", {"annotations": []}, {"annotations": []}),
        ("categorization", {"category": "a"}, None),
    ],
)  # fmt: skip
def test_results_to_start_from(task_type: str, response: Any, expected: Any) -> None:
    """The form of a pre-label goes by the task type; where none is documented, there is none."""
    assert ({} if expected is None else {"hypothesis": expected}) == hypothesis_of(Task(of(task_type, response)))


def tasks(**batches: int) -> list[Task]:
    """Make tasks in batches."""
    return [Task(image(task_id=f"{name}{at}", batch=name)) for name, count in batches.items() for at in range(count)]


def test_samples_by_strata() -> None:
    """Each batch has its share, and at least one; equal seeds give equal samples."""
    drawn = sample(tasks(a=80, b=19, c=1), 10, by="batch")

    assert {"a": 8, "b": 1, "c": 1} == {one.name: len(one.tasks) for one in drawn.strata}
    assert [*drawn] == [*sample(tasks(a=80, b=19, c=1), 10, by=lambda task: task.batch)]
    assert [*drawn] != [*sample(tasks(a=80, b=19, c=1), 10, by="batch", seed=1)]
    assert (10, 100) == (len(drawn), drawn.of)
    assert "Sample(tasks=10, of=100, strata=3" in repr(drawn)
    assert "stratum" in drawn._repr_html_()


def test_rates_of_errors() -> None:
    """The estimate weighs strata by their sizes; a whole sample has no margin; nothing wrong is not nothing at all."""
    drawn = sample(tasks(a=900, b=100), 100, by="batch")
    wrong = [one for one in drawn if one.batch == "a"][:9]

    rate = drawn.error_rate(wrong)

    assert 0.09 == round(rate.rate, 6)
    assert rate.low < 0.06
    assert 0.12 < rate.high < 0.2
    assert (0.0, 0.0) == drawn.error_rate([])[:2]
    assert 0.02 < drawn.error_rate([]).high < 0.04
    assert (0.1, 0.1, 0.1) == sample(tasks(a=10), 10).error_rate(["a3"])
    assert (0.0, 0.0, 1.0) == sample([], 10).error_rate([])
    assert 0.08 < drawn.margin < 0.1
    with pytest.raises(ScaleValidationError, match="no task of the sample"):
        drawn.error_rate(["zz"])
    with pytest.raises(ScaleValidationError, match="/n"):
        sample([], 0)


@settings(max_examples=30)
@given(st.lists(st.integers(1, 30), min_size=1, max_size=6), st.integers(1, 60))
def test_samples_have_their_size(sizes: list[int], n: int) -> None:
    """As many as asked for are drawn, or all; from no stratum more than it has."""
    drawn = sample(tasks(**{f"b{at}": size for at, size in enumerate(sizes)}), n, by="batch")

    assert min(n, sum(sizes)) == len(drawn)
    assert all(len(one.tasks) <= one.of for one in drawn.strata)
    assert n < len(sizes) or all(one.tasks for one in drawn.strata)


PNG = b"\x89PNG\r\n\x1a\n" + bytes(8) + (640).to_bytes(4, "big") + (480).to_bytes(4, "big")
JPEG = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc4\x00\x03x\xff\xc0\x00\x11\x08\x01\xe0\x02\x80"
WEBP = b"RIFF\x00\x00\x00\x00WEBP"


@pytest.mark.parametrize(
    "header",
    [
        PNG,
        JPEG,
        b"GIF89a\x80\x02\xe0\x01",
        b"BM" + bytes(16) + (640).to_bytes(4, "little") + (-480).to_bytes(4, "little", signed=True),
        WEBP + b"VP8X" + bytes(8) + (639).to_bytes(3, "little") + (479).to_bytes(3, "little"),
        WEBP + b"VP8 " + bytes(10) + (640).to_bytes(2, "little") + (480).to_bytes(2, "little"),
        WEBP + b"VP8L" + bytes(5) + (639 | 479 << 14).to_bytes(4, "little") + bytes(5),
    ],
)
def test_sizes_in_headers(header: bytes) -> None:
    """Each kind of image tells its size at its own place."""
    assert (640, 480) == size_in_header(header)
    assert size_in_header(header[:9]) is None
    assert size_in_header(WEBP + b"XXXX" + bytes(20)) is size_in_header(JPEG[:-3]) is None


@given(st.binary(max_size=60), st.sampled_from([b"", PNG[:8], b"\xff\xd8", b"GIF8", b"BM", WEBP, WEBP + b"VP8 "]))
def test_no_header_raises(noise: bytes, start: bytes) -> None:
    """Whatever follows, a size is found or not."""
    assert size_in_header(start + noise) is None or len(start + noise) > 9


def test_sizes_of_attachments(tmp_path: Path) -> None:
    """The attachment's header is read where it can be had."""
    (tmp_path / "a.png").write_bytes(PNG)
    there = Task(image(box(600, 1, 50, 50), params={"attachment": f"file://{tmp_path / 'a.png'}"}))

    assert (640, 480) == read_image_size(there)
    assert read_image_size(Task(image(params={"attachment": str(tmp_path / "none.png")}))) is None
    assert read_image_size(Task(image(params={"attachment": 7}))) is None
    assert ["outside_image"] == [one.rule for one in check([there], sizes=read_image_size).findings]
