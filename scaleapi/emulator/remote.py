"""A running emulator, steered from another process."""

from __future__ import annotations

from urllib.parse import urlsplit

from scaleapi.emulator.steering import Steering, answer_of
from scaleapi.emulator.transport import ask
from scaleapi.emulator.wire import Json
from scaleapi.exceptions import ScaleConnectionError, ScaleException, ScaleResponseError

__all__ = ["RemoteEmulator"]


class RemoteEmulator(Steering):
    """Plays the workers and the reviewers of an emulator that runs as a server, on this machine.

    Each method raises ScaleConnectionError if there is nobody at the address, and ScaleResponseError if there is
    somebody else.

    Args:
        url: Its address, as it prints it: `http://127.0.0.1:8000/v1`.

    Raises:
        ScaleException: That is no address.
    """

    def __init__(self, url: str = "http://127.0.0.1:8000/v1") -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ScaleException(f"The emulator's address must be like http://127.0.0.1:8000/v1, not {url!r}")
        self.url: str = url.rstrip("/").removesuffix("/v1")

    def __repr__(self) -> str:
        return f"RemoteEmulator({self.url!r})"

    def _steer(self, path: str, body: Json) -> Json:
        try:
            reply = ask(f"{self.url}/_emulator/{path}", body)
        except OSError as error:
            message = f"There is no emulator at {self.url}: {error}. Start one with `python -m scaleapi.emulator`"
            raise ScaleConnectionError(message, attempts=1) from None
        try:
            return answer_of(reply)
        except ValueError:
            raise ScaleResponseError(
                f"What answers at {self.url} is no emulator (HTTP {reply.status})", attempts=1
            ) from None
