"""The table of categories: classes for the figures, and below them the things people pick."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.admin.registers.units import PLATFORM_SYNONYMS
from app.admin.tables.lookup import Lookup, Unfit
from app.admin.tables.record import Column, Effect, Key, Record, Values, Why
from app.admin.tables.values import CODE, LAST_DAY, YES_NO, Kind, choice, line, several, whole
from app.areas.kind_words import PLATFORMS
from app.core import typed
from app.core.words import mark, mark_in
from app.matters.models import OPEN, Category, Matter, ResponsibilityRow
from app.matters.workflow import labels

# the icons for things and classes that the field app has (static/icons/names.json)
ICONS = (
    "arrow-down-to-line", "arrow-up-down", "badge-alert", "banknote", "bed-double", "bike", "boxes", "cable", "car",
    "cigarette", "circle-dot", "circle-help", "cloud-rain-wind", "construction", "cylinder", "door-open", "droplet",
    "droplets", "dumbbell", "ebike", "fire-extinguisher", "flame", "hammer", "hand-helping", "heart-handshake",
    "helmet", "lamp", "leaf", "lock", "message-circle", "phone-off", "plug-zap", "shield", "shopping-basket",
    "shovel", "sticker", "store", "traffic-cone", "trash-2", "trees", "users", "users-round", "utensils", "volume-2",
    "waves", "wind",
)  # fmt: skip
HOURS_MOST = 2_000
OTHER_ICON = "circle-help"


def _parse_icon(text: str, _: Lookup) -> str:
    icon = typed.code(text).lower()
    if icon not in ICONS:
        raise Unfit("no-such-icon", {"value": text[:40]})
    return icon


_ICON = Kind(_parse_icon, lambda value, _: str(value), "icon", {icon: icon for icon in ICONS})
# a class is named by its code or name; a row further down in the same table may be the one that is meant
_PARENT = Kind(
    lambda text, _: text,
    lambda code, lookup: f"{code} {lookup.categories[code].name}" if code in lookup.categories else str(code),
    "class",
)
COLUMNS = (
    Column(
        "code", mark("类别编码"), CODE, ("编码", "代码", "编号", "类别代码"), is_required=True,
        hint=mark("定下来就不再改，手机、台账和表格都认它。字母、数字和 - _ ."),
    ),
    Column("name", mark("类别名称"), line(40), ("名称", "类别", "问题类别", "小类", "小类名称"), is_required=True),
    Column(
        "parent", mark("所属大类"), _PARENT, ("上级", "大类", "大类编码", "大类名称", "上级编码"), empty=None,
        hint=mark("不填就是大类，大类用来统计；填了就是大类下面的一种事，给人选。"),
    ),
    Column("name_en", mark("英文名称"), line(60), ("英文",)),
    Column(
        "plain_name", mark("居民叫法"), line(20), ("居民名称", "通俗名称", "群众叫法"),
        hint=mark("居民报事时看到的说法，例如“楼道堆东西”。不填就用类别名称。"),
    ),
    Column("plain_name_en", mark("英文居民叫法"), line(40), ("英文居民名称",)),
    Column("icon", mark("图标"), _ICON, empty=OTHER_ICON),
    Column("platform", mark("所属平台"), choice(PLATFORMS, PLATFORM_SYNONYMS), ("平台", "四个平台"), is_required=True),
    Column(
        "hours", mark("社区处理时限"), whole(1, HOURS_MOST), ("时限", "小时", "处理时限", "办理时限"), is_required=True,
        hint=mark("小时。上一级的时限按倍数放宽，权责清单里可以另定。"),
    ),
    Column(
        "natural", mark("有危险"), YES_NO, ("危险", "按自然时间", "自然时间", "是否危险"), empty=False,
        hint=mark("有危险的按自然时间算，夜里和假日也算；别的只算工作时间。"),
    ),
    Column(
        "confirmers", mark("谁来确认"), several(labels.TURNS), ("确认人", "确认"),
        hint=mark("处置完成后按顺序问这些人；都不选，就按通常的顺序。"),
    ),
    Column(
        "resident_visible", mark("居民可报"), YES_NO, ("居民可见", "对居民开放"), empty=True,
    ),
    Column("sort", mark("顺序"), whole(0, 9_999), ("排序", "序号"), empty=0),
    Column(
        "ends", mark("截止"), LAST_DAY, ("止", "结束日期", "截止日期", "停用日期"),
        hint=mark("最后一天。过了就不再让人选，以前的事照旧。不填就是一直在。"),
    ),
)  # fmt: skip


def _named(text: str, rows: Mapping[Key, Values]) -> str | None:
    """The code of the category that is called so, among all as they would stand."""
    for written in (text, text.split(maxsplit=1)[0]):
        if (typed.code(written),) in rows:
            return typed.code(written)
    return next((str(code) for (code,), row in rows.items() if row["name"] == text), None)


def _judge(values: Values, lookup: Lookup, rows: Mapping[Key, Values]) -> Iterator[Why]:
    if not lookup.is_over_all:
        yield "code", "top-alone", {}
    code, parent = values["code"], values["parent"]
    if parent is None:
        return
    above = _named(parent, rows)
    if above is None:
        yield "parent", "no-such-entry", {"value": parent[:40]}
        return
    values["parent"] = above
    if above == code:
        yield "parent", "own-parent", {}
    elif circle := _circle(code, rows):
        yield "parent", "loop", {"chain": " → ".join(circle)}
    elif rows[(above,)]["parent"] is not None:
        yield "parent", "parent-is-a-thing", {"name": rows[(above,)]["name"]}
    elif below := [row["name"] for row in rows.values() if _is_below(row, code, rows)]:
        yield "parent", "has-things", {"name": "、".join(below[:3])}


def _circle(code: str, rows: Mapping[Key, Values]) -> list[str]:
    """The chain of classes from `code` back to itself; empty where it ends or runs into another circle."""
    chain, above = [code], _above(code, rows)
    while above is not None and above not in chain:
        chain.append(above)
        above = _above(above, rows)
    return [*chain, code] if above == code else []


def _above(code: str, rows: Mapping[Key, Values]) -> str | None:
    parent = rows[(code,)]["parent"]
    return None if parent is None else _named(parent, rows)


def _is_below(row: Values, code: str, rows: Mapping[Key, Values]) -> bool:
    return row["parent"] is not None and _named(row["parent"], rows) == code


def _effects(before: Values) -> Iterator[Effect]:
    """What is of this kind already: told where it ends, or goes to another class, platform or time."""
    code = before["code"]
    matters = Matter.select().where(Matter.category == code, Matter.state.in_(OPEN))
    yield Effect(
        mark("{n} 件未结的事是这一类，已经定下的时限不变"),
        matters.count(),
        f"/desk?view=open&q={before['name']}",
    )
    things = Category.select().where(Category.parent == code)
    yield Effect(mark("下面有 {n} 种事"), things.count(), f"/admin/categories?q={code}")
    rows = ResponsibilityRow.select().where(ResponsibilityRow.category == code)
    yield Effect(mark("权责清单里有 {n} 行写着它"), rows.count(), f"/admin/responsibilities?q={code}")


CATEGORIES = Record(
    name="categories",
    kind="category",
    model=Category,
    title=mark_in("menu", "问题类别"),
    columns=COLUMNS,
    keys=("code",),
    judge=_judge,
    may=lambda _, lookup: lookup.is_over_all,
    told=("code", "name"),
    order=lambda values: (values["parent"] is not None, values["sort"], values["code"]),
    effects=_effects,
    touching=("ends", "parent", "platform", "hours", "natural", "confirmers", "resident_visible"),
    end_column="ends",
    listed=("parent", "platform", "hours", "natural", "ends"),
    filters=("platform",),
)
