"""What can be asked for by Open311: the things that residents pick, each a service, and what may be said with one."""

from __future__ import annotations

from typing import Any

from app.areas.kind_words import PLATFORMS
from app.core.problems.problem import Problem
from app.core.remembered import remembered
from app.core.words import mark, translate
from app.gateways.models import Source
from app.matters.models import Category
from app.requests.submission import things

# what a client may say with a request besides the standard's own words: (name, datatype, what it is)
ATTRIBUTES = (
    (
        "external_id",
        "string",
        mark("您那里的编号。用同一个编号再发，不会多出一件；内容不同的，补充到原来那件。"),
    ),
    ("external_url", "string", mark("这件事在您那里的网址。")),
    ("due", "datetime", mark("希望在什么时候以前办好。")),
    ("contact_by", "datetime", mark("希望在什么时候以前给来电人回电。")),
)
TYPE = "realtime"  # every request has its number at once


def listed(source: Source | None, language: str) -> list[dict[str, Any]]:
    """The services that are there today: for a source those that it may hand over, else all that residents pick."""
    usual, others = things.all_things(language)
    categories = _categories()
    every = [(thing, categories[thing.code]) for thing in (*usual, *others)]
    return [
        _service(thing.word, category, categories, language)
        for thing, category in every
        if source is None or may_hand_over(source, category)
    ]


def may_hand_over(source: Source, category: Category) -> bool:
    """Whether a thing, or its class, is among those agreed upon with the source."""
    return not source.categories or bool({category.code, category.parent} & set(source.categories))


@remembered
def _categories() -> dict[str, Category]:
    return {row.code: row for row in Category.select()}


def _service(word: str, category: Category, every: dict[str, Category], language: str) -> dict[str, Any]:
    group = every.get(category.parent or category.code, category)
    own, of_class = (row.name_en if language == "en" else row.name for row in (category, group))
    platform = PLATFORMS.get(category.platform)
    return {
        "service_code": category.code,
        "service_name": word,
        "description": own,
        "metadata": True,
        "type": TYPE,
        "keywords": ",".join(dict.fromkeys((own, of_class))),
        "group": translate(platform, language) if platform is not None else category.platform,
    }


def name(code: str, language: str) -> str:
    """What a service is called; of one that residents do not pick the category's own name."""
    return things.word(_categories()[code], language)


def definition(code: str, source: Source | None, language: str) -> dict[str, Any]:
    """The service's definition. Problem unknown-category for a code that is not among those `listed`."""
    if code not in {row["service_code"] for row in listed(source, language)}:
        raise Problem("unknown-category", ("service_code", "not-here"))
    attributes = [
        {
            "variable": True, "code": variable, "datatype": datatype, "required": False,
            "datatype_description": None, "order": order, "description": translate(words, language),
        }
        for order, (variable, datatype, words) in enumerate(ATTRIBUTES, 1)
    ]  # fmt: skip
    return {"service_code": code, "attributes": attributes}
