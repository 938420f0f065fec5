"""The tree of categories: what can be reported, and how it is shown."""

from __future__ import annotations

from typing import Any

from app.core.problems.problem import Problem
from app.core.remembered import digest, remembered
from app.matters.models import Category

OTHER = "other"  # 其他, which every city has


def require(code: str) -> Category:
    """The category with this code, of either level, to be read. Raises Problem unknown-category."""
    row = _known(code)
    if row is None:
        raise Problem("unknown-category", ("category", "not-here"))
    return row


def standing_or_other(code: str) -> str:
    """The code where the city has such a category, else that of 其他: for what is filed by itself."""
    return code if _known(code) is not None else OTHER


@remembered
def _known(code: str) -> Category | None:
    return Category.get_or_none(Category.code == code)


def serialize_all(language: str) -> list[dict[str, Any]]:
    """Every category in its order, classes first."""
    return [serialize(row, language) for row in Category.select().order_by(Category.sort, Category.code)]


@remembered
def version(language: str) -> str:
    """A tag of `serialize_all`: the same tag, the same answer."""
    return digest(serialize_all(language))


def serialize(row: Category, language: str) -> dict[str, Any]:
    """The category as the API sends it; `class` is its own code for a class."""
    return {
        "code": row.code,
        "name": row.name_en if language == "en" else row.name,
        "names": {"zh": row.name, "en": row.name_en},
        "parent": row.parent,
        "class": row.parent or row.code,
        "platform": row.platform,
        "icon": row.icon,
        "hours": row.hours,
        "natural": bool(row.natural),
        "resident_visible": bool(row.resident_visible),
        "sort": row.sort,
        "ends": row.ends or None,
    }
