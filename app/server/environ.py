"""A request as WSGI wants it (PEP 3333), from what granian's RSGI says of it."""

from __future__ import annotations

import sys
from typing import Any, BinaryIO

from app.core.web.proxies import Proxies
from app.server.reply import File

ALWAYS = {
    "SCRIPT_NAME": "",
    "SERVER_SOFTWARE": "Granian",
    "wsgi.version": (1, 0),
    "wsgi.errors": sys.stderr,
    "wsgi.multithread": True,
    "wsgi.multiprocess": False,
    "wsgi.run_once": False,
    "wsgi.input_terminated": True,  # werkzeug: the end of the input is the end of the body
    "wsgi.file_wrapper": File,
}


def host_and_port(address: str) -> tuple[str, str]:
    """("10.0.0.1", "80") of "10.0.0.1:80", ("::1", "80") of "[::1]:80"."""
    host, _, port = address.rpartition(":")
    return host.strip("[]"), port


def headers(scope: Any) -> dict[str, str]:
    """Every header under its WSGI name, repeated ones joined (RFC 9110, 5.3; cookies by RFC 9113, 8.2.3).

    Names with an underscore are left out: `X_Forwarded_For` would pass for the `X-Forwarded-For` that a proxy wrote.
    A value that is not plain ASCII counts as empty: granian does not hand it over.
    """
    variables: dict[str, str] = {}
    for name, value in [*scope.headers.items(), *((name, None) for name in scope.headers.keys())]:  # noqa: SIM118
        key = "HTTP_" + name.upper().replace("-", "_")
        if "_" in name or (value is None and key in variables):
            continue
        before = variables.get(key)
        variables[key] = (
            (value or "") if before is None else f"{before}{';' if name == 'cookie' else ','}{value}"
        )
    return variables


def environ(scope: Any, body: BinaryIO, length: int) -> dict[str, Any]:
    """The environment of a request whose body of `length` bytes is here.

    PATH_INFO holds the bytes of the path as Latin-1 signs; a byte that was no UTF-8 is already U+FFFD.
    """
    server, port = host_and_port(scope.server)
    variables = headers(scope)
    variables.setdefault("HTTP_HOST", scope.authority or "")
    variables.pop("HTTP_TRANSFER_ENCODING", None)  # the body is here, and its length is known
    content_length = variables.pop("HTTP_CONTENT_LENGTH", None)
    kind = variables.pop("HTTP_CONTENT_TYPE", None)
    return {
        **ALWAYS,
        **variables,
        **({} if kind is None else {"CONTENT_TYPE": kind}),
        **({} if content_length is None and not length else {"CONTENT_LENGTH": str(length)}),
        "REQUEST_METHOD": scope.method,
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "SERVER_NAME": server,
        "SERVER_PORT": port,
        "REMOTE_ADDR": host_and_port(scope.client)[0],
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": body,
    }


def caller(scope: Any, proxies: Proxies) -> str:
    """The address of who asks, as our proxies saw it, else the other end of the line."""
    forwarded = headers(scope).get("HTTP_X_FORWARDED_FOR", "") if proxies.hops else ""
    return proxies.caller(host_and_port(scope.client)[0], forwarded)
