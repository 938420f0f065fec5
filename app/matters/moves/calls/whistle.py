"""吹哨: units are called to come; whoever has the matter keeps it."""

from __future__ import annotations

from app.areas.models import Unit
from app.core import clock
from app.core.words import mark
from app.ledger.models import Entry
from app.matters.models import OPEN, WORKING, Call, Matter
from app.matters.moves.open_calls import calls_of, open_units
from app.matters.moves.record import SAME, Event, Move, Rank, Reason, Row
from app.matters.moves.step import Step
from app.matters.timing import occasions
from app.matters.workflow import whistles

UNHEARD = "unheard"  # the ledger's word for why the clock whistles


def whistle(step: Step) -> None:
    """A call with a clock of its own for each unit."""
    matter, now = step.matter, clock.now()
    due = occasions.end(matter.level, step.reason, now)
    reason = occasions.named(step.reason).code or None
    codes = [code for _, code in step.to]
    known = dict(Unit.select(Unit.code, Unit.kind).where(Unit.code.in_(codes)).tuples())
    kinds = {code: whistles.kind_of(step.act.actor, known[code]).code for code in codes}

    def call(entry: Entry) -> None:
        for _, unit in step.to:
            Call.create(
                entry=entry.seq, matter=matter.id, unit=unit, reason=reason, kind=kinds[unit], called_by=step.by, at=now, due=due, next_at=due,
            )  # fmt: skip

    step.extra["call_due"] = due
    step.after = call


def carry(step: Step, other: Matter) -> None:
    """The open calls of a matter that goes on in the other stand there, with the time they have; once that has ended, they end.

    A unit that is called there already is not called twice.
    """
    calls = list(Call.select().where(Call.matter == step.matter.id, Call.state == "open").order_by(Call.due))
    state = "carried" if other.is_open() else "ended"
    Call.update(state=state, listed=None, next_at=None).where(
        Call.matter == step.matter.id, Call.state == "open"
    ).execute()
    known = open_units(calls_of(other.id))
    wanted = {
        call.unit: call for call in reversed(calls) if call.unit not in known
    }  # each by what is due first
    if not wanted or not other.is_open():
        return

    def go_on(entry: Entry) -> None:
        for unit, call in wanted.items():
            Call.create(
                entry=entry.seq, matter=other.id, unit=unit, reason=call.reason, kind=call.kind, called_by=call.called_by, at=call.at,
                due=call.due, next_at=call.next_at, reminded=call.reminded, listed=call.listed,
                accepted=call.accepted, accepted_by=call.accepted_by,
            )  # fmt: skip

    units = [("unit", unit) for unit in sorted(wanted)]
    words = _words_of({call.entry for call in wanted.values()})
    extra = {"carried": step.matter.id, "call_due": min(call.due for call in wanted.values())}
    Step(step.act, other, MOVE.name, step.ground, to=units, text=words, extra=extra, after=go_on).finish()


def _words_of(entries: set[int]) -> str:
    rows = Entry.select(Entry.text).where(Entry.seq.in_(sorted(entries))).order_by(Entry.seq)
    return "\n".join(row.text for row in rows if row.text)


MOVE = Move(
    "whistle",
    rows=(
        Row(
            OPEN,
            SAME,
            ("lead", "desk"),
            ("to_units", "occasion", "text"),
            "a call with its own clock per unit; the holder does not change",
        ),
        Row(WORKING, SAME, ("clock",), (), "群众吹哨: whoever asked was not answered in time"),
    ),
    label=mark("吹哨"),
    purpose="urge",
    key="w",
    sentences={
        "": mark("{by} 吹哨：{to}"),
        UNHEARD: mark("居民没有等到答复，群众吹哨：{to}"),
        "carried": mark("{by} 并入了一件已吹哨的事，继续等：{to}"),
    },
    residents={UNHEARD: Event("called for you", mark("还没有答复您，已经替您吹哨，叫人来办"))},
    tells={
        "": (("called", "called"),),
        UNHEARD: (("called", "called"), ("holder", "unheard")),
        "carried": (("called", "call_carried"),),
    },
    rank=Rank(),
    hint=mark("被叫的单位要来报到；事件还在原来的人手里。一个单位本来就该办的事，请用派单。"),
    reasons=tuple(Reason(occasion.code, occasion.words) for occasion in occasions.OCCASIONS),
    is_undoable=False,
    verb=whistle,
)
