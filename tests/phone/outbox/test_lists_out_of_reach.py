"""What was written for a storm's door or a campaign's place that is nobody's of ours: said why, kept, and the phone comes clean."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app import open_store
from app.areas.models import Post
from app.campaigns import opening
from app.campaigns.models import CampaignList, CampaignPlace
from app.core import clock, db
from app.places.models import Place
from app.settings import Settings
from app.storms import declaring
from app.storms.models import StormDoor, StormList
from app.sync.models import Quarantine
from tests import cast as c
from tests.phone.conftest import Office, Phone
from tests.sync.phone import new_id

pytestmark = pytest.mark.browser
BOTH = """await e.outbox.add({type: 'storm.door', body: {storm: a[0], area: a[2], told: true}});
await e.outbox.add({type: 'campaign.visit', body: {campaign: a[1], place: 'G1', outcome: 'mended', bad: ['q1']}})"""
WHY = "return (await e.outbox.list()).map((item) => [item.op.type, item.state, item.why?.type])"


@pytest.fixture
def lists(office: Office) -> Iterator[tuple[str, str]]:
    """The ids of a storm's and a campaign's list of the grid, whose worker has gone elsewhere."""
    open_store(Settings(data_dir=office.folder))
    post = Post.get(Post.person == office.cast.worker, Post.role == "grid_worker")
    Place.create(code="G1", name="阿明面馆", kind="shop", area=c.BUILDING)
    storm = declaring.declare(office.cast.desk, new_id(), "台风海葵", [c.GRID], clock.now())
    today = clock.today().isoformat()
    campaign = opening.open_campaign(
        office.cast.desk, new_id(), "燃气安全", "fire_safety", (today, today), [c.GRID], ["shop"], "软管没有老化"
    )  # fmt: skip
    made = StormList.get(StormList.storm == storm.id).id, CampaignList.get(CampaignList.campaign == campaign.id).id  # fmt: skip
    moved(office, c.OTHER_GRID)
    yield made
    moved(office, post.area_id)
    open_store(Settings(data_dir=office.folder))
    declaring.end(office.cast.desk, storm)
    opening.end(office.cast.desk, campaign)
    db.database.close()


def moved(office: Office, area: str) -> None:
    """The worker's post is there."""
    open_store(Settings(data_dir=office.folder))
    Post.update(area=area).where(Post.person == office.cast.worker, Post.role == "grid_worker").execute()
    db.database.close()


def test_it_is_refused_with_a_sentence_kept_by_the_office_and_taken_back_the_phone_is_clean(
    phone: Phone, office: Office, lists: tuple[str, str]
) -> None:
    phone.do(BOTH, [*lists, c.BUILDING])
    assert phone.drain()["attention"] == 2
    why = "/problems/list-not-yours"
    assert sorted(phone.do(WHY)) == [["campaign.visit", "attention", why], ["storm.door", "attention", why]]
    phone.do("for (const {op} of await e.outbox.list()) if (op.type === 'storm.door') await e.byHand.withdraw(op.id)")  # fmt: skip
    assert phone.drain()["attention"] == 1
    moved(office, c.GRID)
    phone.do(
        "for (const {op, state} of await e.outbox.list()) if (state === 'attention') await e.byHand.retry(op.id)"
    )
    assert phone.drain()["safe"] is True
    open_store(Settings(data_dir=office.folder))
    kept = {row.raw["type"]: row.settled for row in Quarantine.select()}
    assert kept["storm.door"] is None and kept["campaign.visit"] is not None
    assert StormDoor.get(StormDoor.list == lists[0], StormDoor.area == c.BUILDING).told is None
    assert CampaignPlace.get(CampaignPlace.list == lists[1]).outcome == "mended"
    db.database.close()
