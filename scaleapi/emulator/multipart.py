"""Reading `multipart/form-data` (RFC 7578): a form with a file in it."""

from __future__ import annotations

from email.message import Message
from email.parser import BytesHeaderParser
from typing import NamedTuple
from urllib.parse import unquote

from scaleapi.emulator.wire import refuse

__all__ = ["Part", "parse_form"]


_MOST_PARTS = 100


class Part(NamedTuple):
    """One field of a form."""

    name: str
    filename: str | None
    """None for a plain field."""
    content_type: str
    content: bytes


def parse_form(content_type: str, body: bytes) -> dict[str, Part]:
    """Split a form into its fields by name; refuse with 400 what is not a complete form."""
    header = Message()
    header["content-type"] = content_type
    boundary = header.get_param("boundary")
    if header.get_content_type() != "multipart/form-data" or not isinstance(boundary, str):
        refuse("The body must be multipart/form-data with a boundary.")
    # The line break before a boundary belongs to the boundary; the first one needs none.
    edge = b"\r\n--" + boundary.encode("utf-8", "surrogateescape")
    sections = (b"\r\n" + body).split(edge, _MOST_PARTS + 2)
    if len(sections) > _MOST_PARTS + 2:
        refuse(f"The multipart/form-data body has more than {_MOST_PARTS} parts.")
    if len(sections) < 2 or not sections[-1].startswith(b"--"):
        refuse("The multipart/form-data body is cut off: its closing boundary is missing.")
    parts = [_parse_part(section) for section in sections[1:-1]]
    return {part.name: part for part in parts}


def _parse_part(section: bytes) -> Part:
    # A part without any header begins with the empty line at once.
    head, blank, content = section.partition(b"\r\n\r\n")
    if not blank:
        refuse("A part of the multipart/form-data body has no empty line after its headers.")
    header = BytesHeaderParser().parsebytes(head.lstrip(b" \t\r\n"))
    name = header.get_param("name", header="content-disposition")
    if not isinstance(name, str):
        refuse("A part of the multipart/form-data body has no name.")
    filename = header.get_filename()
    return Part(_text(name), None if filename is None else _text(filename), header.get_content_type(), content)


def _text(value: str) -> str:
    # Browsers and HTTP clients send raw UTF-8 here, and %22 for a double quote.
    return unquote(value.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))
