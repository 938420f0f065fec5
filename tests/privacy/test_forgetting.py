"""What tells who asked and where they stood goes when its time is over, and not before."""

from __future__ import annotations

import io

import pytest

from app.areas.models import AreaSetting
from app.core import clock, keyset
from app.evidence import storage, upload, uses
from app.evidence.models import Photo, PhotoUse
from app.ledger.models import Entry
from app.matters.models import Matter
from app.patrol import door_retention
from app.patrol.models import Visit
from app.privacy import deletion
from app.requests.models import ResidentRequest
from tests import cast as c
from tests.evidence.pictures import picture, sha
from tests.matters import ops
from tests.patrol import walk
from tests.requests.saying import asked, say

CONTACT = {"name": "赵小满", "phone": "13977770001"}
PLACE = {"lat": c.LAT + 0.0003, "lon": c.LON + 0.0003, "acc": 5}


def said(**more):
    """A request with contact data and a position; (request, matter)."""
    return asked(contact=CONTACT, place=PLACE, **more)[:2]


def close(matter, at=None):
    Matter.update(state="closed", closed_at=at or clock.now()).where(Matter.id == matter.id).execute()


def later(days):
    clock.freeze(clock.now() + round(days * clock.DAY))


def row(request):
    return ResidentRequest.get_by_id(request.id)


@pytest.mark.both
def test_contact_data_stay_while_somebody_may_call_and_go_thirty_days_after_closing(store, cast):
    request, matter = said()
    later(400)
    assert deletion.forget_contacts() == 0
    close(matter)
    later(29.9)
    assert deletion.forget_contacts() == 0 and row(request).phone == CONTACT["phone"]
    later(0.2)
    assert deletion.forget_contacts() == 1 and deletion.forget_contacts() == 0
    gone = row(request)
    assert (gone.name, gone.phone, gone.place, gone.lat, gone.lon, gone.digest) == (None,) * 5 + ("",)
    assert gone.contact_deleted == clock.now() and gone.words and gone.number == matter.number
    kept = Matter.get_by_id(matter.id)
    assert (kept.place, kept.lat, kept.lon) == (None, None, None) and kept.area == matter.area


def test_the_entry_says_that_it_went_and_nothing_of_what(store, cast):
    request, matter = said()
    close(matter)
    later(31)
    deletion.forget_contacts()
    entry = Entry.select().where(Entry.verb == "contact_deleted").get()
    assert (entry.actor, entry.subject, entry.text, entry.body, entry.place) == (
        "clock",
        request.id,
        None,
        None,
        None,
    )
    kept = Matter.get_by_id(matter.id)
    assert (
        kept.seq == entry.seq and kept.version == matter.version + 1
    )  # phones learn that the position is gone
    everything = str(list(Entry.select().dicts()))
    assert CONTACT["phone"] not in everything and CONTACT["name"] not in everything


@pytest.mark.parametrize("end", ["withdrawn", "refused"])
def test_what_was_withdrawn_or_refused_is_over_at_once_and_its_words_go_where_it_never_became_anything(
    store, cast, end
):
    request, _ = said()
    never = ResidentRequest.get_by_id(say(contact=CONTACT, place=PLACE).id)
    ResidentRequest.update({end: clock.now()}).execute()
    later(31)
    assert deletion.forget_contacts() == 2
    assert row(request).words and not row(never).words and row(never).phone is None


def test_a_merged_matter_is_over_when_the_one_it_went_on_in_is(store, cast):
    request, matter = said()
    other = ops.report(cast.worker)
    Matter.update(state="void", closed_at=clock.now(), merged_into=other.id).where(
        Matter.id == matter.id
    ).execute()
    later(31)
    assert deletion.forget_contacts() == 0
    close(other)
    later(31)
    assert deletion.forget_contacts() == 1 and row(request).phone is None


