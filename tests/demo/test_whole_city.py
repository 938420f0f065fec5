"""A city of any size to measure with: never over anything, all or nothing, and as whole as one that people filled."""

import datetime as dt

import pytest

from app import cli
from app.areas import tree
from app.areas.access.reach import reach_of
from app.areas.geometry import location
from app.areas.models import Area, Post
from app.core import clock, ids
from app.demo.whole_city import seed
from app.demo.whole_city.size import Size
from app.evidence import uses
from app.evidence.models import PhotoUse
from app.ledger.models import Entry
from app.matters.models import CLOSED, Matter
from app.matters.queries import lists
from app.patrol.minutes import compute
from app.patrol.models import Chunk, Patrol
from app.people.models import Person
from app.sync.backup import verification
from app.sync.batch.apply import apply_batch
from app.sync.batch.sender import Sender
from app.sync.models import Receipt

NOW = 1_795_000_000_000  # 2026-11-18
SMALL = Size(grids=2, micro_grids=9, matters=80, days=2)


def _post(role, area):
    return Person.get_by_id(Post.get(Post.role == role, Post.area == area).person_id)


@pytest.mark.both
def test_a_store_that_is_not_empty_is_refused_and_left_alone(store, capsys):
    Person.create(id=ids.uuid7(), name="王芳")
    assert cli.main(["seed-city", "--grids", "2", "--matters", "10", "--days", "1"], store) == 2
    assert "not empty" in capsys.readouterr().err
    assert [person.name for person in Person.select()] == ["王芳"] and not Entry.select().exists()


@pytest.mark.parametrize(
    "typed", [["--grids", "0"], ["--grids", "3", "--micro-grids", "2"], ["--matters", "-1"]]
)
def test_a_size_that_no_city_has_is_refused(store, typed):
    assert cli.main(["seed-city", *typed], store) == 2
    assert not Area.select().exists()


@pytest.mark.both
def test_what_ends_half_way_leaves_the_store_empty_and_another_try_fills_it(store):
    def interrupted(step):
        if step == seed.STEPS[3]:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        seed.seed(store, SMALL, NOW, interrupted)
    assert not list(store.data_dir.glob("*.building*"))
    made = seed.seed(store, SMALL, NOW)
    assert (made["grid"], made["micro_grid"], made["matters"], made["patrols"]) == (2, 9, 80, 8)
    _holds_together(store)
    _is_nested()
    _is_seen_by_whom_it_should()
    _has_walked_where_its_worker_walks()
    _goes_on()


def _holds_together(store):
    assert list(verification.faults(store, lambda step: None)) == []
    seqs = [seq for (seq,) in Entry.select(Entry.seq).order_by(Entry.seq).tuples()]
    assert seqs == list(range(1, len(seqs) + 1))
    received = [at for (at,) in Entry.select(Entry.received).order_by(Entry.seq).tuples()]
    assert received == sorted(received) and received[-1] <= NOW
    states = {matter.state for matter in Matter.select()}
    assert CLOSED in states and len(states) > 1
    for matter in Matter.select():
        last = Entry.get_by_id(matter.seq)
        assert (
            last.subject == matter.id and matter.number[:6] == f"{clock.date_of(matter.received_at):%y%m%d}"
        )


def _is_nested():
    for area in Area.select().where(Area.parent.is_null(False)):
        assert area.depth == len(tree.chain(area.code)) - 1
    for building in Area.select().where(Area.kind == "building"):
        assert location.index().holding(building.lat, building.lon, "2026-11-18")[0] == building.parent_id


def _is_seen_by_whom_it_should():
    """The people of its grid and community, and not the worker of the grid beside."""
    matter = Matter.select().where(Matter.state == CLOSED, Matter.finder.is_null(False)).first()
    above = tree.chain(matter.area)
    grid = next(code for code in above if Area.get_by_id(code).kind == "grid")
    beside = Area.get(Area.kind == "grid", Area.code != grid).code
    community = Area.get_by_id(grid).parent_id
    seen = lambda person: lists.visible(reach_of(person)).where(Matter.id == matter.id).exists()  # noqa: E731
    assert not seen(_post("grid_worker", beside))
    assert seen(_post("grid_worker", grid)) and seen(_post("dispatcher", community))
    named = PhotoUse.select().where(PhotoUse.kind == "matter", PhotoUse.person.is_null(False)).first()
    assert uses.may_see(Person.get_by_id(named.person), named.sha256)


def _has_walked_where_its_worker_walks():
    """Each round's track lies in its own grid for the most part, and has its gaps."""
    for patrol in Patrol.select():
        worker = Post.get(Post.person == patrol.person_id)
        assert worker.area_id in patrol.areas and worker.role == "grid_worker"
        spent = compute.reckon(patrol).seconds
        assert spent["in_area"] > 20 * 60 and spent["in_area"] > spent["outside"]
    assert sum(chunk.n for chunk in Chunk.select()) == sum(patrol.fixes for patrol in Patrol.select())


def _goes_on():
    """The next thing that happens has the next number."""
    clock.freeze(NOW + clock.DAY)
    last = Entry.select().count()
    worker = _post("grid_worker", Area.get(Area.kind == "grid").code)
    op = {
        "id": ids.uuid7(), "person": worker.id, "type": "matter.report", "v": 1, "at": clock.rfc3339(clock.now()),
        "body": {"matter": ids.uuid7(), "text": "楼道堆物"},
    }  # fmt: skip
    result = apply_batch([op], Sender(worker))[0]
    assert (result.status, result.seq) == ("applied", last + 1)
    assert Matter.get_by_id(result.entity["id"]).number.startswith(f"{dt.date(2026, 11, 19):%y%m%d}")
    assert Receipt.get_by_id(result.op).seq == last + 1
