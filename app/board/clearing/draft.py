"""The first draft of the public words: made of what and where, and of the answer that was given."""

from __future__ import annotations

from app.board import origins
from app.board.clearing import sources
from app.board.public import published
from app.ledger.models import Entry
from app.matters.area_staff import Ground
from app.matters.models import Category, Matter
from app.matters.residents import involved, public_words

OPENINGS = {
    origins.RESIDENT: "居民反映{place}：{thing}。",
    origins.ENTERED: "居民打电话或到社区反映{place}：{thing}。",
    origins.FORWARDED: "别的平台转来{place}：{thing}。",
    origins.OPEN311: "居民用手机应用反映{place}：{thing}。",
    origins.GROUP: "居民在业主群里反映{place}：{thing}。",
    origins.FOUND: "巡查时发现{place}：{thing}。",
}


def words(matter: Matter, entries: list[Entry]) -> tuple[str, str]:
    """(what was said, what was done), for a person to better; in Chinese, as the matter itself is."""
    origin = origins.of_many([matter])[matter.id]
    thing = Category.get_by_id(matter.category).name
    opening = OPENINGS[origin].format(place=published.place_of(matter, Ground()), thing=thing)
    return opening, public_words.without_persons(sources.answer(entries), involved.names(matter))
