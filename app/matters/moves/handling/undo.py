"""撤销: whoever made a move takes it back within seconds, while nobody else has moved; both stay in the ledger."""

from __future__ import annotations

from collections.abc import Callable

from app.core.problems.problem import Problem
from app.core.words import mark
from app.ledger import undone
from app.ledger.models import Entry
from app.matters.models import STATES, Matter
from app.matters.moves import parting, takebacks
from app.matters.moves.ending import merge
from app.matters.moves.record import BEFORE, Move, Rank, Row
from app.matters.moves.step import Step
from app.matters.moves.takebacks import Takeback

TOO_LATE = mark("已经过了 15 秒，不能撤销了。可以再做一步把它改过来。")
NEVER = mark("这一步不能撤销：已经叫了人，或是紧急事件。")
MOVED_SINCE = mark("别人刚刚也处理过这件事，不能撤销了。请看最新情况再决定。")
LATER_FIRST = mark("您后来还做了一步，请先撤销后面那一步。")
UNDONE = mark("这一步已经撤销过了。")
READ = mark("对方已经看过了，不能撤销。可以再答复一次。")

IsRead = Callable[[int], bool]
_is_read: IsRead | None = None


def register_reading(is_read: IsRead) -> None:
    """Who knows whether somebody has read what they were told of an entry; called by the wiring."""
    global _is_read
    _is_read = is_read


def undo(step: Step) -> None:
    """Everything as it was before the entry."""
    matter, kept = step.matter, Takeback.get_by_id(step.undoes)
    merged_into = matter.merged_into
    takebacks.restore(matter, kept)
    if merged_into is not None and matter.merged_into is None:
        parting.part(step, merged_into)
    elif merged_into is None and matter.merged_into is not None:
        into = matter.merged_into  # what is taken back had taken it out of the other
        step.after = lambda _: merge.bring_along(step, into)


def require(matter: Matter, entry: Entry, person: str, received: int, is_text_read: bool) -> None:
    """Problem not-open with its sentence, unless this person may take the entry back at that moment (epoch ms)."""
    if entry.by != person or entry.actor != "person":
        raise Problem("not-open")
    since = Entry.select().where(Entry.kind == "matter", Entry.subject == matter.id, Entry.seq >= entry.seq)
    standing = undone.standing(since.order_by(Entry.seq))
    if not standing or standing[0].seq != entry.seq:
        raise Problem("not-open", sentence=UNDONE)
    if any(later.by != person for later in standing[1:]):
        raise Problem("not-open", sentence=MOVED_SINCE)
    if standing[1:]:
        raise Problem("not-open", sentence=LATER_FIRST)
    if received > entry.received + takebacks.WINDOW:
        raise Problem("not-open", sentence=TOO_LATE)
    if not Takeback.select().where(Takeback.entry == entry.seq).exists():
        raise Problem("not-open", sentence=NEVER)
    if is_text_read and _is_read is not None and _is_read(entry.seq):
        raise Problem("not-open", sentence=READ)


MOVE = Move(
    "undo",
    rows=(
        Row(
            STATES,
            BEFORE,
            ("mover",),
            ("undoes",),
            "within 15 seconds, while nobody else has moved; not emergencies and whistles",
        ),
    ),
    label=mark("撤销"),
    purpose="tidy",
    sentences={"": mark("{by} 撤销了上一步")},
    tells={},  # nobody: what had been written to be told and was not sent yet is not told
    key="z",
    rank=Rank(),
    is_button=True,
    is_undoable=False,
    verb=undo,
)
