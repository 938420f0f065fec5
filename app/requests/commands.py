"""What a resident's page may say, with exactly the contract's keys."""

from __future__ import annotations

from typing import Annotated

import msgspec

from app.core import telephone
from app.core.decode import Code, Command, PlaceIn, Sha256, Text, Uuid7
from app.core.patterns import ONE_LINE, ONE_LINE_OR_NONE

PHOTOS_MOST = 3
Nonce = Annotated[str, msgspec.Meta(min_length=8, max_length=100, pattern=ONE_LINE)]
Photos = Annotated[list[Sha256], msgspec.Meta(max_length=PHOTOS_MOST)]
Signed = Annotated[str, msgspec.Meta(max_length=300, pattern=ONE_LINE_OR_NONE)]


class Contact(Command):
    """Who asked, if they wish to say so."""

    name: Annotated[str, msgspec.Meta(max_length=40)] | None = None
    phone: Annotated[str, msgspec.Meta(max_length=telephone.MOST)] | None = None


class RequestBody(Command):
    """`POST /api/v1/requests`: a request without an account."""

    id: Uuid7
    nonce: Nonce
    category: Code = "other"
    text: Text = ""
    area: Code | None = None
    place: PlaceIn | None = None
    photos: Photos = []
    contact: Contact | None = None
    confidential: bool = False
    qr: Signed | None = None
    proof: Signed | None = None
    join: Signed | None = None


class FindBody(Command):
    """A lost link: the number and the last four digits of the telephone."""

    number: Annotated[str, msgspec.Meta(max_length=60, pattern=ONE_LINE)]
    last4: Annotated[str, msgspec.Meta(max_length=telephone.MOST, pattern=ONE_LINE)]


class RatingBody(Command):
    """Solved or not; `score` 1–3."""

    solved: bool
    score: Annotated[int, msgspec.Meta(ge=1, le=3)] | None = None
    text: Text | None = None


class WordsBody(Command):
    """A word or a photo more; `id` makes the same one count once."""

    id: Uuid7 | None = None
    text: Text = ""
    photos: Photos = []


class WithdrawalBody(Command):
    """It is no longer needed."""

    text: Text | None = None
