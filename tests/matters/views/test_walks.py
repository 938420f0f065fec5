"""Lists as walks along terms find what the whole table asked matter by matter does, for everybody, on both databases."""

from __future__ import annotations

import random
import uuid
from typing import Any

import pytest

from app.areas import tree
from app.areas.access.reach import Reach, reach_of
from app.areas.models import Area, MovedArea, Post
from app.core import clock, db
from app.desk.lists import listing, views
from app.ledger.models import Entry
from app.matters import rekeying, terms
from app.matters.area_staff import Ground
from app.matters.models import OPEN, STATES, Call, Matter, Support
from app.matters.queries import lists, order, visits, walks
from app.matters.queries.lists import Asked
from app.matters.terms import MatterTerm
from app.matters.workflow import confirmers
from app.people.models import Person
from tests import cast as c
from tests.core.store import said
from tests.matters import ops
from tests.matters.views import reference

NOON = clock.parse("2026-11-23T12:00:00+08:00")
PLACES = (c.BUILDING, c.BUILDING2, c.GRID, c.GRID2, c.DEDICATED, c.COMMUNITY, c.CITY, c.OTHER_GRID)
PEOPLE = (*c.ROLES, "handy", "guide")

CHOICES: dict[str, list[Any]] = {
    "state": list(STATES),
    "area": list(PLACES),
    "level": list(PLACES),
    "holder": [
        *[("desk", code) for code in (c.COMMUNITY, c.CITY)],
        *[("unit", code) for code in (c.ENFORCEMENT, c.PROPERTY)],
        *[("person", name) for name in ("worker", "worker2", "dept", "outsider")],
    ],
    "finder": [None, "worker", "head", "desk", "outsider"],
    "resolver": [None, "worker", "dept", "handy"],
    "confirm_turn": [None, *confirmers.ORDER],
    "confirm_desk": [c.COMMUNITY, c.CITY],
    "urgency": ["normal", "normal", "emergency"],
    "category": ["fire_lane", "street_lamp"],
    "due": [None, NOON - clock.HOUR, NOON + clock.HOUR],
    "received_at": [NOON - days * clock.DAY for days in range(4)],
    "closed_at": [None, NOON, NOON - 20 * clock.DAY],
    "shelved_until": [None, NOON + clock.DAY],
    "support": [None, ("unit", c.PROPERTY), ("person", "lead")],
    "call": [None, None, ("open", None), ("open", c.CITY), ("attended", None)],
    "lifted": [None, "escalate"],
}
# so that what is put elsewhere waits for those whom that concerns
BELOW = {
    **CHOICES,
    "state": ["resolved", "resolved", "in_hand", "reported", "closed"],
    "area": [c.BUILDING, c.BUILDING, c.GRID, c.GRID2, c.OTHER_GRID],
    "confirm_turn": ["lead", "head"],
}


def deal(choices: dict[str, list[Any]], count: int, seed: int) -> list[dict[str, Any]]:
    """So many rows, the same for a seed: each value of each field as often as any other, beside whatever others there are."""
    chance = random.Random(seed)
    decks = {name: (values * count)[:count] for name, values in choices.items()}
    for deck in decks.values():
        chance.shuffle(deck)
    return [dict(zip(decks, row, strict=True)) for row in zip(*decks.values(), strict=True)]


@pytest.fixture
def folk(cast: c.Cast) -> dict[str, Person]:
    """The cast, with one who has many posts at once, and a guide."""
    clock.freeze(NOON)
    handy = Person.create(id=str(uuid.uuid4()), name="多面手", login="handy")
    guide = Person.create(id=str(uuid.uuid4()), name="指导员", login="guide")
    for person, role, area, unit in (
        (handy, "duty_desk", c.COMMUNITY, None),
        (handy, "handler", c.COMMUNITY, c.PROPERTY),
        (handy, "building_head", c.BUILDING, None),
        (handy, "grid_lead", c.OTHER_COMMUNITY, None),
        (guide, "grid_guide", c.COMMUNITY, None),
    ):
        Post.create(id=str(uuid.uuid4()), person=person, area=area, role=role, unit=unit)
    return {**cast.people, "handy": handy, "guide": guide}


def _fill(folk: dict[str, Person], rows: list[dict[str, Any]]) -> None:
    """These matters and no others, each written as a report is and then as a move is."""
    for table in (Support, Call, MatterTerm, Matter, MovedArea, Entry):
        table.delete().execute()
    with db.transaction():
        for number, row in enumerate(rows):
            _write(folk, dict(row), number)


