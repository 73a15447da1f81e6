"""Module paths of earlier versions: importing one works, warns once, and gives what took its place."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from importlib import import_module
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from importlib.abc import Loader  # at run time it would bring as many modules as all of `import scaleapi`

__all__ = ["MOVED", "MovedModules"]

MOVED = {
    "bulk.again": "bulk.resubmit",
    "bulk.shared": "bulk.arguments",
    "bulk.store_endpoints": "bulk.upload_endpoints",
    "bulk.storing": "bulk.uploads",
    "duplicates": "_io.duplicates",
    "export.contents": "export.blobs",
    "export.finished": "export.completed",
    "export.pictures": "export.images",
    "export.taking": "export.window_export",
    "extras": "_io.optional",
    "json_items": "_io.json_stream",
    "jsonl": "validation.jsonl",
    "models.modes": "models.validation_context",
    "models.part": "models.payload_model",
    "packed": "_io.compression",
    "places": "_io.paths",
    "schema": "validation.schema",
    "stretches": "_io.splits",
}
"""Old module → new one, both relative to `scaleapi`."""
_RENAMED = {
    "Form": "ExportOptions",
    "Mode": "ValidationContext",
    "Part": "PayloadModel",
    "StoreEndpoints": "UploadEndpoints",
    "current_mode": "current_context",
    "in_mode": "in_context",
    "without_parts": "plain_values",
}
"""Names that changed with their module."""


_GENERATED = "scaleapi.api_client"
"""What SDK 2.18 has generated for the second API: 128 modules."""


def _is_generated(fullname: str) -> bool:
    if not fullname.islower():  # a class, which is asked for as a module where it is not there
        return False
    return fullname == _GENERATED or fullname.startswith(f"{_GENERATED}.")


class MovedModules:
    """Finds modules under their old paths."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Answer for old paths only."""
        del path, target
        loader = cast("Loader", self)
        if _is_generated(fullname):
            return ModuleSpec(fullname, loader, is_package=True)  # with whatever module below it
        return ModuleSpec(fullname, loader) if fullname.removeprefix("scaleapi.") in MOVED else None

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """Have an empty module made."""
        del spec
        return None

    def exec_module(self, module: ModuleType) -> None:
        """Let the module give what the new one has."""
        old = module.__name__
        if _is_generated(old):
            new, told = "scaleapi.v2.generated_names", "scaleapi.models.v2 and client.v2"
        else:
            new = told = f"scaleapi.{MOVED[old.removeprefix('scaleapi.')]}"
        if not old.startswith(f"{_GENERATED}."):  # else it was told of the package above
            warnings.warn(f"{old} is now {told}", DeprecationWarning, stacklevel=2)
        target = import_module(new)

        def get(name: str) -> Any:
            return getattr(target, _RENAMED.get(name, name))

        vars(module).update(__getattr__=get, __dir__=lambda: dir(target), __doc__=target.__doc__)
