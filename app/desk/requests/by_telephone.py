"""A desk writes down what somebody says on the telephone: the place found by its name, the rest as a resident would say it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.areas.access.reach import Reach
from app.core import ids
from app.core.problems.problem import Problem
from app.desk.forms import named_places
from app.desk.lists import rows
from app.desk.lists.rows import Line
from app.ledger.act import by_web
from app.matters.models import OPEN, Matter
from app.people.models import Person
from app.requests.followup import callers
from app.requests.submission import multipart, similar, submit
from app.requests.submission.submit import Received

NEW = "new"  # the caller's matter is none of those offered


@dataclass(frozen=True)
class Other:
    """Another matter of the caller's; `ref` joins it, "" where it is over."""

    line: Line
    ref: str


@dataclass(frozen=True)
class Draft:
    """The form as it stands: what was typed, and what still has to be chosen."""

    values: dict[str, str]
    places: list[tuple[str, str]] = field(default_factory=list)  # several are called so
    same: list[dict[str, str]] = field(default_factory=list)  # somebody may have said it already
    others: list[Other] = field(default_factory=list)  # what the same caller asked for
    wrong: str = ""


def fresh() -> Draft:
    """An empty form with an id of its own, so that sending it twice enters it once."""
    return Draft({"id": ids.uuid7(), "nonce": secrets.token_urlsafe(24)})


def office(reach: Reach) -> str | None:
    """The area of the person's first desk."""
    return next(iter(named_places.desks(reach)), None)


def enter(person: Person, reach: Reach, form: Mapping[str, str], language: str) -> Received | Draft:
    """Enter the request; if something must still be chosen, return the form again.

    Problems: those of `submit.enter`.
    """
    values = {key: form[key] for key in form if form[key] != ""}
    areas = named_places.find(named_places.desks(reach), values.get("where", ""))
    if not values.get("area") and len(areas) == 1:
        values["area"] = areas[0][0]
    if not values.get("area"):
        wrong = "several-places" if areas else "no-place"
        return Draft(values, places=areas, wrong=wrong)
    join_to = values.get("join")
    if join_to is None:
        same = similar.offer(area=values["area"], category=values.get("category"), language=language)
        others = _others(reach, values.get("phone", ""), language)
        if same or others:
            return Draft(values, same=same, others=others)
    body = {key: value for key, value in values.items() if key != "join" or value != NEW}
    if not body.get("text", "").strip():
        raise Problem("bad-value", ("text", "needs-text"))
    return submit.enter(by_web(person), multipart.body(body))


def _others(reach: Reach, phone: str, language: str) -> list[Other]:
    """What somebody with this number asked for, the latest first."""
    found = callers.matters_of(phone, reach)[: callers.OTHERS_MOST] if phone else []
    going_on = {
        row.id for row in Matter.select(Matter.id).where(Matter.id.in_(found), Matter.state.in_(OPEN))
    }
    return [
        Other(line, similar.ref(line.id) if line.id in going_on else "")
        for line in rows.lines_of(found, reach, language)
    ]
