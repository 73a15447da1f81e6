"""Settings that cannot work say so when the client is made: which one, its value, and what to do; never the key."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Any

import httpx
import pytest
import trustme

from scaleapi import AsyncScaleClient, ScaleClient, ScaleException

KEY = "live_canary_5b1e"


def no_pem(folder: Path) -> str:
    """Write a file that holds no certificate."""
    (folder / "no.pem").write_text("no certificate")
    return str(folder / "no.pem")


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"verify": "/nope.pem"}, "verify='/nope.pem' cannot be used: No such file"),
    ({"verify": 5}, "verify must be True, False, a path"),
    ({"cert": "/nope.pem"}, "cert='/nope.pem' cannot be used: No such file"),
    ({"cert": ("/a", "/b", "/c")}, "a pair of paths"),
    ({"cert": 5}, "cert must be the path of a PEM file"),
    ({"proxies": "http://10.0.0.1"}, "proxies must be a dictionary"),
    ({"proxies": {"https": "ftp://10.0.0.1"}}, "The proxy for 'https' cannot be used: it must begin with http://"),
    ({"proxies": {"https": "http://10.0.0.1:99999"}}, "Port out of range"),
    ({"proxies": {"https": "http://"}}, "it names no host"),
    ({"proxies": {"https": 1080}}, "must be an address"),
    ({"proxies": {1: "http://10.0.0.1"}}, "keys of proxies are schemes"),
    ({"api_instance_url": "https://api.scale.com:99999"}, "Port out of range"),
    ({"api_instance_url": "https://"}, "it names no host"),
    ({"api_instance_url": "http://[::1"}, "Invalid IPv6 URL"),
    ({"api_instance_url": "https://api scale.com"}, "characters that no address has"),
    ({"api_instance_url": "https://api.scale.com/v1?x=1"}, "a query or a fragment belongs to a call"),
    ({"api_instance_url": 5}, "it is no string"),
    ({"timeout": None}, "timeout must be a finite number"),
    ({"timeout": "60"}, "timeout must be a finite number"),
    ({"timeout": (1, 2)}, "timeout must be a finite number"),
    ({"max_retries": "3"}, "max_retries must be a whole number"),
    ({"max_retries": -1}, "max_retries must be a whole number"),
    ({"max_retries": True}, "max_retries must be a whole number"),
    ({"deadline": 0}, "deadline must be a finite number above 0, or None"),
    ({"requests_per_second": 0}, "requests_per_second must be"),
    ({"max_response_bytes": True}, "max_response_bytes must be a whole number"),
    ({"max_retries": 1.5}, "max_retries must be a whole number"),
    ({"deadline": "soon"}, "deadline must be a finite number above 0, or None"),
    ({"requests_per_second": -1}, "requests_per_second must be"),
    ({"max_response_bytes": 0}, "max_response_bytes must be a whole number"),
    ({"max_download_bytes": 0.5}, "max_download_bytes must be a whole number"),
    ({"validation": "errors"}, 'must be "error", "warn" or "off", not \'errors\'; did you mean \'error\''),
    ({"source": 5}, "source goes into a header"),
    ({"on_event": "print"}, "on_event must be a function"),
    ({"http_client": "httpx"}, "http_client must be an httpx client"),
]


@pytest.mark.parametrize("kind", [ScaleClient, AsyncScaleClient])
@pytest.mark.parametrize(("settings", "told"), WRONG, ids=lambda one: str(one)[:40])
def test_a_setting_that_cannot_work(kind: Any, settings: dict[str, Any], told: str) -> None:
    """It is refused by the constructor."""
    with pytest.raises(ScaleException) as caught:
        kind(KEY, **settings)

    assert told in str(caught.value)
    assert KEY not in str(caught.value)


@pytest.mark.parametrize("key", [b"live_x", 5, ["live_x"]])
def test_a_key_of_another_type(key: Any) -> None:
    """It is not shown."""
    with pytest.raises(ScaleException, match="api_key must be a string") as caught:
        ScaleClient(key)
    assert "live_x" not in str(caught.value)


@pytest.mark.parametrize("setting", ["verify", "cert"])
def test_a_file_that_holds_no_certificate(setting: str, tmp_path: Path) -> None:
    """It is named."""
    with pytest.raises(ScaleException, match=f"{setting}='.*no.pem' cannot be used"):
        ScaleClient(KEY, **{setting: no_pem(tmp_path)})  # type: ignore[arg-type]


def test_a_key_that_is_not_the_certificates(tmp_path: Path) -> None:
    """The pair is loaded, so a mismatch shows."""
    files = []
    for name in ("one", "two"):
        made = trustme.CA().issue_cert("localhost")
        made.cert_chain_pems[0].write_to_path(str(tmp_path / f"{name}.pem"))
        made.private_key_pem.write_to_path(str(tmp_path / f"{name}.key"))
        files.append(str(tmp_path / name))

    ScaleClient(KEY, cert=(f"{files[0]}.pem", f"{files[0]}.key")).close()
    with pytest.raises(ScaleException, match="cert="):
        ScaleClient(KEY, cert=(f"{files[0]}.pem", f"{files[1]}.key"))


@pytest.mark.parametrize(("kind", "wrong"), [(ScaleClient, httpx.AsyncClient), (AsyncScaleClient, httpx.Client)])
def test_an_httpx_client_of_the_other_kind(kind: Any, wrong: Any) -> None:
    """It is refused before it is used, and the right kind is named."""
    right = "AsyncClient" if wrong is httpx.Client else "Client"
    with pytest.raises(ScaleException, match=rf"must be an httpx\.{right} here, not a {wrong.__name__}$"):
        kind(KEY, http_client=wrong())


def test_a_variable_that_names_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment is looked at when the first connection is opened, and named then."""
    monkeypatch.setenv("SSL_CERT_FILE", "/nope.pem")
    client = ScaleClient(KEY, api_instance_url="https://localhost:1/v1", max_retries=0)
    with client, pytest.raises(ScaleException, match=r"the environment variable SSL_CERT_FILE='/nope.pem' cannot"):
        client.list_teammates()


