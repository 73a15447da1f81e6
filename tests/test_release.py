"""What keeps a version from being released."""

from __future__ import annotations

import pytest

from tests import dist, release
from tests.release import main, stated_version, troubles

GOOD = {
    "version": "3.0.0",
    "stated": "3.0.0",
    "changelog": "# Changelog\n\n## [Unreleased]\n\n## [3.0.0] - 2026-12-01\n",
    "tags": ["v2.0.0"],
    "changed": "",
}


def test_a_version_that_can_be_released() -> None:
    """All is committed, and everything agrees."""
    assert [] == list(troubles(**GOOD))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"version": "3.0"}, "is no version of three numbers"),
        ({"version": ""}, "is no version of three numbers"),
        ({"stated": "3.0.0.dev0"}, r"_version.py states 3.0.0.dev0"),
        ({"changelog": "## [Unreleased]\n"}, "no heading"),
        ({"changelog": "## [3.0.0]\n"}, "no date"),
        ({"changelog": "## [3.0.0] - soon\n"}, "no date"),
        ({"tags": ["v3.0.0"]}, "a tag v3.0.0 already"),
        ({"changed": " M README.md"}, "not committed"),
    ],
)
def test_one_that_cannot(wrong: dict[str, object], told: str) -> None:
    """It is told what is wrong."""
    [found] = troubles(**{**GOOD, **wrong})  # type: ignore[arg-type]
    assert told in found


def test_the_command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a version that fits, nothing is built; with one, what people then do is printed, and not done."""
    built: list[bool] = []
    monkeypatch.setattr(dist, "main", lambda: built.append(True))
    assert (1, []) == (main("99.0.0"), built)
    assert "99.0.0 cannot be released:" in capsys.readouterr().out

    monkeypatch.setattr(release, "troubles", lambda *_: iter(()))
    assert (0, [True]) == (main("99.0.0"), built)
    assert "git tag --annotate v99.0.0" in capsys.readouterr().out


def test_the_version_is_found() -> None:
    """Where the package states it."""
    from scaleapi import __version__

    assert __version__ == stated_version()
