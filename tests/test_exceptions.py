"""The error tree."""

from __future__ import annotations

import pickle

import pytest

from scaleapi import exceptions
from scaleapi.exceptions import Outcome, ScaleException, ScaleValidationError, class_for_status
from scaleapi.problems import Problem


@pytest.mark.parametrize(
    ("status", "name"),
    [
        (400, "ScaleInvalidRequest"),
        (401, "ScaleUnauthorized"),
        (402, "ScaleNotEnabled"),
        (403, "ScaleForbidden"),
        (404, "ScaleResourceNotFound"),
        (408, "ScaleTimeoutError"),
        (409, "ScaleDuplicateResource"),
        (422, "ScaleInvalidRequest"),
        (429, "ScaleTooManyRequests"),
        (500, "ScaleInternalError"),
        (502, "ScaleInternalError"),
        (503, "ScaleServiceUnavailable"),
        (504, "ScaleTimeoutError"),
        (302, "ScaleResponseError"),
    ],
)
def test_each_status_has_its_class(status: int, name: str) -> None:
    """Every status leads to a class that says what it means."""
    assert class_for_status(status).__name__ == name


ERRORS = [name for name in exceptions.__all__ if name.startswith("Scale") and not name.endswith("Warning")]


@pytest.mark.parametrize("name", ERRORS)
def test_errors_pickle_without_loss(name: str) -> None:
    """An error from a worker process keeps everything it knew."""
    error = getattr(exceptions, name)("why")
    error.outcome, error.attempts, error.url = Outcome.unknown, 3, "https://x"
    error.add_note("noted")

    again = pickle.loads(pickle.dumps(error))

    assert (type(again), again.args, vars(again)) == (type(error), error.args, vars(error))


def test_a_local_refusal_is_caught_like_the_servers() -> None:
    """ScaleValidationError is a ScaleInvalidRequest with code 400, and a ValueError."""
    problem = Problem("/tags", "length", "at most 5")
    error = ScaleValidationError("bad", problems=[problem])

    assert isinstance(error, exceptions.ScaleInvalidRequest)
    assert isinstance(error, ValueError)
    assert (error.code, error.message, error.problems, error.outcome) == (400, "bad", [problem], Outcome.not_sent)


def test_an_error_reads_well() -> None:
    """The text names the call, the status and what is known of its effect."""
    error = ScaleException("No.", 500, outcome=Outcome.unknown, method="GET", url="https://x", status=500, attempts=2)

    assert "No. [GET https://x, HTTP 500, 2 attempts, outcome: unknown]" == str(error)
    assert "ScaleException('No.', code=500, outcome='unknown')" == repr(error)
