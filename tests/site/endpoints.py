"""For mkdocstrings: calls are shown as a `ScaleClient` has them, not as the descriptions that make them."""

from __future__ import annotations

from typing import Any

import griffe

__all__ = ["Endpoints"]

RESULTS = {"endpoint": None, "paged": "PageIterator", "many": "BulkRun"}
"""The decorators of `scaleapi._core.endpoint`, with what takes the place of `Pages` and `BulkOperation`."""
CLIENTS, DRIVER = ("client.ScaleClient", "client.AsyncScaleClient"), "_core.drivers.driver.Driver"


class Endpoints(griffe.Extension):
    """Turns `Call[Task]` of an `@endpoint` into `Task`, `Pages[Task]` of a `@paged` into `PageIterator[Task]`."""

    def on_function(self, *, func: griffe.Function, **_: Any) -> None:
        """Change what a call returns."""
        for decorator in func.decorators:
            name, result = decorator.callable_path.rpartition(".")[2], func.returns
            if name in RESULTS and isinstance(result, griffe.ExprSubscript):
                func.returns = _returned(result.slice, RESULTS[name], func)

    def on_package(self, *, pkg: griffe.Module, **_: Any) -> None:
        """Say of both clients which arguments they take: those of the class that they have in common."""
        for client in CLIENTS if pkg.path == "scaleapi" else ():
            arguments = pkg[DRIVER].docstring.value.partition("\n\n")[2]
            pkg[client].docstring.value += f"\n\n{arguments}"


def _returned(inner: Any, container: str | None, func: griffe.Function) -> Any:
    if container is None:
        return inner
    return griffe.ExprSubscript(griffe.ExprName(container, parent=func.parent), inner)
