"""Every route of the API in one table: what it takes, what it answers, who may call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.core import patterns
from app.core.decode import UUID_FORM
from app.links.commands import Send
from app.matters.models import STATES
from app.patrol.commands import JudgementBody
from app.people import commands as people
from app.requests import commands as requests
from app.sync.batch.envelope import Envelope
from app.sync.openapi import shapes

JSON, GEO, GPX, PAGE = "application/json", "application/geo+json", "application/gpx+xml", "text/html"
MINE, PHONE, READ = ("session",), ("sync", "session"), ("session", "reading")


@dataclass(frozen=True)
class Param:
    """A query key and the schema of its value."""

    name: str
    schema: dict[str, Any]


@dataclass(frozen=True)
class Route:
    """A method on a path; `body` and `answer` are a type or a media type, `security` empty for everybody.

    `example`: a body that is taken as it stands where its codes are; a test sends each. `schema`: of a body that is named by its media type.
    """

    method: str
    path: str
    summary: str
    answer: type | str | None = JSON
    body: type | str | None = None
    query: tuple[Param, ...] = ()
    security: tuple[str, ...] = MINE
    statuses: tuple[int, ...] = (200,)
    example: Any = None
    schema: dict[str, Any] | None = None


def _text(name: str, most: int = 200) -> Param:
    return Param(name, {"type": "string", "maxLength": most, "pattern": patterns.WORDS_OR_NONE})


def _choice(name: str, *values: str) -> Param:
    return Param(name, {"enum": list(values)})


def _degrees(name: str, most: int) -> Param:
    return Param(name, {"type": "number", "minimum": -most, "maximum": most})


def _number(name: str, most: int) -> Param:
    return Param(name, {"type": "integer", "minimum": 1, "maximum": most})


CURSOR = Param("cursor", {"type": "string", "maxLength": 200, "pattern": patterns.whole("[A-Za-z0-9_.=-]+")})
LIMIT = _number("limit", 500)
PERSON = Param(
    "person",
    {"type": "string", "format": "uuid", "maxLength": 36, "pattern": patterns.whole(UUID_FORM.pattern)},
)
PATROL = Param("patrol", PERSON.schema)
STATE = patterns.whole(f"open|(?:{'|'.join(STATES)})(?:,(?:{'|'.join(STATES)}))*")
DATE = Param("date", {"type": "string", "format": "date", "maxLength": 10, "pattern": patterns.DATE})
DONE = {"answer": None, "statuses": (204,)}
SESSION = "/api/v1/session"

_more: dict[tuple[str, str], Route] = {}


def register(*routes: Route) -> None:
    """Routes of slices that this one does not know; called in create_app."""
    _more.update({(route.method, route.path): route for route in routes})


def written(query: tuple[tuple[str, dict[str, Any]], ...] = (), **fields: Any) -> Route:
    """A route as such a slice writes it: each query key a pair of name and schema."""
    return Route(**fields, query=tuple(Param(*pair) for pair in query))


def all_routes() -> tuple[Route, ...]:
    """All of them."""
    return (*ROUTES, *_more.values())


ROUTES: tuple[Route, ...] = (
    Route("get", "/healthz", "Whether each part answers", shapes.Health, security=(), statuses=(200, 503)),
    Route("get", "/manifest.webmanifest", "What makes the app installable", "application/manifest+json", security=()),
    Route("get", "/sw.js", "The service worker", "text/javascript", security=()),
    Route("get", "/rescue.html", "The page that exports what waits on a phone", PAGE, security=()),
    Route("get", "/offline.html", "What a phone shows without a network for a page that it does not keep", PAGE, security=()),
    Route("get", "/api/v1/openapi.json", "This document", JSON, security=()),
    Route("post", SESSION, "Sign in", shapes.SignedIn, people.SignIn, security=()),
    Route("delete", SESSION, "Sign out", **DONE),  # type: ignore[arg-type]
    Route("post", SESSION + "/resume", "A fresh sync token for a phone whose session is live", shapes.SignedIn, people.Resume),
    Route("post", SESSION + "/proof", "Show the password or a passkey once more", JSON, people.Proof, statuses=(200, 204)),
    Route("get", SESSION + "/others", "My other phones"),
    Route("post", SESSION + "/others", "Sign out my other phones", JSON, statuses=(200, 204)),
    Route("post", SESSION + "/passkey/options", "What a passkey has to sign", security=()),
    Route("post", SESSION + "/passkey", "Sign in by passkey", shapes.SignedIn, people.PasskeySignIn, security=()),
    Route("post", SESSION + "/gone", "What a phone of mine had not sent is gone", None, people.GonePhone, statuses=(204,)),
    Route("delete", "/api/v1/sync-token", "The phone, signed out with nothing to send, gives its token back", None, security=("sync",), statuses=(204,)),
    Route("get", "/api/v1/passkeys", "My passkeys"),
    Route("post", "/api/v1/passkeys/options", "What a new passkey has to sign"),
    Route("post", "/api/v1/passkeys", "Add a passkey", JSON, people.NewPasskey, statuses=(200, 201)),
    Route("patch", "/api/v1/passkeys/{passkey}", "Rename a passkey", JSON, people.RenamePasskey, statuses=(200, 204)),
    Route("delete", "/api/v1/passkeys/{passkey}", "Remove a passkey", **DONE),  # type: ignore[arg-type]
    Route("get", "/api/v1/me", "Who I am", shapes.Me),
    Route("get", "/api/v1/me/trackers", "My own trackers, and since when one is silent in my running patrol", query=(PATROL,)),
    Route("post", "/api/v1/me/preferences", "What follows me from phone to phone", JSON, people.Preferences, statuses=(200, 204)),
    Route("post", "/api/v1/me/password", "Another password", JSON, people.ChangePassword, statuses=(200, 204)),
    Route("get", "/api/v1/me/day", "My day: minutes, seconds by cause, rounds, visits", query=(DATE,)),
    Route("get", "/api/v1/me/data", "Everything kept about me, as a zip or as JSON", "application/zip"),
    Route("get", "/api/v1/me/grids", "The day of each grid I lead: rounds, what nobody answered, explanations to judge, buildings nobody was at"),
    Route("get", "/api/v1/me/looks", "Who looked at my tracks"),
    Route("get", "/api/v1/me/places", "Places to be looked at in one's own grids, what is due first, each with its checklist"),
    Route("get", "/api/v1/me/buildings", "Buildings and when each was last visited"),
    Route("get", "/api/v1/coverage", "How many buildings of an area were visited lately", query=(_text("area", 64),)),
    Route("get", "/api/v1/people/{person}/day", "Another's day, for those responsible", query=(DATE,)),
    Route("post", "/api/v1/sync", "One batch of ops", shapes.SyncAnswer, Envelope, security=PHONE),
    Route("post", "/api/v1/sync/import", "A phone's export, by a lead or administrator", shapes.ImportAnswer, "application/zip"),
    Route("put", "/api/v1/photos/{sha256}", "Bring a photo: raw bytes, at most 25 MB and 50 Mpx", shapes.PhotoKept, "application/octet-stream", security=PHONE, statuses=(200, 201)),
    Route("head", "/api/v1/photos/{sha256}", "Whether a photo is here", None, security=PHONE),
    Route("get", "/api/v1/photos/{sha256}", "A cleaned copy", "image/webp", query=(_choice("size", "full", "1024", "320"),), security=READ),
    Route("get", "/api/v1/changes", "What changed within reach", shapes.Changes, query=(_text("since", 100), LIMIT), security=READ),
    Route("get", "/api/v1/areas", "Areas within reach as GeoJSON", GEO, query=(_text("under", 64),), security=READ),
    Route("get", "/api/v1/categories", "What can be reported", security=READ),
    Route("get", "/api/v1/units", "Who can be called", security=READ),
    Route("get", "/api/v1/telephones", "The numbers that hold in my areas, offline too"),
    Route(
        "get", "/api/v1/matters", "Matters within reach, the newest first whatever is asked for", shapes.MatterList,
        query=(
            Param("state", {"type": "string", "maxLength": 120, "pattern": STATE, "description": f"open, or of {', '.join(STATES)}"}),
            _text("area", 64), _text("category", 64), _choice("overdue", "0", "1"), _choice("mine", "0", "1"),
            _text("q", 100), CURSOR, _number("limit", 100), _choice("shape", "row"),
        ),
        security=READ,
    ),
    Route("get", "/api/v1/matters/{matter}", "One matter with its ledger", shapes.MatterShown, security=READ),
    Route("get", "/api/v1/matters/{matter}/links", "Whom the matter could be sent to, with a number to ring"),
    Route("post", "/api/v1/matters/{matter}/links", "A link to the one matter for a person or unit, and a ready text", JSON, Send, statuses=(201,)),
    Route("get", "/api/v1/patrols", "Patrols, the latest first", query=(_choice("mine", "0", "1"), PERSON, CURSOR, _number("limit", 50))),
    Route("get", "/api/v1/patrols/{patrol}", "The whole patrol, uncut"),
    Route("get", "/api/v1/patrols/{patrol}.gpx", "Every fix as GPX 1.1; 410 once purged", GPX),
    Route("get", "/api/v1/patrols/{patrol}.geojson", "Every fix as GeoJSON; 410 once purged", GEO),
    Route("get", "/api/v1/requests/challenge", "A proof-of-work challenge", shapes.Challenge, security=()),
    Route("post", "/api/v1/requests", "A resident's request: JSON, or the same keys as a multipart form with files; 202 when it is held for a look", shapes.RequestKept, requests.RequestBody, security=(), statuses=(201, 202)),
    Route("get", "/api/v1/requests/nearby", "Open matters of the same place and kind, to join; and what others look after", security=(), query=(_text("area", 64), _degrees("lat", 90), _degrees("lon", 180), _text("category", 64), _text("qr", 300))),
    Route("post", "/api/v1/requests/find", "A lost link, by number and the last four digits of the telephone", shapes.Found, requests.FindBody, security=()),
    Route("get", "/api/v1/requests/{token}", "Its public life", security=()),
    Route("post", "/api/v1/requests/{token}/rating", "Solved, or not yet: one verdict a round", JSON, requests.RatingBody, security=()),
    Route("post", "/api/v1/requests/{token}/words", "A word or photos more; the photos are then PUT with the token as Bearer", JSON, requests.WordsBody, security=()),
    Route("post", "/api/v1/requests/{token}/withdrawal", "It is no longer needed", JSON, requests.WithdrawalBody, security=()),
    Route("get", "/api/v1/requests/{token}/photos/{sha256}", "One's own photo, or of how it looks now that it is done", "image/webp", query=(_choice("size", "full", "1024", "320"),), security=()),
    Route("post", "/api/v1/patrols/{patrol}/gaps/{gap}", "A lead's yes or no to an explained gap", JSON, JudgementBody, statuses=(200, 204)),
)  # fmt: skip
