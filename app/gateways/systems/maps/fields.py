"""Our fields, which a map calls by another system's names: what goes out, what comes back, and what is handed over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.core.words import mark
from app.matters.moves.handling import resolve, settle_on_spot
from app.matters.moves.record import Move
from app.matters.moves.with_residents import answer

Shown = dict[str, Any]  # a matter as `serialize.for_person` shows it, or a visit as `outgoing.visits` does
MATTER, VISIT = "matter", "visit"  # what a field is of


@dataclass(frozen=True)
class Field:
    """What one of our fields is called, and how it is found in a matter; `value` None: it only comes in."""

    words: str
    value: Callable[[Shown], Any] | None = None
    comes: bool = False  # it may stand in what comes back
    is_handed: bool = False  # it may stand in what is handed over
    of: tuple[str, ...] = (MATTER,)


def _of(key: str) -> Callable[[Shown], Any]:
    return lambda shown: shown.get(key)


def _place(key: str) -> Callable[[Shown], Any]:
    return lambda shown: (shown.get("place") or {}).get(key)


def _last(*moves: Move) -> Callable[[Shown], Any]:
    """The words of the last of these moves."""
    names = [move.name for move in moves]
    return lambda shown: next(
        (line["text"] for line in reversed(shown["ledger"]) if line["move"] in names and line["text"]), None
    )


def _newest(key: str) -> Callable[[Shown], Any]:
    return lambda shown: shown["ledger"][-1][key] if shown["ledger"] else None


def _holder(shown: Shown) -> Any:
    """The unit or desk that has it; of a person only that somebody of the place has it."""
    return shown["level_name"] if shown["holder"]["person"] else shown["holder_name"] or None


FIELDS: dict[str, Field] = {
    "kind": Field(mark("是事件还是走访"), lambda shown: shown.get("kind", MATTER), of=(MATTER, VISIT)),
    "number": Field(mark("编号"), _of("number"), comes=True),
    "id": Field(mark("编号（不变的）"), _of("id"), comes=True),
    "category": Field(mark("类别编码"), _of("category"), is_handed=True),
    "category_name": Field(mark("类别"), _of("category_name")),
    "class": Field(mark("大类编码"), _of("class")),
    "text": Field(mark("内容"), _of("text"), is_handed=True),
    "area": Field(mark("区域编码"), _of("area"), is_handed=True),
    "area_name": Field(mark("区域"), _of("area_name")),
    "lat": Field(mark("纬度（WGS-84）"), _place("lat"), is_handed=True),
    "lon": Field(mark("经度（WGS-84）"), _place("lon"), is_handed=True),
    "urgency": Field(mark("紧急程度"), _of("urgency")),
    "state": Field(mark("状态"), _of("state")),
    "state_name": Field(mark("状态名称"), _of("state_word")),
    "level_name": Field(mark("在哪一级"), _of("level_name")),
    "holder_name": Field(mark("在谁手里"), _holder),
    "resident_asked": Field(mark("有居民在等"), _of("resident_asked")),
    "reported_at": Field(mark("发现时间"), _of("reported_at"), is_handed=True),
    "due": Field(mark("期限"), _of("due"), is_handed=True),
    "closed_at": Field(mark("结案时间"), _of("closed_at")),
    "changed_at": Field(mark("最近一步的时间"), _newest("received")),
    "changed": Field(mark("最近一步"), _newest("move")),
    "answer": Field(mark("给居民的答复"), _last(answer.MOVE)),
    "result": Field(mark("办理结果"), _last(resolve.MOVE, settle_on_spot.MOVE)),
    "photos": Field(mark("照片"), _of("photos")),
    "version": Field(mark("第几版"), _of("version")),
    "visit.id": Field(mark("走访的编号（不变的）"), _of("id"), of=(VISIT,)),
    "visit.area": Field(mark("走访的楼栋编码"), _of("area"), of=(VISIT,)),
    "visit.area_name": Field(mark("走访的楼栋"), _of("area_name"), of=(VISIT,)),
    "visit.purpose": Field(mark("走访为了什么"), _of("purpose"), of=(VISIT,)),
    "visit.outcome": Field(mark("走访的结果"), _of("outcome"), of=(VISIT,)),
    "visit.day": Field(mark("走访的日子"), _of("day"), of=(VISIT,)),
    "foreign_number": Field(mark("对方的编号"), comes=True, is_handed=True),
    "foreign_state": Field(mark("对方的状态"), comes=True),
    "foreign_text": Field(mark("对方的说明"), comes=True),
    "foreign_at": Field(mark("对方那边的时间"), comes=True),
    "foreign_url": Field(mark("对方那边的网址"), comes=True, is_handed=True),
    "contact_name": Field(mark("联系人"), is_handed=True),
    "contact_phone": Field(mark("联系电话"), is_handed=True),
}
