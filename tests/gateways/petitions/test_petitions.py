"""信访: a desk registers a number, to whom it was handed and days; the statutory dates follow, and nothing else can be kept."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app.core import clock, db, ids
from app.gateways.petitions.models import Petition
from app.ledger.models import Entry
from app.matters.models import Matter

pytestmark = pytest.mark.both
PAGE = "/desk/petitions"


def days_ago(count: int) -> str:
    return (clock.today() - dt.timedelta(days=count)).isoformat()


def form(number: str = "XF-2026-0001", **more: str) -> dict[str, str]:
    return {"id": ids.uuid7(), "number": number, "received": days_ago(0), **more}


def test_only_desks_open_them_and_another_desks_is_not_there(as_: Any) -> None:
    assert as_("city").post(PAGE, data=form()).status_code == 303
    path = f"{PAGE}/{Petition.get().id}"
    for name in ("worker", "lead", "head", "dept", "admin", "outsider"):
        client = as_(name)
        assert client.get(PAGE).status_code == client.post(PAGE, data=form("XF-9")).status_code == 403, name
        assert client.get(path).status_code == client.post(path, data={}).status_code == 403
    assert as_("desk").get(path).status_code == as_("desk").post(path, data={}).status_code == 404
    assert "XF-2026-0001" not in as_("desk").get(PAGE).text
    assert Petition.select().count() == 1


def test_what_cannot_be_is_said_beside_its_field_and_stays_in_the_form(as_: Any) -> None:
    desk = as_("desk")
    tomorrow = (clock.today() + dt.timedelta(days=1)).isoformat()
    for change, words in (
        ({"number": " "}, "编号要 3 到 60 个字"),
        ({"received": ""}, ""),
        ({"received": "2026-13-01"}, "日期要写成"),
        ({"received": tomorrow}, "日期不能晚于今天"),
        ({"handed": days_ago(1), "handed_to": "市信访局"}, "不能早于前面的日期"),
        ({"handed": days_ago(0)}, ""),
        ({"handed_to": "局" * 61}, "60"),
        ({"id": "x"}, ""),
    ):
        reply = desk.post(PAGE, data={**form(), **change})
        assert (reply.status_code, words in reply.text) == (422, True), change
        assert 'role="alert"' in reply.text, change
    assert Petition.select().count() == 0


def test_a_number_is_registered_once_however_often_it_is_sent(as_: Any) -> None:
    desk, sent = as_("desk"), form()
    assert desk.post(PAGE, data=sent).status_code == desk.post(PAGE, data=sent).status_code == 303
    again = desk.post(PAGE, data=form("ＸＦ－2026－0001"))
    assert again.status_code == 422 and "已经登记了" in again.text
    assert as_("city").post(PAGE, data=sent).status_code == 409
    assert as_("city").post(PAGE, data=form()).status_code == 303  # another desk's own
    assert Petition.select().count() == 2
    assert [entry.verb for entry in Entry.select().where(Entry.kind == "petition")] == ["registered"] * 2


def test_the_dates_of_the_law_run_from_the_day_it_was_received_and_accepted(as_: Any) -> None:
    clock.freeze(clock.parse("2026-03-31T09:00:00+08:00"))
    desk = as_("desk")
    desk.post(PAGE, data=form(received="2026-03-02", handed_to="市信访局", handed="2026-03-10"))
    petition = Petition.get()
    path = f"{PAGE}/{petition.id}"
    text = desk.get(path).text
    assert text.count("2026-03-17") == 2  # to be handed over, and told in writing: fifteen days
    assert "过期" in desk.get(PAGE).text  # nobody was told
    changed = {
        "version": "1", "received": "2026-03-02", "handed_to": "市信访局", "handed": "2026-03-10", "informed": "2026-03-16",
        "accepted": "2026-03-20",
    }  # fmt: skip
    assert desk.post(path, data=changed).status_code == 303
    assert "2026-05-19" in desk.get(path).text  # sixty days
    assert "过期" not in desk.get(PAGE).text
    assert desk.post(path, data={**changed, "version": "2", "is_extended": "1"}).status_code == 303
    assert "2026-06-18" in desk.get(path).text  # thirty more
    clock.freeze(clock.parse("2026-06-16T09:00:00+08:00"))
    assert "快到期" in desk.get(PAGE).text
    over = {**changed, "version": "3", "is_extended": "1", "done": "2026-06-16"}
    assert desk.post(path, data=over).status_code == 303
    assert "快到期" not in desk.get(PAGE).text and "没有期限在走的" in desk.get(PAGE).text


def test_who_wrote_on_a_page_that_is_old_is_told_and_the_same_again_is_nothing(as_: Any) -> None:
    desk = as_("desk")
    desk.post(PAGE, data=form())
    petition = Petition.get()
    path, today = f"{PAGE}/{petition.id}", days_ago(0)
    sent = {"version": "1", "received": today, "informed": today}
    assert desk.post(path, data=sent).status_code == desk.post(path, data=sent).status_code == 303
    assert Entry.select().where(Entry.verb == "changed", Entry.kind == "petition").count() == 1
    assert desk.post(path, data={"version": "1", "received": today, "accepted": today}).status_code == 409
    assert desk.post(path, data={"version": "2", "received": today, "done": today}).status_code == 422


def test_there_is_no_field_for_words_or_for_a_person_and_it_is_no_matter(as_: Any) -> None:
    desk = as_("desk")
    desk.post(PAGE, data=form(text="写了很长的信", name="李秀兰", phone="13912345678"))
    columns = {column.name for column in db.database.get_columns("petition")}
    assert columns == {
        "id", "desk", "number", "received", "handed_to", "handed", "informed", "accepted", "is_extended", "done", "made",
        "made_by", "version",
    }  # fmt: skip
    written = [entry.body for entry in Entry.select().where(Entry.kind == "petition")]
    assert "李秀兰" not in str(written) and "长的信" not in str(written)
    assert Matter.select().count() == 0
