"""A worker asks neighbours in as building heads: only in the own grid, only neighbours, and without a password."""

import re

import pytest

from app.areas import tree
from app.areas.access import posts
from app.areas.access.reach import reach_of
from app.areas.models import Area, Post
from app.core import clock
from app.ledger.models import Entry
from app.links.heads import invitation
from app.people.accounts import ending
from app.people.models import Enrolment, Person, Session
from app.people.sign_in import enrolment
from tests import cast as c
from tests import place

NEW = {"name": "何桂英", "phone": "13912345678"}


def secret_of(answer):
    return re.search(r"/enrol/([\w-]{43})", answer.text).group(1)


def counts():
    return Person.select().count(), Post.select().count(), Enrolment.select().count(), Entry.select().count()


@pytest.fixture
def held(cast):
    return Post.get(Post.person == cast.head)


def test_a_stranger_is_led_to_sign_in(as_):
    assert as_(None).get("/heads").status_code == 302
    assert as_(None).post(f"/heads/{c.BUILDING2}", data=NEW).status_code == 302


@pytest.mark.parametrize("name", ["head", "desk", "dept", "city"])
def test_who_is_neither_worker_lead_nor_administrator_asks_nobody_in(as_, cast, held, name):
    before, client = counts(), as_(name)
    assert client.get("/heads").status_code == 403
    assert client.post(f"/heads/{c.BUILDING2}", data=NEW).status_code == 403
    for act in ("link", "end"):
        assert client.post(f"/heads/{c.BUILDING}/{held.id}/{act}").status_code == 403
    assert counts() == before


@pytest.mark.parametrize("name", ["outsider", "worker2"])
def test_a_worker_of_another_grid_finds_nothing_here(as_, cast, held, name):
    before, client = counts(), as_(name)
    assert "1幢" not in client.get("/heads").text
    for path in (c.BUILDING, c.BUILDING2, c.GRID):
        assert client.get(f"/heads/{path}").status_code == 404
        assert client.get(f"/heads?in={path}").status_code == 404
        assert client.post(f"/heads/{path}", data=NEW).status_code == 404
    for act in ("link", "end"):
        assert client.post(f"/heads/{c.BUILDING}/{held.id}/{act}").status_code == 404
    assert counts() == before


def test_a_grid_has_no_building_head(as_):
    assert as_("worker").post(f"/heads/{c.GRID}", data=NEW).status_code == 404


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"name": "何桂英"},
        {"name": "何桂英", "phone": "12"},
        {**NEW, "name": " "},
        {**NEW, "instead_of": "x"},
    ],
)
def test_what_is_missing_or_wrong_is_said_beside_the_field(as_, given):
    before = counts()
    assert as_("worker").post(f"/heads/{c.BUILDING2}", data=given).status_code == 422
    assert counts() == before


@pytest.mark.parametrize("name", ["worker2", "desk", "dept", "admin", "outsider", "worker"])
def test_staff_are_not_asked_in_by_their_number_else_the_link_would_open_their_account(as_, cast, name):
    other, before = cast.people[name], counts()
    given = {"name": other.name, "phone": other.phone}
    answer = as_("worker").post(f"/heads/{c.BUILDING2}", data=given)
    assert answer.status_code == 422 and "/enrol/" not in answer.text
    assert counts() == before


def test_nor_is_a_neighbour_of_another_grid_or_under_another_name(as_, cast):
    far = Person.create(id="11111111-1111-4111-8111-111111111111", name="钱伯", phone="13955555555")
    Post.create(id="far", person=far, area=c.OTHER_GRID, role="building_head")
    before = counts()
    for given in ({"name": "钱伯", "phone": far.phone}, {"name": "别人", "phone": cast.head.phone}):
        assert as_("worker").post(f"/heads/{c.BUILDING2}", data=given).status_code == 422
    assert counts() == before


@pytest.mark.both
@pytest.mark.parametrize("name", ["worker", "lead", "admin"])
def test_a_neighbour_is_asked_in(as_, cast, name):
    client = as_(name)
    text = client.get("/heads").text
    assert [said for said in place.texts(text, ".item") if "1幢" in said and "周秀英" in said]
    assert "还没有" in place.texts(text, ".tag")
    answer = client.post(f"/heads/{c.BUILDING2}", data=NEW)
    assert (
        answer.status_code == 200 and "<svg" in answer.text and answer.headers["Cache-Control"] == "no-store"
    )
    person = Person.get(Person.phone == NEW["phone"])
    assert invitation.is_only_head(person) and reach_of(person).roles_at(c.BUILDING2) == {"building_head"}
    verbs = [e.verb for e in Entry.select().where(Entry.subject == person.id).order_by(Entry.seq)]
    assert verbs == ["added", "post_given", "enrolment_shown"]
    assert "139****5678" in client.get(f"/heads/{c.BUILDING2}").text
    assert NEW["phone"] not in client.get(f"/heads/{c.BUILDING2}").text


def test_a_head_takes_the_phone_with_one_tap_for_a_year(as_, app):
    secret = secret_of(as_("worker").post(f"/heads/{c.BUILDING2}", data=NEW))
    phone = as_(None)
    shown = phone.get(f"/enrol/{secret}")
    assert (
        "就用这部手机" in place.texts(shown.text, "button")
        and "password" not in shown.text
        and 'data-size="large"' in shown.text
    )
    assert Session.select().where(Session.person == Person.get(Person.phone == NEW["phone"])).count() == 0
    answer = phone.post(f"/enrol/{secret}")
    assert answer.status_code == 303 and answer.headers["Location"].endswith("/enrol/done")
    cookies = answer.headers.getlist("Set-Cookie")
    assert any("gridwalk=" in one and "Max-Age=31536000" in one for one in cookies)
    assert any(one.startswith("size=large") for one in cookies)
    assert "/look" in phone.get("/enrol/done").text
    me = phone.get("/api/v1/me").json
    assert (me["name"], me["large_type"], me["password"]) == ("何桂英", True, False)
    assert phone.post(f"/enrol/{secret}").status_code == 410
    device = {"id": "0190a000-0000-7000-8000-000000000009", "label": "Android"}
    clock.freeze(clock.now() + 200 * clock.DAY)
    again = phone.post("/api/v1/session/resume", json={"device": device})
    assert again.status_code == 200 and "Max-Age=31536000" in again.headers["Set-Cookie"]
    live = Session.get(Session.device == device["id"])
    assert live.expires == clock.now() + 365 * clock.DAY


