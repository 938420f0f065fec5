"""What is asked of the index of words: tokens that must all, or of which some must stand in a matter; and reading it, the newest first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.core import db
from app.matters.queries.walks import Place
from app.matters.search_index import as_letters, first_place

Tree = Any  # a token, `All` or `Some`; None for whatever there is


class All(tuple[Tree, ...]):
    """What has every one of these."""


class Some(tuple[Tree, ...]):
    """What has one of these; nothing, where there are none."""


NOTHING = Some()


def all_of(parts: Iterable[Tree]) -> Tree:
    """What has every part; a part that is None narrows nothing."""
    narrowing = [part for part in parts if part is not None]
    if NOTHING in narrowing:
        return NOTHING
    return (narrowing[0] if len(narrowing) == 1 else All(narrowing)) if narrowing else None


def some_of(parts: Iterable[Tree]) -> Tree:
    """What has one of the parts; None where one of them narrows nothing."""
    ways = [part for part in parts if part != NOTHING]
    if None in ways:
        return None
    return ways[0] if len(ways) == 1 else Some(dict.fromkeys(ways))


def first_places(wanted: Tree, after: Place | None, count: int) -> list[Place]:
    """The places (by receipt) of the first `count` matters of the index, the newest first, behind `after`; and of all that were
    received in the same millisecond as the last of them, for the index does not order these."""
    if wanted == NOTHING:
        return []
    found: list[Place] = []
    end = None
    if after is not None:
        end = first_place(after[0])
        same = _between(wanted, end, first_place(after[0] + 1), None)
        found = [(at, id) for _, at, id in same if id < after[1]]
    rows = _between(wanted, None, end, count - len(found)) if len(found) < count else []
    found += [(at, id) for _, at, id in rows]
    if len(found) >= count and rows:
        place, at, _ = rows[-1]
        found += [(at, id) for _, at, id in _between(wanted, first_place(at), place, None)]
    return found


def _between(
    wanted: Tree, least: int | None, end: int | None, limit: int | None
) -> list[tuple[int, int, str]]:
    """(place in the index, received, id) from `least` until before `end`, the last first."""
    is_sqlite = db.is_sqlite()
    place, hole = ("matter_words.rowid", "?") if is_sqlite else ("matter_words.place", "%s")
    fits, values = ("matter_words match ?", [_as_match(wanted)]) if is_sqlite else _as_condition(wanted)
    for sign, bound in ((">=", least), ("<", end)):
        if bound is not None:
            fits, values = f"{fits} and {place} {sign} {hole}", [*values, bound]
    # the index of words comes first, then that of its places, whatever statistics say: they may be of before it was written
    join = "cross join matter indexed by matter_indexed_at" if is_sqlite else "join matter"
    on = f"on matter.indexed_at = {place}"
    sql = f"select {place}, matter.received_at, matter.id from matter_words {join} {on} where {fits} order by {place} desc"
    if limit is not None:
        sql, values = f"{sql} limit {hole}", [*values, limit]
    return list(db.database.execute_sql(sql, values).fetchall())


def _as_match(wanted: Tree) -> str:
    if isinstance(wanted, str):
        return f'"{as_letters(wanted)}"'
    sign = " AND " if isinstance(wanted, All) else " OR "
    return f"({sign.join(map(_as_match, wanted))})"


def _as_condition(wanted: Tree) -> tuple[str, list[Any]]:
    """(SQL, its values)."""
    if isinstance(wanted, str):
        wanted = All([wanted])
    is_all = isinstance(wanted, All)
    whole = [part for part in wanted if isinstance(part, str)]
    parts, values = (
        ([f"matter_words.tokens {'@>' if is_all else '&&'} %s::text[]"], [whole]) if whole else ([], [])
    )
    for part in wanted:
        if not isinstance(part, str):
            condition, more = _as_condition(part)
            parts, values = [*parts, condition], [*values, *more]
    return f"({(' and ' if is_all else ' or ').join(parts)})", values
