"""The responsibility list 权责清单: for a category at a kind of level, who leads, who supports, by which law and until when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from app.admin.tables.lookup import Lookup
from app.admin.tables.record import Column, Doubt, Key, Note, Record, Values, Why
from app.admin.tables.values import (
    AREA,
    CATEGORY,
    FIRST_DAY,
    LAST_DAY,
    LEVEL_SYNONYMS,
    LEVELS,
    UNIT,
    UNITS,
    YES_NO,
    choice,
    line,
    whole,
)
from app.areas.geometry import location
from app.areas.kind_words import KIND_NAMES
from app.areas.models import KINDS
from app.core.words import mark, mark_in
from app.matters.models import ResponsibilityRow
from app.matters.queries import sent_back

LIST_KINDS = {
    "basic": mark("基本履职"),
    "joint": mark("配合履职"),
    "withdrawn": mark("上级收回"),
}
LIST_SYNONYMS = {
    "basic": ("基本履职事项", "基本履职事项清单"),
    "joint": ("配合履职事项", "配合履职事项清单"),
    "withdrawn": ("上级部门收回", "上级收回事项", "上级部门收回事项", "收回"),
}
POWERS = {"own": mark("自有"), "delegated": mark("赋权")}
POWER_SYNONYMS = {
    "own": ("法定", "自有权力", "本级"),
    "delegated": ("下放", "委托", "赋权事项", "委托下放", "授权"),
}
_LEVELS = {kind: KIND_NAMES[kind] for kind in LEVELS}
HOURS_MOST = 10_000
GAPS_NAMED = 8
COVERED = ("community", "street", "city")  # at which levels a city wants somebody for every thing
COLUMNS = (
    Column("category", mark("问题类别"), CATEGORY, ("类别", "类别编码", "类别名称", "事件类别"), is_required=True),
    Column("level_kind", mark("层级"), choice(_LEVELS, LEVEL_SYNONYMS), ("级别", "适用层级"), is_required=True),
    Column(
        "area", mark("适用区域"), AREA, ("区域", "区域编码", "所属街道"),
        hint=mark("只在这个区域和下面有效。不填就处处有效；有更近的一行时，用更近的。"),
    ),
    Column(
        "lead", mark("牵头单位"), UNIT, ("主办单位", "责任单位", "牵头部门", "主责部门", "实施主体"), empty=None,
    ),
    Column("supports", mark("协办单位"), UNITS, ("配合单位", "配合部门", "协助单位", "协同单位"), empty=None),
    Column("type", mark("权力类型"), line(40), ("事项类型", "职权类型")),
    Column("name", mark("事项名称"), line(200), ("职权名称", "事项")),
    Column("basis", mark("法律依据"), line(500), ("依据", "法定依据", "实施依据")),
    Column("code", mark("事项编码"), line(64), ("事项代码", "职权编码", "权责编号", "编号", "编码")),
    Column(
        "hours", mark("办理时限"), whole(1, HOURS_MOST), ("时限", "时限小时", "小时"), empty=None,
        hint=mark("小时。不填就用类别的时限。"),
    ),
    Column("natural", mark("按自然时间"), YES_NO, ("自然时间", "危险", "有危险"), empty=None),
    Column(
        "list_kind", mark("清单类别"), choice(LIST_KINDS, LIST_SYNONYMS), ("履职类别", "履职清单", "清单类型"),
        hint=mark("基本履职留在本级，配合履职由上级单位牵头，上级收回的不往下派。"),
    ),
    Column("power", mark("权力来源"), choice(POWERS, POWER_SYNONYMS), ("权力", "职权来源"), empty="own"),
    Column("power_begins", mark("赋权起"), FIRST_DAY, ("下放起", "委托起")),
    Column("power_ends", mark("赋权止"), LAST_DAY, ("下放止", "委托止")),
    Column(
        "taker", mark("承接单位"), UNIT, ("承接机构", "承接主体"), empty=None,
        hint=mark("赋权期间由它牵头，到期回到牵头单位。"),
    ),
    Column("taker_begins", mark("承接起"), FIRST_DAY),
    Column("taker_ends", mark("承接止"), LAST_DAY),
)  # fmt: skip
UNIT_COLUMNS = ("lead", "taker")


def _judge(values: Values, lookup: Lookup, _: Mapping[Key, Values]) -> Iterator[Why]:
    if not lookup.may(values["area"]):
        yield "area", "not-here" if values["area"] else "top-alone", {}
    yield from _units(values, lookup)
    yield from _terms(values)
    yield from _of_its_list(values, lookup)


def _units(values: Values, lookup: Lookup) -> Iterator[Why]:
    supports = values["supports"] or []
    named = [(name, values[name]) for name in UNIT_COLUMNS if values[name]]
    for name, code in [*named, *(("supports", code) for code in supports)]:
        unit = lookup.units[code]
        if not unit.stands(lookup.now):
            yield name, "unit-ended", {"name": unit.name, "code": code}
    leads = {code for _, code in named}
    for code in supports:
        if code in leads:
            yield "supports", "own-support", {"name": lookup.units[code].name}
    if values["list_kind"] != "withdrawn" and not values["lead"] and (supports or values["taker"]):
        yield "lead", "missing", {}


def _terms(values: Values) -> Iterator[Why]:
    for begins, ends in (("power_begins", "power_ends"), ("taker_begins", "taker_ends")):
        if values[begins] and values[ends] and values[ends] < values[begins]:
            yield ends, "before-start", {}
    if values["power"] != "delegated":
        given = [name for name in ("power_begins", "power_ends", "taker") if values[name]]
        if given:
            yield given[0], "own-power", {}
    elif not values["taker"] and (values["taker_begins"] or values["taker_ends"]):
        yield "taker", "missing", {}


def _of_its_list(values: Values, lookup: Lookup) -> Iterator[Why]:
    """配合履职 and 上级收回 need a lead from above the level, 基本履职 one of the level itself or below."""
    lead = lookup.units.get(values["lead"] or "")
    area = lookup.areas.get(lead.area_id) if lead is not None else None
    if not values["list_kind"]:
        return
    if lead is None or area is None:
        if values["list_kind"] != "withdrawn":
            yield "lead", "missing", {}
        return
    is_above = KINDS.index(area.kind) < KINDS.index(values["level_kind"])
    if values["list_kind"] == "basic" and is_above:
        yield "lead", "lead-above", {"name": lead.name}
    elif values["list_kind"] != "basic" and not is_above:
        yield "lead", "lead-not-above", {"name": lead.name}


def _doubts(rows: Mapping[Key, Values], lookup: Lookup) -> Iterator[Doubt]:
    """Gaps: what nobody has at a level that there is. Doubles: two entries under one number of the city's list."""
    ended = [code for row in rows.values() for code in _named_units(row) if _is_over(code, lookup)]
    if ended:
        names = "、".join(lookup.units[code].name for code in list(dict.fromkeys(ended))[:GAPS_NAMED])
        yield Doubt(mark("清单里还写着已经撤销的单位，{n} 处：{names}"), {"n": len(ended), "names": names})
    there = {area.kind for area in lookup.areas.values()}
    held = _held(rows, lookup)
    for level in (kind for kind in COVERED if kind in there):
        lacking = sorted(_lacking(level, held, lookup))
        if lacking:
            named = "、".join(name for _, name in lacking[:GAPS_NAMED])
            parameters = {"level": level, "n": len(lacking), "names": named}
            more = len(lacking) > GAPS_NAMED
            yield Doubt(
                mark("{level}：{names}等 {n} 类没有单位负责")
                if more
                else mark("{level}：{names}没有单位负责"),
                parameters,
            )
    numbered: dict[str, list[Values]] = defaultdict(list)
    for row in rows.values():
        if row["code"]:
            numbered[row["code"]].append(row)
    for code, several in numbered.items():
        if len({row["category"] for row in several}) > 1:
            called = "、".join(dict.fromkeys(lookup.categories[row["category"]].name for row in several[:4]))
            yield Doubt(
                mark("事项编码 {code} 重复用了：{names}"),
                {"code": code, "names": called},
            )


