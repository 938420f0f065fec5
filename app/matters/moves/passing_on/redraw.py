"""区划调整: its area was split, merged or put elsewhere; what is open goes on with those who look after the place now."""

from __future__ import annotations

import datetime as dt

from app.areas import history
from app.areas.access.reach import reach_of
from app.areas.geometry import location
from app.core import clock
from app.core.prepared import Prepared, given
from app.core.words import mark
from app.ledger.models import Entry
from app.matters.area_staff import Ground, choose_holder
from app.matters.models import REPORTED, WORKING, Matter
from app.matters.moves.record import SAME, Event, Move, Rank, Row
from app.matters.moves.step import Step


def deal_out(step: Step, day: dt.date) -> bool:
    """Deal it out by its place, as of `day` on; whether anything of it is otherwise. Deadlines go on as they were.

    A unit keeps what it has, and a person whoever still looks after the place; from others it goes on to those who do.
    """
    matter, ground = step.matter, step.ground
    was, had = (matter.area, matter.level), (matter.state, matter.holder())
    matter.area = location.standing(matter.area, matter.lat, matter.lon)
    matter.level = _level(matter, was[0], ground, day)
    if (matter.area, matter.level) == was and _is_held(matter, ground):
        return False
    step.extra["was"] = {"area": was[0], "level": was[1]}
    if not _is_held(matter, ground):
        _hand_over(matter, ground)
    for name in ("dispatched_by", "confirm_desk"):
        desk = getattr(matter, name)
        if desk is not None:
            setattr(matter, name, ground.desk_over(location.standing(desk, matter.lat, matter.lon)))
    if matter.shelved_from and matter.shelved_from.get("desk"):
        desk = ground.desk_over(location.standing(matter.shelved_from["desk"], matter.lat, matter.lon))
        matter.shelved_from = {**matter.shelved_from, "desk": desk}
    step.overtakes = (matter.state, matter.holder()) != had
    return True


_DEALT_OUT = Prepared(
    lambda: Entry.select(Entry.seq).where(
        Entry.kind == "matter", Entry.subject == given("matter"), Entry.verb == MOVE.name, Entry.received > given("after")
    ).limit(1)
)  # fmt: skip


def has_been_since(matter: str, at: int) -> bool:
    """Whether the matter was dealt out to others later than that moment (epoch ms), or so shortly before that a phone may
    not have heard of it."""
    return _DEALT_OUT.holds(matter=matter, after=at - history.UNHEARD * clock.DAY)


def _level(matter: Matter, area_before: str, ground: Ground, day: dt.date) -> str:
    """Where it lies for handling now: on the same kind of level over its place."""
    level = matter.level
    stays = location.standing(level, matter.lat, matter.lon)
    above = ground.chain(matter.area)
    lay_above = level in history.chain_on(area_before, day - dt.timedelta(days=1))
    if stays in above or not (lay_above or stays != level):
        return stays
    if ground.is_grid(level):
        return ground.grid_of(matter.area) or stays
    return next((code for code in above if ground.kind(code) == ground.kind(level)), stays)


def _is_held(matter: Matter, ground: Ground) -> bool:
    """Whether whoever has it can go on with it."""
    desk, unit, person = matter.holder()
    if person is not None:
        reach = reach_of(person)
        return bool(reach.roles_over(matter.level) or reach.roles_over(matter.area) or reach.units)
    return unit is not None or desk in (matter.level, ground.desk_over(matter.level))


def _hand_over(matter: Matter, ground: Ground) -> None:
    finder = reach_of(matter.finder) if matter.finder else None
    matter.level, holder = choose_holder(ground, matter.area, matter.level, finder)
    if matter.state in WORKING:
        matter.state, matter.taken_by = REPORTED, None
    matter.give_to(**holder)


MOVE: Move = Move(
    "redraw",
    rows=(
        Row(
            (*WORKING, "resolved", "confirmed", "shelved"),
            SAME,
            ("clock",),
            (),
            "an area ended or was put elsewhere; it goes on at its place",
        ),
    ),
    label=mark("区划调整"),
    purpose="tidy",
    sentences={"": mark("区划调整，转到{level}继续办理")},
    tells={"": (("new_holder", "new"),)},
    residents={"": Event("passed on", mark("已转到{level}"))},
    rank=Rank(),
    verb=None,
    made_by="the clock, when a reorganisation has come into force: app/admin/reorganisation/carrying_out.py",
    is_undoable=False,
)
