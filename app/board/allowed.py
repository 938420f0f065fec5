"""Which matters may ever be shown: closed ones, never the confidential, never quarrels or public order."""

from __future__ import annotations

from peewee import Expression, ModelSelect

from app.areas.access.reach import Reach
from app.matters.models import CLOSED, Category, Matter
from app.matters.queries import lists
from app.matters.residents import spoken_words

NEVER = spoken_words.SENSITIVE


def categories() -> ModelSelect:
    """A sub-query of the codes of things and classes that may be shown."""
    return Category.select(Category.code).where(
        Category.code.not_in(NEVER),
        Category.parent.is_null() | Category.parent.not_in(NEVER),
        Category.resident_visible == True,  # noqa: E712
    )


def condition() -> Expression:
    """Matters that may be shown now; asked again at every reading, for a matter can be opened or renamed later."""
    return (
        (Matter.state == CLOSED)
        & (Matter.confidential == False)  # noqa: E712
        & Matter.category.in_(categories())
    )


def may_be_shown(matter: Matter) -> bool:
    """Whether this one may."""
    return Matter.select().where(Matter.id == matter.id, condition()).exists()


def within(reach: Reach, matter: str) -> Matter | None:
    """The matter, if it is in this reach; None otherwise."""
    return lists.find(reach, matter)