def test_in_wechat_it_says_how_to_come_out(as_):
    secret = secret_of(as_("worker").post(f"/heads/{c.BUILDING2}", data=NEW))
    assert (
        "在浏览器打开" in as_(None).get(f"/enrol/{secret}", headers={"User-Agent": "x MicroMessenger/8"}).text
    )
    assert "在浏览器打开" not in as_(None).get(f"/enrol/{secret}").text


def test_staff_still_need_a_password(as_, cast):
    secret = enrolment.make(cast.lead, cast.worker)
    assert "password" in as_(None).get(f"/enrol/{secret}").text
    assert as_(None).post(f"/enrol/{secret}").status_code == 422
    posts.give(cast.admin, cast.head, "grid_worker", c.GRID)
    mixed = enrolment.make(cast.lead, cast.head)
    assert as_(None).post(f"/enrol/{mixed}").status_code == 422


def test_a_neighbour_who_joins_the_staff_signs_in_as_staff_do(as_, cast):
    secret = secret_of(as_("worker").post(f"/heads/{c.BUILDING2}", data=NEW))
    as_(None).post(f"/enrol/{secret}")
    person = Person.get(Person.phone == NEW["phone"])
    posts.give(cast.admin, person, "grid_worker", c.GRID)
    live = Session.get(Session.person == person)
    assert live.life is None and live.expires <= clock.now() + 30 * clock.DAY


def test_another_phone_takes_over_and_the_former_one_is_signed_out(as_, cast, held):
    answer = as_("worker").post(f"/heads/{c.BUILDING}/{held.id}/link")
    before = as_("head")
    assert before.get("/api/v1/me").status_code == 200
    as_(None).post(f"/enrol/{secret_of(answer)}")
    assert before.get("/api/v1/me").status_code == 401


def test_a_head_is_thanked_and_signed_out(as_, cast, held):
    client = as_("worker")
    secret = secret_of(client.post(f"/heads/{c.BUILDING}/{held.id}/link"))
    assert client.post(f"/heads/{c.BUILDING}/{held.id}/end").status_code == 303
    assert "周秀英" not in client.get("/heads").text
    assert as_("head").get("/api/v1/me").status_code == 401
    assert as_(None).get(f"/enrol/{secret}").status_code == 410
    assert not reach_of(cast.head).posts and not Person.get_by_id(cast.head.id).may_sign_in()
    assert client.post(f"/heads/{c.BUILDING}/{held.id}/end").status_code == 404


def test_one_takes_anothers_place(as_, cast, held):
    given = {**NEW, "instead_of": held.id}
    assert as_("worker").post(f"/heads/{c.BUILDING}", data=given).status_code == 200
    text = as_("worker").get("/heads").text
    assert [said for said in place.texts(text, ".item") if "1幢" in said and "何桂英" in said]
    assert "周秀英" not in text


def test_a_button_tapped_twice_makes_one_head(as_, cast):
    client = as_("worker")
    first, second = (client.post(f"/heads/{c.BUILDING2}", data=NEW) for _ in range(2))
    assert Post.select().where(Post.area == c.BUILDING2).count() == 1
    assert as_(None).get(f"/enrol/{secret_of(first)}").status_code == 410
    assert as_(None).get(f"/enrol/{secret_of(second)}").status_code == 200


def test_whom_an_administrator_shut_out_no_worker_lets_in_again(as_, cast):
    ending.disable(cast.admin, cast.head)
    given = {"name": cast.head.name, "phone": cast.head.phone}
    assert as_("worker").post(f"/heads/{c.BUILDING2}", data=given).status_code == 422
    assert Person.get_by_id(cast.head.id).ended is not None


def test_somebody_who_was_head_before_comes_back(as_, cast, held):
    as_("worker").post(f"/heads/{c.BUILDING}/{held.id}/end")
    given = {"name": cast.head.name, "phone": cast.head.phone}
    assert as_("worker").post(f"/heads/{c.BUILDING2}", data=given).status_code == 200
    assert reach_of(cast.head).roles_at(c.BUILDING2) == {"building_head"}
    assert Person.get_by_id(cast.head.id).may_sign_in()


def test_a_micro_grids_head_looks_after_its_buildings(as_, cast):
    Area.create(code="micro", kind="micro_grid", name="第1微网格", parent=c.GRID)
    Area.update(parent="micro").where(Area.code == c.BUILDING2).execute()
    tree.rebuild()
    assert as_("worker").post("/heads/micro", data=NEW).status_code == 200
    text = as_("worker").get("/heads").text
    assert "由何桂英一起看" in text and text.index("第1微网格") < text.index("2幢")


def test_where_there_are_many_they_are_chosen_grid_by_grid(as_, cast, monkeypatch):
    monkeypatch.setattr(invitation, "LISTED_MOST", 1)
    text = as_("admin").get("/heads").text
    assert f"/heads?in={c.GRID}" in text
    assert "周秀英" in as_("admin").get(f"/heads?in={c.GRID}").text
