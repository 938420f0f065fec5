"""Which matters a person sees, and how a list of them is asked for, page by page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from peewee import Expression, ModelSelect, Value, fn

from app.areas import tree
from app.areas.access.reach import Reach, reach_of
from app.areas.models import Area
from app.core import clock, decode, keyset, telephone
from app.core.prepared import given
from app.core.problems.problem import Problem
from app.matters import categories, terms
from app.matters.models import OPEN, STATES, Call, Category, Matter, Support
from app.matters.queries import alike, search, sought, visits, walks, wanted
from app.matters.queries.alike import AnyReach, Judge
from app.matters.queries.visits import Source
from app.matters.queries.walks import Walk
from app.matters.timing import deadlines
from app.matters.workflow import asks
from app.people.models import Person

PAGE = 50
PAGE_MOST = 100
WORDS_MOST = 100


def visible(person: Person | Reach) -> ModelSelect:
    """The matters within the person's reach: in own areas, with own units, or the person's own."""
    reach = person if isinstance(person, Reach) else reach_of(person)
    return Matter.select().where(in_reach(reach))


def may_see(person: Person, matter: str) -> bool:
    """Whether the matter is within the person's reach (the rule for its photos)."""
    return find(reach_of(person), matter) is not None


def find(reach: Reach, matter: str) -> Matter | None:
    """The matter with this id if it is within reach."""
    if not reach.posts:
        return None
    one = _ONE.of_key(alike.shape_of(reach), lambda: _one_within(alike.with_holes(reach)))
    return one.one_of(Matter, id=matter, **alike.values(reach))


_ONE = alike.queries()


def _one_within(reach: AnyReach) -> ModelSelect:
    return Matter.select().where(in_reach(reach), Matter.id == given("id"))


def within(reach: Reach) -> Judge:
    """What judges whether a matter is within reach, and nothing else."""
    return Judge(reach, "within reach", lambda holes, _: in_reach(holes))


def in_reach(reach: AnyReach) -> Expression:
    """The condition that `visible` filters by: a look-up or two for a matter, no way to find them (see `walks`)."""
    if not reach.posts:
        return Matter.id == ""
    person = reach.person
    own = (Matter.finder == person) | (Matter.holder_person == person)
    own |= _is_supported("person", [person])
    if reach.roots:
        own |= tree.lies_below(Matter.area, reach.roots) | tree.lies_below(Matter.level, reach.roots)
    if reach.units:
        acted_for = list(reach.units)
        called = Call.select(Value(1)).where(Call.matter == Matter.id, Call.unit.in_(acted_for))
        own |= Matter.holder_unit.in_(acted_for) | _is_supported("unit", acted_for) | fn.EXISTS(called)
    return own


def _is_supported(kind: str, codes: list[Any]) -> Expression:
    by_them = Support.select(Value(1)).where(
        Support.matter == Matter.id, Support.kind == kind, Support.code.in_(codes)
    )
    return fn.EXISTS(by_them)


@dataclass(frozen=True)
class Asked:
    """The checked values of a list's query."""

    states: tuple[str, ...] = ()
    area: str | None = None
    category: str | None = None
    overdue: bool | None = None
    mine: bool | None = None
    words: str | None = None
    after: tuple[int, str] | None = None
    limit: int = PAGE


def parse_query(arguments: dict[str, str]) -> Asked:
    """The checked query; unknown keys and empty values are ignored. Raises Problem bad-value naming the bad one."""
    for key in ("state", "area", "category", "q", "cursor", "overdue", "mine", "limit"):
        if decode.CONTROL.search(decode.line_ends(arguments.get(key, ""))):
            raise Problem("bad-value", (key, "control-character"))
    asked = {key: value for key, value in arguments.items() if value != ""}
    return Asked(
        _states(asked.get("state")),
        _area(asked.get("area")),
        _category(asked.get("category")),
        _flag(asked, "overdue"),
        _flag(asked, "mine"),
        _words(asked.get("q")),
        keyset.parse_cursor(asked.get("cursor")),
        _limit(asked.get("limit")),
    )


