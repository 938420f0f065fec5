"""Where this door is and what it speaks, as Open311's service discovery has it."""

from __future__ import annotations

from typing import Any

from app.areas.models import Area
from app.core import clock
from app.core.problems.problem import Problem
from app.core.words import mark, translate
from app.gateways.open311 import writing
from app.gateways.open311.commands import Fields, first
from app.requests import signing

PATH = "/open311/v2"
SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"  # as the standard has it, an address that is a name
CHANGED = "2026-11-30T00:00:00+08:00"  # when this document last said something else
KEYS = mark(
    "反映和补充（POST）要有 api_key，就是管理员给这个来源的密钥，请向管理员要。查询不用密钥，看到的和公示墙一样；带上密钥，还看得到自己转来的每一件办到哪里。"
)
CONTACT = mark("{who}，管理员")


def describe(city: str, operator: str, is_test: bool, language: str) -> dict[str, Any]:
    """The document."""
    return {
        "changeset": CHANGED,
        "contact": translate(CONTACT, language, who=" ".join(name for name in (city, operator) if name)),
        "key_service": translate(KEYS, language),
        "endpoints": [
            {
                "specification": SPECIFICATION,
                "url": signing.address(PATH),
                "changeset": CHANGED,
                "type": "test" if is_test else "production",
                "formats": [kind.partition(";")[0] for kind in writing.TYPES.values()],
            }
        ],
    }


def require_jurisdiction(fields: Fields) -> None:
    """One city is one jurisdiction, which need not be named: by the code of its top area. Problem not-found for another."""
    wanted = first(fields, "jurisdiction_id")
    if wanted is None:
        return
    day = clock.today().isoformat()
    tops = Area.select().where(Area.parent.is_null(), Area.begins <= day, Area.ends >= day)
    if wanted not in {area.code for area in tops}:
        raise Problem("not-found", ("jurisdiction_id", "not-here"))
