"""A desk that is rung up finds what the caller asked for by the whole number, and learns nothing from a part of one."""

from __future__ import annotations

import re

import pytest

from app.core import clock
from app.matters.models import Matter
from app.matters.queries import lists
from app.requests.models import ResidentRequest
from tests import cast as c
from tests.matters import ops
from tests.requests import saying

PHONE = "13912345678"


def found(person, words: str) -> list[str]:
    return [matter.id for matter in lists.page(person, lists.parse_query({"q": words}))[0]]


@pytest.fixture
def asked(app, cast):
    request, matter, _ = saying.asked(contact={"name": "李秀兰", "phone": PHONE})
    return request, matter


@pytest.mark.parametrize("name", ["outsider", "worker", "lead", "head", "dept", "admin"])
def test_nobody_but_a_desk_finds_anything_by_a_number(cast, asked, name):
    assert found(cast.people[name], PHONE) == []


@pytest.mark.parametrize("part", ["1391234567", "12345678", "5678", "139****5678", "13912345679", "李秀兰"])
def test_less_than_the_whole_number_finds_nobody(cast, asked, part):
    assert found(cast.desk, part) == []


@pytest.mark.parametrize(
    "typed",
    [
        PHONE,
        "139 1234 5678",
        "+86-139-1234-5678",
        "１３９１２３４５６７８",
        "电话：13912345678",
        "13912345678.0",
    ],
)
def test_a_desk_finds_it_by_the_whole_number_however_it_is_typed(cast, asked, typed):
    for name in ("desk", "city"):
        assert found(cast.people[name], typed) == [asked[1].id], name


def test_whoever_asked_in_confidence_joined_another_s_or_went_on_in_another_is_found_where_they_are(
    cast, asked
):
    request, matter = asked
    other = ops.report(cast.desk, area=c.BUILDING, text="同一件事")
    ops.move(cast.desk, matter, "merge", to=[f"matter:{other.id}"])
    assert found(cast.desk, PHONE) == [other.id, matter.id]
    ResidentRequest.update(confidential=True).where(ResidentRequest.id == request.id).execute()
    assert found(cast.desk, PHONE) == [other.id, matter.id]


def test_who_took_it_back_or_whose_number_is_forgotten_is_found_no_longer(cast, asked):
    request, _ = asked
    for gone in ({"withdrawn": clock.now()}, {"withdrawn": None, "phone": None}):
        ResidentRequest.update(gone).where(ResidentRequest.id == request.id).execute()
        assert found(cast.desk, PHONE) == []


def test_the_row_shows_no_more_of_the_number_than_before(as_, asked):
    page = as_("desk").get("/desk", query_string={"view": "found", "q": "139 1234 5678"}).text
    assert asked[1].number in page
    assert PHONE not in page.replace('value="139 1234 5678"', "")


@pytest.fixture
def two(app, cast):
    """Two matters of one caller, the later one first."""
    first = saying.asked(contact={"name": "李秀兰", "phone": PHONE})
    second = saying.asked(contact={"name": "李", "phone": PHONE}, text="楼道灯不亮", category="litter")
    return second, first


def test_the_same_callers_other_matters_stand_at_the_matter_for_a_desk_alone(as_, cast, two):
    (_, second, _), (_, first, _) = two
    other = saying.asked(contact={"name": "王", "phone": "13900000001"})[1]
    page = as_("desk").get(f"/desk/matters/{second.id}").text
    shown = page[page.index('id="same-caller"') :]
    assert first.number in shown and "同一个人还说过" in shown
    assert other.number not in shown[: shown.index("</ul>")]
    assert "same-caller" not in as_("desk").get(f"/desk/matters/{other.id}").text
    for name in ("dept", "lead", "worker", "head"):
        assert "same-caller" not in as_(name).get(f"/desk/matters/{second.id}").text


def test_they_are_known_only_as_long_as_the_number_is(as_, cast, two):
    (_, second, _), (request, first, _) = two
    ResidentRequest.update(phone=None, name=None, contact_deleted=clock.now()).where(
        ResidentRequest.id == request.id
    ).execute()
    assert "same-caller" not in as_("desk").get(f"/desk/matters/{second.id}").text
    assert "same-caller" not in as_("desk").get(f"/desk/matters/{first.id}").text


CALL = {"where": "1幢", "category": "manhole", "text": "井盖也没了", "phone": PHONE}


def new_call(desk, **more):
    page = desk.get("/desk/new").text
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    return desk.post("/desk/new", data={**hidden, **CALL, **more})


def test_at_entry_the_same_callers_matters_are_offered_once_and_an_open_one_can_be_joined(as_, cast, two):
    (_, second, _), (_, first, _) = two
    desk = as_("desk")
    before = Matter.select().count()
    page = new_call(desk)
    assert page.status_code == 200 and first.number in page.text and second.number in page.text
    assert Matter.select().count() == before and "井盖也没了" in page.text
    ref = re.search(rf'name="join" value="([^"]+)" required>同一个人 · {second.number}', page.text)[1]
    joined = new_call(desk, join=ref, area=c.BUILDING)
    assert joined.status_code == 303 and second.id in joined.headers["Location"]
    assert Matter.select().count() == before
    apart = new_call(desk, join="new", area=c.BUILDING)
    assert apart.status_code == 303 and Matter.select().count() == before + 1
    fresh = new_call(desk, phone="13911112222", where="2幢")
    assert "同一个人" not in fresh.text


def test_what_is_over_is_only_named(as_, cast, two):
    for _, matter, _ in two:
        ops.move(cast.worker, matter, "take")
        ops.move(cast.worker, matter, "resolve", text="好了")
        ops.move(cast.desk, matter, "ring_back", reason="rung_solved")
    page = new_call(as_("desk"))
    assert page.status_code == 200 and two[0][1].number in page.text
    assert 'value="new" checked' in page.text.replace("  ", " ")
