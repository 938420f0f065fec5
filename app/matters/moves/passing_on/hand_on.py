"""离岗交接: somebody leaves, and what waited for that person goes to a successor; deadlines and states go on as they were."""

from __future__ import annotations

from app.core.words import mark
from app.ledger.models import Entry
from app.matters.models import OPEN, Support
from app.matters.moves.record import SAME, Event, Move, Rank, Row
from app.matters.moves.step import Step
from app.matters.workflow import confirmers

RESTS, SUPPORT, TURN = "rests", "support", "turn"  # what else of a matter is handed on


def give_to_successor(step: Step, leaver: str, successor: str) -> None:
    """The successor has it instead of whoever leaves, as it stands."""
    _name(step, leaver, successor)
    step.matter.give_to(person=successor)
    if step.matter.taken_by == leaver:
        step.matter.taken_by = successor


def keep_for_successor(step: Step, leaver: str, successor: str) -> None:
    """It rests; once it is taken up again it comes to the successor."""
    _name(step, leaver, successor, RESTS)
    was = step.matter.shelved_from
    taken_by = successor if was.get("taken_by") == leaver else was.get("taken_by")
    step.matter.shelved_from = {**was, "person": successor, "taken_by": taken_by}
    if step.matter.taken_by == leaver:
        step.matter.taken_by = successor


def support_by_successor(step: Step, leaver: str, successor: str) -> None:
    """The successor supports whoever leads it, once, also where they did so before."""
    _name(step, leaver, successor, SUPPORT)
    parts = Support.select().where(Support.matter == step.matter.id, Support.kind == "person")
    has_a_part = parts.where(Support.code == successor).exists()
    former = (Support.matter == step.matter.id) & (Support.kind == "person") & (Support.code == leaver)
    Support.delete().where(former).execute()
    if not has_a_part:
        Support.create(matter=step.matter.id, kind="person", code=successor, state="open")


def pass_turn_on(step: Step, leaver: str, successor: str) -> None:
    """Whoever found it says no more whether it is done: the next in turn is asked, for the successor has not seen it."""
    step.extra |= {"from": leaver, "why": TURN, "turn": step.matter.confirm_turn}
    step.extra["passed"] = confirmers.pass_over_finder(step.matter, step.ground)


def _name(step: Step, leaver: str, successor: str, why: str | None = None) -> None:
    step.extra |= {"from": leaver} if why is None else {"from": leaver, "why": why}
    step.to = [("person", successor)]


def heir_of(matter: str, person: str) -> str:
    """Whoever has what this person had of the matter: the person, unless they left and handed it on."""
    rows = Entry.select().where(Entry.kind == "matter", Entry.subject == matter, Entry.verb == MOVE.name)
    for entry in rows.order_by(Entry.seq):
        body = entry.body or {}
        if body.get("from") == person and "why" not in body:
            person = str(body["to"][0]).removeprefix("person:")
    return person


MOVE = Move(
    "hand_on",
    rows=(Row(OPEN, SAME, ("overseer",), (), "all that somebody who leaves has, in one act"),),
    label=mark("离岗交接"),
    purpose="tidy",
    sentences={
        "": mark("离岗交接：{by} 把 {from} 手里的转给 {to}"),
        RESTS: mark("离岗交接：{by} 定了恢复以后由 {to} 接着办"),
        SUPPORT: mark("离岗交接：{by} 把 {from} 的协办转给 {to}"),
        TURN: mark("离岗交接：{from} 离岗，转给下一位确认"),
    },
    tells={
        "": (("new_holder", "new"),),
        RESTS: (("given", "noted"),),
        SUPPORT: (("given", "support"),),
        TURN: (("turn", "look"),),
    },
    residents={"": Event("passed on", mark("换了人办理")), RESTS: None, SUPPORT: None, TURN: None},
    rank=Rank(),
    verb=None,
    made_by="whoever leads or administers a person who leaves, on that person's sheet: app/admin/leaving/sheet.py",
    is_undoable=False,
)
