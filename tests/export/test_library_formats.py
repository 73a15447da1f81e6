"""Formats that have libraries of their own: with stand-ins, and with the libraries where they are installed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scaleapi.export import to_docbin, to_fiftyone, to_huggingface
from scaleapi.export.docbin import write_docbin
from tests.export.libraries import library
from tests.export.test_coco import BOX, POINT, POLYGON, TURNED, task, told

KINDS = pytest.mark.parametrize("kind", ["stand-in", "real"])
pytestmark = pytest.mark.filterwarnings("ignore")  # what the libraries warn of is not ours to mend


def marked(text: str, *annotations: Any, **more: Any) -> Any:
    """Make a task about a text."""
    return task(*annotations, type="namedentityrecognition", params={"text": text}, **more)


def span(start: int, end: int, label: str, **more: Any) -> dict[str, Any]:
    """Make a span."""
    return {"start": start, "end": end, "label": label, **more}


@KINDS
def test_docs_have_the_spans(kind: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Those that overlap are for the span categorizer only; those that cut through tokens are widened."""
    library("spacy", kind, monkeypatch)
    found = [span(0, 8, "org"), span(5, 8, "x"), span(12, 16, "city"), span(8, 9, "blank")]

    docs = to_docbin([marked("Acme Ltd in Lisbon", *found), task(number=2)])

    [doc] = docs.docbin.get_docs(__import__("spacy").blank("xx").vocab)
    assert [("Acme Ltd", "org"), ("Lisbon", "city")] == [(one.text, one.label_) for one in doc.ents]
    assert ["Acme Ltd", "Ltd", "Lisbon"] == [one.text for one in doc.spans["sc"]]
    assert "t1" == doc.user_data["task_id"]
    assert [
        ("", "is a task of type imageannotation, which has no spans: the task is left out"),
        ("/annotations/1", "overlaps an earlier or longer span: only in `spans['sc']`"),
        ("/annotations/3", "has no token: left out"),
        ("/annotations/2", "cuts through a token: it is widened to 'Lisbon'"),
    ] == sorted(told(docs.losses), key=lambda one: (one[0] != "", "widened" in one[1], one))
    assert "Docs(docs=1, losses=4)" == repr(docs)
    assert "message" in docs._repr_html_()
    write_docbin(tmp_path / "train.spacy", docs)
    assert (tmp_path / "train.spacy").read_bytes()


@KINDS
def test_docs_take_a_pipeline(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its tokenizer is used."""
    library("spacy", kind, monkeypatch)
    nlp = __import__("spacy").blank("en")

    assert 1 == len(to_docbin([marked("a b")], nlp=nlp).docbin)


@KINDS
def test_texts_become_tokens_with_classes(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Declared labels come first."""
    library("datasets", kind, monkeypatch)
    params = {"labels": [{"name": "place", "children": ["city"]}]}

    told_of = to_huggingface([marked("Acme Ltd in Lisbon", span(0, 8, "org"))], payload=params)

    row = told_of.dataset[0]
    assert (["Acme", "Ltd", "in", "Lisbon"], [3, 4, 0, 0]) == (row["tokens"], row["ner_tags"])
    assert "HuggingFace(rows=1, columns=['id', 'text', 'tokens', 'ner_tags'], losses=0)" == repr(told_of)


@KINDS
def test_images_become_objects(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Boxes and polygons, with their classes; what is not carried is told."""
    library("datasets", kind, monkeypatch)
    drawn = [{**BOX, "attributes": {"a": 1}}, POLYGON, TURNED, POINT]

    told_of = to_huggingface([task(*drawn), task(number=2, response=None)], "imageannotation", sizes={"t1": (640, 480)})

    row = told_of.dataset[0]
    assert ("t1", "https://example.com/1.jpg", 640, 480) == tuple(
        row[name] for name in ("id", "image", "width", "height")
    )
    assert ([0, 1, 0], ["b", "p", "b"]) == (row["objects"]["category"], row["objects"]["id"])
    assert [10, 20, 30, 40] == row["objects"]["bbox"][0]
    assert [0, 0, 8.5, 0, 0, 4] == row["objects"]["segmentation"][1]
    assert ["/annotations/0/attributes", "/annotations/2/rotation", "/annotations/3", ""] == [
        one for one, _ in told(told_of.losses)
    ]
    assert "message" in told_of._repr_html_()


@KINDS
def test_choices_become_classes(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One of several; the attachment without what may be secret, a text as it is."""
    library("datasets", kind, monkeypatch)
    about = [("https://example.com/1.jpg?key=1", ["cat", "dog"]), ("Is it so?", "dog"), ("x", None)]
    tasks = [
        task(
            number=at,
            type="categorization",
            params={"attachment": one, "categories": ["dog", "cat"]},
            response={"category": choice},
        )
        for at, (one, choice) in enumerate(about)
    ]

    told_of = to_huggingface(tasks)

    assert [("https://example.com/1.jpg", 1), ("Is it so?", 0)] == [
        (row["input"], row["label"]) for row in told_of.dataset
    ]
    assert [
        ("/category", "has 2 choices: only 'cat' is carried"),
        ("/category", "is no choice: the task is left out"),
    ] == told(told_of.losses)


@KINDS
def test_samples_have_labels_of_each_kind(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """In parts of the image's sides; attributes under names that a label can have."""
    library("fiftyone", kind, monkeypatch)
    drawn = [{**BOX, "attributes": {"colour": "red", "tags": 1}}, POLYGON, TURNED, POINT]

    made = to_fiftyone(
        [task(*drawn), task(BOX, number=2), task(number=3), task(number=4, type="chat")],
        sizes={"t1": (100, 200)},
        images={"t1": "/images/1.jpg"},
    )

    one, two, three = made.samples
    [box], outlines, [point] = (
        one["ground_truth"].detections,
        one["ground_truth_polylines"].polylines,
        one["ground_truth_keypoints"].keypoints,
    )
    assert ("/images/1.jpg", "t1") == (one.filepath, one.task_id)
    assert ([0.1, 0.1, 0.3, 0.2], "car", "red", 1, "b") == (
        box.bounding_box,
        box.label,
        box["colour"],
        box["scale_tags"],
        box["uuid"],
    )
    assert ["road", "car"] == [each.label for each in outlines]
    assert [0.05, 0.0325] == [*point.points[0]]
    assert two.filepath.endswith("2.jpg")
    assert three.task_id == "t3"
    assert [
        ("/annotations/0/attributes/tags", "is no name that a label's field can have: it is `scale_tags`"),
        ("", "has an image of unknown width and height, by which FiftyOne divides"),
        ("", "is a task of type chat, which is not about one image: the task is left out"),
    ] == told(made.losses)
    assert "FiftyOne(samples=3, losses=3)" == repr(made)
    assert "message" in made._repr_html_()
