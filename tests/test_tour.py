"""The notebook `examples/tour.ipynb` runs, shows what it promises, and is kept without outputs."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest

from scaleapi._show.shown import Shown, ShownList
from tests._show.pages import cells

TOUR = Path(__file__).parent.parent / "examples/tour.ipynb"
NOTEBOOK: dict[str, Any] = json.loads(TOUR.read_text(encoding="utf-8"))
CODE = ["".join(cell["source"]) for cell in NOTEBOOK["cells"] if cell["cell_type"] == "code"]


def run(code: str, namespace: dict[str, Any]) -> Any:
    """Run a cell as a kernel does; return what it would display: the value of its last line, if it is one."""
    tree = ast.parse(code)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), namespace)  # noqa: S102  (our own text)
    return eval(ast.unparse(last), namespace) if last else None  # noqa: S307


def test_the_tour(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It goes from a mistake that is found to results on disk, and leaves nothing behind."""
    monkeypatch.chdir(tmp_path)
    namespace: dict[str, Any] = {}

    displayed = [run(code, namespace) for code in CODE]

    told = [cells(one) for one in displayed if isinstance(one, (Shown, ShownList))]
    kinds = [
        "Problems",
        "ScaleValidationError",
        "BulkRun",
        "PageIterator",
        "Task",
        "PageIterator",
        "ExportDone",
        "Coco",
        "Rendered",
    ]
    assert kinds == [one[0] for one in told]
    assert {"/attachment", "/priority", "must be 10, 20 or 30"} <= {*told[0]} & {*told[1]}
    assert ["applied", "40"] == told[2][-2:]
    assert namespace["tables"].annotations["label"].isin(["pot", "lid"]).all()
    assert [] == [*tmp_path.iterdir()]


def test_it_is_a_notebook() -> None:
    """Of format 4.5: cells with ids of their own; what running it leaves in it is stripped."""
    known = {"cell_type", "id", "metadata", "source", "execution_count", "outputs"}
    all_cells: list[dict[str, Any]] = NOTEBOOK["cells"]
    of_code = [cell for cell in all_cells if cell["cell_type"] == "code"]

    assert (4, 5) == (NOTEBOOK["nbformat"], NOTEBOOK["nbformat_minor"])
    assert len(all_cells) == len({cell["id"] for cell in all_cells})
    assert {"markdown", "code"} == {cell["cell_type"] for cell in all_cells}
    assert [] == [cell for cell in all_cells if cell["metadata"] or not known >= cell.keys()]
    assert [(None, [])] * len(of_code) == [(cell["execution_count"], cell["outputs"]) for cell in of_code]
    assert all(line.endswith("\n") for cell in all_cells for line in cell["source"][:-1])
