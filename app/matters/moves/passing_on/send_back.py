"""退回: whoever it was dispatched to returns it, with the reason, twice at most."""

from __future__ import annotations

from app.core import clock
from app.core.words import mark
from app.ledger.models import Entry
from app.matters.models import DISPATCHED, IN_HAND, REPORTED, Matter, SentBack
from app.matters.moves import lifecycle
from app.matters.moves.record import Move, Rank, Reason, Row
from app.matters.moves.step import Step
from app.matters.queries import proposed
from app.matters.timing import deadlines
from app.matters.workflow.roles import Standing

MOST = 2


def send_back(step: Step) -> None:
    """To the desk that dispatched it."""
    matter = step.matter
    desk = matter.dispatched_by
    _remember(step)
    matter.send_backs += 1
    if matter.send_backs >= MOST:  # two have given it back: a joint meeting finds whose it is
        matter.joint_since = clock.now()
    matter.coming_at = None
    matter.state, matter.level = REPORTED, desk
    matter.give_to(desk=desk)
    lifecycle.forget_handling(matter)
    deadlines.start(matter, step.ground)


def of_ended_unit(step: Step) -> None:
    """What a unit that has ended still has goes back by itself to the desk that dispatched it: it counts as given back by nobody."""
    matter = step.matter
    step.extra["why"] = "ended"
    matter.coming_at = None
    desk = matter.dispatched_by
    if desk is None:
        lifecycle.lay(matter, matter.level, step.ground)
        return
    matter.state, matter.level = REPORTED, desk
    matter.give_to(desk=desk)
    lifecycle.forget_handling(matter)
    deadlines.start(matter, step.ground)


def _remember(step: Step) -> None:
    """With the row of the responsibility list by which it was given to the unit, if it was."""
    matter, unit, reason = step.matter, step.matter.holder_unit, step.reason or ""
    duty = None if unit is None else proposed.duty_at(matter, matter.dispatched_by, step.ground)
    if duty is None or duty.lead != unit:
        return
    category, level_kind = duty.row.category, duty.row.level_kind

    def file_return(entry: Entry) -> None:
        SentBack.create(
            entry=entry.seq, matter=matter.id, category=category, level_kind=level_kind, unit=unit,
            reason=reason, at=clock.now(),
        )  # fmt: skip

    step.after = file_return


def _is_not_the_third(matter: Matter) -> bool:
    return matter.send_backs < MOST


def _is_known_where_to(_: Row, standing: Standing) -> bool:
    return standing.matter.dispatched_by is not None


MOVE = Move(
    "send_back",
    rows=(
        Row(
            (DISPATCHED, IN_HAND),
            REPORTED,
            ("addressee",),
            ("send_back_reason",),
            "to the desk that dispatched; there is no third; by the clock once the unit has ended",
        ),
    ),
    label=mark("退回"),
    labels=((_is_known_where_to, mark("退回{back}")),),
    purpose="handle",
    sentences={"": mark("{by} 退回{reason}"), "ended": mark("承办单位已经撤销，自动退回指挥室")},
    tells={"": (("new_holder", "sent_back"),)},
    key="f",
    rank=Rank({DISPATCHED: 12}),
    hint=mark("退回给派单的指挥室，说明原因。"),
    reasons=(
        Reason("not_on_list", mark("不在权责清单")),
        Reason("not_ours", mark("不属本单位")),
        Reason("wrong_place", mark("地点不对")),
        Reason("not_filed", mark("不予立案")),
        Reason("other", mark("其他")),
    ),
    quick="not_on_list",
    only_while=_is_not_the_third,
    by_handler=True,
    by_link=True,
    lifts=True,
    verb=send_back,
)