def _states(text: str | None) -> tuple[str, ...]:
    if text is None:
        return ()
    states = OPEN if text == "open" else tuple(text.split(","))
    if not set(states) <= set(STATES):
        raise Problem("bad-value", ("state", "not-a-choice"))
    return states


def _area(code: str | None) -> str | None:
    if code is not None and not Area.select().where(Area.code == code).exists():
        raise Problem("bad-value", ("area", "not-here"))
    return code


def _category(code: str | None) -> str | None:
    return None if code is None else categories.require(code).code


def _flag(asked: dict[str, str], key: str) -> bool | None:
    text = asked.get(key)
    if text is None:
        return None
    if text not in ("1", "0", "true", "false"):
        raise Problem("bad-value", (key, "not-a-choice"))
    return text in ("1", "true")


def _words(text: str | None) -> str | None:
    if text is not None and len(text) > WORDS_MOST:
        raise Problem("bad-value", ("q", "too-long", {"most": WORDS_MOST}))
    return (text or "").strip() or None


def _limit(text: str | None) -> int:
    if text is None:
        return PAGE
    if not (text.isascii() and text.isdigit() and len(text) < 6 and 1 <= int(text) <= PAGE_MOST):
        raise Problem("bad-value", ("limit", "out-of-range", {"least": 1, "most": PAGE_MOST}))
    return int(text)


def page(person: Person, asked: Asked) -> tuple[list[Matter], str | None]:
    """One page, the newest matters first, and the cursor of the next page; None on the last one."""
    return page_of(reach_of(person), asked)


def page_of(reach: Reach, asked: Asked) -> tuple[list[Matter], str | None]:
    """`page` for a reach.

    Where much may be left out, matters are looked at one by one, so many at most (`visits`): a short page then has a cursor
    all the same. Words and kinds are looked up in the index, so that what is looked at are those.
    """
    walk = _walk(asked, reach)
    if asked.words is not None or leaves_out(asked):
        is_sought = (asked.words is not None or asked.category is not None) and not asked.mine
        source = sought_in(asked, reach, walk) if is_sought else sought.along([walk], is_falling=True)
        accepts = judge(asked, reach) if asked.words is None else condition(asked, reach, clock.now())
        picks = _picks(asked.words, reach)
        rows, last = visits.page(source, accepts, asked.after, asked.limit, picks)
        return [matter for matter, _ in rows], None if last is None else keyset.format_cursor(*last)
    found = walks.page([walk], judge(asked, reach), asked.after, asked.limit + 1, is_falling=True)
    after = keyset.format_cursor(*found[asked.limit - 1][1]) if len(found) > asked.limit else None
    return [matter for matter, _ in found[: asked.limit]], after


def leaves_out(asked: Asked) -> bool:
    """Whether something else is asked for than whole lists, or than what waits for somebody."""
    is_list = set(asked.states) in (set(), {*OPEN}, {*STATES} - {*OPEN})
    return not is_list or any((asked.category, asked.area, asked.mine is False, asked.overdue is not None))


def sought_in(asked: Asked, reach: Reach, walk: Walk) -> Source:
    """Where words and kind are looked for, the newest first; `walk` is the list that holds all of it."""
    area = asked.area if asked.area is not None and tree.is_below(asked.area, reach.roots) else None
    kinds = None
    if asked.category is not None:
        things = Category.select(Category.code).where(Category.parent == asked.category).tuples()
        kinds = wanted.some_of([f"kind:{asked.category}", *(f"kind:{code}" for (code,) in things)])
    is_open = "open" if asked.states and set(asked.states) <= set(OPEN) else None
    return sought.source(asked.words, reach, area, wanted.all_of([is_open, kinds]), walk)


def _walk(asked: Asked, reach: Reach) -> Walk:
    is_open = not asked.states or not set(asked.states).isdisjoint(OPEN)
    is_over = not asked.states or not set(asked.states) <= set(OPEN)
    # what waits for somebody and what is late is open
    chosen = [(terms.OPEN_ONES, is_open), (terms.OVER, is_over and not asked.mine and not asked.overdue)]
    return Walk(
        walks.asks_terms(reach) if asked.mine else terms_within(asked, reach),
        tuple(number for number, is_chosen in chosen if is_chosen),
    )


