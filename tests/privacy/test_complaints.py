"""Complaints and suggestions: who may say what, who reads and answers it, and what is not kept."""

from __future__ import annotations

import re

import pytest

from app.areas.models import AreaSetting
from app.core import clock
from app.ledger.models import Entry
from app.people import tokens
from app.privacy import deletion
from app.privacy.models import KEPT, Complaint
from tests import cast as c
from tests import place

WORDS = "灯坏了没人管，电话也打不通"


def send(client, text=WORDS, secret=None, **more):
    return client.post("/complaints", data={"secret": secret or tokens.new(), "text": text, **more})


def one():
    return Complaint.get()


# refusals first


def test_another_site_cannot_complain_in_somebodys_name(as_):
    answer = as_("worker").post(
        "/complaints", data={"text": WORDS}, headers={"Origin": "https://evil.example"}
    )
    assert answer.status_code == 403 and Complaint.select().count() == 0


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": " \r\n "}, "text"),
        ({"text": "x" * 2001}, "text"),
        ({"text": "a\x00b"}, "text"),
        ({"area": c.GRID}, "area"),
        ({"area": "nowhere"}, "area"),
        ({"phone": "call me"}, "phone"),
        ({"phone": "1380000123"}, "phone"),
        ({"name": "n" * 41}, "name"),
        ({"kind": "scolding"}, "kind"),
        ({"secret": "short"}, "secret"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_written_stays(as_, more, field):
    answer = send(as_(None), **{"text": WORDS, "name": "赵小满", **more})
    assert answer.status_code == 422 and Complaint.select().count() == 0
    assert field == "secret" or 'class="error"' in answer.text or field == "kind"
    assert more.get("text") == "" or "text" in more or place.texts(answer.text, "textarea")[0] == WORDS


def test_a_machine_that_fills_the_trap_is_asked_to_wait(as_):
    answer = send(as_(None), website="http://spam.example")
    assert answer.status_code == 429 and answer.headers["Retry-After"] and Complaint.select().count() == 0


def test_a_flood_leaves_its_allowance_and_a_neighbour_elsewhere_is_heard(as_):
    answers = [send(as_(None), text=f"第{n}条").status_code for n in range(14)]
    assert answers == [303] * 10 + [429] * 4
    other = as_(None)
    other.environ_base["REMOTE_ADDR"] = "192.0.2.9"
    assert send(other).status_code == 303


def test_a_guessed_link_is_not_there(as_):
    for secret in ("x", tokens.new(), "%00", "../desk"):
        assert as_(None).get(f"/complaints/mine/{secret}").status_code == 404


@pytest.mark.parametrize("name", ["worker", "lead", "head", "dept", "outsider"])
def test_only_desks_and_administrators_read_them(as_, name):
    send(as_(None))
    for path in ("/complaints/desk", f"/complaints/desk/{one().number}"):
        assert as_(name).get(path).status_code == 403
    assert as_(None).get("/complaints/desk").status_code == 302
    assert as_(name).post(f"/complaints/desk/{one().number}/answer", data={"text": "x"}).status_code == 403
    assert one().answered is None


def test_a_community_does_not_see_what_was_addressed_above_it(as_):
    send(as_(None))
    assert WORDS not in as_("desk").get("/complaints/desk").text
    assert as_("desk").get(f"/complaints/desk/{one().number}").status_code == 404
    for name in ("city", "admin"):
        assert WORDS in as_(name).get("/complaints/desk").text


# and what is done


@pytest.mark.both
def test_it_gets_a_number_a_date_and_a_link_of_its_own(as_):
    clock.freeze(clock.parse("2026-09-21T10:00:00+08:00"))  # a Monday before the holidays of October
    answer = send(as_(None), text="第一行\r\n第二行", kind="suggestion", area=c.COMMUNITY)
    assert answer.status_code == 303
    made = one()
    assert made.number == "T260921-0001" and made.text == "第一行\n第二行" and made.area == c.COMMUNITY
    shown = as_(None).get(answer.headers["Location"])
    assert shown.status_code == 200 and made.number in place.text(shown.text, "h1")
    assert "第一行 第二行" in place.text(shown.text, "main")
    assert clock.rfc3339(made.due - 1)[:10] > "2026-10-12"  # fifteen working days, and the holidays between
    assert answer.headers["Location"].rsplit("/", 1)[1] not in str(list(Complaint.select().dicts()))


def test_sent_twice_it_is_one_and_other_words_by_the_way_back_are_another(as_):
    secret = tokens.new()
    first, again, other = (send(as_(None), text=text, secret=secret) for text in (WORDS, WORDS, "还有一件"))
    assert first.headers["Location"] == again.headers["Location"] != other.headers["Location"]
    assert Complaint.select().count() == 2


@pytest.mark.parametrize(("signed", "name"), [("", None), ("1", "worker")])
def test_staff_sign_only_if_they_choose_to(as_, cast, signed, name):
    send(as_("worker"), signed=signed)
    assert one().person == (cast.people[name].id if name else None)
    entry = Entry.select().where(Entry.verb == "complain").get()
    assert (entry.by, entry.actor) == ((cast.worker.id, "person") if name else (None, "resident"))
    text = as_("city").get(f"/complaints/desk/{one().number}").text
    assert ("王芳" in text) == bool(name)


def test_a_stranger_cannot_sign(as_):
    assert send(as_(None), signed="1").status_code == 303 and one().person is None


def test_the_answer_is_given_once_and_read_behind_the_link_without_a_name(as_):
    link = send(as_(None)).headers["Location"]
    path = f"/complaints/desk/{one().number}/answer"
    assert as_("city").post(path, data={"text": " "}).status_code == 422
    assert as_("city").post(path, data={"text": "已经修好，对不起"}).status_code == 303
    assert as_("city").post(path, data={"text": "已经修好，对不起"}).status_code == 303
    assert as_("admin").post(path, data={"text": "再答一次"}).status_code in (409, 422)
    text = as_(None).get(link).text
    assert "已经修好" in text and "吴敏" not in text
    assert WORDS in as_("city").get("/complaints/desk?answered=1").text
    assert WORDS not in as_("city").get("/complaints/desk").text


def test_who_signed_a_complaint_does_not_answer_it(as_):
    send(as_("city"), signed="1")
    assert as_("city").post(f"/complaints/desk/{one().number}/answer", data={"text": "x"}).status_code == 403


def test_the_number_is_masked_and_reading_it_is_recorded(as_, cast):
    send(as_(None), phone="139 7777 0001", name="赵小满")
    path = f"/complaints/desk/{one().number}"
    assert "7777" not in as_("city").get(path).text
    assert as_("city").post(path + "/contact", data={"reason": " "}).status_code == 422
    assert "13977770001" in as_("city").post(path + "/contact", data={"reason": "回电说明"}).text
    entry = Entry.select().where(Entry.verb == "contact_read").get()
    assert (entry.by, entry.text, entry.subject) == (cast.city.id, "回电说明", one().number)


@pytest.mark.both
def test_the_contact_goes_some_days_after_the_answer_and_all_of_it_after_three_years(as_, cast):
    AreaSetting.create(area=c.CITY, name="contact_days", value="10")
    link = send(as_(None), phone="13977770001", name="赵小满").headers["Location"]
    clock.freeze(clock.now() + 100 * clock.DAY)
    assert deletion.forget_complainants() == 0
    Complaint.update(answer="好了", answered=clock.now(), answered_by=cast.city.id).execute()
    clock.freeze(clock.now() + 11 * clock.DAY)
    assert deletion.forget_complainants() == 1 and deletion.forget_complainants() == 0
    assert (one().name, one().phone, one().text) == (None, None, WORDS)
    clock.freeze(clock.now() + KEPT)
    assert deletion.forget_complainants() == 1 and as_(None).get(link).status_code == 404
    assert "13977770001" not in str(list(Entry.select().dicts()))


def test_a_late_one_is_said_to_be_late_on_both_sides(as_):
    link = send(as_(None)).headers["Location"]
    Complaint.update(due=clock.now() - 1).execute()
    assert "已经晚了" in as_(None).get(link).text and "已超期" in as_("city").get("/complaints/desk").text


def test_markup_runs_nowhere(as_):
    link = send(as_(None), text="<script>alert(1)</script>", name="<b>x</b>").headers["Location"]
    for text in (as_(None).get(link).text, as_("city").get(f"/complaints/desk/{one().number}").text):
        assert "<script>alert" not in text and "<b>x" not in text


def test_the_pages_speak_english_and_need_no_script(as_):
    for path in ("/privacy", "/complaints"):
        client = as_(None)
        client.set_cookie("lang", "en", domain="localhost")
        assert client.get(path).status_code == 200
        zh = as_(None).get(path)
        assert zh.status_code == 200 and not re.search(r"<script(?![^>]*src=)", zh.text)
        assert "gridwalk=" not in str(zh.headers)


def test_the_page_of_what_is_kept_names_the_days_in_force(as_):
    AreaSetting.create(area=c.CITY, name="contact_days", value="21")
    AreaSetting.create(area=c.COMMUNITY, name="contact_days", value="4")
    text = as_(None).get("/privacy").text
    assert "21 天删除" in place.text(text, "main") and "临港社区：结案、作废或撤回后 4 天删除" in text


def test_the_desk_that_answers_sees_how_many_wait(as_):
    send(as_(None))
    assert "/complaints/desk" not in as_("desk").get("/desk/").text.partition("room-views")[2]
    assert "/complaints/desk" in as_("city").get("/desk/").text.partition("room-views")[2]
