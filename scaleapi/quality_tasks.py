"""The entity that evaluation and training tasks share, under its import path of SDK 2.x."""

from __future__ import annotations

from scaleapi.models.quality import QualityTask

__all__ = ["QualityTask"]
