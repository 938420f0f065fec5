"""The kinds of places that are kept, each with its checklist; after how many days one is due again is set by area; there are no others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.areas import local_settings
from app.core.words import mark, translate

FIRE, GAS, EBIKE, OTHER = "fire_safety", "gas", "ebike_charging", "other"

# what is looked at, as it is when it is right
ITEMS: dict[str, str] = {
    "exit": mark("疏散通道和出口畅通"),
    "extinguisher": mark("灭火器在，没有过期"),
    "wiring": mark("没有私拉乱接电线"),
    "gas": mark("燃气软管和报警器完好"),
    "no_sleeping": mark("店里没有住人"),
    "no_ebike": mark("楼道和室内没有电动车充电"),
    "no_partition": mark("没有用木板隔出房间"),
    "cut_off": mark("充满和过载会自动断电"),
    "distance": mark("和住人的楼隔开，没有堆杂物"),
    "plugs": mark("插座、线路没有破损发热"),
    "responsible": mark("消防和安全有人管，有记录"),
    "chemicals": mark("危险物品分开存放，没有超量"),
}


@dataclass(frozen=True)
class Kind:
    """What it is called (marked), and what is looked at there."""

    words: str
    items: tuple[str, ...]


KINDS: dict[str, Kind] = {
    "shop": Kind(mark("小商铺"), ("exit", "extinguisher", "wiring", "gas", "no_sleeping")),
    "rented": Kind(mark("出租房屋"), ("exit", "extinguisher", "wiring", "no_ebike", "no_partition")),
    "charging": Kind(mark("充电棚"), ("cut_off", "plugs", "extinguisher", "distance")),
    "firm": Kind(mark("企业"), ("exit", "extinguisher", "wiring", "responsible", "chemicals")),
}
WORDS = {name: kind.words for name, kind in KINDS.items()}


def setting_of(kind: str) -> str:
    """The setting by area that says after how many days a place of the kind is due again."""
    return f"place_{kind}_days"


def days_at(area: str, kind: str) -> int:
    """After how many days a place of the kind is due again there; 0 where the kind is not looked at."""
    return int(local_settings.number_at(area, setting_of(kind)))


def vocabulary() -> dict[str, list[str]]:
    """Kind → its checklist, for a phone; what they are called comes with its screens, see `phone_words`."""
    return {kind: list(known.items) for kind, known in KINDS.items()}


def phone_words(language: str) -> dict[str, str]:
    """What kinds and items are called, as the words of a phone's screens."""
    called = {f"place-kind-{kind}": known.words for kind, known in KINDS.items()}
    called |= {f"place-item-{item}": words for item, words in ITEMS.items()}
    return {name: translate(words, language) for name, words in called.items()}


def items(kind: str, language: str) -> list[dict[str, Any]]:
    """The kind's checklist for a phone: `id` and `words` of each item."""
    return [{"id": name, "words": translate(ITEMS[name], language)} for name in KINDS[kind].items]
