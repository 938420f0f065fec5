"""Everywhere that something can be read: every address there is, what is sent, written and exported — and who reads it."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.admin.reorganisation.pages import WAYS
from app.admin.tables.records import BY_NAME
from app.areas.models import Post
from app.board.models import ClearedPhoto
from app.campaigns.models import Campaign
from app.insight.figures import FIGURES
from app.ledger.models import Entry
from app.notify import subjects, wording
from app.notify.models import Notice
from app.places.models import Place as RegisteredPlace
from app.privacy.models import Complaint
from app.requests.models import Poster
from app.storms.models import Storm
from app.sync.models import Quarantine
from tests import cast as c

if TYPE_CHECKING:
    from tests.privacy.planted import City

ROLES = (*c.ROLES,)
BLANK = re.compile(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>")


@dataclass(frozen=True)
class Read:
    """Something that somebody (`who`) reads somewhere (`where`)."""

    who: str
    where: str
    data: bytes

    def holds(self, mark: str) -> bool:
        """Whether the mark stands in it, written out or escaped."""
        escaped = json.dumps(mark).strip('"')
        return mark.encode() in self.data or escaped.encode() in self.data


def fills(city: City) -> dict[str, list[str]]:
    """What can stand in each blank of an address; a new kind of blank has to be added here."""
    people = [person.id for person in city.cast.people.values()]
    return {
        "matter": list(city.matters.values()),
        "which": [*city.matters.values(), *(row.id for row in Storm.select())],
        "patrol": [city.patrol],
        "person": people,
        "who": people,
        "figure": list(FIGURES),
        "sha256": list(city.photos.values()),
        "digest": [row.digest for row in ClearedPhoto.select()],
        "code": [c.CITY, c.COMMUNITY, c.GRID, c.BUILDING, Poster.get().code],
        "number": [row.number for row in Complaint.select()],
        "qr": [city.poster, Poster.get().code],
        "token": [],  # private pages: read by whoever holds the link
        "secret": [],
        "move": ["confirm", "refuse", "take", "note", "resolve"],
        "segment": [],  # the field app's one document
        "language": ["zh", "en"],
        "name": [],  # built files
        "suffix": ["xlsx", "geojson", "csv", "docx", "json"],
        "form": ["xml", "json"],
        "rest": [],  # of an address that is not there
        "id": [str(row.id) for row in Quarantine.select()],
        "post": [post.id for post in Post.select()],
        "table": list(BY_NAME),
        "campaign": [row.id for row in Campaign.select()],
        "place": [row.code for row in RegisteredPlace.select()],
        "storm": [row.id for row in Storm.select()],
        "kind": ["tickets", "call_backs"],
        "what": ["rounds", "visits"],
        "way": list(WAYS),
        "batch": [row.subject for row in Entry.select().where(Entry.kind == "import")],
    }


LEFT_OUT = ("/source.zip",)  # the program itself, with the file in which the marks are written


def addresses(city: City) -> list[str]:
    """Every address that can be opened without holding a link."""
    known = fills(city)
    found: set[str] = set()
    for rule in city.app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.rule in LEFT_OUT:
            continue
        wanted = [""]
        for number, text in enumerate(BLANK.split(rule.rule)):
            wanted = [made + value for made in wanted for value in (known[text] if number % 2 else [text])]
        found |= set(wanted)
    return sorted(found)


QUERIES = (
    "/api/v1/matters?limit=100", "/api/v1/changes?limit=500", "/api/v1/patrols?mine=0",
    f"/api/v1/requests/nearby?area={c.BUILDING}&category=street_lamp", f"/posters/print?area={c.COMMUNITY}",
    "/complaints/desk?answered=1", "/people?q=网格", "/desk/?view=held", "/desk/?view=all", "/desk/held",
)  # fmt: skip


def opened(city: City, who: str, client: Any, paths: list[str]) -> Iterator[Read]:
    """What the client reads at those addresses; photos in every size."""
    for path in paths:
        for size in ("?size=full", "?size=1024", "?size=320") if "/photos/" in path else ("",):
            answer = client.get(path + size)
            assert answer.status_code < 500, (who, path, answer.text)
            yield Read(who, path + size, str(answer.headers).encode() + _unpacked(answer))


def _unpacked(answer: Any) -> bytes:
    if answer.content_type == "application/zip":
        with zipfile.ZipFile(io.BytesIO(answer.data)) as packed:
            return b"\n".join(packed.read(name) for name in packed.namelist())
    return bytes(answer.data)


def by_everybody(city: City) -> Iterator[Read]:
    """Every address, as a stranger and as each member of the cast."""
    paths = [*addresses(city), *QUERIES]
    for who in (None, *ROLES):
        client = city.as_(who)
        name = f"role:{who}" if who else "public"
        yield from opened(city, name, client, paths)
        if who not in (None, "desk", "head"):
            continue
        client.set_cookie("lang", "en", domain="localhost")
        yield from opened(city, name, client, [path for path in paths if "/api/" not in path])


def by_links(city: City) -> Iterator[Read]:
    """What each private link opens, to whoever holds it."""
    shas = list(city.photos.values())
    stranger = city.as_(None)
    for who, token in city.tokens.items():
        paths = [f"/r/{token}", f"/r/{token}?new=1", f"/r/{token}/data", f"/api/v1/requests/{token}"]
        paths += [f"/r/{token}/photos/{sha}" for sha in shas]
        yield from opened(city, f"follow:{who}", stranger, paths)
    yield from city.read  # links to one matter end when they are answered: read while they were open
    yield from opened(city, "slip", stranger, [f"/e/{city.slip}"])
    for who, secret in city.complaints.items():
        yield from opened(city, f"complaint:{who}", stranger, [f"/complaints/mine/{secret}"])


def by_link(city: City, who: str, secret: str) -> list[Read]:
    """What a link to one matter opens now; a page of it that does not open is a mistake of the test."""
    shas = list(city.photos.values())
    moves = ("take", "note", "resolve", "attend", "send_back")
    stranger = city.as_(None)
    assert stranger.get(f"/m/{secret}").status_code == 200
    paths = [
        f"/m/{secret}",
        f"/m/{secret}/not-yet",
        f"/m/{secret}/done",
        *(f"/m/{secret}/do/{move}" for move in moves),
    ]
    paths += [f"/m/{secret}/photos/{sha}" for sha in shas]
    return list(opened(city, f"link:{who}", stranger, paths))


def of_notices() -> Iterator[Read]:
    """Every row, and the sentence it becomes on every channel."""
    rows = list(Notice.select())
    for language in ("zh", "en"):
        known = subjects.things((row.subject for row in rows), language)
        for row in rows:
            said = wording.sentence(row.kind, known[row.subject], language)
            yield Read("notice", f"{row.channel} {row.kind}", f"{row.__data__} {said}".encode())
