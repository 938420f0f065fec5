"""What residents can say is wrong: the things of the categories in a neighbour's words, the usual ones first."""

from __future__ import annotations

from dataclasses import dataclass

from app.core import clock
from app.core.remembered import remembered
from app.core.words import mark, translate
from app.matters.models import Category

# the words of the trade, said as one would over the fence; a category that a city added keeps its own name
PLAIN: dict[str, str] = {
    "litter": mark("垃圾没清"),
    "parking": mark("车乱停"),
    "stairwell_clutter": mark("楼道堆东西"),
    "ebike_indoors": mark("电动车进楼"),
    "street_lamp": mark("灯不亮"),
    "water_pipe": mark("漏水"),
    "noise": mark("太吵"),
    "lift": mark("电梯坏了"),
    "sewage": mark("污水臭味"),
    "manhole": mark("井盖坏了"),
    "fire_lane": mark("消防道堵了"),
    "other": mark("别的事"),
    "ebike_wire": mark("拉线充电"),
    "fire_gear": mark("灭火器坏了"),
    "gas": mark("燃气设施"),
    "wiring": mark("电线老化"),
    "group_letting": mark("群租房"),
    "road_damage": mark("路面坏了"),
    "traffic_sign": mark("红绿灯标牌"),
    "riding": mark("骑车不安全"),
    "theft": mark("东西被偷"),
    "fraud": mark("可能是诈骗"),
    "stalls": mark("占道摆摊"),
    "illegal_building": mark("乱搭乱建"),
    "adverts": mark("小广告招牌"),
    "falling_object": mark("高处掉东西"),
    "rubble": mark("装修垃圾"),
    "green": mark("花草树木"),
    "shared_bikes": mark("单车乱放"),
    "smoke": mark("油烟焚烧"),
    "food": mark("吃的不卫生"),
    "goods": mark("买到假货"),
    "dispute": mark("邻里纠纷"),
    "wages": mark("拖欠工资"),
    "fitness": mark("健身器坏了"),
    "errand": mark("想请人代办"),
    "care": mark("老人要照看"),
    "advice": mark("想问一问"),
    "flooding": mark("积水"),
    "storm_damage": mark("风刮坏了"),
}
FIRST = tuple(PLAIN)[:12]  # as many as two thumbs' widths show without opening "more"


@dataclass(frozen=True)
class Thing:
    """One tile: the category's code, the word on it and its icon."""

    code: str
    word: str
    icon: str


def all_things(language: str) -> tuple[list[Thing], list[Thing]]:
    """(the usual ones, the others): what residents may pick today, each in a neighbour's words in "zh" or "en"."""
    return _things_on(language, clock.today().isoformat())


@remembered
def _things_on(language: str, day: str) -> tuple[list[Thing], list[Thing]]:
    every = Category.select().order_by(Category.sort, Category.code)
    rows = [row for row in every if row.resident_visible and row.on(day)]
    classes = {row.parent for row in Category.select(Category.parent).where(Category.parent.is_null(False))}
    things = {row.code: _thing(row, language) for row in rows if row.parent or row.code not in classes}
    usual = [things.pop(code) for code in FIRST if code in things]
    return usual, list(things.values())


def _thing(row: Category, language: str) -> Thing:
    return Thing(row.code, word(row, language), row.icon)


def thing_of(code: str, language: str) -> Thing:
    """The tile of the category."""
    return _thing(Category.get_by_id(code), language)


def word(row: Category, language: str) -> str:
    """What a neighbour calls it: as the city says, else in our words, else by its name."""
    if row.plain_name:
        return str((row.plain_name_en if language == "en" else "") or row.plain_name)
    if row.code in PLAIN:
        return translate(PLAIN[row.code], language)
    return str(row.name_en if language == "en" else row.name)
