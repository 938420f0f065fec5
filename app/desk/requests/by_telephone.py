"""A desk writes down what somebody says on the telephone: the place found by its name, the rest as a resident would say it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from peewee import ModelSelect

from app.areas import tree
from app.areas.access.reach import Reach
from app.areas.models import DESK_ROLES, Area
from app.core import clock, ids, typed
from app.core.problems.problem import Problem
from app.ledger.act import by_web
from app.links import creation
from app.people.models import Person
from app.requests.submission import multipart, similar, submit
from app.requests.submission.submit import Received

LISTED = 600  # more places than these are searched for, not listed
OFFERED = 12
NEW = "new"  # the caller's matter is none of those offered


@dataclass(frozen=True)
class Draft:
    """The form as it stands: what was typed, and what still has to be chosen."""

    values: dict[str, str]
    places: list[tuple[str, str]] = field(default_factory=list)  # several are called so
    same: list[dict[str, str]] = field(default_factory=list)  # somebody may have said it already
    wrong: str = ""


def fresh() -> Draft:
    """An empty form with an id of its own, so that sending it twice enters it once."""
    return Draft({"id": ids.uuid7(), "nonce": secrets.token_urlsafe(24)})


def office(reach: Reach) -> str | None:
    """The area of the person's first desk."""
    return next((post.area_id for post in reach.posts if post.role in DESK_ROLES), None)


def _below(reach: Reach) -> ModelSelect:
    day = clock.today().isoformat()
    desks = [post.area_id for post in reach.posts if post.role in DESK_ROLES]
    return Area.select().where(Area.code.in_(tree.below(*desks)), Area.begins <= day, Area.ends >= day)


def listed(reach: Reach) -> list[str]:
    """The places to choose from by name; none where there are too many to list."""
    areas = list(_below(reach).order_by(Area.code).limit(LISTED + 1))
    return [] if len(areas) > LISTED else [creation.place_of(area.code) for area in areas]


def places(reach: Reach, words: str) -> list[tuple[str, str]]:
    """The (code, name) of the places that fit: the code, or every word in the name of the place or of an area above it."""
    coded = _below(reach).where(Area.code == typed.code(words)).first()
    if coded is not None:
        return [(coded.code, creation.place_of(coded.code))]
    narrow = typed.plain(words)
    return _named(reach, words) or (_named(reach, narrow) if narrow != words else [])


def _named(reach: Reach, words: str) -> list[tuple[str, str]]:
    terms = words.split()[:6]
    if not terms:
        return []
    query = _below(reach).where(Area.name.contains(terms[-1]))
    named = [(area.code, creation.place_of(area.code)) for area in query.order_by(Area.code).limit(200)]
    fitting = [pair for pair in named if all(word in pair[1] for word in terms)]
    exact = [pair for pair in fitting if pair[1] == " ".join(terms) or pair[1].endswith(" " + terms[-1])]
    return (exact if len(exact) == 1 else fitting)[:OFFERED]


def enter(person: Person, reach: Reach, form: Mapping[str, str], language: str) -> Received | Draft:
    """Enter the request; if something must still be chosen, return the form again.

    Problems: those of `submit.enter`.
    """
    values = {key: form[key] for key in form if form[key] != ""}
    areas = places(reach, values.get("where", ""))
    if not values.get("area") and len(areas) == 1:
        values["area"] = areas[0][0]
    if not values.get("area"):
        wrong = "several-places" if areas else "no-place"
        return Draft(values, places=areas, wrong=wrong)
    join_to = values.get("join")
    if join_to is None:
        same = similar.offer(area=values["area"], category=values.get("category"), language=language)
        if same:
            return Draft(values, same=same)
    body = {key: value for key, value in values.items() if key != "join" or value != NEW}
    if not body.get("text", "").strip():
        raise Problem("bad-value", ("text", "needs-text"))
    return submit.enter(by_web(person), multipart.body(body))
