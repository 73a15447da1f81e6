"""Results with mistakes, to rehearse how they are found."""

from __future__ import annotations

from typing import Any

import pytest

from scaleapi.emulator import Emulator
from scaleapi.emulator.__main__ import main
from scaleapi.emulator.answers import FUNCTIONS, answer, result_file
from scaleapi.quality import check
from tests.quality.tasks import SAMPLES, of, sample

SHAPES = {
    "box": {"objects_to_annotate": ["car", "bus"]},
    "polygon": {"objects_to_annotate": ["road"], "min_vertices": 4},
}
PARAMS: dict[str, Any] = {
    "attachment": "https://i.example.com/1.jpg",
    "geometries": SHAPES,
    "annotation_attributes": {"moving": {"description": "?", "choices": ["yes", "no"]}},
}


def found(mistakes: float) -> set[str]:
    """Check many results of an emulator."""
    with Emulator(mistakes=mistakes) as emulator, emulator.client() as client:
        tasks = [client.create_task("imageannotation", **PARAMS) for _ in range(40)]
        return {*check([*client.wait(tasks)], sizes=lambda _: (640, 480)).by_rule}


def test_mistakes_are_found() -> None:
    """Each kind of mistake on images is found by its rule; without mistakes, nothing is."""
    mistaken = {"duplicate", "outside_image", "too_small", "label_unknown", "attribute_missing", "self_crossing"}

    assert set() == found(0)
    assert mistaken <= found(1)


def test_a_share_of_results_has_mistakes() -> None:
    """The same task always has the same mistake, or none."""
    made = [
        [answer("imageannotation", PARAMS, seed=f"t{at}", mistakes=share) for at in range(40)]
        for share in (0, 0.3, 0.3)
    ]

    assert made[1] == made[2]
    assert 5 < sum(one != other for one, other in zip(made[0], made[1], strict=True)) < 20


@pytest.mark.parametrize("task_type", [*FUNCTIONS])
def test_every_type_can_have_mistakes(task_type: str) -> None:
    """Whatever the type, a mistaken response is one of that type, and its files are found again."""
    params = sample(task_type, "payload") if (SAMPLES / task_type).exists() else {}

    made = answer(task_type, params, seed="t1", files="https://x", mistakes=1)

    assert made.keys() == answer(task_type, params, seed="t1", files="https://x").keys()
    check([of(task_type, made, params)])


def test_mistakes_in_files_and_forms() -> None:
    """A cuboid turns, a span ends beyond its text, an answer is missing."""
    lidar = {"labels": ["car"], "attachments": ["a", "b"]}
    kinds: dict[str, tuple[dict[str, Any], str]] = {
        "namedentityrecognition": ({"text": "one two", "labels": [{"name": "n"}]}, "100"),
        "textcollection": ({"fields": [{"type": "text", "field_id": "a", "title": "?"}]}, "''"),
    }
    for task_type, (params, told) in kinds.items():
        texts = [str(answer(task_type, params, seed=f"s{at}", mistakes=1)) for at in range(9)]
        assert any(told in text for text in texts)
    files: list[Any] = [
        result_file("lidarannotation", lidar, seed=f"s{at}", name="annotations.json", mistakes=1) for at in range(9)
    ]
    turned = [one[1]["cuboids"][0]["yaw"] - one[0]["cuboids"][0]["yaw"] for one in files]
    assert 3.14 in [round(one, 2) for one in turned]


def test_files_are_served_with_their_mistakes() -> None:
    """What is fetched behind a URL has the mistake that the response was made with."""
    with Emulator(mistakes=1) as emulator, emulator.client() as client:
        tasks = [
            client.create_task(
                "videoannotation", attachments=["https://a", "https://b"], attachment_type="image", geometries=SHAPES
            )
            for _ in range(12)
        ]
        report = check([*client.wait(tasks, interval=0.01)], results=client.get_task_result)

    assert 12 == report.checked
    assert report.errors


def test_a_share_is_between_nothing_and_all(capsys: pytest.CaptureFixture[str]) -> None:
    """Anything else is refused."""
    with pytest.raises(ValueError, match="no share"):
        Emulator(mistakes=2)
    with pytest.raises(SystemExit):
        main(["--mistakes", "2"])
    assert "2 is no share from 0 to 1" in capsys.readouterr().err