def test_one_that_was_held_and_never_looked_at_keeps_no_number_for_ever(store, cast):
    request = ResidentRequest.get_by_id(say(contact=CONTACT, place=PLACE).id)
    later(179)
    assert deletion.forget_contacts() == 0
    later(32)
    assert deletion.forget_contacts() == 1 and row(request).phone is None and row(request).words


def test_an_area_may_set_its_own_days(store, cast):
    AreaSetting.create(area=c.GRID, name="contact_days", value="3")
    request, matter = said()
    close(matter)
    later(3.1)
    assert deletion.forget_contacts() == 1 and row(request).phone is None


def test_opened_again_in_the_meantime_it_stays(store, cast, monkeypatch):
    request, matter = said()
    close(matter)
    later(31)
    real, asked_for = deletion.over_since, []

    def over(request):
        if asked_for:
            Matter.update(state="reported", closed_at=None).where(Matter.id == matter.id).execute()
        asked_for.append(request)
        return real(request)

    monkeypatch.setattr(deletion, "over_since", over)
    assert deletion.forget_contacts() == 0 and row(request).phone == CONTACT["phone"]


def test_the_photos_of_what_was_refused_go_unless_something_else_needs_them(store, cast):
    mine, shared = picture(seed=3), picture(seed=140)
    request, _ = said(photos=[sha(mine), sha(shared)])
    for data in (mine, shared):
        upload.take(io.BytesIO(data), sha(data), request.bringer)
    uses.vouch_for(sha(shared), cast.worker.id)
    PhotoUse.delete().where(PhotoUse.kind == "matter").execute()
    ResidentRequest.update(refused=clock.now(), matter=None).where(ResidentRequest.id == request.id).execute()
    later(31)
    deletion.forget_contacts()
    assert [photo.sha256 for photo in Photo.select()] == [sha(shared)]
    assert not storage.is_stored(sha(mine)) and storage.is_stored(sha(shared))


def test_looking_it_up_by_a_number_that_was_deleted_is_answered_kindly_and_the_link_still_opens(
    store, cast, as_
):
    _, matter, token = asked(contact=CONTACT, place=PLACE)
    given = {"number": matter.number, "last4": "0001"}
    assert as_(None).post("/find", data=given).status_code == 303
    close(matter)
    later(31)
    deletion.forget_contacts()
    answer = as_(None).post("/find", data=given)
    assert answer.status_code == 410 and "已按期限删除" in answer.text
    wrong = as_(None).post("/find", data={"number": "200101-0001", "last4": "0001"})
    assert wrong.status_code in (404, 429) and "已按期限删除" not in wrong.text
    assert as_(None).get(f"/r/{token}").status_code == 200


@pytest.mark.both
def test_what_is_more_than_a_page_is_worked_off_whole_whatever_must_stay_before_it(store, cast, monkeypatch):
    monkeypatch.setattr(keyset, "PAGE", 2)
    requests = [said()[0] for _ in range(7)]
    stays = {request.id for request in sorted(requests, key=lambda request: request.id)[:3]}
    for request in requests:
        if request.id not in stays:
            close(Matter.get_by_id(request.matter))
    later(31)
    assert deletion.forget_contacts() == 4 and deletion.forget_contacts() == 0
    kept = ResidentRequest.select().where(ResidentRequest.phone.is_null(False))
    assert {request.id for request in kept} == stays


def test_doors_that_stay_longer_in_one_area_do_not_keep_those_of_another(store, cast, monkeypatch):
    monkeypatch.setattr(keyset, "PAGE", 2)
    AreaSetting.create(area=c.BUILDING, name=door_retention.SETTING, value="3650", reason="a dispute")
    for minute in range(5):
        walk.visit(cast.worker, c.BUILDING, minute * 20, 10)
    walk.visit(cast.worker, c.BUILDING2, 200, 10)
    Visit.update(household="2-301").execute()
    clock.freeze(walk.NINE + 1000 * clock.DAY)
    assert door_retention.forget() == 1
    assert {visit.area_id for visit in Visit.select().where(Visit.household.is_null(False))} == {c.BUILDING}
