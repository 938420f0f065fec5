"""On its day a reorganisation comes into force: areas and everything that hangs on them at once, then matter by matter."""

from __future__ import annotations

import datetime as dt
from typing import Any

import shapely

from app.admin.reorganisation import agreements, hanging, plans, preview
from app.admin.reorganisation.models import AGREED, DEALING, DONE, UNDOING, UNDONE, Reorganisation
from app.admin.reorganisation.plans import NewArea, Plan
from app.areas import tree
from app.areas.access import posts
from app.areas.geometry import location
from app.areas.geometry.shapes import measured_columns
from app.areas.models import FOREVER, Area, Post, Successor
from app.core import clock, db
from app.ledger.act import by_clock
from app.ledger.models import Entry
from app.matters import terms
from app.matters.models import Matter
from app.matters.moves.passing_on import redraw
from app.matters.moves.step import Step
from app.matters.terms import MatterTerm
from app.people import events
from app.people.models import Person
from app.storms import following as storms

AFTERWARDS = {DEALING: DONE, UNDOING: UNDONE}
PIECE = 100  # matters of one transaction: others write between two of them


def come_into_force() -> int:
    """Whatever is due, the earliest first; how many matters were dealt out. Killed anywhere, the next run goes on."""
    today = clock.today().isoformat()
    due = Reorganisation.select().where(
        Reorganisation.state.in_((DEALING, UNDOING))
        | ((Reorganisation.state == AGREED) & (Reorganisation.day <= today))
    )
    done = 0
    for row in list(due.order_by(Reorganisation.day, Reorganisation.made, Reorganisation.id)):
        if row.state == AGREED:
            begin(row)
        done += deal_out(row.id)
    return done


def begin(row: Reorganisation) -> None:
    """Areas, posts and what hangs on them, in one transaction."""
    with db.transaction():
        row = Reorganisation.get_by_id(row.id)
        if row.state != AGREED:
            return  # another worker did it, or somebody dropped it just now
        plan = plans.of_row(row.plan)
        counts = preview.preview(plan, row.day).counts()
        for new in plan.begin:
            _open(new, row.day)
        for code, parent in plan.move.items():
            Area.update(parent=parent).where(Area.code == code).execute()
        last = _day_before(row.day)
        ends = dict(Area.select(Area.code, Area.ends).where(Area.code.in_(list(plan.end))).tuples())
        for code, heirs in plan.end.items():
            Area.update(ends=last).where(Area.code == code).execute()
            for sort, heir in enumerate(heirs):
                Successor.create(area=code, successor=heir, day=row.day, sort=sort)
        tree.rebuild()
        undone = {
            **_move_posts(plan, row.day),
            "areas": ends,
            "hung": hanging.hand_on(plan, row.day),
            "agreements": agreements.carry(plan, row.id),
        }
        storms.follow(by_clock())
        Reorganisation.update(state=DEALING, counts=counts, undone=undone).where(
            Reorganisation.id == row.id
        ).execute()
        events.note(None, "reorganisation", row.id, "in_force", body={"title": row.title, **counts})


def _open(new: NewArea, day: str) -> None:
    columns: dict[str, Any] = {"lat": new.lat, "lon": new.lon}
    if new.shape is not None:
        columns = measured_columns(shapely.geometry.shape(new.shape))
    Area.create(
        code=new.code,
        kind=new.kind,
        name=new.name,
        parent=new.parent,
        begins=day,
        overlay=new.kind == "dedicated_grid",
        **columns,
    )


def _day_before(day: str) -> str:
    return (dt.date.fromisoformat(day) - dt.timedelta(days=1)).isoformat()


def _move_posts(plan: Plan, day: str) -> dict[str, Any]:
    """Each post in what ends goes on where the plan says; what taking it back needs."""
    ended, given = {}, []
    for post in preview.posts_in(plan, day):
        person = Person.get_by_id(post.person_id)
        ended[post.id] = post.ends
        for heir in plan.posts.get(post.id, plan.end[post.area_id]):
            begins, ends = max(day, post.begins), None if post.ends == FOREVER else post.ends
            given.append(_post_at(heir, post, person, begins, ends).id)
        Post.update(ends=_day_before(max(day, post.begins))).where(Post.id == post.id).execute()
    return {"ended": ended, "given": given}


def _post_at(heir: str, post: Post, person: Person, begins: str, ends: str | None) -> Post:
    """The same post at the area that took over; who stands in for somebody stands in there."""
    return posts.enter(None, person, post.role, heir, post.unit_id, begins, ends, post.absence)


def deal_out(id: str) -> int:
    """The open matters of what ended or moved go on at their place; how many were otherwise."""
    row = Reorganisation.get_by_id(id)
    if row.state not in AFTERWARDS:
        return 0
    is_back = row.state == UNDOING
    plan = plans.of_row(row.undone["back"] if is_back else row.plan)
    day = clock.today() if is_back else dt.date.fromisoformat(row.day)
    dealt, last = 0, ""
    named = [f"area:{code}" for code in plan.touched]
    under = (
        MatterTerm.select(MatterTerm.matter)
        .distinct()
        .where(MatterTerm.term.in_(named), MatterTerm.list == terms.OPEN_ONES)
    )
    waiting = Matter.select(Matter.id).where(Matter.id.in_(under)).order_by(Matter.id).limit(PIECE)
    while ids := [id for (id,) in waiting.where(Matter.id > last).tuples()]:
        with db.transaction():
            dealt += sum(_deal(Matter.get_by_id(one), day, is_back) for one in ids)
        last = ids[-1]
    with db.transaction():
        changes: dict[str, Any] = {"state": AFTERWARDS[row.state], "done": clock.now()}
        if not is_back:
            changes["counts"] = {**(row.counts or {}), "dealt": dealt}
        Reorganisation.update(**changes).where(
            Reorganisation.id == id, Reorganisation.state == row.state
        ).execute()
    return dealt


def _deal(matter: Matter, day: dt.date, is_back: bool) -> bool:
    step = Step(by_clock(), matter, redraw.MOVE.name)
    if is_back:
        matter.area = _place_before(matter)
    if not matter.is_open() or not redraw.deal_out(step, day):
        return False
    step.finish()
    return True


def _place_before(matter: Matter) -> str:
    """Its place before it was last dealt out, where it has not been corrected since; else its place."""
    entries = Entry.select().where(
        Entry.kind == "matter", Entry.subject == matter.id, Entry.verb == redraw.MOVE.name
    )
    last = entries.order_by(Entry.seq.desc()).first()
    if last is None or location.standing(last.body["was"]["area"]) != last.body["was"]["area"]:
        return str(matter.area)
    return str(last.body["was"]["area"])
