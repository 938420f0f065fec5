"""Where web push may connect: https to public addresses only, whatever a browser named (OWASP ASVS 1.3.6, SSRF)."""

from __future__ import annotations

import ipaddress
import socket
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import NewConnectionError
from urllib3.util.connection import create_connection

from app.core.problems.problem import Problem
from app.notify.channels import channel

CONNECT, READ = 4.0, 6.0  # seconds


def check(endpoint: str) -> None:
    """Raise Problem bad-value unless this is an https address of a named public host, without user, password or odd port."""
    parts = urlsplit(endpoint)
    try:
        port, host = parts.port, parts.hostname or ""
    except ValueError as error:
        raise Problem("bad-value", ("endpoint", "bad-value")) from error
    if not _is_plain(endpoint) or not host or parts.username or parts.password or parts.fragment:
        raise Problem("bad-value", ("endpoint", "bad-value"))
    if channel.settings().push_private:
        return
    named = "." in host.strip(".") and not host.endswith((".local", ".localhost", ".internal"))
    if parts.scheme != "https" or port not in (None, 443) or not named or _is_number(host):
        raise Problem("bad-value", ("endpoint", "bad-value"))


def _is_plain(endpoint: str) -> bool:
    return endpoint.isascii() and endpoint.isprintable() and " " not in endpoint and "\\" not in endpoint


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

    def _new_conn(self) -> socket.socket:
        host, port = self._dns_host, self.port  # type: ignore[attr-defined]
        try:
            addresses = [
                str(answer[4][0]) for answer in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            ]
        except OSError as error:
            raise NewConnectionError(self, "no such host") from error  # type: ignore[arg-type]
        allowed = [answer for answer in addresses if channel.settings().push_private or is_public(answer)]
        for address in allowed[:2]:
            try:
                return create_connection((address, port), CONNECT)
            except OSError:
                continue
        raise NewConnectionError(self, "no public address answers")  # type: ignore[arg-type]


class _Https(_Guarded, HTTPSConnection):
    pass


class _Http(_Guarded, HTTPConnection):
    pass


class _HttpsPool(HTTPSConnectionPool):
    ConnectionCls = _Https


class _HttpPool(HTTPConnectionPool):
    ConnectionCls = _Http


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, *arguments: Any, **more: Any) -> None:
        super().init_poolmanager(*arguments, **more)
        self.poolmanager.pool_classes_by_scheme = {"https": _HttpsPool, "http": _HttpPool}


def session() -> requests.Session:
    """For one message: no proxy, no cookies of the environment, no redirects, public addresses only."""
    client = requests.Session()
    client.trust_env = False
    client.max_redirects = 0
    client.adapters.clear()
    client.mount("https://", _Adapter())
    if channel.settings().push_private:
        client.mount("http://", _Adapter())
    return client
