"""The demonstration city: the cast as promised, the same each time, and never in the way of real work."""

from itertools import pairwise

import pytest
from argon2 import PasswordHasher
from shapely.geometry import Point, shape

from app import cli
from app.areas import tree
from app.areas.access.reach import reach_of
from app.areas.geometry import location
from app.areas.models import Area, Post, Unit
from app.areas.telephones import directory
from app.core import clock, db
from app.demo import seed
from app.demo.city import folk, setup
from app.evidence import uses
from app.evidence.models import PhotoUse
from app.ledger import record
from app.ledger.act import by_clock, by_web
from app.ledger.models import Entry
from app.matters.models import Matter, ResponsibilityRow
from app.matters.queries import lists
from app.patrol.minutes import compute
from app.patrol.models import Errand, Patrol, VisitPlan
from app.people.models import Person

NOW = 1_795_000_000_000  # 2026-11-18
CAST = {
    "worker": "grid_worker", "worker2": "grid_worker", "lead": "grid_lead", "head": "building_head",
    "desk": "dispatcher", "dept": "handler", "city": "duty_desk", "admin": "admin", "outsider": "grid_worker",
}  # fmt: skip


@pytest.fixture
def city(store):
    assert seed.seed(NOW, 0) == "made"
    return {p.login: p for p in Person.select().where(Person.login.is_null(False))}


def rows():
    """Everything that was made but what is meant to be random."""
    people = Person.select(Person.id, Person.name, Person.phone, Person.login).order_by(Person.id)
    posts = Post.select(Post.id, Post.person, Post.area, Post.role, Post.begins).order_by(Post.id)
    return [list(q.tuples()) for q in (Area.select().order_by(Area.code), people, posts, Unit.select())]


def test_without_demo_mode_nothing_is_made(store, monkeypatch, capsys):
    monkeypatch.setenv("GRIDWALK_DEMO", "0")
    monkeypatch.setenv("DATA_DIR", str(store.data_dir))
    assert cli.main(["seed-demo"]) == 2
    assert not Person.select().exists()


def test_a_store_with_real_people_is_left_alone(cast):
    before = rows()
    with pytest.raises(seed.Refused):
        seed.seed(NOW, 0)
    assert rows() == before


@pytest.mark.both
def test_the_cast_is_as_promised(city):
    for login, role in CAST.items():
        posts = list(city[login].posts)
        assert [post.role for post in posts] == [role]
        assert PasswordHasher().verify(city[login].password, folk.PASSWORD)
    home = city["worker"].posts[0].area
    other = city["worker2"].posts[0].area
    assert other.code != home.code and other.parent_id == home.parent_id == city["desk"].posts[0].area_id
    assert city["lead"].posts[0].area_id == home.code
    assert home.code in tree.chain(city["head"].posts[0].area_id)
    assert city["dept"].posts[0].unit.platform == "enforcement"
    assert not tree.is_below(city["outsider"].posts[0].area_id, {home.parent_id})
    assert Person.select().count() > 49
    lead = {
        row.category: row.lead
        for row in ResponsibilityRow.select().where(ResponsibilityRow.level_kind == "city")
    }
    assert lead["fire_safety"] == "XF01" and set(lead.values()) <= {unit.code for unit in Unit.select()}


def test_the_workers_grid_is_convex_and_off_the_dedicated_one(city):
    home = shape(city["worker"].posts[0].area.shape)
    assert home.convex_hull.area == pytest.approx(home.area, rel=1e-4)
    overlay = Area.get(Area.overlay)
    assert overlay.kind == "dedicated_grid" and not home.intersects(shape(overlay.shape))
    under = list(Area.select().where(Area.kind == "grid", Area.shape.is_null(False)))
    assert sum(shape(a.shape).intersection(shape(overlay.shape)).area > 1e-9 for a in under) == 1


def test_the_city_has_the_shape_it_is_said_to_have(city):
    kinds = {kind: Area.select().where(Area.kind == kind).count() for kind in ("grid", "street", "community")}
    assert kinds == {"grid": 12, "street": 1, "community": 4}
    top = Area.get(Area.parent.is_null())
    assert Area.select().where(Area.parent == top, Area.kind == "community").count() == 2
    assert Area.select().where(Area.kind == "building").count() == 120
    assert Area.select().where(Area.kind == "grid", Area.shape.is_null()).count() == 1
    assert Area.select().where(Area.kind == "micro_grid").count() > 10
    assert all(shape(a.shape).is_valid for a in Area.select().where(Area.shape.is_null(False)))


