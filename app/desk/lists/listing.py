"""The list of a view, page by page, how many each view holds, and what stands above every list."""

from __future__ import annotations

from dataclasses import dataclass, replace

from peewee import Expression, ModelSelect, fn

from app.areas import tree
from app.areas.access.reach import Reach
from app.core import clock, keyset
from app.core.prepared import PreparedFor, given
from app.desk.again import looks
from app.desk.lists import facets, views, ways
from app.desk.lists.views import View
from app.matters.models import DISPATCHED, OPEN, REPORTED, Call, Matter
from app.matters.queries import alike, counting, lists, order, visits, walks
from app.matters.queries.alike import AnyReach, Judge
from app.matters.queries.lists import Asked
from app.matters.queries.walks import Walk
from app.matters.terms import TO_DO

PAGE = 50
PRESSING = 20
COUNTED_MOST = 1000  # from there on a figure says no more than that there are many
FOLLOWING = 5  # rows that are looked at for the next matter: some may be gone when it is opened


@dataclass(frozen=True)
class Narrowed(Asked):
    """A list's query with what is chosen of the facets, and in which order ("": the view's own)."""

    picked: tuple[tuple[str, frozenset[str]], ...] = ()
    sorting: str = ""


def chosen_of(asked: Asked) -> dict[str, frozenset[str]]:
    """By facet the values that are chosen."""
    return dict(asked.picked) if isinstance(asked, Narrowed) else {}


@dataclass(frozen=True)
class Listing:
    """One page of a view, and the cursor of the next page; None on the last one."""

    rows: list[Matter]
    after: str | None


def page(reach: Reach, view: View, asked: Asked) -> Listing:
    """The page of the view that the query asks for, in the view's order."""
    found, last = _along(reach, view, asked, asked.after, PAGE)
    after = None if last is None else keyset.format_cursor(*last)
    return Listing([matter for matter, _ in found], after)


def first(reach: Reach, view: View, asked: Asked, most: int) -> list[Matter]:
    """At most so many of the view as it is narrowed, from its beginning."""
    found, _ = _along(reach, view, asked, None, most)
    return [matter for matter, _ in found]


def _along(
    reach: Reach, view: View, asked: Asked, after: walks.Place | None, limit: int
) -> tuple[list[tuple[Matter, walks.Place]], walks.Place | None]:
    """At most `limit` of the view as it is narrowed, from behind that place on, and where to go on; None at its end."""
    way = way_of(reach, view, asked)
    is_searched = asked.words is not None and view is views.FOUND
    if (
        way.stretches is not None
        and asked.words is None
        and not lists.leaves_out(asked)
        and not chosen_of(asked)
    ):
        judge = _judge(view, lists.judge(asked, reach))
        found = walks.page(way.stretches, judge, after, limit + 1, is_falling=way.is_falling)
        return found[:limit], found[limit - 1][1] if len(found) > limit else None
    source = lists.sought_in(asked, reach, way.stretches[0]) if is_searched and way.stretches else way.source
    judge = _judge(view, lists.judge(replace(asked, words=None), reach))
    accepts: Judge | Expression = judge
    if asked.words is not None:
        now = clock.now()
        accepts = lists.condition(asked, reach, now) & view.fits(reach, now)
    if not chosen_of(asked):
        return visits.page(source, accepts, after, limit)
    return visits.page(source, accepts, after, limit, facets.picks(reach, chosen_of(asked), judge))


def way_of(reach: Reach, view: View, asked: Asked) -> ways.Way:
    """In which order the view is read; what was searched for is read in its own."""
    stretches = view.walks(reach, lists.terms_within(asked, reach))
    sorting = asked.sorting if isinstance(asked, Narrowed) and asked.words is None else ""
    return ways.way_of(view, stretches, sorting, _judge(view, lists.within(reach)))


def facts(reach: Reach, view: View) -> facets.Found:
    """What the facets count of the view."""
    return ways.listed(reach, view, _judge(view, lists.within(reach)))


def _judge(view: View, asked: Judge) -> Judge:
    """What judges whether a matter that was asked for stands in the view."""
    return replace(
        asked,
        key=(view.name, asked.key),
        write=lambda reach, now: asked.write(reach, now) & view.fits(reach, now),
    )


def following(reach: Reach, view: View, asked: Asked, matter: Matter) -> list[str]:
    """The ids of those that stand after the matter as the page is drawn, then of those before it, the nearest first.

    What presses comes before the list; whoever answers the last of it goes on with the list's first.
    """
    above = [row.id for row in pressing(reach)]
    at_top = matter.id in above
    start = None if at_top else way_of(reach, view, asked).place_of(matter)
    after = _next_of(reach, view, asked, above, start)
    if at_top:
        place = above.index(matter.id)
        return above[place + 1 :] + after + above[:place]
    before = _next_of(reach, view, asked, above, None)
    return [id for id in dict.fromkeys([*after, *above, *before]) if id != matter.id]


