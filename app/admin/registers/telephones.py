"""The table of telephone lists: for each area the numbers that hold there and below, as the page of each area has them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.admin.tables.lookup import Lookup
from app.admin.tables.record import Column, Key, Record, Values, Why
from app.admin.tables.values import AREA, TELEPHONE, choice, line
from app.areas.models import Telephone
from app.areas.telephones import directory
from app.core.words import mark, mark_in

KINDS = {kind: directory.KINDS[kind] for kind in directory.ENTERED}
COLUMNS = (
    Column("area", mark("适用区域"), AREA, ("区域", "区域编码", "社区", "街道"), is_required=True,
           hint=mark("这里和下面的人都能看到。")),
    Column("kind", mark("号码类型"), choice(KINDS), ("类型", "类别"), is_required=True),
    Column("name", mark("名称"), line(60), ("单位", "姓名"), is_required=True),
    Column("number", mark("电话"), TELEPHONE, ("电话号码", "号码", "联系电话"), is_required=True),
)  # fmt: skip


def _judge(values: Values, lookup: Lookup, rows: Mapping[Key, Values]) -> Iterator[Why]:
    if not lookup.may(values["area"]):
        yield "area", "not-here", {}
    if "/" in values["name"]:
        yield "name", "one-a-row", {}
    if lookup.count_at(values["area"], rows) > directory.MOST:
        yield "area", "too-many", {"most": directory.MOST}


TELEPHONES = Record(
    name="telephones",
    kind="telephone",
    model=Telephone,
    title=mark_in("menu", "电话表"),
    columns=COLUMNS,
    keys=("area", "kind", "name", "number"),
    judge=_judge,
    may=lambda values, lookup: lookup.may(values["area"]),
    sees=lambda values, lookup: lookup.sees(values["area"]),
    told=("name", "area"),
    order=lambda values: (values["area"], list(directory.KINDS).index(values["kind"])),
    listed=("kind", "number"),
    filters=("kind",),
)