def _named_units(row: Values) -> list[str]:
    return [*(row[name] for name in UNIT_COLUMNS if row[name]), *(row["supports"] or [])]


def _is_over(code: str, lookup: Lookup) -> bool:
    unit = lookup.units.get(code)
    return unit is not None and not unit.stands(lookup.now)


def _notes(values: Values, lookup: Lookup) -> Iterator[Note]:
    """How often the unit that leads by the row gave back what it was given and why, and who took it instead."""
    returns = sent_back.returns_of(values["category"], values["level_kind"], values["lead"] or "")
    if not returns.count:
        return
    instead, refused = lookup.units.get(returns.proposed or ""), returns.reasons.get(sent_back.NOT_ON_LIST, 0)
    parameters: dict[str, object] = {"n": returns.count, "refused": refused}
    if instead is not None and instead.stands(lookup.now):
        supports = [code for code in values["supports"] or [] if code != instead.code]
        fill = {"lead": instead.code, "supports": "、".join(supports)}
        words = mark("近一年退回过 {n} 次（其中 {refused} 次说不在权责清单），多数改派给了{unit}")
        yield Note(words, {**parameters, "unit": instead.name}, fill)
    elif returns.is_nobodys and values["power"] != "delegated" and values["list_kind"] in ("", "withdrawn"):
        words = mark("近一年退回过 {n} 次，{refused} 次说不在权责清单，没有单位接：这一行先不写单位")
        yield Note(words, parameters, {"lead": "", "supports": ""})
    else:
        yield Note(mark("近一年退回过 {n} 次（其中 {refused} 次说不在权责清单）"), parameters)


