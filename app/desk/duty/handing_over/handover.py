"""交班: the note of a shift, made from what is open at the desk; nothing is typed but one remark, and who handed to whom is kept."""

from __future__ import annotations

from typing import Any

from peewee import Value

from app.areas import tree
from app.areas.access.reach import Reach
from app.areas.duty import roster
from app.areas.duty.roster import Office
from app.areas.models import DESK_ROLES
from app.core import clock, db, decode
from app.core.problems.problem import Problem
from app.core.words import mark, mark_in
from app.desk.duty.handing_over.models import Handover
from app.desk.lists import listing, rows, views
from app.desk.lists.listing import Narrowed
from app.matters.area_staff import Ground
from app.matters.models import OPEN, Matter
from app.matters.queries import counting, lists, order, walks
from app.matters.queries.alike import Judge
from app.matters.queries.walks import Walk
from app.matters.residents import public_words
from app.matters.terms import OPEN_ONES, OVER, TO_DO
from app.matters.timing import deadlines
from app.patrol.errands import table as errand_table
from app.patrol.models import Errand
from app.people import events
from app.people.models import Person

LISTED = 30  # lines of one part: beyond them a number says how many more
REMARK_MOST = 500
SHIFT = clock.DAY  # what came is counted from the last handover on, for a day at most
KEPT = 365 * clock.DAY
PAPERS_MOST = 200

# name → heading, and what it says when there is nothing
PARTS: dict[str, tuple[str, str]] = {
    "emergency": (mark("紧急的"), mark("没有紧急的。")),
    "waiting": (mark_in("handover", "等指挥室处理"), mark("没有等指挥室处理的。")),
    "late": (mark("超期的"), mark("没有超期的。")),
    "came": (mark("这一班来的，还没办结"), mark("这一班没有新来的，或者都办结了。")),
}


def desk_reach(person: Person, reach: Reach, area: str) -> Reach:
    """The reach of the desk itself, as the person sits there. Problem not-found where the person does not."""
    held = tuple(post for post in reach.posts if post.area_id == area and post.role in DESK_ROLES)
    if not held:
        raise Problem("not-found")
    return Reach("", held)


def since_of(area: str, now: int) -> int:
    """From when on what came belongs to this shift (epoch ms)."""
    last = Handover.select(Handover.at).where(Handover.area == area).order_by(Handover.at.desc()).first()
    return max(last.at if last is not None else 0, now - SHIFT)


def note(desk: Reach, area: str, since: int, language: str) -> dict[str, Any]:
    """What is open at the desk now: for each part how many, and the first lines; how many came; whose papers are held.

    No resident's words stand in it: number, kind, place, who has it, and until when.
    """
    found = {
        "emergency": _danger(desk),
        "waiting": _of_view(desk, "waiting"),
        "late": _of_view(desk, "overdue"),
        "came": _came(desk, since),
    }
    by_id = {row.id: row for _, some in found.values() for row in some}
    lines = {
        line.id: _line(line, by_id[line.id]) for line in rows.lines(list(by_id.values()), desk, language)
    }
    came = Walk(walks.reach_terms(desk), (OPEN_ONES, OVER), least=since)
    return {
        "parts": {
            name: {"count": count, "lines": [lines[row.id] for row in some]}
            for name, (count, some) in found.items()
        },
        "came": counting.count([came]),
        "papers": _papers(area),
    }


def _line(line: rows.Line, matter: Matter) -> dict[str, str]:
    late_at = deadlines.late_at(matter)
    due = roster.written(late_at)[5:] if late_at is not None else ""  # as it reads on any later day
    return {
        "id": line.id, "number": line.number, "what": line.what, "where": line.where, "who": line.who, "due": due
    }  # fmt: skip


def _of_view(desk: Reach, name: str) -> tuple[int, list[Matter]]:
    view = views.named(name)
    found = listing.page(desk, view, Narrowed()).rows[:LISTED]
    return (listing.total(desk, view, Narrowed()) or 0), found


def _danger(desk: Reach) -> tuple[int, list[Matter]]:
    judge = Judge(
        desk, "open danger",
        lambda holes, _: lists.in_reach(holes) & (Matter.urgency == "emergency") & Matter.state.in_(OPEN),
    )  # fmt: skip
    return _walked(Walk(walks.reach_terms(desk), (TO_DO,), most=order.BAND), judge)


