"""What is kept of tables that change rarely never answers once one of them has changed: by whomever, and in whatever way."""

from __future__ import annotations

import datetime as dt
import threading
from types import SimpleNamespace

import pytest
from peewee import PostgresqlDatabase

from app.areas import tree
from app.areas.access.reach import reach_of
from app.areas.models import (
    Absence,
    Area,
    AreaSetting,
    DutyTurn,
    LayBelow,
    OutdoorPause,
    Post,
    Successor,
    Telephone,
)
from app.core import clock, db, remembered
from app.core.db import RARELY
from app.matters import categories
from app.matters.area_staff import Ground
from app.matters.models import Category, Holiday, ResponsibilityRow
from app.people.models import Person
from tests import cast as c

pytestmark = pytest.mark.both


class Abandoned(Exception):
    pass


def elsewhere(work):
    """Do it on a connection of another thread, as another process would, and commit it."""
    failed = []

    def run():
        try:
            with db.transaction():
                work()
        except BaseException as error:  # told to the test
            failed.append(error)
        finally:
            db.let_go()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert not failed, failed


def test_a_post_that_was_ended_by_another_process_opens_nothing_from_its_commit_on(cast):
    assert c.GRID in reach_of(cast.worker).roots
    elsewhere(lambda: Post.update(ends="2020-01-01").where(Post.person == cast.worker).execute())
    with db.transaction():
        assert not reach_of(cast.worker).posts
    assert not reach_of(cast.worker).posts


def test_within_a_transaction_ones_own_change_is_seen_at_once_and_taken_back_with_it(cast):
    with pytest.raises(Abandoned), db.transaction():
        assert reach_of(cast.worker).posts
        with pytest.raises(Abandoned), db.transaction():
            Post.delete().where(Post.person == cast.worker).execute()
            assert not reach_of(cast.worker).posts
            raise Abandoned
        assert reach_of(cast.worker).posts, "the inner part was taken back"
        Post.delete().where(Post.person == cast.worker).execute()
        assert not reach_of(cast.worker).posts
        raise Abandoned
    assert reach_of(cast.worker).posts


def test_a_page_is_drawn_as_it_stood_and_what_is_written_meanwhile_is_judged_by_what_stands_then(cast):
    with db.noting():
        assert reach_of(cast.worker).posts
        elsewhere(lambda: Post.update(ends="2020-01-01").where(Post.person == cast.worker).execute())
        assert reach_of(cast.worker).posts, "one page, one state"
        with db.transaction():
            assert not reach_of(cast.worker).posts, "a write asks anew"
        assert not reach_of(cast.worker).posts, "and the page goes on with nothing of before it"
    assert db.notes() is None


def test_a_page_asks_a_few_times_for_the_version_and_not_for_each_thing_it_shows(as_, monkeypatch):
    asked = []
    monkeypatch.setattr(
        remembered, "_VERSION", SimpleNamespace(value=lambda key, known=remembered._VERSION: (asked.append(key), known.value(key=key))[1])
    )  # fmt: skip
    assert as_("desk").get("/desk/").status_code == 200
    assert 1 <= len(asked) <= 5


def test_a_post_begins_and_ends_at_midnight_without_any_change(cast):
    today = clock.today()
    Post.update(ends=today.isoformat()).where(Post.person == cast.worker).execute()
    assert reach_of(cast.worker).posts
    clock.freeze(clock.now() + clock.DAY)
    assert clock.today() == today + dt.timedelta(days=1) and not reach_of(cast.worker).posts


def test_settings_names_categories_desks_and_people_are_those_that_stand(cast):
    ground = Ground()
    assert (
        tree.setting(c.GRID, "work_hours", "none") == "none"
        and ground.desks
        and ground.people(("grid_worker",), [c.GRID])
    )
    AreaSetting.create(area=c.COMMUNITY, name="work_hours", value="09:00-10:00")
    assert tree.setting(c.GRID, "work_hours", "none") == "09:00-10:00"
    Area.update(name="改名").where(Area.code == c.GRID).execute()
    assert Ground().name(c.GRID) == "改名"
    Category.update(name="别的").where(Category.code == "other").execute()
    assert categories.require("other").name == "别的"
    Person.update(ended=1).execute()
    assert not Ground().desks and not Ground().people(("grid_worker",), [c.GRID])
    assert Person.known(cast.worker.id).ended == 1 and Person.known("nobody") is None


def test_every_such_table_notes_each_kind_of_change(cast):
    AreaSetting.create(area=c.GRID, name="work_hours", value="09:00-10:00")
    Telephone.create(area=c.GRID, kind="gas", name="燃气", number="0577-0")
    ResponsibilityRow.insert(category="other", level_kind="grid").on_conflict_ignore().execute()
    db.database.execute_sql(f"insert into moved_area (area_id, version) values ('{c.GRID}', 'x')")
    Holiday.create(day="2027-02-05", kind="off")
    turn = {
        "begins": "2026-11-30 08:30",
        "ends": "2026-11-30 17:30",
        "name": "林晓梅",
        "phone": "0577-64210001",
    }
    DutyTurn.create(area=c.GRID, **turn)
    Absence.create(
        id="a", person=cast.worker.id, substitute=cast.worker2.id, begins="2026-11-30", ends="2026-11-30"
    )
    OutdoorPause.create(id="p", area=c.GRID, kind="heat", begins="2026-11-30", ends="2026-11-30")
    LayBelow.create(area=c.GRID, until="2026-11-29", parent=c.CITY)
    Successor.create(area=c.GRID, successor=c.GRID2, day="2026-11-30")
    seen = {remembered.version()}
    for table in sorted(RARELY):
        columns = [column.name for column in db.database.get_columns(table)]
        elsewhere(lambda t=table, k=columns[0]: db.database.execute_sql(f'update "{t}" set "{k}" = "{k}"'))
        seen.add(remembered.version())
    assert len(seen) == 1 + len(RARELY)
    if isinstance(db.database.obj, PostgresqlDatabase):
        query = "select distinct event_object_table, event_manipulation from information_schema.triggers"
    else:
        query = "select tbl_name, name from sqlite_master where type = 'trigger'"
    noted = {
        (table, act.lower().rpartition("_")[2]) for table, act in db.database.execute_sql(query).fetchall()
    }
    assert noted == {(table, act) for table in RARELY for act in ("insert", "update", "delete")}


def test_a_statement_whose_table_cannot_be_read_counts_as_a_change():
    assert db._is_of_rarely('delete from post where "id" = 1') and db._is_of_rarely("update post set x = 1")
    assert db._is_of_rarely('ROLLBACK TO "inner"') and db._is_of_rarely('UPDATE "person" SET x = 1')
    assert not db._is_of_rarely('INSERT INTO "receipt" VALUES (1)') and not db._is_of_rarely("SELECT 1")


def test_no_more_is_kept_than_two_versions(cast):
    made = []

    @remembered.remembered
    def work(key):
        made.append(key)
        return key

    for number in range(5):
        assert [work(number), work(number)] == [number, number]
        Category.update(sort=number).where(Category.code == "other").execute()
    assert made == list(range(5))
    with pytest.raises(Abandoned):
        failing()
    with pytest.raises(Abandoned):
        failing()


@remembered.remembered
def failing():
    raise Abandoned
