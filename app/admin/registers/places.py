"""The register of places 场所台账: shops, rented houses, charging sheds and firms, by their own names; never whose they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.admin.tables.lookup import Lookup
from app.admin.tables.record import Column, Key, Record, Values, Why
from app.admin.tables.values import AREA, CODE, LAST_DAY, choice, line
from app.core.words import mark, mark_in
from app.matters.residents import public_words
from app.places.kinds import WORDS
from app.places.models import Place

COLUMNS = (
    Column("code", mark("场所编码"), CODE, ("编码", "编号", "门牌编码"), is_required=True,
           hint=mark("定下来就不再改。字母、数字和 - _ .")),
    Column("name", mark("场所名称"), line(60), ("名称", "店名", "招牌"), is_required=True,
           hint=mark("招牌上的名字，不写人的姓名、电话和证件号码。")),
    Column("kind", mark("场所类型"), choice(WORDS), ("类型", "类别"), is_required=True),
    Column("area", mark("所在区域"), AREA, ("区域", "区域编码", "楼栋", "网格"), is_required=True,
           hint=mark("在哪一栋，或者哪个网格。")),
    Column("ends", mark("截止"), LAST_DAY, ("止", "停用日期", "关停日期"),
           hint=mark("最后一天。关了、搬走了就写上，以前的记录照旧。不填就是一直在。")),
)  # fmt: skip


def _judge(values: Values, lookup: Lookup, rows: Mapping[Key, Values]) -> Iterator[Why]:
    if not lookup.may(values["area"]):
        yield "area", "not-here", {}
    if public_words.has_personal_number(values["name"]):
        yield "name", "personal-number", {}


PLACES = Record(
    name="places",
    kind="place",
    model=Place,
    title=mark_in("menu", "场所台账"),
    columns=COLUMNS,
    keys=("code",),
    judge=_judge,
    may=lambda values, lookup: lookup.may(values["area"]),
    sees=lambda values, lookup: lookup.sees(values["area"]),
    told=("name", "area"),
    end_column="ends",
    listed=("kind", "ends"),
    filters=("kind",),
)