def _write(folk: dict[str, Person], row: dict[str, Any], number: int) -> None:
    kind, holder = row.pop("holder")
    support, call, lifted = row.pop("support"), row.pop("call"), row.pop("lifted")
    for name in ("finder", "resolver"):
        row[name] = folk[row[name]].id if row[name] else None
    matter = Matter(
        id=ops.uuid7(), number=f"990101-{number:04}", placed="chosen", reported_at=NOON,
        seq=number + 1, **row,
    )  # fmt: skip
    matter.give_to(**{kind: folk[holder].id if kind == "person" else holder})
    terms.store(matter, Ground(), is_new=True)
    if support:
        kind, code = support
        Support.create(matter=matter.id, kind=kind, code=folk[code].id if kind == "person" else code)
    if call:
        Call.create(
            entry=number + 1,
            matter=matter.id,
            unit=c.PROPERTY,
            state=call[0],
            listed=call[1],
            at=NOON,
            due=NOON,
        )
    if lifted:
        Entry.create(kind="matter", subject=matter.id, verb=lifted, at=NOON, received=NOON)
    terms.store(matter, Ground())


def _listed(reach: Reach, asked: Asked) -> list[str]:
    """Page by page, so that each page begins where the one before ended."""
    found: list[str] = []
    after = None
    while True:
        page, cursor = lists.page_of(reach, Asked(**{**asked.__dict__, "after": after, "limit": 7}))
        found += [matter.id for matter in page]
        if cursor is None:
            return found
        after = lists.keyset.parse_cursor(cursor)


def _same_at_first_sight(folk: dict[str, Person]) -> None:
    """What is within reach, and what waits, is as the whole table says for those whom moving an area concerns."""
    for name in ("lead", "head", "desk", "outsider", "handy"):
        reach = reach_of(folk[name])
        every, waits = reference.within(reach), reference.waiting(reach)
        assert _listed(reach, Asked()) == [row.id for row in every], name
        assert _listed(reach, Asked(mine=True)) == [row.id for row in every if waits(row)], name
        totals = {"open": OPEN, "shelved": ("shelved",), "waiting": OPEN}
        for view, states in totals.items():
            rows = [row for row in every if row.state in states and (view != "waiting" or waits(row))]
            assert listing.total(reach, views.named(view), Asked()) == len(rows), (name, view)


def _same(folk: dict[str, Person]) -> None:
    """Every list of everybody is as the whole table says."""
    for name in PEOPLE:
        reach = reach_of(folk[name])
        every, waits = reference.within(reach), reference.waiting(reach)
        community = {row.area_id for row in tree.below(c.COMMUNITY)}
        below = {row.area_id for row in tree.below(c.GRID)}
        wanted = {
            Asked(): every,
            Asked(states=OPEN): [row for row in every if row.is_open()],
            Asked(states=("closed", "resolved")): [
                row for row in every if row.state in ("closed", "resolved")
            ],
            Asked(mine=True): [row for row in every if waits(row)],
            Asked(mine=False): [row for row in every if not waits(row)],
            Asked(area=c.GRID): [row for row in every if row.area in below],
            Asked(category="street_lamp", overdue=False): [
                row for row in every if row.category == "street_lamp" and not _is_late(row)
            ],
            Asked(states=("closed",), category="fire_lane", area=c.COMMUNITY): [
                row
                for row in every
                if row.state == "closed" and row.category == "fire_lane" and row.area in community
            ],
            Asked(overdue=True): [row for row in every if _is_late(row)],
        }
        for asked, rows in wanted.items():
            assert _listed(reach, asked) == [row.id for row in rows], (name, asked)
        assert {
            *walks.ids([walks.Walk(walks.reach_terms(reach), (terms.TO_DO,))], lists.within(reach), 999)
        } == {row.id for row in every if row.is_open()}
        _same_views(name, reach, every)


def _written() -> None:
    """Every matter stands in its lists under its terms as recomputed, and nothing else does."""
    assert rekeying.strays() == 0
    assert all(rekeying.is_found(matter, Ground()) for matter in Matter.select())


def _is_late(matter: Matter) -> bool:
    return matter.state in ("reported", "dispatched", "in_hand") and (matter.due or NOON) < NOON


# what a view is ordered by, told once more: the lists have it from the terms, which may be wrong
BY = {
    "next": order.key,
    "received": lambda row: row.received_at,
    "shelved": lambda row: row.shelved_until or clock.LATEST,
    "closed": lambda row: row.closed_at or row.received_at,
}