def _proposing(lookup: Lookup) -> Iterator[Values]:
    """The rows that came back often enough to propose their own change."""
    for category, level_kind, unit in sent_back.often():
        rows = ResponsibilityRow.select().where(
            ResponsibilityRow.category == category,
            ResponsibilityRow.level_kind == level_kind,
            ResponsibilityRow.lead == unit,
        )
        yield from rows.dicts()


def _held(rows: Mapping[Key, Values], lookup: Lookup) -> dict[tuple[str, str], list[str]]:
    """(category, level) → the areas in which somebody has it."""
    held: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in rows.values():
        lead = lookup.units.get(row["lead"] or "")
        if row["list_kind"] == "withdrawn" or (lead is not None and lead.stands(lookup.now)):
            held[row["category"], row["level_kind"]].append(row["area"])
    return held


def _lacking(level: str, held: dict[tuple[str, str], list[str]], lookup: Lookup) -> Iterator[tuple[int, str]]:
    """(order, name) of the things that somewhere at this level nobody has."""
    index = location.index()
    places = [code for code, area in lookup.areas.items() if area.kind == level]
    classes = {row.parent for row in lookup.categories.values() if row.parent}
    for row in lookup.categories.values():
        if row.code in classes or not row.on(lookup.day):
            continue
        areas = [*held.get((row.code, level), ()), *held.get((row.parent or "", level), ())]
        within = frozenset(areas)
        if "" not in within and not (within and all(index.is_below(code, within) for code in places)):
            yield row.sort, row.name


RESPONSIBILITIES = Record(
    name="responsibilities",
    kind="responsibility",
    model=ResponsibilityRow,
    title=mark_in("menu", "权责清单"),
    columns=COLUMNS,
    keys=("category", "level_kind", "area"),
    judge=_judge,
    may=lambda values, lookup: lookup.may(values["area"]),
    sees=lambda values, lookup: lookup.sees(values["area"]),
    told=("category", "level_kind", "area"),
    doubts=_doubts,
    notes=_notes,
    proposing=_proposing,
    listed=("lead", "supports", "list_kind", "hours", "code"),
    filters=("level_kind", "list_kind", "power"),
)
