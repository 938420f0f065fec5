"""The ledger of places: a row for each that is there, with its last look, when it is due and what is not mended; of people nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.areas import tree
from app.core import clock
from app.core.problems.problem import Problem
from app.core.words import mark, translate
from app.insight.ledgers.pieces import PIECE, Cell, Names
from app.insight.ledgers.pieces import day as day_of
from app.places import due, kinds
from app.places.models import Place

HEADS = (
    mark("场所编码"), mark("场所名称"), mark("场所类型"), mark("地方编码"), mark("地方"), mark("上次查看"), mark("该看的日子"), mark("没改好的"), mark("复查"),
)  # fmt: skip
SHOWS = ("due", "found", "all")


def rows(area: str, kind: str | None, show: str | None, language: str) -> Iterator[Sequence[Cell]]:
    """The heads, then the places by code: of one kind or all, those that are `due`, where something was `found`, or `all`.

    Problem bad-value for what is no kind and for what else is asked to be shown.
    """
    if kind is not None and kind not in kinds.KINDS:
        raise Problem("bad-value", ("kind", "not-a-choice"))
    if show is not None and show not in SHOWS:
        raise Problem("bad-value", ("show", "not-a-choice"))
    return _rows(area, kind, show or "all", language)


def _rows(area: str, kind: str | None, show: str, language: str) -> Iterator[Sequence[Cell]]:
    yield [translate(word, language) for word in HEADS]
    names, today = Names(area), clock.today()
    last = ""
    while piece := _piece(area, kind, last):
        for place in piece:
            day = due.due_on(place)
            if show == "all" or (bool(place.bad) if show == "found" else day is not None and day <= today):
                yield [
                    place.code, place.name, translate(kinds.WORDS[place.kind], language), place.area_id, names.of_place(place.area_id),
                    "" if place.checked is None else clock.date_of(place.checked), "" if day is None else day,
                    "；".join(translate(kinds.ITEMS[item], language) for item in place.bad), day_of(place.again),
                ]  # fmt: skip
        last = piece[-1].code
        if len(piece) < PIECE:
            return


def _piece(area: str, kind: str | None, last: str) -> list[Place]:
    today = clock.today().isoformat()
    found = Place.select().where(
        Place.code > last, (Place.ends == "") | (Place.ends >= today), tree.lies_below(Place.area, [area])
    )
    return list(
        (found if kind is None else found.where(Place.kind == kind)).order_by(Place.code).limit(PIECE)
    )
