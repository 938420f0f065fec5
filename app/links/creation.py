"""A link is made: for whom, by whom, and the words it is sent with."""

from __future__ import annotations

from app.areas.access.reach import Reach, reach_of
from app.areas.models import Unit
from app.core import clock, db
from app.core.problems.problem import Problem
from app.core.words import mark, translate
from app.ledger.act import Act, by_clock, by_web
from app.ledger.record import record
from app.links import assignment
from app.links.models import HANDLE, LOOK, Link
from app.matters.area_staff import Ground
from app.matters.models import Category, Matter
from app.matters.moves.open_calls import calls_of
from app.matters.queries import lists
from app.matters.timing import thresholds
from app.matters.views.serialize import SENDERS
from app.matters.workflow.roles import Standing
from app.people import tokens
from app.people.models import Person


def make(by: Person | None, matter: Matter, person: str | None = None, unit: str | None = None) -> str:
    """The secret of a fresh link for one person's id or one unit's code, shown this once; `by` None: the clock.

    Problems: not-found (no such matter, person or unit for `by`), forbidden (neither holder, desk nor lead),
    not-asked (nothing is asked of them now). Earlier links stay good: a message may be read late.
    """
    if (person is None) == (unit is None):
        raise ValueError("a link is for one person or one unit")
    if by is not None:
        require_maker(by, matter, person)
    _require_here(person, unit)
    purpose = assignment.purpose_of(matter, person, unit)
    if purpose is None:
        raise Problem("not-asked")
    secret = tokens.new()
    days = thresholds.number(matter.area, "link_days")
    with db.transaction():
        Link.create(
            id=tokens.digest(secret), matter=matter.id, person=person, unit=unit, purpose=purpose,
            round=matter.moved_version, mark=matter.seq, made_by=by.id if by is not None else None,
            expires=clock.now() + round(days * clock.DAY),
        )  # fmt: skip
        _note(by_web(by) if by is not None else by_clock(), matter, purpose, person, unit)
    return secret


def _note(act: Act, matter: Matter, purpose: str, person: str | None, unit: str | None) -> None:
    columns = {"to": [f"person:{person}" if person is not None else f"unit:{unit}"], "purpose": purpose}
    record(act, "link", matter.id, "made", body=columns, area=matter.area, level=matter.level)


def require_maker(by: Person, matter: Matter, person: str | None) -> None:
    """Problem not-found out of reach; forbidden for whoever is neither holder, desk nor lead of it.

    Who only handles it may not send it to persons: they know nobody here.
    """
    reach = reach_of(by)
    if lists.find(reach, matter.id) is None:
        raise Problem("not-found")
    if not may_make(matter, reach) or (person not in (None, by.id) and not is_staff(reach)):
        raise Problem("forbidden")


def may_make(matter: Matter, reach: Reach) -> bool:
    """Whether somebody with this reach may hand out links to the matter."""
    standing = Standing(matter, reach, Ground(), calls_of(matter.id))
    return any(standing.is_(word) for word in SENDERS)


def is_staff(reach: Reach) -> bool:
    """Whether somebody with this reach is more than a handler or a neighbour."""
    return any(post.role not in ("handler", "building_head") for post in reach.posts)


def _require_here(person: str | None, unit: str | None) -> None:
    if person is not None:
        known = Person.get_or_none(Person.id == person)
        if known is None or not known.may_sign_in():
            raise Problem("not-found")
    elif (
        not Unit.select().where(Unit.code == unit, Unit.ended.is_null() | (Unit.ended > clock.now())).exists()
    ):
        raise Problem("not-found")


UNSAID = ("city", "street", "micro_grid")
LOOK_WORDS = mark(
    "请您看一看：{place} {thing}（{number}）。处理的人说已经弄好了。去看一眼，点开回一下就行{until}：\n{link}"
)
HANDLE_WORDS = mark("请处理：{place} {thing}（{number}）{until}。点开就能看照片、接单、回报：\n{link}")
UNTIL = mark("，{at} 前")


def ready_text(matter: Matter, link: str, language: str = "zh", purpose: str = HANDLE) -> str:
    """What is sent with the link's address: number, thing, place, by when. No phone numbers, no words of residents."""
    until = matter.confirm_until if purpose == LOOK else matter.due
    at = clock.rfc3339(until)[5:16].replace("T", " ") if until else ""
    category = Category.get_by_id(matter.category)
    return translate(
        LOOK_WORDS if purpose == LOOK else HANDLE_WORDS,
        language,
        place=place_of(matter.area),
        thing=category.name_en if language == "en" else category.name,
        number=matter.number,
        until=translate(UNTIL, language, at=at) if at else "",
        link=link,
    )


def place_of(area: str, spot: str | None = None) -> str:
    """The place with the grid and community it lies in, as people here say it: from the larger to the smaller.

    `spot` is what a poster there says: which lamp, which shop.
    """
    around, place = place_in(area, spot)
    return f"{around} {place}" if around else place


def place_in(area: str, spot: str | None = None) -> tuple[str, str]:
    """(community and grid it lies in, its own name and spot); nobody says the micro-grid between."""
    ground = Ground()
    codes = ground.chain(area)
    ground.learn(set(codes))
    named = [ground.name(code) or code for code in codes[1:] if ground.kind(code) not in UNSAID]
    name = ground.name(area) or area
    return " ".join(reversed(named)), f"{name} · {spot}" if spot else name
