"""Where this server connects to by itself: public addresses only, whatever name somebody wrote down (OWASP ASVS 1.3.6, SSRF)."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import NewConnectionError
from urllib3.util.connection import create_connection

from app.core.problems.problem import Problem

CONNECT, READ = 4.0, 6.0  # seconds
Trusts = Callable[[str, int | None], bool]  # (host, port) → the operator has said that it may lie anywhere
_trusted: frozenset[str] = frozenset()


def trust(hosts: frozenset[str]) -> None:
    """Name the hosts (`name` or `name:port`) inside the operator's own network that may be connected to; called when the store is opened."""
    global _trusted
    _trusted = hosts


def is_trusted(host: str, port: int | None) -> bool:
    """Whether the operator has named the host."""
    return host.lower() in _trusted or f"{host.lower()}:{port}" in _trusted


def nobody(_host: str, _port: int | None) -> bool:
    """No host is trusted."""
    return False


def check(address: str, field: str, trusts: Trusts = nobody) -> None:
    """Raise Problem bad-value unless this is an https address of a named public host, without user, password or odd port.

    A trusted host may have another port, lie inside, and do without TLS.
    """
    parts = urlsplit(address)
    try:
        port, host = parts.port, parts.hostname or ""
    except ValueError as error:
        raise Problem("bad-value", (field, "bad-value")) from error
    if not _is_plain(address) or not host or parts.username or parts.password or parts.fragment:
        raise Problem("bad-value", (field, "bad-value"))
    if parts.scheme in ("http", "https") and trusts(host, port):
        return
    named = "." in host.strip(".") and not host.endswith((".local", ".localhost", ".internal"))
    if parts.scheme != "https" or port not in (None, 443) or not named or _is_number(host):
        raise Problem("bad-value", (field, "bad-value"))


def _is_plain(address: str) -> bool:
    return address.isascii() and address.isprintable() and " " not in address and "\\" not in address


def _is_number(host: str) -> bool:
    """Whether the host is an address in figures, in any of the forms that resolvers take."""
    last = host.rstrip(".").rpartition(".")[2].lower()
    return ":" in host or last.isdigit() or last.startswith("0x")


def is_public(address: str) -> bool:
    """Whether the address belongs to the open internet."""
    parsed = ipaddress.ip_address(address.partition("%")[0])
    inner = getattr(parsed, "ipv4_mapped", None) or getattr(parsed, "sixtofour", None)
    return parsed.is_global and not parsed.is_multicast and (inner is None or inner.is_global)


class _Guarded:
    """A connection that looks at the address it is about to use: a name may point elsewhere than when it was checked."""

    trusts: Trusts

    def _new_conn(self) -> socket.socket:
        host, port = self._dns_host, self.port  # type: ignore[attr-defined]
        try:
            addresses = [
                str(answer[4][0]) for answer in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            ]
        except OSError as error:
            raise NewConnectionError(self, "no such host") from error  # type: ignore[arg-type]
        is_trusted_here = type(self).trusts(host, port)
        for address in [one for one in addresses if is_trusted_here or is_public(one)][:2]:
            try:
                return create_connection((address, port), CONNECT)
            except OSError:
                continue
        raise NewConnectionError(self, "no public address answers")  # type: ignore[arg-type]


class _Adapter(HTTPAdapter):
    def __init__(self, trusts: Trusts) -> None:
        self._trusts = trusts
        super().__init__()

    def init_poolmanager(self, *arguments: Any, **more: Any) -> None:
        super().init_poolmanager(*arguments, **more)
        own = {"trusts": staticmethod(self._trusts)}
        pools = {
            "https": (HTTPSConnectionPool, HTTPSConnection),
            "http": (HTTPConnectionPool, HTTPConnection),
        }
        self.poolmanager.pool_classes_by_scheme = {
            scheme: type(
                "_Pool", (pool,), {"ConnectionCls": type("_Connection", (_Guarded, connection), own)}
            )
            for scheme, (pool, connection) in pools.items()
        }


def session(trusts: Trusts = nobody, plain: bool = False) -> requests.Session:
    """For one exchange: no proxy, no cookies of the environment, no redirects, public or trusted addresses only; `plain`: also without TLS."""
    client = requests.Session()
    client.trust_env = False
    client.max_redirects = 0
    client.adapters.clear()
    for scheme in ("https://", "http://") if plain else ("https://",):
        client.mount(scheme, _Adapter(trusts))
    return client
