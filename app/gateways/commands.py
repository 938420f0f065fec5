"""What other systems may say, with exactly the contract's keys, and what an administrator says of a source."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from app.core.decode import Code, Command, PlaceIn, Sha256, Text, Time, Uuid7
from app.core.patterns import ONE_LINE, whole
from app.gateways.models import DAILY
from app.requests.commands import Contact

PHOTOS_MOST = 20
DAILY_MOST = 100_000
External = Annotated[str, msgspec.Meta(min_length=1, max_length=120, pattern=ONE_LINE)]
Address = Annotated[
    str, msgspec.Meta(max_length=500, pattern=whole("https?://(?![^/?#]*@)[!-~]+"))
]  # no name and password in it
Photos = Annotated[list[Sha256], msgspec.Meta(max_length=PHOTOS_MOST)]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=60, pattern=ONE_LINE)]


class IntakeBody(Command):
    """`POST /api/v1/intake`: a matter that another system knows as `external`."""

    id: Uuid7
    external: External
    category: Code
    text: Text
    area: Code | None = None
    place: PlaceIn | None = None
    photos: Photos = []
    contact: Contact | None = None
    at: Time | None = None
    due: Time | None = None
    contact_by: Time | None = None
    external_url: Address | None = None


class SourceBody(Command):
    """What a source may hand over: `categories` none means whatever is in use; `expires` is its last day."""

    code: Annotated[str, msgspec.Meta(max_length=40, pattern=whole("[a-z0-9][a-z0-9_-]*"))]
    name: Name
    kind: Literal["people", "machine"]
    area: Code
    categories: Annotated[list[Code], msgspec.Meta(max_length=200)] = []
    daily: Annotated[int, msgspec.Meta(ge=1, le=DAILY_MOST)] = DAILY
    expires: Annotated[str, msgspec.Meta(pattern=whole("[0-9]{4}-[0-9]{2}-[0-9]{2}"))] | None = None
