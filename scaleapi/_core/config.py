"""A client's settings: from arguments, environment and defaults to one frozen value that hides the key."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING, Literal, NoReturn, TypeAlias
from urllib.parse import urlsplit

from scaleapi._core import world
from scaleapi._core.retry import RetryPolicy
from scaleapi._version import __version__
from scaleapi.exceptions import ScaleException

if TYPE_CHECKING:
    import ssl  # at run time imported with the first connection: making a client stays cheap

__all__ = ["Cert", "Config", "Secret", "Validation", "Verify", "build_config", "changed_config"]

Verify: TypeAlias = "bool | str | ssl.SSLContext | None"
"""Whether to check the service's certificate; or the path of a CA bundle; or a ready context."""
Cert = str | tuple[str, str] | None
"""A client certificate: one PEM file with certificate and key, or a pair of files."""
Validation = Literal["error", "warn", "off"]
"""What a wrong payload gives: ScaleValidationError before sending, only warnings, or nothing."""

DEFAULT_URL = "https://api.scale.com/v1"
DEFAULT_TIMEOUT = 60.0


class Secret:
    """The API key: shown nowhere, and never pickled."""

    __slots__ = ("_key",)

    def __init__(self, key: str) -> None:
        self._key = key

    def authorization(self) -> str:
        """Write the HTTP Basic header: the key as user name, an empty password."""
        return "Basic " + b64encode(f"{self._key}:".encode()).decode()

    def fingerprint(self, salt: str) -> str:
        """Tell this key from another one, without telling the key: 64 bits of a salted hash."""
        return blake2b(self._key.encode(), salt=salt.encode()[:16], digest_size=8).hexdigest()

    def __repr__(self) -> str:
        return "Secret('***')"

    def __reduce__(self) -> NoReturn:
        raise TypeError("An API key is never pickled; give it to each process by SCALE_API_KEY")


@dataclass(frozen=True)
class Config:
    """Everything a driver needs to know."""

    key: Secret
    base_url: str
    timeout: float
    """Seconds to wait for each step of a request: connection, sending, answer."""
    retry: RetryPolicy
    validation: Validation
    source: str | None = None
    verify: Verify = None
    cert: Cert = None
    proxies: dict[str, str | None] = field(default_factory=dict[str, str | None], repr=False)
    requests_per_second: float | None = None
    """The most that the client sends; None for as much as the service takes."""

    @cached_property
    def user_agent(self) -> str:
        """The package, Python, the operating system and the caller's source."""
        import platform  # costs time, and is not needed before the first request

        python, system = platform.python_version(), f"{platform.system()}/{platform.release()}"
        facts = f"scaleapi-python/{__version__} Python/{python} {system}"
        return f"{facts} {self.source}" if self.source else facts

    @cached_property
    def headers(self) -> dict[str, str]:
        """What each request carries; without the key, which only `key` holds."""
        return {"User-Agent": self.user_agent, "Accept": "application/json"}

    @cached_property
    def ssl_context(self) -> ssl.SSLContext:
        """The one TLS context of this client, made on first use."""
        return _ssl_context(self.verify, self.cert)


def build_config(
    *,
    api_key: str | None,
    source: str | None,
    api_instance_url: str | None,
    verify: Verify,
    proxies: Mapping[str, str | None] | None,
    cert: Cert,
    timeout: float,
    max_retries: int,
    validation: Validation,
    deadline: float | None = None,
    requests_per_second: float | None = None,
) -> Config:
    """Bring arguments, environment and defaults together.

    Raises:
        ScaleException: No key was given, or a setting makes no sense.
    """
    return Config(
        key=Secret(_key(api_key)),
        base_url=_base_url(api_instance_url),
        timeout=_seconds("timeout", timeout),
        retry=RetryPolicy(max_retries=_max_retries(max_retries), deadline=_optional("deadline", deadline)),
        validation=_validation(validation),
        source=_source(source),
        verify=verify,
        cert=cert,
        proxies=dict(proxies or {}),
        requests_per_second=_optional("requests_per_second", requests_per_second),
    )


def changed_config(
    config: Config,
    *,
    timeout: float | None,
    max_retries: int | None,
    validation: Validation | None,
    deadline: float | None,
) -> Config:
    """Copy the settings with others in some places; None leaves one as it is."""
    retry = replace(
        config.retry,
        max_retries=config.retry.max_retries if max_retries is None else _max_retries(max_retries),
        deadline=config.retry.deadline if deadline is None else _optional("deadline", deadline),
    )
    return replace(
        config,
        retry=retry,
        timeout=config.timeout if timeout is None else _seconds("timeout", timeout),
        validation=config.validation if validation is None else _validation(validation),
    )


def _key(given: str | None) -> str:
    key = (given if given is not None else world.environment("SCALE_API_KEY") or "").strip()
    if not key:
        raise ScaleException(
            "No API key: pass ScaleClient(api_key=...) or set the environment variable SCALE_API_KEY. "
            "Keys are on the dashboard's API page; the emulator takes any that begins with test_ or live_."
        )
    if not key.isascii() or not key.isprintable():
        raise ScaleException("The API key has characters that no key has: was it copied whole?")
    return key


def _source(given: str | None) -> str | None:
    if given and not (given.isascii() and given.isprintable()):
        raise ScaleException(f"source goes into a header, so it must be printable ASCII, not {given!r}")
    return given


def _base_url(given: str | None) -> str:
    url = (given or world.environment("SCALE_API_URL") or DEFAULT_URL).strip().rstrip("/")
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username:
        raise ScaleException(f"api_instance_url must be like {DEFAULT_URL}, without a user name")
    return url


def _seconds(name: str, seconds: float) -> float:
    if isinstance(seconds, bool) or not 0 < seconds < float("inf"):
        raise ScaleException(f"{name} must be a finite number of seconds above 0, not {seconds!r}")
    return float(seconds)


def _optional(name: str, number: float | None) -> float | None:
    if number is not None and (isinstance(number, bool) or not 0 < number < float("inf")):
        raise ScaleException(f"{name} must be a finite number above 0, or None, not {number!r}")
    return number


def _max_retries(count: int) -> int:
    if isinstance(count, bool) or count < 0:
        raise ScaleException(f"max_retries must be 0 or more, not {count!r}")
    return count


def _validation(mode: Validation) -> Validation:
    if mode not in {"error", "warn", "off"}:
        raise ScaleException(f'validation must be "error", "warn" or "off", not {mode!r}')
    return mode


def _ssl_context(verify: Verify, cert: Cert) -> ssl.SSLContext:
    import ssl

    context = verify if isinstance(verify, ssl.SSLContext) else ssl.create_default_context(cafile=_ca_bundle(verify))
    if verify is False:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if cert is not None:
        context.load_cert_chain(*((cert,) if isinstance(cert, str) else cert))
    return context


def _ca_bundle(verify: bool | str | None) -> str:
    """Choose the file of trusted authorities: the argument, what the environment names, else certifi's."""
    import certifi  # comes with httpx; needed only once a connection is made

    named = world.environment("SSL_CERT_FILE") or world.environment("REQUESTS_CA_BUNDLE")
    return verify if isinstance(verify, str) else named or certifi.where()