def _same_views(name: str, reach: Reach, every: list[Matter]) -> None:
    counts = listing.counts(reach)
    for view in views.TABLE:
        fitting = {row.id for row in Matter.select().where(view.fits(reach, NOON))}
        rows = [row for row in every if row.id in fitting]
        rows.sort(key=lambda row: (BY[view.order](row), row.id), reverse=view.order in ("received", "closed"))
        assert [row.id for row in listing.page(reach, view, Asked()).rows] == [row.id for row in rows], (
            name,
            view,
        )
        assert counts.get(view.name, len(rows)) == len(rows)
        assert view is views.FOUND or listing.total(reach, view, Asked()) == len(rows), (name, view)


@pytest.mark.both
def test_every_list_of_everybody_is_as_the_whole_table_says(
    folk: dict[str, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visits, "VISITED_MOST", 12)  # so that pages are short and go on
    monkeypatch.setattr(visits, "FIRST", 4)

    for seed in (1, 2):
        _fill(folk, deal(CHOICES, 24, seed))
        _same(folk)
        _written()


@pytest.mark.both
def test_while_areas_come_to_lie_elsewhere_nothing_is_missed_and_nothing_shown_to_whoever_had_it(
    folk: dict[str, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before a piece of the work is done, between two pieces, and after the last."""
    monkeypatch.setattr(rekeying, "PIECE", 9)
    piece = rekeying._piece

    def piece_by_piece(ids: list[str]) -> int:
        done = piece(ids)
        _same_at_first_sight(folk)
        return done

    monkeypatch.setattr(rekeying, "_piece", piece_by_piece)

    _fill(folk, deal(BELOW, 24, 3))
    for moved, parent in ((c.GRID, c.OTHER_COMMUNITY), (c.BUILDING, c.GRID2), (c.GRID, c.COMMUNITY)):
        Area.update(parent=parent).where(Area.code == moved).execute()
        tree.rebuild()
        assert tree.moved() == (moved,)
        _same_at_first_sight(folk)
        rekeying.rekey()
        assert tree.moved() == ()
        _same_at_first_sight(folk)
        _written()


def test_what_moves_again_while_it_is_written_anew_stays_among_the_moved(
    folk: dict[str, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    matter, piece = ops.report(folk["worker"]), rekeying._piece
    _move(c.OTHER_COMMUNITY)

    def moved_meanwhile(ids: list[str]) -> int:
        monkeypatch.setattr(rekeying, "_piece", piece)
        done = piece(ids)
        _move(c.COMMUNITY)
        return done

    monkeypatch.setattr(rekeying, "_piece", moved_meanwhile)
    assert rekeying.rekey() == 1 and tree.moved() == (c.GRID,)
    assert f"area:{c.OTHER_COMMUNITY}" in Matter.get_by_id(matter.id).keyed[1]
    assert rekeying.rekey() == 1 and tree.moved() == ()
    assert f"area:{c.OTHER_COMMUNITY}" not in Matter.get_by_id(matter.id).keyed[1]


def _move(community: str) -> None:
    Area.update(parent=community).where(Area.code == c.GRID).execute()
    tree.rebuild()


@pytest.mark.both
def test_what_a_former_version_left_is_filled_in_pieces_and_killed_between_two_goes_on(
    folk: dict[str, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [ops.report(folk["worker"]).id for _ in range(5)]
    MatterTerm.delete().execute()
    Matter.update(keyed=None).execute()
    monkeypatch.setattr(rekeying, "PIECE", 2)
    piece, left = rekeying._piece, [True, True]

    def killed(ids: list[str]) -> int:
        left.pop()
        return piece(ids)

    with monkeypatch.context() as patched:
        patched.setattr(rekeying, "_piece", killed)
        with pytest.raises(IndexError):
            rekeying.fill()
    assert Matter.select().where(Matter.keyed.is_null()).count() == 1
    assert rekeying.rekey() == 1 and rekeying.fill() == 0
    assert sorted(_listed(reach_of(folk["lead"]), Asked())) == sorted(made)


def test_a_move_that_changes_nothing_of_them_writes_no_term(
    folk: dict[str, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    matter = ops.report(folk["worker"])
    written = said.listen(monkeypatch)
    ops.move(folk["worker"], matter, "note", text="看过了")
    assert not [sql for sql, _ in written if "matter_term" in sql]
    ops.move(folk["worker"], matter, "escalate")
    assert [sql for sql, _ in written if "matter_term" in sql]


def test_the_place_in_the_order_of_work_is_that_of_the_matter(folk: dict[str, Person]) -> None:
    matter = ops.report(folk["worker"], urgency="emergency")
    row = MatterTerm.get(MatterTerm.list == terms.TO_DO, MatterTerm.term == f"area:{c.CITY}")
    assert row.place == order.key(Matter.get_by_id(matter.id))
