"""A desk that is rung up finds what the caller asked for by the whole number, and learns nothing from a part of one."""

from __future__ import annotations

import pytest

from app.core import clock
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