def test_an_address_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """The variable is named."""
    monkeypatch.setenv("SCALE_API_URL", "api.scale.com")
    with pytest.raises(ScaleException, match="SCALE_API_URL must be like https"):
        ScaleClient(KEY)


def test_an_address_that_was_given_is_named_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the environment says beside it."""
    monkeypatch.setenv("SCALE_API_URL", "https://fine.example.com/v1")
    with pytest.raises(ScaleException, match=r"^api_instance_url"):
        ScaleClient(KEY, api_instance_url="api.scale.com")
    assert "https://fine.example.com/v1" == ScaleClient(KEY)._config.base_url
    assert (
        "https://given.example.com/v1"
        == ScaleClient(KEY, api_instance_url="https://given.example.com/v1")._config.base_url
    )


def test_a_key_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is taken where none is given, and only there; blanks around it are none of it."""
    monkeypatch.setenv("SCALE_API_KEY", " test_of_the_environment\n")
    given, found = ScaleClient(KEY)._config.key, ScaleClient()._config.key
    assert ScaleClient("test_of_the_environment")._config.key.fingerprint("a") == found.fingerprint("a")
    assert given.fingerprint("a") == ScaleClient(KEY)._config.key.fingerprint("a") != found.fingerprint("a")
    monkeypatch.setenv("SCALE_API_KEY", "")
    with pytest.raises(ScaleException, match="No API key"):
        ScaleClient()


def test_settings_at_the_edge() -> None:
    """No retries, a byte, and a request in an hour are possible."""
    client = ScaleClient(KEY, max_retries=0, max_response_bytes=1, max_download_bytes=1, requests_per_second=1 / 3600)
    config = client._config
    assert (1, 1, 1 / 3600) == (config.max_response_bytes, config.max_download_bytes, config.requests_per_second)


def test_what_a_proxy_asks_for_is_shown_nowhere() -> None:
    """Its address may have a password in it."""
    client = ScaleClient(KEY, proxies={"https": "http://user:password-of-a-proxy@proxy:1"})
    assert "password-of-a-proxy" not in f"{client!r}{client._config!r}{client.with_options(timeout=5)._config!r}"


def test_what_is_documented_holds() -> None:
    """Steps take a minute at most, calls are sent up to four times, an answer may have 1 GiB, a file 64 GiB."""
    config, other = ScaleClient(KEY)._config, ScaleClient(KEY, max_response_bytes=5, max_download_bytes=6)._config
    assert (60.0, 3, None, "error") == (
        config.timeout,
        config.retry.max_retries,
        config.retry.deadline,
        config.validation,
    )
    assert (2**30, 2**36) == (config.max_response_bytes, config.max_download_bytes)
    assert (5, 6) == (other.max_response_bytes, other.max_download_bytes)


@pytest.mark.parametrize(
    ("url", "second"),
    [
        ("https://api.scale.com/v1", "https://api.scale.com/v2"),
        ("https://api.scale.com/v2", "https://api.scale.com/v2"),
        ("http://localhost:8080", "http://localhost:8080/v2"),
        ("https://gateway/scale/", "https://gateway/scale/v2"),
    ],
)
def test_where_the_second_api_is(url: str, second: str) -> None:
    """Beside the first, and it takes the key in another way."""
    config = ScaleClient(KEY, api_instance_url=url)._config
    assert (url.rstrip("/"), second) == (config.url("v1"), config.url("v2"))
    assert (True, f"Bearer {KEY}") == (config.authorization("v1").startswith("Basic "), config.authorization("v2"))


def test_settings_that_work(tmp_path: Path) -> None:
    """A folder of authorities, a bundle, a context, and proxies with and without a scheme."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    proxies = {"https": "10.0.0.1:1080", "http": "", "no_proxy": "a.com, b.com", "all": None}

    for verify in (str(tmp_path), str(tmp_path / "ca.pem"), ssl.create_default_context(), True, False, None):
        ScaleClient(KEY, verify=verify, proxies=proxies).close()
