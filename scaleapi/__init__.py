"""Scale AI's data-labeling API: typed entities, checked payloads, safe I/O, and an emulator to test offline.

Every name is imported when it is first used, so `import scaleapi` costs next to nothing.
"""

from __future__ import annotations

import sys

from scaleapi._lazy import lazy
from scaleapi._moved import MovedModules
from scaleapi._version import __version__ as __version__

_PUBLIC = {
    "_core.paging.iterators": "AsyncPageIterator PageIterator",
    "api": "Api",
    "client": "AsyncScaleClient ScaleClient",
    "events": "Event",
    "exceptions": """
        Attempt Outcome ScaleException ScaleInvalidRequest ScaleValidationError ScaleValidationWarning
    """,
    "export.drift": "Drift drift",
    "models.batch": "Batch",
    "models.enums": "BatchStatus StudioBatchStatus TaskReviewStatus TaskStatus TaskType TeammateRole",
    "models.file": "File",
    "models.page": "Batchlist Paginator Tasklist",
    "models.project": "Project TaskTemplate",
    "models.quality": "EvaluationTask TrainingTask",
    "models.studio": "StudioBatch StudioLabelerAssignment StudioProjectGroup StudioWorker",
    "models.task": "Task",
    "models.teammate": "Teammate",
    "problems": "Problem",
    "validation.checks": "validate",
    "validation.jsonl": "validate_jsonl",
    "validation.payload_files": "PayloadFile",
    "validation.schema": "json_schema",
}
"""The public names, by the module that has them."""
_SUBMODULES = """
    api batches bulk callbacks client emulator evaluation_tasks exceptions export files models problems projects
    quality quality_tasks studio tasks teams training_tasks v2 validation viewer
"""
_RENAMED = {"AsyncListing": "AsyncPageIterator", "Listing": "PageIterator"}

__getattr__, __dir__, __all__ = lazy(__name__, _PUBLIC, _SUBMODULES, "__version__", _RENAMED)
sys.meta_path.append(MovedModules())
