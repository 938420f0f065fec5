"""The table of units: whoever can be called."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from peewee import ModelSelect, fn

from app.admin.tables.lookup import CODES_NAMED, Lookup
from app.admin.tables.record import Column, Doubt, Effect, Key, Note, Record, Values, Why
from app.admin.tables.values import AREA, CODE, END, TELEPHONE, choice, line
from app.areas.imports.people_lookup import plain
from app.areas.kind_words import PLATFORMS, UNIT_KINDS
from app.areas.models import Post, Unit
from app.core import clock
from app.core.words import mark, mark_in
from app.matters.models import CALLED, OPEN, Call, Matter, ResponsibilityRow, Support
from app.matters.terms import OPEN_ONES, MatterTerm

KIND_SYNONYMS = {
    "department": ("职能部门", "站所", "派驻机构", "机关"),
    "team": ("中队", "大队", "队"),
    "task_force": ("专班",),
    "property": ("物业", "物业服务企业"),
    "contractor": ("承包商", "企业", "公司"),
    "social_organisation": ("社会机构",),
    "party_branch": ("党组织", "党总支", "党委"),
    "volunteers": ("志愿者", "志愿服务队"),
}
PLATFORM_SYNONYMS = {code: (f"{word}平台",) for code, word in PLATFORMS.items()}
COLUMNS = (
    Column(
        "code", mark("单位编码"), CODE, ("编码", "代码", "编号", "单位代码"), is_required=True,
        hint=mark("定下来就不再改，手机、台账和表格都认它。字母、数字和 - _ ."),
    ),
    Column("name", mark("单位名称"), line(60), ("名称", "单位", "部门", "部门名称"), is_required=True),
    Column(
        "kind", mark("单位类型"), choice(UNIT_KINDS, KIND_SYNONYMS),
        ("类型", "类别", "单位类别", "性质"), is_required=True,
    ),
    Column(
        "platform", mark("所属平台"), choice(PLATFORMS, PLATFORM_SYNONYMS), ("平台", "四个平台"),
        empty=None, hint=mark("四个平台之一，可以不填。"),
    ),
    Column(
        "area", mark("服务区域"), AREA,
        ("区域", "所在区域", "所属区域", "辖区", "区域编码", "所属街道", "所属社区"), is_required=True,
        hint=mark("本区域和下面的区域都能叫到它。"),
    ),
    Column(
        "phone", mark("值班电话"), TELEPHONE,
        ("电话", "联系电话", "办公电话", "单位电话"), empty=None,
    ),
    Column(
        "duty_hours", mark("值班时间"), line(60), ("工作时间", "服务时间", "办公时间"),
        hint=mark("例如：工作日 8:30–17:30，或 24 小时。"),
    ),
    Column(
        "ended", mark("截止"), END, ("止", "结束日期", "截止日期", "撤销日期"),
        empty=None, hint=mark("最后一天，专班撤销的日子。不填就是一直在。"),
    ),
)  # fmt: skip


def _judge(values: Values, lookup: Lookup, rows: Mapping[Key, Values]) -> Iterator[Why]:
    if not lookup.may(values["area"]):
        yield "area", "not-here", {}
    like = lookup.first_code(values["code"], rows)
    if values["code"] not in lookup.units and like != values["code"]:
        yield "code", "code-alike", {"code": like}


def _doubts(rows: Mapping[Key, Values], lookup: Lookup) -> Iterator[Doubt]:
    """Several units of one name that serve one area: a name in another table means none of them."""
    same: dict[tuple[str, str], list[Values]] = defaultdict(list)
    for row in rows.values():
        if not row["ended"] or row["ended"] > lookup.now:
            same[row["area"], plain(row["name"])].append(row)
    for (area, _), several in same.items():
        if len(several) > 1:
            codes = "、".join(row["code"] for row in several[:CODES_NAMED])
            place = lookup.areas[area].name if area in lookup.areas else area
            parameters = {"area": place, "n": len(several), "name": several[0]["name"], "codes": codes}
            yield Doubt(mark("{area}有 {n} 个单位都叫“{name}”：{codes}"), parameters)


def _effects(before: Values) -> Iterator[Effect]:
    """What lies with the unit or counts on it: told where it ends, or moves to another area."""
    code, day = before["code"], clock.today().isoformat()
    yield Effect(
        mark("{n} 件未结的事在它手里：请改派，到期没改派的自动退回派单的指挥室"),
        held_by(code).count(),
        f"/desk?view=open&q={before['name']}",
    )
    supports = Support.select(fn.COUNT(Support.matter)).join(Matter, on=(Support.matter == Matter.id))
    supports = supports.where(Support.kind == "unit", Support.code == code, Matter.state.in_(OPEN))
    yield Effect(mark("{n} 件未结的事由它协办"), supports.scalar() or 0)
    calls = Call.select().where(Call.unit == code, Call.state.in_(CALLED))
    yield Effect(mark("{n} 次吹哨还在等它"), calls.count())
    posts = Post.select().where(Post.unit == code, Post.begins <= day, Post.ends >= day)
    yield Effect(mark("{n} 人以它的承办人身份登录"), posts.count(), "/people")
    rows = (ResponsibilityRow.lead == code) | (ResponsibilityRow.taker == code)
    named = ResponsibilityRow.supports.cast("text").contains(f'"{code}"')
    duties = ResponsibilityRow.select().where(rows | named).count()
    yield Effect(mark("权责清单里有 {n} 行写着它"), duties, f"/admin/responsibilities?q={code}")


def _notes(values: Values, lookup: Lookup) -> Iterator[Note]:
    """What becomes of what a unit has on the day after its last, said while there is time."""
    if values["ended"] and values["ended"] > lookup.now:
        last = clock.date_of(values["ended"] - 1).isoformat()
        parameters = {"day": last, "n": held_by(values["code"]).count()}
        yield Note(
            mark("最后一天是 {day}。那时没办完的事（现在 {n} 件）自动退回派单的指挥室，没有一件没人管"),
            parameters,
        )


def held_by(code: str) -> ModelSelect:
    """The open matters that lie with the unit."""
    named = MatterTerm.select(MatterTerm.matter).where(
        MatterTerm.term == f"unit:{code}", MatterTerm.list == OPEN_ONES
    )
    return Matter.select().where(Matter.id.in_(named), Matter.holder_unit == code)


UNITS = Record(
    name="units",
    kind="unit",
    model=Unit,
    title=mark_in("menu", "单位"),
    columns=COLUMNS,
    keys=("code",),
    judge=_judge,
    may=lambda values, lookup: lookup.may(values["area"]),
    sees=lambda values, lookup: lookup.sees(values["area"]),
    told=("code", "name"),
    effects=_effects,
    touching=("ended", "area"),
    doubts=_doubts,
    notes=_notes,
    end_column="ended",
    listed=("kind", "platform", "area", "phone", "ended"),
    filters=("kind", "platform"),
)
