"""`scaleapi studio`."""

from __future__ import annotations

import typer

from scaleapi.cli.calls import Simple, add_all
from scaleapi.cli.command import group

__all__ = ["app"]

app: typer.Typer = group("Labelers, groups and batches of Studio")

_ASSIGNED, _GROUP, _BATCH = "email assigned_projects", "id name numWorkers", "name projectName batchType studioPriority"
add_all(
    app,
    Simple("studio assignments", "list_studio_assignments", shown=_ASSIGNED, changes=False),
    Simple("studio assign", "add_studio_assignments", "emails", "ann@example.com --projects kitchen", _ASSIGNED),
    Simple("studio unassign", "remove_studio_assignments", "emails", "ann@example.com --projects kitchen", _ASSIGNED),
    Simple("studio groups", "list_project_groups", "project", "kitchen", _GROUP, changes=False),
    Simple(
        "studio create-group",
        "create_project_group",
        "project emails",
        "kitchen ann@example.com --group night",
        _GROUP,
        renamed={"project_group": "group"},
    ),
    Simple(
        "studio update-group",
        "update_project_group",
        "project project_group",
        "kitchen experts --add-emails ann@example.com",
        _GROUP,
    ),
    Simple("studio batches", "list_studio_batches", shown=_BATCH, changes=False),
    Simple("studio assign-batch", "assign_studio_batches", "batch_name project_groups", "monday experts", _BATCH),
    Simple("studio prioritize", "set_studio_batches_priorities", "batch_names", "monday", _BATCH),
    Simple("studio reset-priorities", "reset_studio_batches_priorities", shown=_BATCH),
)
