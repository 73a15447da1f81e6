"""The values that describe a call: nothing here sends anything."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from enum import Enum
from typing import IO, TYPE_CHECKING, Any, Generic, Literal, TypeVar
from urllib.parse import quote

import msgspec

from scaleapi._core.calls.arguments import refuse
from scaleapi._io.json_text import loads

if TYPE_CHECKING:
    from scaleapi._core.calls.partial import PartialFile

__all__ = ["NOTHING", "Call", "Failure", "Flow", "Query", "Repeat", "Reply", "Send", "Upload", "Version", "path"]

T = TypeVar("T")

Version = Literal["v1", "v2"]
"""Of the API: each has its own address, and takes the key in its own way."""
Query = tuple[tuple[str, str], ...]
"""Query parameters in order; a key may stand more than once."""


class _Nothing(Enum):
    NOTHING = "no body"


NOTHING = _Nothing.NOTHING
"""A call without a body (`None` would be the body `null`)."""


class Repeat(Enum):
    """When a call may be sent again after an attempt that did not succeed."""

    always = "always"
    """Doing it twice is the same as doing it once: reads, setters, creates under a key of their own."""
    unless_done = "unless_done"
    """Only if the last attempt surely was not carried out: doing it twice would be seen."""
    never = "never"
    """Not at all: the body can be read only once."""


class Upload(msgspec.Struct, frozen=True):
    """A multipart body: one open file, streamed and left open, and text parts."""

    file: IO[bytes]
    filename: str
    fields: Mapping[str, str]


class Call(msgspec.Struct, Generic[T], frozen=True):
    """One request, and how its answer is read."""

    method: str
    path: str
    """Below the base URL, percent-encoded: made with `path()`."""
    returns: Callable[[Any], T]
    """Reads what `parses` made of the answer."""
    query: Query = ()
    json: Any = NOTHING
    upload: Upload | None = None
    headers: Mapping[str, str] = msgspec.field(default_factory=dict[str, str])
    repeat: Repeat = Repeat.always
    address: str | None = None
    """An absolute URL instead of `path`: a file that the service put elsewhere. The key is never sent there."""
    parses: Callable[[bytes], Any] = loads
    """Parses the body of an answer; ValueError if it is not JSON."""
    promises_json: bool = True
    """False where the service answers plain text, such as `OK`, which nobody reads."""
    into: IO[bytes] | PartialFile | None = None
    """Where the body of a success goes, piece by piece, instead of into memory. Each attempt begins a file anew, and
    goes on with a `PartialFile`."""
    version: Version = "v1"
    redirects: bool = False
    """Whether the answer is a redirect, whose target is what `returns` is given; None if it names none."""


class Send(msgspec.Struct, frozen=True):
    """An instruction to the driver: wait, then send."""

    call: Call[Any]
    after: float = 0.0
    """Seconds to wait before sending."""
    attempt: int = 1
    """Which attempt of the call it is, from 1."""
    within: float | None = None
    """Seconds that are left of the call's deadline once it is sent; None without a deadline."""


class Failure(Enum):
    """Why there is no complete answer."""

    connect = "could not connect"
    """Nothing was sent."""
    held = "the deadline is nearer than the rate limit allows"
    """Nothing was sent, and waiting longer is not wanted."""
    timeout = "no answer in time"
    broken = "the connection broke"
    large = "the answer is too large"
    refused = "the request could not be made"
    """Nothing was sent, and sending again cannot help (a malformed address or header)."""


class Reply(msgspec.Struct, frozen=True):
    """What came of one attempt: an answer, or a failure. Carries the clock and the dice, so that flows need none."""

    status: int = 0
    """The HTTP status; 0 if no complete answer came."""
    headers: Mapping[str, str] = msgspec.field(default_factory=dict[str, str])
    """Names in lower case."""
    body: bytes = b""
    failure: Failure | None = None
    detail: str = ""
    """What the transport said of the failure."""
    url: str = ""
    """Where it was sent, without query."""
    started: float = 0.0
    """When it was sent: seconds on a monotonic clock."""
    ended: float = 0.0
    draw: float = 0.0
    """A random number from 0 to 1, for jitter."""

    @property
    def is_success(self) -> bool:
        """Whether the status is a 2xx; the answer may be unusable all the same."""
        return self.status // 100 == 2


Flow = Generator[Send, Reply, T]
"""A conversation: yields what to send, receives what came, returns the result. No I/O, no clock, no dice."""


def path(*segments: str) -> str:
    """Join path segments, each percent-encoded with no safe characters (`a bc/def` → `a%20bc%2Fdef`).

    Raises:
        ScaleValidationError: A segment is empty or no string: the address would be another one.
    """
    return "/".join(_segment(segment) for segment in segments)


def _segment(segment: str) -> str:
    if not isinstance(segment, str) or not segment:  # pyright: ignore[reportUnnecessaryIsInstance]
        raise refuse("", "missing", "an id or a name is needed: a string that is not empty", segment)
    if segment in {".", ".."}:  # else removed from the address as "this" and "the parent" folder
        return segment.replace(".", "%2E")
    return quote(segment, safe="", errors="surrogatepass")
