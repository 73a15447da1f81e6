"""Reading the body of an HTTP/1.1 request from a connection, no more of it than is allowed."""

from __future__ import annotations

import string
from collections.abc import Callable
from email.message import Message
from io import BufferedIOBase

from scaleapi.emulator.wire import Refusal, refuse

__all__ = ["BODY_BYTES", "read_body", "too_large"]

BODY_BYTES = 100 * 1024 * 1024
"""More than the largest upload, which is 80 MB."""

_PIECE = 1024 * 1024
_LINE = 4096
_TRAILERS = 100
_DIGITS = 18
"""A number with more digits is above every limit, and is not worth reading."""


def read_body(stream: BufferedIOBase, headers: Message, limit: int, ready: Callable[[], None]) -> bytes:
    """Read a body to its end; `ready` is called when it is known to be acceptable, before it is read.

    Raises:
        Refusal: 413 if it is larger than the limit; 400 if its length is not clear, or it ends too early.
    """
    length = _declared_length(headers)
    if length is not None and length > limit:
        raise too_large(limit)
    ready()
    return _read_chunks(stream, limit) if length is None else _read(stream, length)


def too_large(limit: int) -> Refusal:
    """Make the refusal of a body that is larger than the limit."""
    return Refusal(413, f"The body of the request is larger than the emulator takes: {limit} bytes.")


def _declared_length(headers: Message) -> int | None:
    """Get the length of the body; None if it comes in chunks."""
    lengths, codings = headers.get_all("content-length", []), headers.get_all("transfer-encoding", [])
    if len(lengths) + len(codings) > 1:
        refuse("The request says more than once how long its body is.")
    if not codings:
        return _number(lengths[0], 10, "The Content-Length header") if lengths else 0
    if codings[0].strip().lower() != "chunked":
        refuse(f'The emulator does not know the Transfer-Encoding "{codings[0][:40]}", only "chunked".')
    return None


def _read_chunks(stream: BufferedIOBase, limit: int) -> bytes:
    body = bytearray()
    while size := _number(_read_line(stream).partition(";")[0], 16, "The size of a chunk"):
        if len(body) + size > limit:
            raise too_large(limit)
        body += _read(stream, size)
        if _read_line(stream):
            refuse("A chunk of the body is longer than it says.")
    for _ in range(_TRAILERS):
        if not _read_line(stream):
            return bytes(body)
    raise Refusal(413, "The chunked body has too many trailers.")


def _read(stream: BufferedIOBase, length: int) -> bytes:
    body = bytearray()
    while len(body) < length:
        piece = stream.read(min(_PIECE, length - len(body)))
        if not piece:
            # Half a body must not be taken for a whole one.
            refuse("The connection ended within the body of the request.")
        body += piece
    return bytes(body)


def _read_line(stream: BufferedIOBase) -> str:
    line = stream.readline(_LINE)
    if not line.endswith(b"\n"):
        refuse("A line of the chunked body is too long, or the connection ended within it.")
    return line.decode("latin-1").rstrip("\r\n")


def _number(text: str, base: int, what: str) -> int:
    text = text.strip(" \t")
    # `int` reads more than HTTP knows: signs, underscores, digits of other scripts.
    if not text or not set(text) <= set(string.hexdigits if base == 16 else string.digits):
        refuse(f'{what} must be a number, not "{text[:40]}".')
    significant = text.lstrip("0")
    return 10**_DIGITS if len(significant) > _DIGITS else int(significant or "0", base)
