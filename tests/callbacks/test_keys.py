"""Whether a callback is true: keys and headers of all kinds."""

from __future__ import annotations

import email.message
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaleapi.callbacks import CallbackRefused, parse, verify
from scaleapi.callbacks import keys as module
from scaleapi.exceptions import ScaleException
from tests.callbacks.calls import KEY, body_of, told

NAME = "scale-callback-auth"


def as_message(name: str, value: str) -> email.message.Message:
    """Make headers as http.server has them."""
    message = email.message.Message()
    message[name] = value
    return message


SHAPES: list[Any] = [
    {NAME: KEY},
    {"Scale-Callback-Auth": KEY},
    {b"SCALE-CALLBACK-AUTH": KEY.encode()},
    {"HTTP_SCALE_CALLBACK_AUTH": KEY, "wsgi.errors": object(), "REQUEST_METHOD": "POST"},
    {NAME: [KEY], "x": ["a", "b"]},
    {NAME: f" {KEY}\t", 5: "no header"},
    [(b"host", b"x"), (NAME.encode(), KEY.encode())],
    [(NAME, KEY)],
    httpx.Headers({"Scale-Callback-Auth": KEY}),
    as_message("SCALE-callback-auth", KEY),
]


@pytest.mark.parametrize("headers", SHAPES, ids=lambda one: type(one).__name__)
@pytest.mark.parametrize("keys", [KEY, KEY.encode(), ["other", KEY], (KEY, "new"), {KEY}, KEY + "\n"])
def test_headers_and_keys_of_every_kind(headers: Any, keys: Any) -> None:
    """Any of several keys will do, whatever the framework gives as headers."""
    verify(headers, keys)


WRONG: list[Any] = [
    {},
    [],
    {NAME: None},
    {NAME: []},
    {NAME: ""},
    {NAME: KEY[:-1]},
    {NAME: KEY + "x"},
    {NAME: KEY.upper()},
    {NAME: f"Bearer {KEY}"},
    {NAME: f"{KEY}, {KEY}"},
    {NAME: f"{KEY}\0"},
    {NAME: 5},
    {NAME: "schlüssel"},
    {NAME: "ключ"},
    {NAME: "\ud800"},
    {NAME: KEY.encode("utf-16")},
    {NAME: b"\xff\xfe"},
    {"authorization": KEY},
    {"scale_callback_auth": KEY},
    [(NAME, KEY), (NAME, KEY)],
    [(NAME, KEY), (NAME.title(), "other")],
    [(NAME.encode(), b"other"), (NAME.encode(), KEY.encode())],
    {NAME: KEY, NAME.upper(): KEY},
    {NAME: [KEY, KEY]},
    httpx.Headers([(NAME, KEY), (NAME, KEY)]),
]


@pytest.mark.parametrize("headers", WRONG, ids=ascii)
def test_whatever_else_is_refused(headers: Any) -> None:
    """Missing, wrong, doubled or strangely written: refused with 401, and the reason names no key."""
    with pytest.raises(CallbackRefused) as refused:
        parse(body_of(told()), headers, keys=[KEY, "old"])
    assert 401 == refused.value.code
    assert refused.value.message.startswith(f"The header {NAME} ")
    assert "other" not in str(refused.value)


@pytest.mark.parametrize("key", ["schlüssel", "ключ", "a, b"])
@pytest.mark.parametrize("wire", ["utf-8", "latin-1"])
def test_a_key_of_any_letters(key: str, wire: str) -> None:
    """However it was written on the wire, and decoded by the server."""
    sent = key.encode(wire, "ignore")
    if sent.decode(wire) == key:
        for value in (key, sent, sent.decode("latin-1")):
            verify({NAME: value}, key)


@pytest.mark.parametrize(
    "keys",
    [
        "",
        "  ",
        b"",
        [],
        (),
        set(),
        [""],
        [KEY, ""],
        [KEY, None],
        None,
        5,
        [5],
        {"live": KEY},
        [bytearray(b"x")],
        [[KEY]],
    ],
    ids=lambda one: type(one).__name__,
)
def test_no_key_is_no_open_door(keys: Any, caller: Any) -> None:
    """It is an error at set-up, and never a refusal that might be taken for a wrong caller."""
    for attempt in (lambda: verify({NAME: ""}, keys), lambda: caller.make(print, keys=keys)):
        with pytest.raises(ScaleException, match="nobody could tell a true callback") as error:
            attempt()
        assert not isinstance(error.value, CallbackRefused)


def test_every_key_is_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    """In constant time, each with as many bytes, also after one was found."""
    compared: list[tuple[int, int]] = []

    def compare(one: bytes, other: bytes) -> bool:
        compared.append((len(one), len(other)))
        return one == other

    monkeypatch.setattr(module, "compare_digest", compare)
    verify({NAME: KEY}, [KEY, "a", "much longer than the others" * 9])
    assert [(64, 64)] * 3 == compared


@given(st.text(), st.text(min_size=1).filter(str.strip))
def test_only_the_key_opens(value: str, key: str) -> None:
    """Whatever comes: it is the key, blanks apart, or refused."""
    same = {form for one in (key, key.strip()) for form in (one.encode("utf-8", "surrogatepass"),)}
    try:
        verify({NAME: value}, key)
    except CallbackRefused:
        assert value != key or value != value.strip()
    else:
        wire = module._wire(value).strip(b" \t")
        assert wire in same or wire.decode("latin-1") == key.strip()
