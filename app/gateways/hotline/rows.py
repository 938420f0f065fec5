"""One row of a hotline's sheet as what it says, or why it cannot be taken; the sentences for both."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.areas.imports import tables
from app.areas.imports.messages import NO, YES
from app.core import clock, telephone, typed
from app.core.problems.problem import Problem
from app.core.words import mark, translate
from app.gateways.hotline import moments
from app.gateways.hotline.columns import FIELDS
from app.gateways.hotline.models import TICKETS
from app.gateways.hotline.places import Places
from app.matters.timing.hotline import ANSWER, CLOCKS

NUMBER = re.compile(r"[^\s\x00-\x1f]{3,60}")
MANGLED = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+")
NAME_MOST = 40
OTHER = "other"

REASONS: Mapping[str, str] = {
    "no-number": mark("没有工单编号"),
    "bad-number": mark("编号“{value}”不像编号：要 3 到 60 个字，中间没有空格"),
    "mangled": mark("编号“{value}”被表格软件改写了，请把这一列设为文本再导出"),
    "no-text": mark("没有诉求内容"),
    "cell-error": mark("“{column}”里是 {value}，表格没算出来，请改好这一格"),
    "no-result": mark("“{column}”里的公式没有存下结果，请用表格软件打开这个文件，保存一次再上传"),
    "bad-moment": mark("“{column}”里的“{value}”看不懂，请写成 2026-11-30 17:30，或者“2 小时”“5 个工作日”"),
    "says-nothing": mark("这一行没有回访结果"),
    "bad-answer": mark("“{value}”看不懂，请写是或否、已解决或未解决、满意或不满意"),
    "refused": mark("{value}"),
}
REMARKS: Mapping[str, str] = {
    "no-area": mark("不认识区域“{value}”，先放在{place}"),
    "no-category": mark("不认识类别“{value}”，先记作“其他”"),
    "bad-phone": mark("电话“{value}”不像电话，写进了内容里"),
    "no-answer": mark("没有答复时限，按我们自己的时限"),
    "cut": mark("内容超过 2,000 字，后面的没有读到"),
}


@dataclass(frozen=True)
class Said:
    """A sentence about a row, by its key in `REASONS` or `REMARKS`."""

    key: str
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def sentence(self, language: str) -> str:
        """In "zh" or "en"."""
        message = REASONS.get(self.key) or REMARKS[self.key]
        values = {
            name: translate(value, language) if name == "column" else value
            for name, value in self.parameters.items()
        }
        return translate(message, language, **values)


class Unfit(ValueError):
    """The row cannot be taken."""

    def __init__(self, key: str, **parameters: Any) -> None:
        super().__init__(key)
        self.said = Said(key, parameters)


@dataclass(frozen=True)
class TicketRow:
    """What a row says: `due` by clock until when (epoch ms), `fixed` those of them that name a moment of their own."""

    line: int | str
    number: str
    text: str
    category: str
    area: str
    placed: str
    name: str
    phone: str
    confidential: bool
    received: int
    due: Mapping[str, int]
    fixed: frozenset[str]
    remarks: tuple[Said, ...]


def number_of(cell: str) -> str:
    """The hotline's own number, as it is searched for. Raises Unfit."""
    number = typed.code(cell)
    if not number:
        raise Unfit("no-number")
    if MANGLED.fullmatch(number):
        raise Unfit("mangled", value=cell)
    if not NUMBER.fullmatch(number):
        raise Unfit("bad-number", value=cell[:60])
    return number


def require_computed(kind: str, cells: Mapping[str, str]) -> None:
    """Raise Unfit for the first cell in which a spreadsheet says that it could not compute it."""
    for name, value in cells.items():
        if tables.is_error(value):
            raise Unfit(tables.error_reason(value), column=FIELDS[kind][name][0], value=value)


def parse(row: tables.Row, places: Places) -> TicketRow:
    """What the row says. Raises Unfit."""
    cells, remarks = row.cells, list[Said]()
    number = number_of(cells["number"])
    require_computed(TICKETS, cells)
    area, placed = _area(cells, places, remarks)
    received = _moment(cells["received"], "received", clock.now(), area)
    since = min(received[0], clock.now()) if received is not None else clock.now()
    due, fixed = dict[str, int](), set[str]()
    for name in CLOCKS:
        found = _moment(cells[name], name, since, area)
        if found is not None:
            due[name] = found[0]
            if not found[1]:
                fixed.add(name)
    if ANSWER not in due:
        remarks.append(Said("no-answer"))
    phone, text = _phone(cells, remarks), _text(cells, remarks)
    return TicketRow(
        row.number, number, text, _category(cells["category"], places, remarks), area, placed, cells["name"][:NAME_MOST],
        phone, cells["confidential"].strip().casefold() in YES | {"保密"} and cells["confidential"] not in NO, since, due,
        frozenset(fixed), tuple(remarks),
    )  # fmt: skip


def _area(cells: Mapping[str, str], places: Places, remarks: list[Said]) -> tuple[str, str]:
    """(area, "chosen" or "fallback")."""
    found = places.named(cells["area"]) or places.within(cells["address"])
    if found is not None:
        return found, "chosen"
    if cells["area"]:
        remarks.append(Said("no-area", {"value": cells["area"][:40], "place": places.desk_name}))
    return places.desk, "fallback"


def _category(cell: str, places: Places, remarks: list[Said]) -> str:
    found = places.category_of(cell)
    if found is None and cell.strip():
        remarks.append(Said("no-category", {"value": cell[:40]}))
    return found or OTHER


def _moment(cell: str, name: str, since: int, area: str) -> tuple[int, bool] | None:
    try:
        return moments.parse(cell, since, area)
    except moments.NoMoment as error:
        raise Unfit("bad-moment", column=FIELDS[TICKETS][name][0], value=cell[:40]) from error


def _phone(cells: Mapping[str, str], remarks: list[Said]) -> str:
    try:
        return telephone.number(cells["phone"], "phone") if cells["phone"] else ""
    except Problem:
        remarks.append(Said("bad-phone", {"value": cells["phone"][:40]}))
        return ""


def _text(cells: Mapping[str, str], remarks: list[Said]) -> str:
    """The words, with where and by what number, where that has no place of its own."""
    text = cells["text"].strip()
    if not text:
        raise Unfit("no-text")
    parts = [text]
    if cells["address"] and cells["address"] not in text:
        parts.append(cells["address"])
    if any(remark.key == "bad-phone" for remark in remarks):
        parts.append(cells["phone"])
    whole = "\n".join(parts)
    if len(text) >= tables.CELL_MOST or len(whole) > tables.CELL_MOST:
        remarks.append(Said("cut"))
    return whole[: tables.CELL_MOST]