def _next_of(
    reach: Reach, view: View, asked: Asked, above: list[str], start: walks.Place | None
) -> list[str]:
    """The ids of the few that stand behind `start`, without those above."""
    found, _ = _along(reach, view, asked, start, FOLLOWING + len(above))
    return [matter.id for matter, _ in found if matter.id not in above][:FOLLOWING]


def counts(reach: Reach) -> dict[str, int]:
    """How many matters each view of open ones holds, up to `COUNTED_MOST`."""
    return {
        view.name: _count(reach, view, COUNTED_MOST) for view in views.listed(reach) if view.name != "closed"
    }


def total(reach: Reach, view: View, asked: Asked) -> int | None:
    """How many matters the opened view holds, exactly; None where it is narrowed, which nothing counts."""
    narrowing = (asked.words, asked.area, asked.category, asked.states, chosen_of(asked))
    is_narrowed = any(narrowing) or view is views.FOUND
    return None if is_narrowed else _count(reach, view, counting.ALL)


def _count(reach: Reach, view: View, most: int) -> int:
    """How many it holds, counted up to `most`: along the index alone, where whatever its terms lead to belongs to it."""
    if view.places is not None:
        return _held(reach, view.places(reach))
    stretches = view.walks(reach, walks.reach_terms(reach))
    if view.is_all(reach) and not tree.moved():
        return counting.count(stretches, most)
    return walks.count(stretches, _judge(view, lists.within(reach)), most)


def _held(reach: Reach, places: list[walks.Place]) -> int:
    """How many of these are within reach."""
    return len(visits.facts([Matter.id], [id for _, id in places], lists.within(reach), _IDS))


_IDS = PreparedFor(50)


def due_again(reach: Reach) -> int:
    """At how many the person wanted to look again by now."""
    return _held(reach, [place for place in looks.places(reach.person) if place[0] <= clock.now()])


def pressing(reach: Reach) -> list[Matter]:
    """Emergencies nobody has in hand, then whistles nobody has answered, above every list: what runs out first stands first."""
    danger = (Matter.urgency == "emergency") & Matter.state.in_((REPORTED, DISPATCHED))
    in_danger = walks.page(
        [Walk(walks.reach_terms(reach), (TO_DO,), most=order.BAND)],
        Judge(reach, "in danger", lambda holes, _: lists.in_reach(holes) & danger),
        None,
        PRESSING,
        is_falling=False,
    )
    known = {matter.id: matter for matter, _ in in_danger}
    others = [matter for matter in _unanswered(reach) if matter.id not in known]
    return [*known.values(), *others][:PRESSING]


def _unanswered(reach: Reach) -> list[Matter]:
    """The first open matters with an open call: of the person's units, or for a desk of anybody in its reach."""
    query = _UNANSWERED.of_key(
        alike.shape_of(reach), lambda: _with_open_call(alike.with_holes(reach)).limit(given("limit"))
    )
    # so many that enough are left without those in danger
    return query.all_of(Matter, limit=2 * PRESSING, **alike.values(reach))


_UNANSWERED = alike.queries()


def _with_open_call(reach: AnyReach) -> ModelSelect:
    is_heard = Call.accepted.is_null(False) & Call.reminded.is_null()  # and not late
    open_calls = Call.select(Call.matter).where(Call.state == "open", ~is_heard)
    if not views.desks(reach):
        open_calls = open_calls.where(Call.unit.in_(list(reach.units)))
    answer_due = Call.select(fn.MIN(Call.due)).where(Call.matter == Matter.id, Call.state == "open")
    query = Matter.select().where(lists.in_reach(reach), Matter.id.in_(open_calls), Matter.state.in_(OPEN))
    return query.order_by(answer_due, Matter.id)


def waiting(reach: Reach, among: list[Matter]) -> frozenset[str]:
    """The ids of those of the matters that wait for the reader."""
    judge = _judge(views.FIRST, lists.within(reach))
    return frozenset(id for (id,) in visits.facts([Matter.id], [matter.id for matter in among], judge, _IDS))


def rings(reach: AnyReach) -> Expression:
    """What should make itself heard here: an unanswered emergency that this desk or unit holds, a whistle for it."""
    units = list(reach.units)
    held = Matter.holder_desk.in_(views.desks(reach)) | Matter.holder_unit.in_(units)
    danger = (Matter.urgency == "emergency") & Matter.climb_at.is_null(False) & held
    calls = Call.select(Call.matter).where(
        Call.state == "open", Call.accepted.is_null(), Call.unit.in_(units)
    )
    return danger & Matter.state.in_((REPORTED, DISPATCHED)) | (Matter.state.in_(OPEN) & Matter.id.in_(calls))


def ringing(reach: Reach, among: list[Matter]) -> frozenset[str]:
    """The ids of the matters that make a sound here."""
    if not among:
        return frozenset()
    ids = {f"id{at}": matter.id for at, matter in enumerate(among)}
    query = _RINGING.of_key(
        (alike.shape_of(reach), len(ids)),
        lambda: Matter.select(Matter.id).where(
            Matter.id.in_([given(name) for name in ids]), rings(alike.with_holes(reach))
        ),
    )
    return frozenset(id for (id,) in query.rows(**ids, **alike.values(reach)))


_RINGING = alike.queries()
