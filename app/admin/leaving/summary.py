"""What somebody still has when their account is to end, as numbers: what goes by the leaver's sheet, posts, and keys they made."""

from __future__ import annotations

from app.admin.leaving import held
from app.areas.models import Post
from app.core import clock
from app.core.words import mark
from app.gateways.reading.models import ReadingKey
from app.people.models import Person

# name → what it is called (marked)
WORDS = {
    "matters": mark("未结事件"), "errands": mark("没办完的帮办代办"), "papers": mark("手里居民的材料"), "plans": mark("约好的走访"),
    "turns": mark("排了的班"), "substitutions": mark("答应替的班"), "posts": mark("岗位"), "keys": mark("经手发的只读密钥"),
}  # fmt: skip
HANDED_ON = ("matters", "errands", "papers", "plans")  # by the leaver's sheet


def counts(person: Person) -> dict[str, int]:
    """How much of each, where there is any; in the order of `WORDS`."""
    found, today = held.held_by(person), clock.today().isoformat()
    keys = ReadingKey.select().where(ReadingKey.made_by == person.id, ReadingKey.ended.is_null())
    numbers = {
        "matters": len(found.every_matter),
        "errands": len(found.errands),
        "papers": sum(len(errand.held) for errand in found.errands),
        "plans": len(found.plans),
        "turns": found.turns,
        "substitutions": found.substitutions,
        "posts": Post.select().where(Post.person == person, Post.ends >= today).count(),
        "keys": keys.count(),
    }
    return {name: numbers[name] for name in WORDS if numbers[name]}


def waits(counted: dict[str, int]) -> bool:
    """Whether something of it lies still once the account has ended, for nobody has it."""
    return any(name in counted for name in HANDED_ON)