def test_every_house_lies_in_its_grid_and_is_found_by_its_position(city):
    everywhere = reach_of(city["city"])
    overlay = shape(Area.get(Area.overlay).shape)
    for house in Area.select().where(Area.kind == "building", Area.shape.is_null(False)):
        found = location.smallest(house.lat, house.lon, everywhere)
        if overlay.contains(Point(house.lon, house.lat)):
            assert found == Area.get(Area.overlay).code
        else:
            assert found == house.code


def test_it_is_the_same_each_time_and_in_another_store(city):
    first = rows()
    assert seed.seed(NOW + 2 * clock.DAY, 0) == "made afresh"
    assert rows() == first


def test_it_is_made_afresh_only_when_old_and_untouched(city):
    epoch = db.Meta.value_of("epoch")
    assert seed.seed(NOW + clock.HOUR, 0) == "left as it is"
    with db.transaction():
        record.record(by_clock(), "area", "x", "reminded")
    assert seed.seed(NOW + 2 * clock.DAY, 0) == "made afresh"
    assert db.Meta.value_of("epoch") != epoch
    with db.transaction():
        record.record(by_web(city["admin"]), "area", "x", "set")
    assert seed.seed(NOW + 9 * clock.DAY, 0) == "left as it is"


def test_killed_half_way_it_leaves_the_store_empty(store, monkeypatch):
    monkeypatch.setattr(setup, "TABLES", (*setup.TABLES, "nothing"))
    with pytest.raises(FileNotFoundError):
        seed.seed(NOW, 0)
    assert not Area.select().exists() and not Person.select().exists()
    assert db.Meta.value_of("demo-made") == ""


def told():
    """What the past left, without what a store counts for itself."""
    matters = Matter.select(Matter.number, Matter.state, Matter.text, Matter.area).order_by(Matter.number)
    patrols = Patrol.select(Patrol.id, Patrol.finished, Patrol.fixes).order_by(Patrol.id)
    return list(matters.tuples()), list(patrols.tuples())


def test_the_past_is_plausible_complete_and_the_same_again(store):
    seed.seed(NOW, 1)
    entries = list(Entry.select().order_by(Entry.seq))
    assert all(a.received <= b.received for a, b in pairwise(entries)) and entries[-1].received <= NOW
    assert all(entry.at <= entry.received for entry in entries)
    worker = Person.get(Person.login == "worker")
    walked = list(Patrol.select().where(Patrol.person == worker))
    assert walked and all(clock.date_of(patrol.started) < clock.date_of(NOW) for patrol in walked)
    assert not Patrol.select().where(Patrol.finished.is_null()).exists()
    states = {state for (state,) in Matter.select(Matter.state).distinct().tuples()}
    assert {"closed", "reported", "dispatched", "in_hand", "resolved", "shelved"} <= states
    manhole = Matter.get(Matter.category == "manhole", Matter.finder.is_null(False))
    assert manhole.urgency == "emergency" and manhole.state == "closed"
    assert uses.missing([use.sha256 for use in PhotoUse.select()]) == []
    seconds = compute.reckon(walked[0]).seconds
    assert seconds["in_area"] > 0.6 * sum(seconds.values())
    for login in ("worker", "lead", "head", "desk", "dept", "city"):
        person = Person.get(Person.login == login)
        mine = lists.visible(reach_of(person)).where(Matter.state.not_in(("closed", "void")))
        assert mine.exists(), login
    day = clock.date_of(NOW).isoformat()
    assert {plan.on <= day for plan in VisitPlan.select().where(VisitPlan.person == worker, VisitPlan.closed.is_null())} == {True, False}  # fmt: skip
    held = {(errand.state, bool(errand.held)) for errand in Errand.select()}
    assert held == {("open", True), ("confirmed", False), ("done", True)}
    assert {"desk", "gas", "lift", "lead", "property"} <= {
        one["kind"] for one in directory.for_phone(reach_of(worker))
    }
    first = told()
    seed.clear()
    db.Meta.delete().where(db.Meta.key.startswith("demo-")).execute()
    seed.seed(NOW, 1)
    assert told() == first
