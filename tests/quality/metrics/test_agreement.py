"""Kappa, alpha, F1, spans, edit distance and intervals, beside scikit-learn, krippendorff, seqeval and arithmetic."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from typing import Any, cast

import krippendorff
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scaleapi.quality.metrics import (
    Scores,
    bootstrap,
    cohen_kappa,
    confusion_matrix,
    edit_distance,
    fleiss_kappa,
    krippendorff_alpha,
    normalized,
    similarity,
    span_f1,
    span_scores,
)
from scaleapi.quality.metrics.arrays import Floats
from scaleapi.quality.metrics.intervals import bootstrap_sums

pairs = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=25)


@given(pairs, st.sampled_from([None, "linear", "quadratic"]))
@settings(max_examples=30, deadline=None)
def test_cohens_kappa_is_scikit_learns(ratings: list[tuple[int, int]], weights: Any) -> None:
    """With and without weights; with one label it is undefined in both."""
    from sklearn.metrics import cohen_kappa_score  # costs a second, which other tests need not pay

    one, other = zip(*ratings, strict=True)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")  # scikit-learn warns of what is undefined
        expected = cohen_kappa_score(one, other, weights=weights)

    np.testing.assert_allclose(cohen_kappa(one, other, weights), expected, atol=1e-12)


def test_kappa_takes_texts_and_leaves_out_what_is_missing() -> None:
    """None and NaN are no ratings."""
    ann, bob = ["cat", "dog", None, "cat", math.nan], ["cat", "dog", "dog", "dog", "cat"]

    assert pytest.approx(cohen_kappa(["cat", "dog", "cat"], ["cat", "dog", "dog"])) == cohen_kappa(ann, bob)
    assert math.isnan(cohen_kappa([], []))


_RATED = st.lists(
    st.lists(st.one_of(st.just(math.nan), st.integers(-3, 4).map(float)), min_size=6, max_size=6),
    min_size=2,
    max_size=4,
)


@given(_RATED, st.sampled_from(["nominal", "ordinal", "interval"]))
@settings(max_examples=50, deadline=None)
def test_krippendorffs_alpha_is_krippendorffs(ratings: list[list[float]], level: Any) -> None:
    """With ratings missing; where the package refuses, for there is one value or no pair, it is undefined."""
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            expected = krippendorff.alpha(np.array(ratings), level_of_measurement=level)
    except (ValueError, AssertionError):
        expected = math.nan

    np.testing.assert_allclose(krippendorff_alpha(ratings, level), expected, atol=1e-9)


def test_alpha_takes_texts() -> None:
    """Of the level nominal, with None for what is missing."""
    texts: list[list[str | None]] = [["a", "b", None, "a"], ["a", "b", "b", "b"]]
    numbers: list[list[float]] = [[0, 1, math.nan, 0], [0, 1, 1, 1]]

    assert pytest.approx(krippendorff_alpha(numbers)) == krippendorff_alpha(texts)


def test_large_numbers_have_an_alpha() -> None:
    """Squares would be infinite."""
    assert pytest.approx(1.0) == krippendorff_alpha([[1e300, -1e300, 5], [1e300, -1e300, 5]], "interval")


def test_fleisss_kappa_is_that_of_his_paper() -> None:
    """Fleiss (1971), by way of the usual example of 14 raters and 10 subjects."""
    counts = [
        [0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1],
        [7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7],
    ]  # fmt: skip

    assert pytest.approx(0.20993, abs=1e-5) == fleiss_kappa(counts)


@given(st.lists(st.lists(st.integers(0, 3), min_size=3, max_size=3), min_size=1, max_size=12))
@settings(max_examples=30, deadline=None)
def test_fleisss_kappa_agrees_with_alpha(ratings: list[list[int]]) -> None:
    """Without missing ratings, 1 - alpha is 1 - kappa, less a share for the number of ratings."""
    counts = [[row.count(value) for value in range(4)] for row in ratings]
    total = 3 * len(ratings)
    try:
        alpha = krippendorff.alpha(np.array(ratings, dtype=float).T, level_of_measurement="nominal")
    except ValueError:
        alpha = math.nan

    np.testing.assert_allclose(fleiss_kappa(counts), 1 - (1 - alpha) * total / (total - 1), atol=1e-9)


def test_fleisss_kappa_of_nothing_is_undefined() -> None:
    """Without items, and where each has one rater."""
    assert math.isnan(fleiss_kappa([]))
    assert math.isnan(fleiss_kappa([[1, 0], [0, 1]]))


@given(pairs)
@settings(max_examples=20, deadline=None)
def test_confusion_is_scikit_learns(ratings: list[tuple[int, int]]) -> None:
    """The matrix, the accuracy, and precision, recall and F1 of each label."""
    from sklearn import metrics  # as above

    found, there = zip(*ratings, strict=True)
    labels = sorted({*found, *there})
    expected = metrics.precision_recall_fscore_support(there, found, labels=labels, zero_division=np.nan)

    told = confusion_matrix(found, there)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # scikit-learn warns of a single label
        matrix = metrics.confusion_matrix(there, found)

    assert matrix.tolist() == told.matrix.tolist()
    assert pytest.approx(metrics.accuracy_score(there, found)) == told.accuracy
    for label, *numbers in zip(labels, *expected, strict=True):
        one = told.by_label[label]
        np.testing.assert_allclose([one.precision, one.recall, one.f1, one.support], numbers)


def test_confusion_shows_what_is_not_there() -> None:
    """None is a label of its own, which has no scores."""
    told = confusion_matrix(["cat", None, "dog"], ["cat", "cat", None])

    assert ["cat", "dog", None] == told.labels
    assert ["cat", "dog"] == list(told.by_label)
    assert "Confusion(labels=3, cases=3, accuracy=0.3333)" == repr(told)
    assert "(nothing)" in told._repr_html_()


_TAGS = st.lists(
    st.lists(st.sampled_from(["O", "B-PER", "I-PER", "B-LOC", "I-LOC"]), min_size=5, max_size=5), min_size=1, max_size=4
)


@given(_TAGS, _TAGS)
@settings(max_examples=20, deadline=None)
def test_strict_span_f1_is_seqevals(one: list[list[str]], other: list[list[str]]) -> None:
    """On random tags, read as spans by seqeval itself."""
    from seqeval.metrics import f1_score  # imports scikit-learn
    from seqeval.metrics.sequence_labeling import get_entities

    found, there = (texts[: min(len(one), len(other))] for texts in (one, other))
    spans = [
        [[(start, end + 1, label) for label, start, end in get_entities(text)] for text in some]
        for some in (found, there)
    ]
    expected = f1_score(there, found, zero_division=0) if any(map(any, spans)) else math.nan

    np.testing.assert_allclose(span_f1(spans[0], spans[1]), expected)


def test_partial_matches_count_by_half() -> None:
    """Those of the same label, one to one, and in the same text."""
    found = [[(0, 5, "org"), (8, 9, "org")], [(0, 3, "org")]]
    there = [[(1, 9, "org"), (20, 25, "org")], [(0, 3, "city")]]

    assert Scores(0.5, 2.5, 2.5) == span_scores(found, there, partial=True)
    assert 0.0 == span_f1(found, there)


def test_spans_can_be_objects() -> None:
    """As responses have them."""
    assert 1.0 == span_f1([{"start": 0, "end": 2, "label": "a"}], [Span(0, 2, "a")])
    assert math.isnan(span_f1([], []))
    with pytest.raises(ValueError, match="must have the same texts, not 1 and 2"):
        span_f1([[(0, 1, "a")]], [[(0, 1, "a")], []])


class Span:
    """A span."""

    def __init__(self, start: int, end: int, label: str) -> None:
        self.start, self.end, self.label = start, end, label


_TEXT = st.text("abç", max_size=9)


@given(_TEXT, _TEXT)
@settings(max_examples=60)
def test_edit_distance_is_levenshteins(a: str, b: str) -> None:
    """By the table that the definition gives; of words, too."""
    row = list(range(len(b) + 1))
    for i, one in enumerate(a, 1):
        above, row = row, [i]
        for j, other in enumerate(b, 1):
            row.append(min(above[j] + 1, row[-1] + 1, above[j - 1] + (one != other)))

    assert row[-1] == edit_distance(a, b) == edit_distance(list(a), list(b))
    assert pytest.approx(1 - row[-1] / max(len(a), len(b), 1)) == similarity(a, b)


def test_normalized_texts_differ_in_what_they_say() -> None:
    """Case, blanks, and how a letter is written do not count."""
    assert normalized("Straße  \uff2eo\u00a01\n") == normalized("strasse no 1")


def test_the_interval_holds_the_mean() -> None:
    """The same seed gives the same interval; that of a mean is about two standard errors to each side."""
    values = np.random.default_rng(1).normal(10, 2, 400)

    low, high, level = bootstrap(lambda places: float(values[places].mean()), 400, seed=3)

    assert (low, high, level) == bootstrap(lambda places: float(values[places].mean()), 400, seed=3)
    assert pytest.approx(2 * 1.96 * values.std() / 20, rel=0.15) == high - low
    assert low < values.mean() < high


def test_intervals_of_sums_are_those_of_items(monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawn a few samples at a time, they are the same; undefined ones are NaN."""
    sums = np.random.default_rng(2).random((30, 2))

    def ratio(totals: Floats) -> Floats:
        return np.stack([totals[:, 0] / totals[:, 1], np.full(len(totals), np.nan)], axis=1)

    whole = bootstrap_sums(sums, ratio, resamples=200, seed=5)
    monkeypatch.setattr("scaleapi.quality.metrics.intervals._CELLS", 100)

    np.testing.assert_allclose(bootstrap_sums(sums, ratio, resamples=200, seed=5), whole)
    assert whole[0].low < sums[:, 0].sum() / sums[:, 1].sum() < whole[0].high
    assert all(math.isnan(one) for one in whole[1][:2])
    assert math.isnan(bootstrap_sums(np.empty((0, 2)), ratio)[0].low)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: cohen_kappa([1], [1, 2]), "both raters must rate the same items, not 1 and 2"),
        (lambda: cohen_kappa([1], [1], cast("Any", "cubic")), "weights must be 'linear' or 'quadratic', not 'cubic'"),
        (lambda: cohen_kappa(["a"], ["b"], "linear"), "weights need ratings that are numbers"),
        (lambda: fleiss_kappa([[1, -1]]), "counts must be an array"),
        (lambda: krippendorff_alpha([[1]], cast("Any", "ratio")), "level must be one of"),
        (lambda: krippendorff_alpha([["a"]], "ordinal"), "ratings must be numbers, or None"),
        (lambda: krippendorff_alpha([1, 2]), "ratings must be an array of shape"),
        (lambda: bootstrap(float, 1, resamples=0), "resamples must be at least 1, not 0"),
        (lambda: bootstrap(float, 1, level=1), "level must lie between 0 and 1, not 1"),
    ],
)
def test_what_makes_no_sense_is_refused(call: Callable[[], object], message: str) -> None:
    """The message says what was meant."""
    with pytest.raises(ValueError, match=message):
        call()


def test_scores_are_added_and_shown() -> None:
    """Undefined shares are NaN."""
    assert "Scores(precision=0.6667, recall=1.0, f1=0.8, mean_iou=0.75, support=4)" == repr(
        Scores(2, 1, 0, 1.5, 2) + Scores(2, 1, 0, 1.5, 2)
    )
    assert math.isnan(Scores().precision)
