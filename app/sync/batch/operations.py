"""The kinds of op a phone may send: name → what its body must be, and the verb that carries it out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import msgspec

from app.campaigns import visits as campaigns
from app.campaigns.commands import CampaignVisitBody
from app.core.decode import Command
from app.core.words import mark, mark_in, translate
from app.ledger.act import Act
from app.ledger.outcome import Outcome
from app.matters import commands as matters
from app.matters import reports, transition
from app.patrol import commands as patrol
from app.patrol.errands import steps
from app.patrol.rounds import recording, report_marks
from app.patrol.visits import plans, record
from app.places import checks
from app.places.commands import CheckBody
from app.storms import at_doors
from app.storms.commands import DoorBody


@dataclass(frozen=True)
class Operation:
    """One kind of op: its body, its verb, what it is called in a list (a marked message), and the version of its body."""

    body: type[Command]
    verb: Callable[[Act, Any], Outcome]
    words: str
    v: int = 1
    is_move: Callable[[Any], bool] = lambda body: (
        False
    )  # does more than tell a fact: another's hand must be able to do it
    variants: dict[str, str] = field(default_factory=dict)  # what some of them are called otherwise
    variant_of: Callable[[Any], str] = lambda body: ""  # of a body as it came: which of those, or none

    @property
    def fields(self) -> frozenset[str]:
        """The keys of its body."""
        return frozenset(field.encode_name for field in msgspec.structs.fields(self.body))


TABLE: dict[str, Operation] = {
    "patrol.start": Operation(patrol.StartBody, recording.start, mark_in("kind of record", "开始巡查")),
    "patrol.track": Operation(patrol.TrackBody, recording.track, mark_in("kind of record", "巡查轨迹")),
    "patrol.gap": Operation(patrol.GapBody, recording.gap, mark("没有位置的时段")),
    "patrol.mark": Operation(patrol.MarkBody, recording.mark, mark("到点记录")),
    "patrol.finish": Operation(
        patrol.FinishBody, recording.finish, mark_in("kind of record", "结束巡查"), is_move=lambda body: True
    ),
    "visit.record": Operation(patrol.VisitBody, record.record, mark("走访")),
    "visit.plan": Operation(patrol.PlanBody, plans.plan, mark_in("kind of record", "约好再去")),
    "visit.unplan": Operation(patrol.UnplanBody, plans.unplan, mark("不再去了")),
    "errand.take": Operation(patrol.TakeBody, steps.take, mark("接下帮办")),
    "errand.step": Operation(patrol.StepBody, steps.step, mark("帮办进展")),
    "place.check": Operation(
        CheckBody, checks.check, mark("场所查看"), is_move=lambda body: body.outcome == "passed_on"
    ),
    "campaign.visit": Operation(
        CampaignVisitBody,
        campaigns.record,
        mark("专项整治查看"),
        variants={"joint": mark("综合查一次"), "daily": mark("重要时段保障查看")},
        variant_of=campaigns.variant_of,
        is_move=lambda body: body.outcome == "passed_on",
    ),
    "storm.door": Operation(
        DoorBody, at_doors.record, mark("防汛防台上门"), is_move=lambda body: body.help is True
    ),
    "matter.report": Operation(
        matters.ReportBody, report_marks.report, mark_in("kind of record", "上报"), is_move=reports.moves_on
    ),
    "matter.move": Operation(matters.MoveBody, transition.move, mark("事件处理"), is_move=transition.is_move),
}


def find(type_: Any, v: Any) -> Operation | None:
    """The operation with this name and version; None if unknown."""
    operation = TABLE.get(type_) if isinstance(type_, str) else None
    return operation if operation is not None and type(v) is int and v == operation.v else None


def words(type_: Any, body: Any, language: str) -> str:
    """The name of the kind of op for people, of one with this body as it came; its bare name if unknown."""
    operation = TABLE.get(type_) if isinstance(type_, str) else None
    if operation is None:
        return str(type_)[:40]
    return translate(operation.variants.get(operation.variant_of(body), operation.words), language)