def _came(desk: Reach, since: int) -> tuple[int, list[Matter]]:
    judge = Judge(
        desk, "open and within reach", lambda holes, _: lists.in_reach(holes) & Matter.state.in_(OPEN)
    )
    return _walked(Walk(walks.reach_terms(desk), (OPEN_ONES,), least=since), judge)


def _walked(walk: Walk, judge: Judge) -> tuple[int, list[Matter]]:
    found = walks.page([walk], judge, None, LISTED, is_falling=False)
    return walks.count([walk], judge, listing.COUNTED_MOST), [matter for matter, _ in found]


def _papers(area: str) -> list[dict[str, Any]]:
    """Errands of the place for which papers of residents are in our hands: the number, who has them, how many; never whose."""
    held = (
        Errand.select()
        .where(
            tree.lies_below(Errand.area, [area]),
            Errand.state.in_(errand_table.OPEN),
            Errand.held != Value("[]", converter=False),
        )
        .order_by(Errand.taken, Errand.id)
    )
    return [
        {"number": row.number, "who": row.person.name, "count": len(row.held)}
        for row in held.limit(PAPERS_MOST)
    ]


def receivers(person: Person, area: str) -> list[tuple[str, str]]:
    """Who may take over, as (id, name): whoever is on duty next first, then the others of the desk."""
    there = [id for id in Ground().people(DESK_ROLES, [area]) if id != person.id]
    office = Office("desk", area)
    soon = roster.people_on_duty(office, clock.now() + clock.HOUR)
    ordered = [*(id for id in soon if id in there), *(id for id in there if id not in soon)]
    names = dict(Person.select(Person.id, Person.name).where(Person.id.in_(ordered or [""])).tuples())
    return [(id, names[id]) for id in ordered if id in names]


def hand_over(
    person: Person, reach: Reach, area: str, form: str, to: str, remark: str, language: str
) -> Handover:
    """Keep the note of this moment; the same form again is the same handover.

    Problem not-found where the person does not sit at that desk, bad-value for whoever does not either.
    """
    desk = desk_reach(person, reach, area)
    with db.transaction():
        before = Handover.get_or_none(Handover.id == form)
        if before is not None:
            if before.by != person.id or before.area != area:
                raise Problem("conflict")
            return before
        if public_words.has_personal_number(remark):
            raise Problem("bad-value", ("remark", "personal-number"))
        others = dict(receivers(person, area))
        if (to or others) and to not in others:
            raise Problem("bad-value", ("to", "needs-to"))
        now = clock.now()
        since = since_of(area, now)
        made = Handover.create(
            id=form,
            area=area,
            since=since,
            at=now,
            by=person.id,
            to=to or None,
            remark=decode.line_ends(remark).strip()[:REMARK_MOST],
            note=note(desk, area, since, language),
        )
        events.note(person, "area", area, "shift_handed_over", body={"handover": made.id, "to": made.to})
    return made


def lately(area: str, limit: int = 20) -> list[Handover]:
    """The latest handovers of the desk."""
    return list(Handover.select().where(Handover.area == area).order_by(Handover.at.desc()).limit(limit))


def find(reach: Reach, id: str) -> Handover:
    """A handover at a desk of the reader's, or below one. Problem not-found."""
    made = Handover.get_or_none(Handover.id == id)
    if made is None or not reach.roles_over(made.area) & {*DESK_ROLES, "admin"}:
        raise Problem("not-found")
    return made


def forget() -> int:
    """Delete the handovers that are long over; how many."""
    with db.transaction():
        return int(Handover.delete().where(Handover.at < clock.now() - KEPT).execute())


def of_person(person: Person) -> list[dict[str, str]]:
    """The shifts that the person handed over or took over, for the download of one's own data."""
    rows_ = Handover.select().where((Handover.by == person.id) | (Handover.to == person.id))
    return [
        {"at": clock.rfc3339(row.at), "as": "handed over" if row.by == person.id else "took over"}
        for row in rows_.order_by(Handover.at)
    ]
