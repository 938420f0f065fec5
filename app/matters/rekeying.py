"""Terms written anew in pieces: of matters that have none yet, and of those whose area was put below another one."""

from __future__ import annotations

from collections.abc import Iterator

from app.areas import tree
from app.areas.models import MovedArea
from app.core import db, keyset
from app.matters import terms
from app.matters.area_staff import Ground
from app.matters.models import Matter
from app.matters.terms import MatterTerm

PIECE = 200  # matters of one transaction: others write between two of them


def rekey() -> int:
    """Write the terms that are not as they should be; how many matters that were. Killed anywhere, the next run goes on."""
    done = fill()
    for area, version in list(MovedArea.select(MovedArea.area, MovedArea.version).tuples()):
        done += _settle(area, version)
    return done


def fill() -> int:
    """Write the terms of every matter that has none yet; how many those were."""
    return sum(_piece(ids) for ids in _unkeyed())


def _unkeyed() -> Iterator[list[str]]:
    """The ids of matters without terms, piece by piece: each piece has theirs before the next is read.

    Each begins behind the one before: whatever statistics say of the index of those without, none is looked at twice.
    """
    waiting, last = (
        Matter.select(Matter.id).where(Matter.keyed.is_null()).order_by(Matter.id).limit(PIECE),
        "",
    )
    while ids := [id for (id,) in waiting.where(Matter.id > last).tuples()]:
        yield ids
        last = ids[-1]


def _settle(area: str, version: str) -> int:
    """Write anew what lay below the moved area; it counts no longer among the moved, unless it moved again meanwhile."""
    lists = (terms.OPEN_ONES, terms.OVER)
    done = sum(_piece(ids) for number in lists for ids in _under(f"area:{area}", number))
    with db.transaction():
        MovedArea.delete().where(MovedArea.area == area, MovedArea.version == version).execute()
    return done


def _under(term: str, number: int) -> Iterator[list[str]]:
    """The ids of the matters in this list under the term, piece by piece, in the order of the list."""
    walk = MatterTerm.select(MatterTerm.place, MatterTerm.matter).where(
        MatterTerm.term == term, MatterTerm.list == number
    )
    rest = walk
    while rows := list(rest.order_by(MatterTerm.place, MatterTerm.matter).limit(PIECE).tuples()):
        yield [matter for _, matter in rows]
        rest = walk.where(keyset.behind(MatterTerm.place, MatterTerm.matter, rows[-1]))


def _piece(ids: list[str]) -> int:
    with db.transaction():
        ground = Ground()
        return sum(terms.renew(matter, ground) for matter in list(Matter.select().where(Matter.id.in_(ids))))


def is_found(matter: Matter, ground: Ground) -> bool:
    """Whether it stands in every list under every term as recomputed; True of what is to be written anew."""
    if matter.keyed is None or not ground.near(matter.area, matter.level).isdisjoint(tree.moved()):
        return True
    lists, wanted = matter.keyed
    return matter.keyed == terms.keyed_now(matter, ground) and all(
        len(wanted) == _rows(number, place, matter.id, wanted) for number, place in lists
    )


def _rows(number: int, place: int, matter: str, wanted: list[str]) -> int:
    rows = MatterTerm.select().where(
        MatterTerm.term.in_(wanted),
        MatterTerm.list == number,
        MatterTerm.place == place,
        MatterTerm.matter == matter,
    )
    return int(rows.count())


def strays() -> int:
    """How many rows there are besides those that the matters say they have."""
    keyed = Matter.select(Matter.keyed).where(Matter.keyed.is_null(False)).tuples().iterator()
    return int(MatterTerm.select().count()) - sum(len(lists) * len(wanted) for ((lists, wanted),) in keyed)
