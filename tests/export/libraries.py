"""Stand-ins for libraries of formats: as much of them as the formats ask for, for where they are not installed."""

from __future__ import annotations

import re
import sys
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pytest

__all__ = ["library"]


def library(name: str, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a stand-in in place of a library; with the kind `real`, skip the test where the library is not installed."""
    if kind == "real":
        pytest.importorskip(name, reason=f"{name} is not installed (pip install {name})")
        return
    for module, content in _STANDINS[name]().items():
        monkeypatch.setitem(sys.modules, module, content)


class _Span:
    def __init__(self, doc: Any, start: int, end: int, label: str) -> None:
        self.start, self.end, self.label_ = start, end, label
        self.start_char, self.end_char = doc.tokens[start][0], doc.tokens[end - 1][1]
        self.text = doc.text[self.start_char : self.end_char]


class _Doc:
    def __init__(self, text: str) -> None:
        self.text, self.tokens = text, [one.span() for one in re.finditer(r"\w+|[^\w\s]", text)]
        self.user_data: dict[str, Any] = {}
        self.spans: dict[str, Any] = {}
        self.ents: list[_Span] = []

    def char_span(self, start: int, end: int, label: str, alignment_mode: str) -> _Span | None:
        assert alignment_mode == "expand"
        inside = [at for at, (first, last) in enumerate(self.tokens) if first < end and start < last]
        return _Span(self, inside[0], inside[-1] + 1, label) if inside else None

    def set_ents(self, spans: list[_Span]) -> None:
        assert all(one.end <= other.start for one, other in pairwise(spans))
        self.ents = spans


class _DocBin:
    def __init__(self, store_user_data: bool) -> None:
        assert store_user_data
        self.docs: list[_Doc] = []

    def __len__(self) -> int:
        return len(self.docs)

    def add(self, doc: _Doc) -> None:
        self.docs.append(doc)

    def get_docs(self, _: Any) -> list[_Doc]:
        return self.docs

    def to_bytes(self) -> bytes:
        return b"docs"


def _spacy() -> dict[str, Any]:
    nlp = SimpleNamespace(make_doc=_Doc, vocab=None)
    return {"spacy": SimpleNamespace(blank=lambda _: nlp), "spacy.tokens": SimpleNamespace(DocBin=_DocBin)}


class _ClassLabel:
    def __init__(self, names: list[str]) -> None:
        self.names = names

    def str2int(self, name: str) -> int:
        return self.names.index(name)


def _encoded(feature: Any, value: Any) -> Any:
    if isinstance(feature, _ClassLabel):
        return feature.str2int(value)
    if isinstance(feature, tuple) and isinstance(feature[0], dict):
        return {name: [_encoded(one, item) for item in value[name]] for name, one in feature[0].items()}
    return [_encoded(feature[0], one) for one in value] if isinstance(feature, tuple) else value


class _Dataset(list[dict[str, Any]]):
    @classmethod
    def from_dict(cls, columns: dict[str, list[Any]], features: dict[str, Any]) -> _Dataset:
        made = cls({name: _encoded(features[name], value) for name, value in zip(columns, row, strict=True)}
                   for row in zip(*columns.values(), strict=True))  # fmt: skip
        made.column_names = list(columns)  # type: ignore[attr-defined]
        return made


def _datasets() -> dict[str, Any]:
    module = SimpleNamespace(
        Features=dict,
        Value=str,
        ClassLabel=_ClassLabel,
        Dataset=_Dataset,
        Sequence=lambda one, length=-1: (one, length),
    )
    return {"datasets": module}


class _Label(SimpleNamespace):
    def __getitem__(self, name: str) -> Any:
        return getattr(self, name)

    def __setitem__(self, name: str, value: Any) -> None:
        setattr(self, name, value)


def _fiftyone() -> dict[str, Any]:
    kinds = ("Sample", "Detection", "Detections", "Polyline", "Polylines", "Keypoint", "Keypoints")
    return {"fiftyone": SimpleNamespace(**dict.fromkeys(kinds, _Label))}


_STANDINS = {"spacy": _spacy, "datasets": _datasets, "fiftyone": _fiftyone}
