"""Where web push may connect: https to public addresses only, whatever a browser named (OWASP ASVS 1.3.6, SSRF)."""

from __future__ import annotations

import requests

from app.core.web import outward
from app.core.web.outward import CONNECT, READ, is_public
from app.notify.channels import channel

__all__ = ("CONNECT", "READ", "check", "is_public", "session")


def _trusts(_host: str, _port: int | None) -> bool:
    return channel.settings().push_private


def check(endpoint: str) -> None:
    """Raise Problem bad-value unless this is an https address of a named public host, without user, password or odd port."""
    outward.check(endpoint, "endpoint", _trusts)


def session() -> requests.Session:
    """For one message: no proxy, no cookies of the environment, no redirects, public addresses only."""
    return outward.session(_trusts, plain=channel.settings().push_private)
