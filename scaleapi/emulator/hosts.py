"""For whom a request is: what answers on loopback must not answer to pages of the web.

A page in a browser of this machine may have its own name resolve to 127.0.0.1 (DNS rebinding), and then read answers;
or post to 127.0.0.1 without reading them. The browser tells both: the first by `Host`, the second by `Origin`.
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_address
from urllib.parse import urlsplit

__all__ = ["foreign"]


def foreign(hosts: Iterable[str], origins: Iterable[str], known: frozenset[str]) -> str | None:
    """Find the first header that names somebody else; None if all are for this server, or there are none.

    Args:
        hosts: What stands in `Host`: a name or an address, with or without a port.
        origins: What stands in `Origin`: the address of the page that asks; `null` of one that hides it.
        known: Names that are this server's, beside all IP addresses, `localhost` and what ends with `.localhost`.
    """
    strange_hosts = (one for one in hosts if one and not _is_known(f"//{one}", known))
    strange_origins = (one for one in origins if not _is_known(one, known))
    return next(strange_hosts, None) or next(strange_origins, None)


def _is_known(address: str, known: frozenset[str]) -> bool:
    try:
        host = (urlsplit(address).hostname or "").rstrip(".")
        return host in known or host == "localhost" or host.endswith(".localhost") or bool(ip_address(host))
    except ValueError:  # it is a name of the web's, or nothing at all
        return False
