"""What could not be applied loses its content when its time is over, tracks when a track's is."""

from __future__ import annotations

import pytest

from app.areas.models import AreaSetting
from app.core import clock
from app.ledger.models import Entry
from app.people import tokens
from app.people.models import SyncToken
from app.sync.models import Quarantine
from app.sync.review import retention
from tests import cast as c
from tests.sync.phone import new_id, visit


@pytest.fixture
def kept(phone):
    """A visit and a piece of a track of the worker's, kept because the phone was ended."""
    tokens.revoke(SyncToken.device == phone.device)
    track = {"patrol": new_id(), "t": [clock.now()], "lat": [27.5801], "lon": [120.5501], "acc": [5]}
    ops = [phone.op(body=visit(text="三楼王某")), phone.op("patrol.track", track)]
    phone.send(*ops)
    return ops


def raws():
    return [row.raw for row in Quarantine.select().order_by(Quarantine.id)]


@pytest.mark.both
def test_a_track_goes_after_its_days_and_the_rest_after_theirs(kept):
    begun = clock.now()
    clock.freeze(begun + 7 * clock.DAY - clock.MINUTE)
    assert retention.forget() == 0
    clock.freeze(begun + 7 * clock.DAY + clock.MINUTE)
    assert retention.forget() == 1 and raws() == [kept[0], None]
    clock.freeze(begun + 180 * clock.DAY + clock.MINUTE)
    assert retention.forget() == 1 and raws() == [None, None] and retention.forget() == 0
    assert Quarantine.select().where(Quarantine.settled.is_null()).count() == 0
    entries = list(Entry.select().where(Entry.verb == "forget"))
    assert [entry.actor for entry in entries] == ["clock", "clock"] and not any(
        e.body or e.text for e in entries
    )


def test_an_area_may_set_its_own_days(kept):
    AreaSetting.create(area=c.COMMUNITY, name="quarantine_days", value="10")
    AreaSetting.create(area=c.COMMUNITY, name="track_days", value="0")
    assert retention.forget() == 1
    clock.freeze(clock.now() + 10 * clock.DAY + clock.MINUTE)
    assert retention.forget() == 1


def test_what_comes_again_afterwards_is_kept_anew(kept, phone, as_):
    clock.freeze(clock.now() + 181 * clock.DAY)
    retention.forget()
    SyncToken.update(expires=clock.now() + clock.DAY).execute()
    phone.send(kept[0])
    assert raws() == [kept[0], None]
    assert "三楼王某" in as_("lead").get("/quarantine").text
