"""Bodies in chunks, however they come in."""

from __future__ import annotations

import httpcore
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaleapi._core.http.chunks import Chunks


@given(st.lists(st.binary(min_size=1, max_size=40), max_size=5), st.lists(st.integers(1, 9), min_size=1, max_size=9))
def test_pieces_make_the_body(parts: list[bytes], steps: list[int]) -> None:
    """Whatever comes in at once; what follows the body is left where it is."""
    sent = b"".join(b"%x;a=b\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\nx: y\r\n\r\nnext"
    chunks, unread, found = Chunks(), bytearray(), b""
    while sent:
        step = steps[len(sent) % len(steps)]
        unread += sent[:step]
        sent = sent[step:]
        found += b"".join(chunks.take(unread))

    assert (b"".join(parts), b"next", True) == (found, bytes(unread), chunks.ended)


@pytest.mark.parametrize("sent", [b"-1\r\n", b"0x1\r\n", b"\r\n", b"1\r\nab\r\n", b"1 1\r\na\r\n", b"1" * 70_000])
def test_what_is_not_in_chunks(sent: bytes) -> None:
    """It is said so."""
    with pytest.raises(httpcore.RemoteProtocolError, match="chunk of the answer"):
        Chunks().take(bytearray(sent))
