"""What the things and people of one door are called: in the played past one set of names, in the city one for each door."""

from __future__ import annotations

from app.demo.whole_city.folk import UNITS, Folk, unit_code
from app.demo.whole_city.ground import Block, House, MicroGrid

LEVELS = ("community", "street", "district", "city")


def names_of(block: Block, micro: MicroGrid, house: House, folk: Folk) -> dict[str, str]:
    """Key → code, id or name, the same keys in the same order for every door."""
    names = {"house": house.code, "house name": house.name, "micro-grid": micro.code, "grid": block.code}
    names |= {"poster": folk.posters[house.code]}
    people = {
        "worker": ("grid_worker", block.code), "lead": ("grid_lead", block.code), "head": ("building_head", micro.code),
        "guide": ("grid_guide", block.above[0]), "admin": ("admin", block.above[3]),
    }  # fmt: skip
    for level, area in enumerate(block.above):
        names[LEVELS[level]] = area
        role = "dispatcher" if level < 2 else "duty_desk"
        people[f"{LEVELS[level]} desk"] = (role, area)
        for mark, *_ in UNITS[level]:
            unit = unit_code(mark, area)
            names[f"unit {mark}"] = unit
            people[f"handler {mark}"] = ("handler", unit)
    return names | {key: folk.posts[post] for key, post in people.items()}
