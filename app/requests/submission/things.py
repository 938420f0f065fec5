"""What residents can say is wrong: the things of the categories in a neighbour's words, the usual ones first."""

from __future__ import annotations

from dataclasses import dataclass

from app.matters.models import Category

# the words of the trade, said as one would over the fence; a category that a city added keeps its own name
PLAIN: dict[str, tuple[str, str]] = {
    "litter": ("垃圾没清", "Rubbish"),
    "parking": ("车乱停", "Car in the way"),
    "stairwell_clutter": ("楼道堆东西", "Things in the stairwell"),
    "ebike_indoors": ("电动车进楼", "E-bike indoors"),
    "street_lamp": ("灯不亮", "Lamp is out"),
    "water_pipe": ("漏水", "Water leak"),
    "noise": ("太吵", "Noise"),
    "lift": ("电梯坏了", "Lift is broken"),
    "sewage": ("污水臭味", "Sewage, smell"),
    "manhole": ("井盖坏了", "Manhole cover"),
    "fire_lane": ("消防道堵了", "Fire lane blocked"),
    "other": ("别的事", "Something else"),
    "ebike_wire": ("拉线充电", "E-bike on a loose wire"),
    "fire_gear": ("灭火器坏了", "Fire equipment"),
    "gas": ("燃气设施", "Gas fittings"),
    "wiring": ("电线老化", "Bare wires"),
    "group_letting": ("群租房", "Overcrowded flat"),
    "road_damage": ("路面坏了", "Damaged road"),
    "traffic_sign": ("红绿灯标牌", "Signs and lights"),
    "riding": ("骑车不安全", "Unsafe riding"),
    "theft": ("东西被偷", "Theft"),
    "fraud": ("可能是诈骗", "Looks like fraud"),
    "stalls": ("占道摆摊", "Stall in the way"),
    "illegal_building": ("乱搭乱建", "Illegal building"),
    "adverts": ("小广告招牌", "Flyposting, signs"),
    "falling_object": ("高处掉东西", "May fall down"),
    "rubble": ("装修垃圾", "Rubble"),
    "green": ("花草树木", "Trees and green"),
    "shared_bikes": ("单车乱放", "Bikes left about"),
    "smoke": ("油烟焚烧", "Smoke"),
    "food": ("吃的不卫生", "Food hygiene"),
    "goods": ("买到假货", "Faulty goods"),
    "dispute": ("邻里纠纷", "Quarrel"),
    "wages": ("拖欠工资", "Unpaid wages"),
    "fitness": ("健身器坏了", "Fitness gear"),
    "errand": ("想请人代办", "Run an errand"),
    "care": ("老人要照看", "Someone needs care"),
    "advice": ("想问一问", "A question"),
    "flooding": ("积水", "Standing water"),
    "storm_damage": ("风刮坏了", "Storm damage"),
}
FIRST = tuple(PLAIN)[:12]  # as many as two thumbs' widths show without opening "more"


@dataclass(frozen=True)
class Thing:
    """One tile: the category's code, the word on it and its icon."""

    code: str
    word: str
    icon: str


def all_things(language: str) -> tuple[list[Thing], list[Thing]]:
    """(the usual ones, the others): what residents may pick, each in a neighbour's words in "zh" or "en"."""
    rows = [row for row in Category.select().order_by(Category.sort, Category.code) if row.resident_visible]
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
    """What a neighbour calls it."""
    zh, en = PLAIN.get(row.code, (row.name, row.name_en))
    return en if language == "en" else zh
