"""The areas were redrawn while a phone had no signal: nothing it held is lost, and nothing goes wrong twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app import open_store
from app.admin.reorganisation import carrying_out, plans, verbs
from app.admin.reorganisation.models import Reorganisation
from app.areas.models import Area, Post
from app.core import clock, db
from app.ledger.models import Entry
from app.matters.models import REPORTED, RESOLVED, Matter
from app.settings import Settings
from tests import cast as c
from tests.admin.reorganisation.days import NEW1, NEW2, agreed
from tests.matters import ops
from tests.phone.conftest import Office, Phone

pytestmark = pytest.mark.browser


@pytest.fixture
def office(tmp_path: Path, engine_script: bytes) -> Iterator[Office]:
    """An office of this test's own: whoever comes after it finds the areas as they were."""
    made = Office(tmp_path, engine_script)
    yield made
    made.close()


@pytest.fixture
def worker(phones: Any) -> Phone:
    """The phone of the grid's worker, who has two matters in hand, a building each."""
    made: Phone = phones()
    made.sign_in("worker")
    return made


def in_hand(office: Office) -> list[str]:
    """A matter in the first building and two in the second, taken by the worker."""
    open_store(Settings(data_dir=office.folder))
    made = [ops.report(office.cast.worker, area=area) for area in (c.BUILDING, c.BUILDING2, c.BUILDING2)]
    for matter in made:
        ops.move(office.cast.worker, matter, "take")
        Matter.update(resident_asked=True).where(Matter.id == matter.id).execute()
    db.database.close()
    return [str(matter.id) for matter in made]


def redraw(office: Office) -> None:
    """The grid is split, as of today; the worker goes to the first part."""
    open_store(Settings(data_dir=office.folder))
    cast = office.cast
    split = plans.split(Area.get_by_id(c.GRID), [(NEW1, "东"), (NEW2, "西")], {c.BUILDING: 0, c.BUILDING2: 1})
    row = agreed(cast.admin, split)
    post = Post.get(Post.person == cast.worker, Post.area == c.GRID)
    verbs.send_posts(cast.admin, row, {post.id: (NEW1,)})
    Post.update(begins=(clock.today() - dt.timedelta(days=9)).isoformat()).where(Post.id == post.id).execute()
    Reorganisation.update(day=clock.today().isoformat()).where(Reorganisation.id == row.id).execute()
    carrying_out.come_into_force()
    db.database.close()


def test_what_is_still_theirs_is_done_and_what_went_to_others_reaches_them_as_a_note(
    worker: Phone, office: Office
) -> None:
    own, gone, left = in_hand(office)
    worker.do("await e.feed.pull()")
    before = """for (const [matter, move, text] of a) {
      await e.outbox.add({type: 'matter.move', body: {matter, move, ...(text ? {text} : {}), base_version: 2}}); }"""
    worker.do(before, [[own, "resolve", "井盖换好了"], [gone, "resolve", "钥匙在门卫老周那里"]])
    redraw(office)
    worker.do(
        before, [[left, "escalate", ""]]
    )  # tapped afterwards, by a phone that has not heard of it, without a word
    assert worker.drain()["attention"] == 1
    open_store(Settings(data_dir=office.folder))
    assert Matter.get_by_id(own).state == RESOLVED
    matter = Matter.get_by_id(gone)
    notes = [entry.text for entry in Entry.select().where(Entry.subject == gone, Entry.verb == "note")]
    db.database.close()
    assert (
        notes == ["钥匙在门卫老周那里"]
        and matter.state == REPORTED
        and matter.holder_person == office.cast.lead.id
    )
    assert worker.drain()["attention"] == 1
