"""Answers as servers send them, whole and broken, for both kinds of connections."""

from __future__ import annotations

import httpx

GOOD = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"
BIG = 5_000_000
_CHUNKED = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"

WHOLE = [
    (_CHUNKED + b"3\r\nabc\r\n2;x=1\r\nde\r\n0\r\nx: y\r\n\r\n", b"abcde"),
    (_CHUNKED + b"%X\r\n" % BIG + b"z" * BIG + b"\r\n0\r\n\r\n", b"z" * BIG),
    (b"HTTP/1.1 200 OK\r\n\r\nto the end", b"to the end"),
    (b"HTTP/1.0 200 OK\r\n\r\nold", b"old"),
    (b"HTTP/1.1 200 OK\ncontent-length: 2\n\nok", b"ok"),
    (b"HTTP/1.1 204 No Content\r\n\r\n", b""),
    (b"HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n" + GOOD, b"ok"),
    (b"HTTP/1.1 413 Too Large\r\ncontent-length: 3\r\nconnection: close\r\n\r\nbig", b"big"),
    (b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % BIG + b"z" * BIG, b"z" * BIG),
]
"""What comes before a server hangs up, and the body in it."""

BROKEN: list[tuple[bytes, type[Exception]]] = [
    (one, httpx.RemoteProtocolError)
    for one in (
        b"",
        GOOD[:10],
        GOOD[:-1],
        _CHUNKED + b"5\r\nab",
        _CHUNKED + b"x\r\n",
        _CHUNKED + b"2\r\nabc\r\n0\r\n\r\n",
        _CHUNKED + b"0" * 70_000,
        b"HTTP/1.1 200 OK\r\nno header\r\ncontent-length: 0\r\n\r\n",
        b"HTTP/1.1 103 Early Hints\r\n\r\n" * 30 + GOOD,
        b"SSH-2.0-OpenSSH\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nx: " + b"x" * 200_000,
    )
]
"""What comes before a server hangs up, and is no answer."""
