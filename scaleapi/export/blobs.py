"""What files behind the URLs of a response hold: fetched to a scratch file, parsed before, or stored somewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from scaleapi._io import bounds
from scaleapi._io.json_stream import items_of
from scaleapi._io.json_text import loads
from scaleapi.models.rules import is_array, is_object
from scaleapi.models.table import Content

__all__ = ["Parsed", "Scratch", "Stored"]


@dataclass(frozen=True)
class Parsed(Content):
    """Something that was parsed before."""

    value: Any

    def whole(self) -> Any:
        """Return it."""
        return self.value

    def items(self) -> Iterator[Any]:
        """Go through it, as it is or under the key `annotations`; ValueError if it is no array."""
        value = self.value.get("annotations") if is_object(self.value) else self.value
        if not is_array(value):
            raise ValueError("it holds no JSON array")
        return iter(value)


@dataclass(frozen=True)
class Scratch(Content):
    """An open scratch file of JSON, read once and closed then."""

    file: IO[bytes]

    def whole(self) -> Any:
        """Parse all of it; ValueError if it is no JSON, or too much of it to be held in memory."""
        with self.file:
            self.file.seek(0)
            text = self.file.read(bounds.MOST_AT_ONCE + 1)
        if len(text) > bounds.MOST_AT_ONCE:
            raise ValueError(f"it has more than {bounds.MOST_AT_ONCE} bytes")
        return loads(text)

    def items(self) -> Iterator[Any]:
        """Parse it item by item; ValueError if it is no array, or breaks off."""
        self.file.seek(0)
        return items_of(self.file)


@dataclass(frozen=True)
class Stored(Content):
    """A file that is kept as it is."""

    place: str | None
