"""A client's settings: from arguments, environment and defaults to one frozen value that hides the key."""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING, Literal, NoReturn, TypeAlias, cast, get_args

from scaleapi._core import system
from scaleapi._core.calls.call import Version
from scaleapi._core.calls.retry import RetryPolicy
from scaleapi._core.http.settings import (
    address,
    bytes_of,
    check_cert,
    check_proxies,
    count,
    one_of,
    positive_or_none,
    printable,
    seconds,
)
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

    def bearer(self) -> str:
        """Write the HTTP Bearer header, which the second API takes."""
        return f"Bearer {self._key}"

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
    source: str | None
    verify: Verify
    cert: Cert
    proxies: dict[str, str | None] = field(repr=False)
    requests_per_second: float | None
    """The most that the client sends; None for as much as the service takes."""
    max_response_bytes: int
    """The most that an answer may have, unpacked."""
    max_download_bytes: int
    """The most that a file of results may have, unpacked."""

    @cached_property
    def v2_url(self) -> str:
        """The address of the second API: beside that of the first."""
        root, _, last = self.base_url.rpartition("/")
        return f"{root if last in {'v1', 'v2'} else self.base_url}/v2"

    def url(self, version: Version) -> str:
        """Return the address of a version of the API."""
        return self.base_url if version == "v1" else self.v2_url

    def authorization(self, version: Version) -> str:
        """Write the header `Authorization` as a version of the API takes it."""
        return self.key.authorization() if version == "v1" else self.key.bearer()

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
    deadline: float | None,
    requests_per_second: float | None,
    max_response_bytes: int,
    max_download_bytes: int,
) -> Config:
    """Bring arguments, environment and defaults together.

    Raises:
        ScaleException: No key was given, or a setting makes no sense.
    """
    check_cert(cert)
    if verify is not None and not isinstance(verify, (bool, str)) and type(verify).__module__ != "ssl":
        raise ScaleException(f"verify must be True, False, a path or an ssl.SSLContext, not {verify!r}")
    config = Config(
        key=Secret(_key(api_key)),
        base_url=_base_url(api_instance_url),
        timeout=seconds("timeout", timeout),
        retry=RetryPolicy(
            max_retries=count("max_retries", max_retries), deadline=positive_or_none("deadline", deadline)
        ),
        validation=_validation(validation),
        source=printable("source", source),
        verify=verify,
        cert=cert,
        proxies=check_proxies(proxies),
        requests_per_second=positive_or_none("requests_per_second", requests_per_second),
        max_response_bytes=bytes_of("max_response_bytes", max_response_bytes),
        max_download_bytes=bytes_of("max_download_bytes", max_download_bytes),
    )
    if isinstance(verify, str) or cert is not None:
        _ = config.ssl_context  # files of the user's own are read now, so that what is wrong with them is said now
    return config


def changed_config(
    config: Config,
    *,
    timeout: float | None,
    max_retries: int | None,
    validation: Validation | None,
    deadline: float | None,
    max_response_bytes: int | None,
    max_download_bytes: int | None,
) -> Config:
    """Copy the settings with others in some places; None leaves one as it is."""
    retry = replace(
        config.retry,
        max_retries=config.retry.max_retries if max_retries is None else count("max_retries", max_retries),
        deadline=config.retry.deadline if deadline is None else positive_or_none("deadline", deadline),
    )
    return replace(
        config,
        retry=retry,
        timeout=config.timeout if timeout is None else seconds("timeout", timeout),
        validation=config.validation if validation is None else _validation(validation),
        max_response_bytes=config.max_response_bytes
        if max_response_bytes is None
        else bytes_of("max_response_bytes", max_response_bytes),
        max_download_bytes=config.max_download_bytes
        if max_download_bytes is None
        else bytes_of("max_download_bytes", max_download_bytes),
    )


def _key(given: str | None) -> str:
    if given is not None and not isinstance(given, str):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise ScaleException(f"api_key must be a string, not of type {type(given).__name__}")
    key = (given if given is not None else system.environment("SCALE_API_KEY") or "").strip()
    if not key:
        raise ScaleException(
            "No API key: pass ScaleClient(api_key=...) or set the environment variable SCALE_API_KEY. "
            "Keys are on the dashboard's API page; the emulator takes any that begins with test_ or live_."
        )
    if not key.isascii() or not key.isprintable():
        raise ScaleException("The API key has characters that no key has: was it copied whole?")
    return key


def _base_url(given: str | None) -> str:
    if given is not None and not isinstance(given, str):  # pyright: ignore[reportUnnecessaryIsInstance]
        return address("api_instance_url", given, DEFAULT_URL)
    name = "SCALE_API_URL" if not given and system.environment("SCALE_API_URL") else "api_instance_url"
    url = (given or system.environment("SCALE_API_URL") or DEFAULT_URL).strip().rstrip("/")
    return address(name, url, DEFAULT_URL)


def _validation(mode: Validation) -> Validation:
    return cast("Validation", one_of("validation", mode, get_args(Validation)))


def _ssl_context(verify: Verify, cert: Cert) -> ssl.SSLContext:
    import ssl

    context = verify if isinstance(verify, ssl.SSLContext) else _trusting(verify)
    if verify is False:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if cert is not None:
        with _told(f"cert={cert!r}", "a PEM file with a certificate and its key, or a pair of such files"):
            context.load_cert_chain(*((cert,) if isinstance(cert, str) else cert))
    return context


def _trusting(verify: bool | str | None) -> ssl.SSLContext:
    """Make a context that trusts the authorities of the argument, of what the environment names, else certifi's."""
    import ssl

    import certifi  # comes with httpx; needed only once a connection is made

    named = next((name for name in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE") if system.environment(name)), None)
    if isinstance(verify, str):
        place, where = verify, f"verify={verify!r}"
    elif named is not None:
        place = system.environment(named) or ""
        where = f"the environment variable {named}={place!r}"
    else:
        place, where = certifi.where(), "certifi's bundle"
    with _told(where, "a PEM file of authorities, or a folder of them"):
        if os.path.isdir(place):  # noqa: PTH112 - as OpenSSL takes it
            return ssl.create_default_context(capath=place)
        return ssl.create_default_context(cafile=place)


@contextmanager
def _told(where: str, wanted: str) -> Generator[None, None, None]:
    """Say which setting names a file that cannot be used."""
    try:
        yield
    except OSError as error:  # ssl.SSLError is one, too
        raise ScaleException(f"{where} cannot be used: {error.strerror or error}. It must be {wanted}.") from error
