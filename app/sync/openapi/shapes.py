"""The shapes of what the API answers, for the OpenAPI document."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from app.core.decode import Sha256, Time, Uuid, Uuid7


class FieldError(msgspec.Struct):
    """What is wrong with one field."""

    field: str
    message: str


class Problem(msgspec.Struct, kw_only=True):
    """RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[FieldError] | None = None
    request_id: str | None = None


class Entity(msgspec.Struct, kw_only=True):
    """What an op made or moved."""

    kind: Literal["matter", "patrol", "visit", "plan", "errand", "place", "storm", "campaign"]
    id: Uuid7
    number: str | None = None


class OpResult(msgspec.Struct, kw_only=True):
    """The answer to one op; `index` only where its id could not be read, `missing` where it names photos.

    `dropped`: rows of a track that could not be used; the others are here.
    """

    id: Uuid7 | None
    status: Literal["applied", "duplicate", "deferred", "busy", "rejected", "conflict"]
    index: int | None = None
    seq: int | None = None
    entity: Entity | None = None
    missing: list[Sha256] | None = None
    dropped: int | None = None
    problem: Problem | None = None


class SyncAnswer(msgspec.Struct, kw_only=True):
    """One result per op, in the order sent."""

    proto: Literal[1]
    server: str
    epoch: str
    now: Time
    results: list[OpResult]
    lacking: list[Uuid7] | None = None


class PhotoKept(msgspec.Struct):
    """The photo is here."""

    sha256: Sha256
    server: str


class Refused(msgspec.Struct):
    """A photo of an export that was not kept."""

    sha256: Sha256
    problem: Problem


class ImportedPhotos(msgspec.Struct):
    """What became of an export's photos."""

    stored: int
    here: int
    refused: list[Refused]


class ImportAnswer(msgspec.Struct):
    """One result per line of the export."""

    results: list[OpResult]
    photos: ImportedPhotos


class Changed(msgspec.Struct):
    """A thing as it now stands."""

    kind: Literal[
        "matter", "patrol", "visit", "plan", "errand", "place", "storm", "campaign", "request", "notice"
    ]
    id: Uuid
    version: int
    data: dict[str, Any]


class Gone(msgspec.Struct):
    """A thing that is no longer in reach."""

    kind: str
    id: Uuid


class Changes(msgspec.Struct, kw_only=True):
    """What changed; `restart` true: this is everything from the beginning, forget what is not in it.

    `partial` true: there is more within reach than a phone is given; the list of matters finds it.
    """

    cursor: str
    changes: list[Changed]
    gone: list[Gone]
    more: bool
    restart: bool | None = None
    partial: bool | None = None


class Challenge(msgspec.Struct):
    """A proof is `challenge.counter` whose digest begins with as many zero bits."""

    challenge: str
    bits: int
    algorithm: Literal["sha-256"]
    expires: Time


class RequestKept(msgspec.Struct, kw_only=True):
    """The request is here; `held` true: somebody reads it first, its link opens at once."""

    number: str
    token: str
    link: str
    held: bool | None = None


class Found(msgspec.Struct):
    """A private link to a request."""

    token: str
    link: str


class Health(msgspec.Struct):
    """Whether each part answers."""

    status: str
    database: str
    evidence: str
    version: str


class Post(msgspec.Struct, kw_only=True):
    """A role held at an area; `to` null: until further notice."""

    role: str
    area: str
    area_name: str
    from_: str = msgspec.field(name="from")
    to: str | None
    unit: str | None = None


class Who(msgspec.Struct):
    """A person and the posts held now."""

    id: Uuid
    name: str
    posts: list[Post]


class Me(msgspec.Struct, kw_only=True):
    """Who I am. `terms`: by which something waits for me, compared with a matter's `asks` and `asks_not`.

    `vocabulary`: the address of the words, hints and phrases of moves, states, turns and roles. `emergency`: the numbers to
    ring first, by `fire`, `police`, `ambulance` and `gas` ("" where no gas line is known). `trackers`: whether one may record
    with a tracker of one's own, or does. `marks_only`: those of my areas where a patrol reads no position.
    `outdoor_pauses`: the days of today and tomorrow on which patrols outdoors pause at my posts, for `typhoon`, `heat` or `ice`,
    each with a sentence to show; nobody is stopped, and such days leave the average.
    """

    id: Uuid
    name: str
    posts: list[Post]
    terms: list[str]
    vocabulary: str
    emergency: dict[str, str]
    acts: list[str]
    trackers: bool
    marks_only: list[str]
    outdoor_pauses: list[dict[str, str]]


class MatterShown(msgspec.Struct, kw_only=True):
    """A matter for its reader; of its many keys, those by which a client decides something.

    It waits for whoever has a term in `asks` and none in `asks_not`; terms are `person:ID`, `unit:CODE`, `desk:AREA`,
    `head:AREA` and `lead:AREA`. It is late once `late_at` has passed, and nearly so from `soon_at`. `moves` are open to the reader, the next act first; a
    light row (`shape`) leaves them out.
    """

    id: Uuid
    number: str
    state: str
    version: int
    asks: list[str]
    asks_not: list[str]
    late_at: Time | None
    soon_at: Time | None
    moves: list[str] = []
    shape: Literal["row"] | None = None


class MatterList(msgspec.Struct, kw_only=True):
    """A page of matters, the newest first; `cursor` asks for the next, null at the end."""

    matters: list[MatterShown]
    cursor: str | None


class SilentPhone(msgspec.Struct):
    """A phone of the person that last told of unsent work; `heard`: when that was. Left out where there is none."""

    device: Uuid
    label: str
    unsent: int
    photos: int
    heard: Time


class SignedIn(msgspec.Struct):
    """A session has begun; the token is good for sync and photo uploads only."""

    person: Who
    sync_token: str
    sync_token_expires: Time
    server: str
    epoch: str
    now: Time
    gone: list[SilentPhone] = []
