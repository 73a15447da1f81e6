"""Files of the second API: one model for what its schema has three of, which cannot be told apart."""

from __future__ import annotations

from typing import ClassVar, Literal

from scaleapi.models.v2.base import V2Entity

__all__ = ["ContentAndUrl", "File"]

FileKind = Literal["audio", "image", "basic", "unknown"]


class File(V2Entity):
    """A file that is attached to a message, or is the value of an annotation."""

    shown: ClassVar[tuple[str, ...]] = ("name", "mime_type", "url")

    name: str | None = None
    mime_type: str | None = None
    url: str | None = None
    scale_url: str | None = None
    """Where the service keeps it: `scaledata://…`."""
    content: str | None = None
    """Base-64, of a file that comes with the answer."""
    file_size_in_bytes: int | None = None
    duration: float | None = None
    """Seconds of sound."""
    transcript: str | None = None
    transcript_url: str | None = None
    transcript_start: float | None = None
    """Seconds."""
    transcript_end: float | None = None
    """Seconds."""

    @property
    def kind(self) -> FileKind:
        """What the fields tell of the file: the service names no kind."""
        raw = self.as_dict()
        if "duration" in raw or any(name.startswith("transcript") for name in raw):
            return "audio"
        if "file_size_in_bytes" in raw:
            return "image"
        return "basic" if "content" in raw else "unknown"


class ContentAndUrl(V2Entity):
    """A text that a program wrote: itself, or where it is kept."""

    shown: ClassVar[tuple[str, ...]] = ("url",)

    content: str | None = None
    url: str | None = None
    scale_url: str | None = None
