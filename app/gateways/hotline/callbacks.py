"""The hotline's 回访 sheet: what it heard of each ticket is kept once, and what is not solved is opened again at the same desk."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from app.areas.access.reach import Reach
from app.areas.imports import tables
from app.core import clock
from app.core.words import mark
from app.gateways.hotline import moments, plans
from app.gateways.hotline.columns import Columns
from app.gateways.hotline.models import (
    CALL_BACKS,
    Hotline,
    HotlineCallBack,
    HotlineReply,
    HotlineTicket,
)
from app.gateways.hotline.plans import Plan
from app.gateways.hotline.rows import Said, Unfit, number_of, require_computed
from app.gateways.hotline.tickets import lying
from app.ledger.act import by_web
from app.matters import terms
from app.matters.area_staff import Ground
from app.matters.models import CLOSED, CONFIRMED, RESOLVED, VOID, Matter
from app.matters.moves.ending import reopen
from app.matters.moves.hotline import call_back
from app.matters.moves.step import Step
from app.matters.queries import lists
from app.matters.timing import hotline as clocks
from app.people.models import Person

ROWS_MOST = 5_000
HEARD, REOPENED, KNOWN, UNKNOWN, RETURNED, REFUSED = (
    "heard",
    "reopened",
    "known",
    "unknown",
    "returned",
    "refused",
)
OUTCOMES: Mapping[str, str] = {
    REOPENED: mark("未解决，重新办理"),
    HEARD: mark("记下回访"),
    KNOWN: mark("这一行已经记过"),
    UNKNOWN: mark("没有这个编号的工单"),
    RETURNED: mark("退回过，不算"),
    REFUSED: mark("不能导入"),
}
WRITES = (HEARD, REOPENED)
ENDED = (RESOLVED, CONFIRMED, CLOSED, VOID)
# 基本满意 counts as satisfied; what 一般 counts as the city says (`Hotline.middling`)
MIDDLING = "一般"
YES = frozenset(
    {
        "是",
        "已联系",
        "联系",
        "已解决",
        "解决",
        "满意",
        "非常满意",
        "很满意",
        "基本满意",
        "比较满意",
        "较满意",
        "计入",
        "已响应",
        "响应",
        "1",
        "y",
        "yes",
        "√",
    }
)
NO = frozenset(
    {
        "否",
        "未联系",
        "没有联系",
        "未解决",
        "没有解决",
        "不满意",
        "很不满意",
        "非常不满意",
        MIDDLING,
        "不计入",
        "未响应",
        "0",
        "n",
        "no",
        "×",
    }
)
NOTHING = frozenset({"", "/", "-", "--", "—", "无", "未评价", "拒绝评价", "未接通", "无法联系"})


@dataclass(frozen=True)
class Heard:
    """What a row says; None for what it leaves empty."""

    number: str
    contacted: bool | None
    solved: bool | None
    satisfied: bool | None
    counted: bool
    at: int | None
    middling: bool = False


@dataclass(frozen=True)
class Line:
    """One row of the sheet, and what becomes of it."""

    row: int | str
    number: str
    outcome: str
    said: tuple[Said, ...] = ()
    heard: Heard | None = None
    matter: Matter | None = None


def plan(reach: Reach, hotline: Hotline, desk: str, columns: Columns, data: bytes) -> Plan[Line]:
    """What the sheet would do; nothing is written. Problem unreadable-table."""
    return plans.of_sheet(
        columns, data, ROWS_MOST, lambda rows: _judged(reach, hotline, desk, rows), OUTCOMES, WRITES
    )


def _judged(reach: Reach, hotline: Hotline, desk: str, rows: Sequence[tables.Row]) -> Iterator[Line]:
    ahead: set[Heard] = set()
    for row in rows:
        try:
            heard = parse(row, desk)
        except Unfit as unfit:
            yield Line(row.number, row.cells["number"], REFUSED, (unfit.said,))
            continue
        line = judge(reach, hotline, heard, row.number)
        yield replace(line, outcome=KNOWN) if heard in ahead and line.outcome in WRITES else line
        ahead.add(heard)


def parse(row: tables.Row, desk: str) -> Heard:
    """What the row says. Raises Unfit, also where it says nothing."""
    cells = row.cells
    number = number_of(cells["number"])
    require_computed(CALL_BACKS, cells)
    contacted, solved, satisfied = (_answer(cells, name) for name in ("contacted", "solved", "satisfied"))
    counted = _answer(cells, "counted") is not False
    if contacted is solved is satisfied is None and counted:
        raise Unfit("says-nothing")
    try:
        at = moments.parse(cells["at"], clock.now(), desk)
    except moments.NoMoment as error:
        raise Unfit("bad-moment", column=mark("回访时间"), value=cells["at"][:40]) from error
    is_middling = _plain(cells["satisfied"]) == MIDDLING
    return Heard(
        number, contacted, solved, satisfied, counted, at[0] if at is not None else None, is_middling
    )


def _plain(cell: str) -> str:
    return cell.strip().rstrip("。").casefold()


def _answer(cells: Mapping[str, str], name: str) -> bool | None:
    plain = _plain(cells[name])
    if plain in NOTHING:
        return None
    if plain not in YES | NO:
        raise Unfit("bad-answer", value=cells[name][:40])
    return plain in YES


def judge(reach: Reach, hotline: Hotline, heard: Heard, row: int | str) -> Line:
    """What would become of this row now."""
    known = HotlineTicket.get_or_none(
        HotlineTicket.hotline == hotline.code, HotlineTicket.number == heard.number
    )
    matter = lists.find(reach, known.matter) if known is not None else None
    if matter is None:
        return Line(row, heard.number, UNKNOWN, (), heard)
    if matter.ticket.get("returned"):
        return Line(row, heard.number, RETURNED, (), heard, matter)
    if _is_known(matter, heard):
        return Line(row, heard.number, KNOWN, (), heard, matter)
    is_to_reopen = heard.solved is False and lying(matter).state in ENDED
    return Line(row, heard.number, REOPENED if is_to_reopen else HEARD, (), heard, matter)


def digest_of(matter: Matter, heard: Heard) -> str:
    """By what a row is the same: its words and its moment; one without a moment counts anew after another answer went out."""
    round = (
        "" if heard.at is not None else HotlineReply.select().where(HotlineReply.matter == matter.id).count()
    )
    words = [heard.contacted, heard.solved, heard.satisfied, heard.counted, heard.at, round]
    words += [MIDDLING] if heard.middling else []
    return hashlib.sha256(json.dumps(words).encode()).hexdigest()


def _is_known(matter: Matter, heard: Heard) -> bool:
    digest = digest_of(matter, heard)
    rows = HotlineCallBack.select().where(
        HotlineCallBack.matter == matter.id, HotlineCallBack.digest == digest
    )
    return bool(rows.exists())


def write(
    by: Person, reach: Reach, hotline: Hotline, desk: str, columns: Columns, data: bytes, token: str, name: str, agreed: str
) -> tuple[Plan[Line], bool]:  # fmt: skip
    """(what was done, whether it was): the sheet under this token is written once, and only as it was agreed to."""
    draft = plan(reach, hotline, desk, columns, data)
    return plans.write(
        by, hotline, draft, agreed, lambda sheet, line: _take(by, reach, hotline, sheet.id, line),
        kind=CALL_BACKS, verb="call_backs_imported", token=token, name=name,
    )  # fmt: skip


def _take(by: Person, reach: Reach, hotline: Hotline, sheet: str, line: Line) -> Line:
    """One row, judged once more, kept and done."""
    if line.heard is None:
        return line
    now = judge(reach, hotline, line.heard, line.row)
    if now.outcome not in WRITES:
        return now
    heard, matter = line.heard, now.matter
    assert matter is not None
    HotlineCallBack.create(
        matter=matter.id, digest=digest_of(matter, heard), sheet=sheet, contacted=heard.contacted, solved=heard.solved,
        satisfied=heard.satisfied, middling=heard.middling, counted=heard.counted, at=heard.at if heard.at is not None else clock.now(),
    )  # fmt: skip
    why = {True: "solved", False: "unsolved", None: None}[heard.solved]
    Step(by_web(by), matter, call_back.MOVE.name, extra={"why": why, "satisfied": heard.satisfied}).finish()
    if now.outcome == REOPENED:
        _open_again(by, Matter.get_by_id(matter.id))
    return now


def _open_again(by: Person, matter: Matter) -> None:
    """The matter in which the ticket goes on is reported once more at the same level, and its ticket waits for another answer."""
    target = lying(matter)
    if target.id != matter.id:
        clocks.wait_again(matter)
        terms.store(matter, Ground())
    step = Step(by_web(by), target, reopen.MOVE.name, extra={"why": "called_back"})
    if target.ticket is not None:
        clocks.wait_again(target)
    reopen.reopen(step)
    step.finish()