def terms_within(asked: Asked, reach: Reach) -> tuple[str, ...]:
    """The terms of what is within reach, or of the place that was asked for, whichever leads to less."""
    within = walks.reach_terms(reach)
    if asked.area is None or not within:
        return within
    is_less = tree.is_below(asked.area, reach.roots) or _is_long(within)
    return walks.area_terms([asked.area]) if is_less else within


def _is_long(within: tuple[str, ...]) -> bool:
    """Whether there is more under these terms than one page looks at."""
    every = Walk(within, (terms.OPEN_ONES, terms.OVER))
    return len(walks.places([every], None, visits.VISITED_MOST, is_falling=True)) == visits.VISITED_MOST


def judge(asked: Asked, reach: Reach) -> Judge:
    """What judges whether a matter is within reach and was asked for, without words."""
    values = {key: value for key in ("area", "category") if (value := getattr(asked, key)) is not None}
    holes = Asked(asked.states, overdue=asked.overdue, mine=asked.mine, **{key: given(key) for key in values})
    key = (asked.states, tuple(values), asked.overdue, asked.mine)
    return Judge(reach, key, lambda whose, now: condition(holes, whose, now), values)


def condition(asked: Asked, reach: AnyReach, now: Any) -> Expression:
    """The condition of what is within reach and was asked for."""
    fits = in_reach(reach)
    if asked.states:
        fits &= Matter.state.in_(asked.states)
    if asked.area is not None:
        fits &= tree.lies_below(Matter.area, [asked.area])
    if asked.category is not None:
        things = Category.select(Category.code).where(Category.parent == asked.category)
        fits &= (Matter.category == asked.category) | Matter.category.in_(things)
    if asked.overdue is not None:
        late = deadlines.late(now)
        fits &= late if asked.overdue else ~fn.COALESCE(late, False)
    if asked.mine is not None:
        fits &= asks.query(reach) if asked.mine else ~fn.COALESCE(asks.query(reach), False)
    if asked.words is None:
        return fits
    assert isinstance(reach, Reach)
    return fits & _said(asked.words, reach)


def _said(words: str, reach: Reach, text: Any = Matter.text, spot: Any = Matter.spot) -> Expression:
    """The condition of the words; a handler may not be told who of the neighbours it was, so that a handler's key finds nobody by name."""
    shown = search.Shown(text, spot, has_persons=bool(reach.person or reach.roots))
    return search.fits(words, search.by_caller(words, reach), may_read(reach), shown)


def _picks(words: str | None, reach: Reach) -> visits.Picks:
    """Of those found, the ones that another system finds by what it is shown: not by the veiled part of a telephone number."""
    if words is None or reach.person or not re.search(r"\d", words):
        return lambda places: places

    def pick(places: list[walks.Place]) -> list[walks.Place]:
        """Those of the places that are found by what is shown."""
        columns = Matter.select(Matter.id, Matter.text, Matter.spot)
        rows = columns.where(Matter.id.in_([id for _, id in places])).tuples()
        hidden = {id for id, text, spot in rows if not _is_found(words, reach, id, text, spot or "")}
        return [place for place in places if place[1] not in hidden]

    return pick


def _is_found(words: str, reach: Reach, matter: str, *written: str) -> bool:
    veiled = [telephone.veiled(text) for text in written]
    if veiled == [*written]:
        return True
    text, spot = (Value(text).cast("text") for text in veiled)
    return bool(Matter.select().where(Matter.id == matter, _said(words, reach, text, spot)).exists())


def may_read(reach: Reach) -> Expression:
    """The matters whose confidential words the person may read: not those reached only as head or handler."""
    return (Matter.finder == reach.person) | may_hear(reach)


def may_hear(reach: Reach) -> Expression:
    """The matters of which the person may know whatever anybody said in confidence."""
    open_to = [p.area_id for p in reach.posts if p.role not in ("building_head", "handler")]
    return tree.lies_below(Matter.area, open_to) | tree.lies_below(Matter.level, open_to)
