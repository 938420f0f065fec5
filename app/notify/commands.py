"""What the routes of notices accept, as types."""

from __future__ import annotations

from typing import Annotated

import msgspec

from app.core.decode import INT_MOST, Command
from app.core.patterns import ONE_LINE, whole

IDS_MOST = 500
Id = Annotated[str, msgspec.Meta(pattern=whole("[0-9]{1,15}"))]


class ReadBody(Command):
    """Which notices have been read: these, or all up to and with `until`."""

    ids: Annotated[list[Id], msgspec.Meta(max_length=IDS_MOST)] | None = None
    until: Annotated[int, msgspec.Meta(ge=0, le=INT_MOST)] | None = None


class PushKeys(Command):
    """The keys with which the browser reads what is sent to it, base64url (RFC 8291)."""

    p256dh: Annotated[str, msgspec.Meta(min_length=80, max_length=100)]
    auth: Annotated[str, msgspec.Meta(min_length=20, max_length=30)]


class PushBody(Command):
    """A browser's subscription, as PushSubscription.toJSON() gives it."""

    endpoint: Annotated[str, msgspec.Meta(min_length=10, max_length=1000, pattern=ONE_LINE)]
    keys: PushKeys


class PushEnd(Command):
    """The subscription that ends."""

    endpoint: Annotated[str, msgspec.Meta(min_length=10, max_length=1000, pattern=ONE_LINE)]


class ReadForm(Command):
    """The same from a page: all up to this one."""

    until: Id
