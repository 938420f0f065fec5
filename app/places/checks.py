"""A place was looked at: it is due again by its kind; what is not right is mended, looked at again on a day, or passed on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from app.areas import history, tree
from app.areas.access import permissions
from app.areas.access.reach import Reach
from app.areas.models import Area, Post
from app.core import clock, db, decode, ids
from app.core.problems.problem import Problem
from app.core.words import mark, translate
from app.evidence import uses
from app.ledger import record as ledger
from app.ledger.act import Act
from app.ledger.models import Entry
from app.ledger.outcome import Outcome
from app.matters import categories, reports
from app.matters.commands import ReportBody
from app.people.models import Person
from app.places import feed, kinds
from app.places.commands import CheckBody
from app.places.models import Place

MAY = "check_places"
AGAIN_MOST = 90  # days
CATEGORY = "fire_safety"
FOUND = mark("{place}：这几样没做到：{items}。")

# what came of a look, as the desk's page says it
OUTCOMES = {
    "fine": mark("没有问题"),
    "mended": mark("当场改好了"),
    "again": mark("定了日子复查"),
    "passed_on": mark("报给上一级"),
}
# what the ledger says of it
SENTENCES = {
    "fine": {"": mark("{by} 查看，没有问题")},
    "mended": {"": mark("{by} 查看，当场改好了")},
    "again": {"": mark("{by} 查看，定了日子复查")},
    "passed_on": {"": mark("{by} 查看，报给上一级")},
}


def check(act: Act, body: CheckBody) -> Outcome:
    """Keep what was found; an older check that arrives later stands in the ledger alone.

    Problem no-post, list-not-yours where the place is not here, or neither lies nor lately lay within reach, bad-value
    naming the field.
    """
    with db.transaction():
        place, act = _place_of(act, body)
        bad = bad_of(kinds.KINDS[place.kind].items, body)
        again = day_again(act, body)
        moment = act.moment
        fields: dict[str, Any] = {"bad": bad, "again": again}
        if body.outcome == "passed_on":
            items = "、".join(translate(kinds.ITEMS[item], "zh") for item in bad)
            words = translate(FOUND, "zh", place=place.name, items=items)
            fields["matter"] = pass_on(act, place.area_id, words + (body.text or "").strip(), CATEGORY)
        entry = ledger.record(
            act, "place", place.code, body.outcome,
            body={key: value for key, value in fields.items() if value}, area=place.area_id,
        )  # fmt: skip
        uses.name(act.photos, "place", place.code, act.person.id if act.person is not None else None)
        if moment >= (place.checked or 0):
            left = bad if body.outcome in ("again", "passed_on") else []
            Place.update(checked=moment, bad=left, again=again).where(Place.code == place.code).execute()
    return Outcome("place", feed.id_of(place.code), entry.seq)


def may_see(person: Person, code: str) -> bool:
    """Whether the place is within the person's reach, and so the photos of its checks."""
    place = Place.get_or_none(Place.code == code)
    return place is not None and permissions.may(person, "see_places", place.area_id)


def area_of(code: str) -> str | None:
    """Where the place stands, for the line on its photos."""
    place = Place.get_or_none(Place.code == code)
    return place.area_id if place is not None else None


def _place_of(act: Act, body: CheckBody) -> tuple[Place, Act]:
    """The place, and the act as somebody's who may look at it.

    What was found where the place lay before counts: whoever was there may not have heard that it was entered elsewhere.
    """
    reach = act.reach_for_facts()
    if not permissions.may(reach, MAY):
        raise Problem("no-post")
    place: Place | None = Place.get_or_none(Place.code == body.place)
    if place is None:
        raise Problem("list-not-yours")
    if permissions.may(reach, MAY, place.area_id):
        return place, act
    post = next(
        (post for area in _former_areas(place, act.moment) if (post := _post_over(reach, area)) is not None),
        None,
    )
    if post is None:
        raise Problem("list-not-yours")
    here = Post(person=post.person_id, role=post.role, area=place.area_id)
    return place, replace(act, lent=Reach(reach.person, (*reach.posts, here), reach.stands_for))


def _former_areas(place: Place, at: int) -> list[str]:
    """Where the place lay at that moment (epoch ms) or shortly before it, by the corrections of its entry in the register."""
    since = at - history.UNHEARD * clock.DAY
    entries = Entry.select().where(
        Entry.kind == "place", Entry.subject == place.code, Entry.received >= since
    )
    changes = [((row.body or {}).get("before") or {}, (row.body or {}).get("after") or {}) for row in entries]
    return sorted(
        {before["area"] for before, after in changes if before.get("area") not in (None, after.get("area"))}
    )


def _post_over(reach: Reach, area: str) -> Post | None:
    """One of the posts by which places of that area are looked at."""
    above = set(tree.chain(area))
    roles = permissions.TABLE[MAY]
    return next((post for post in reach.posts if post.role in roles and post.area_id in above), None)


def bad_of(known: Sequence[str], body: CheckBody) -> list[str]:
    """What is not right, in the order of the checklist whose items are `known`. Problem bad-value."""
    if not set(body.bad) <= set(known):
        raise Problem("bad-value", ("bad", "not-a-choice"))
    if (body.outcome == "fine") != (not body.bad):
        raise Problem("bad-value", ("bad", "fine-or-found"))
    if body.outcome != "passed_on" and body.text:
        raise Problem("bad-value", ("text", "unknown"))
    return [item for item in known if item in body.bad]


def day_again(act: Act, body: CheckBody, until: str | None = None) -> str | None:
    """The day of the next look, from the day of the check on, to `until` where nobody looks after it; only with `again`. Problem bad-value."""
    if body.outcome != "again":
        if body.again is not None:
            raise Problem("bad-value", ("again", "unknown"))
        return None
    if body.again is None:
        raise Problem("bad-value", ("again", "missing"))
    day, first = decode.date(body.again, "again"), clock.date_of(min(act.at, act.received))
    if until is not None and day.isoformat() > until:
        raise Problem("bad-value", ("again", "again-until", {"last": until}))
    if not first <= day <= first + dt.timedelta(days=AGAIN_MOST):
        raise Problem("bad-value", ("again", "again-within", {"days": AGAIN_MOST}))
    return day.isoformat()


def pass_on(act: Act, area: str, words: str, category: str) -> str:
    """The id of the matter that is made there of what was found; it goes to the desk above at once."""
    made = reports.report(
        act,
        ReportBody(
            matter=ids.uuid7(),
            category=categories.standing_or_other(category),
            text=words[:2000],
            area=area if Area.get_by_id(area).on(clock.today()) else None,
            escalate=True,
        ),
    )
    return made.id
