"""Which column of a hotline's sheet is which field: as the city has set it once, else guessed from what columns are called."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

from app.areas.imports.sheets import open_sheets
from app.core import clock, db
from app.core.problems.problem import Problem
from app.core.words import mark
from app.gateways.hotline import hotlines
from app.gateways.hotline.models import CALL_BACKS, NO, OUT, REPLIES, TICKETS, YES, Hotline
from app.people import events
from app.people.models import Person

Columns = dict[str, tuple[str, ...]]
AHEAD = 30
HEADERS_MOST = 60

# by kind of sheet and field: its words, and what its column is mostly called; the first that stands there counts
FIELDS: Mapping[str, Mapping[str, tuple[str, tuple[str, ...]]]] = {
    TICKETS: {
        "number": (mark("工单编号"), ("工单编号", "工单号", "热线编号", "热线工单号", "受理编号", "受理单号", "诉求编号", "编号", "单号")),
        "text": (mark("诉求内容"), ("诉求内容", "内容描述", "工单内容", "来电内容", "问题描述", "主要内容", "诉求描述", "反映内容", "内容")),
        "category": (mark("问题类别"), ("问题类别", "诉求类别", "事项分类", "诉求分类", "问题分类", "诉求类型", "类别", "分类")),
        "area": (mark("所属区域"), ("所属区域", "所属社区", "所属网格", "所属街道", "社区", "网格", "街道", "属地")),
        "address": (mark("地址"), ("问题地址", "事发地址", "诉求地址", "事发地点", "发生地点", "详细地址", "地址", "地点")),
        "name": (mark("诉求人"), ("诉求人", "诉求人姓名", "来电人", "来电人姓名", "反映人", "市民姓名", "联系人", "姓名")),
        "phone": (mark("电话"), ("联系电话", "诉求人电话", "来电号码", "联系方式", "手机号码", "手机号", "电话")),
        "confidential": (mark("是否保密"), ("是否保密", "信息保密", "保密")),
        "received": (mark("派单时间"), ("派单时间", "下派时间", "转派时间", "交办时间", "受理时间", "来电时间", "诉求时间")),
        "sign": (mark("签收时限"), ("签收时限", "签收截止时间", "签收期限")),
        "contact": (mark("联系诉求人时限"), ("联系诉求人时限", "联系时限", "首次联系时限", "先行联系时限", "联系截止时间")),
        "return": (mark("退单时限"), ("退单时限", "退回时限", "申请退单时限", "退单截止时间")),
        "reply": (mark("答复时限"), ("答复时限", "办理时限", "办结时限", "回复时限", "截止时间", "办结期限", "答复截止时间")),
    },
    CALL_BACKS: {
        "number": (mark("工单编号"), ("工单编号", "工单号", "热线编号", "热线工单号", "受理编号", "受理单号", "诉求编号", "编号", "单号")),
        "contacted": (mark("是否联系"), ("是否联系", "是否响应", "是否联系诉求人", "联系情况", "响应情况")),
        "solved": (mark("是否解决"), ("是否解决", "解决情况", "回访结果", "是否办结")),
        "satisfied": (mark("是否满意"), ("是否满意", "满意度", "满意情况", "评价")),
        "counted": (mark("是否计入"), ("是否计入", "是否计入考核", "是否考核", "计入考核")),
        "at": (mark("回访时间"), ("回访时间", "回访日期", "回访完成时间")),
    },
    REPLIES: {
        "number": (mark("工单编号"), ("工单编号",)),
        "state": (mark("办理状态"), ("办理状态",)),
        "reply": (mark("答复内容"), ("答复内容",)),
        "contact": (mark("联系时间"), ("联系时间",)),
        "done": (mark("办结时间"), ("办结时间",)),
    },
}  # fmt: skip
NEEDED: Mapping[str, tuple[str, ...]] = {
    TICKETS: ("number", "text"),
    CALL_BACKS: ("number",),
    REPLIES: ("number", "reply"),
}
REPLY_FIELDS = tuple(FIELDS[REPLIES])


def columns_for(hotline: Hotline, kind: str, chosen: Mapping[str, str] | None = None) -> Columns:
    """Field → headers: what was `chosen`, else what the city has set, else all that the field is mostly called."""
    own = dict(hotline.columns.get(kind, {})) if chosen is None else dict(chosen)
    taken = {header for header in own.values() if header}
    columns: Columns = {}
    for field, (_, names) in FIELDS[kind].items():
        guessed = tuple(name for name in names if name not in taken)
        columns[field] = guessed if field not in own else (own[field],) if own[field] else ()
    return columns


def reply_headers(hotline: Hotline) -> dict[str, str]:
    """Field → what its column of the sheet of answers is called: as the city has set it; the number as in its sheet of tickets."""
    own = hotline.columns.get(REPLIES, {})
    number = hotline.columns.get(TICKETS, {}).get("number")
    headers = {field: own.get(field) or names[0] for field, (_, names) in FIELDS[REPLIES].items()}
    return headers if own.get("number") or not number else {**headers, "number": number}


def headers_of(data: bytes, columns: Columns) -> list[str]:
    """What the columns of the file's table are called: of the row that names most fields, else of the first that looks like a header.

    Problem unreadable-table for what is no table.
    """
    wanted = {name for names in columns.values() for name in names}
    best: tuple[int, list[str]] = (0, [])
    for sheet in open_sheets(data, lambda row: sum(cell in wanted for cell in row)):
        if sheet.state != "visible":
            continue
        for row in itertools.islice(sheet.rows, AHEAD):
            cells = [cell for cell in row if cell]
            score = 1000 * sum(cell in wanted for cell in cells) + (len(cells) if len(cells) > 2 else 0)
            if score > best[0]:
                best = score, cells
    return list(dict.fromkeys(best[1]))[:HEADERS_MOST]


def guessed(headers: list[str], columns: Columns) -> dict[str, str]:
    """Field → the header that stands for it; "" for none."""
    return {field: next((name for name in names if name in headers), "") for field, names in columns.items()}


def count_middling(by: Person, hotline: Hotline, middling: str) -> None:
    """Whether 一般 counts as satisfied in this city from now on, for every row that was read. Problem bad-value."""
    if middling not in (YES, NO, OUT):
        raise Problem("bad-value", ("middling", "not-a-choice"))
    with db.transaction():
        hotline = hotlines.ensure(by, hotline)
        if hotline.middling != middling:
            changes = {"before": hotline.middling, "after": middling}
            hotline.middling, hotline.changed, hotline.changed_by = middling, clock.now(), by.id
            hotline.save()
            events.note(by, "hotline", hotline.code, "middling", None, changes)


def save(by: Person, hotline: Hotline, kind: str, chosen: Mapping[str, str]) -> Hotline:
    """The hotline with these columns for that kind of sheet; Problem bad-value where one header stands for two fields."""
    known = {field: header[:100] for field, header in chosen.items() if field in FIELDS[kind]}
    named = [header for header in known.values() if header]
    twice = next((header for header in named if named.count(header) > 1), None)
    if twice is not None:
        raise Problem("bad-value", ("columns", "taken"))
    with db.transaction():
        hotline = hotlines.ensure(by, hotline)
        if hotline.columns.get(kind) == known:
            return hotline
        before = hotline.columns.get(kind)
        hotline.columns = {**hotline.columns, kind: known}
        hotline.changed, hotline.changed_by = clock.now(), by.id
        hotline.save()
        events.note(by, "hotline", hotline.code, "columns", None, {"before": before, "after": known})
    return hotline
