"""Work without looking for garbage."""

from __future__ import annotations

import gc
from contextlib import suppress
from pathlib import Path

import pytest

from scaleapi._imports import collection_paused, load


@pytest.mark.parametrize("enabled", [True, False])
def test_garbage_is_collected_again_if_it_was_before(enabled: bool) -> None:
    """Not meanwhile, whatever ends it."""
    was = gc.isenabled()
    try:
        (gc.enable if enabled else gc.disable)()
        with suppress(ZeroDivisionError), collection_paused():
            assert not gc.isenabled()
            raise ZeroDivisionError
        assert enabled == gc.isenabled()
    finally:
        (gc.enable if was else gc.disable)()


def test_a_module_is_imported_without_looking_for_garbage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And looked for again afterwards."""
    (tmp_path / "noticing.py").write_text("import gc\nMEANWHILE = gc.isenabled()\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    before = gc.isenabled()
    assert [False, before] == [load("noticing").MEANWHILE, gc.isenabled()]
