"""A lead adds workers and heads of the own grid, with the link by which they begin; everybody and everything else is refused."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest

from app.areas.models import Post
from app.ledger.models import Entry
from app.people.models import Person
from tests import cast as c
from tests import place

pytestmark = pytest.mark.both
NEW = "/people/new"
WORKER = {"name": "张三", "phone": "13900001111", "area": c.GRID, "role": "grid_worker"}


def named(name: str = "张三") -> Person | None:
    """The newcomer, if there is one."""
    found: Person | None = Person.get_or_none(Person.name == name)
    return found


@pytest.mark.parametrize("who", ["outsider", "worker", "worker2", "head", "desk", "city", "dept"])
def test_nobody_who_does_not_lead_adds_anybody(as_: Any, cast: c.Cast, who: str) -> None:
    assert as_(who).get(NEW).status_code == 403
    assert as_(who).post(NEW, data=WORKER).status_code == 403
    assert named() is None


def test_a_stranger_is_asked_to_sign_in(as_: Any, cast: c.Cast) -> None:
    assert as_(None).post(NEW, data=WORKER).status_code in (302, 303, 401)
    assert named() is None


@pytest.mark.parametrize("area", [c.GRID2, c.OTHER_GRID, c.COMMUNITY, c.CITY, c.DEDICATED])
def test_a_lead_adds_nobody_to_another_grid_or_above_the_own_one(as_: Any, cast: c.Cast, area: str) -> None:
    answer = as_("lead").post(NEW, data={**WORKER, "area": area})
    assert answer.status_code == 422 and any(place.texts(answer.text, ".error"))
    assert named() is None


@pytest.mark.parametrize("role", ["grid_lead", "grid_guide", "dispatcher", "handler", "duty_desk", "admin"])
def test_a_lead_gives_no_post_like_the_own_one_or_higher(as_: Any, cast: c.Cast, role: str) -> None:
    answer = as_("lead").post(NEW, data={**WORKER, "role": role, "unit": c.ENFORCEMENT})
    assert answer.status_code == 422
    assert "网格长只能加网格员和楼栋长" in "".join(place.texts(answer.text, ".error"))
    assert named() is None


@pytest.mark.parametrize("who", ["worker2", "outsider", "admin", "desk"])
def test_whoever_stands_elsewhere_gets_no_post_from_a_lead_and_keeps_name_and_number(
    as_: Any, cast: c.Cast, who: str
) -> None:
    known = getattr(cast, who)
    for name, phone in ((known.name, known.phone), ("改名", "13900009999")):
        given = {**WORKER, "name": name, "phone": phone, "staff_no": known.staff_no}
        assert as_("lead").post(NEW, data=given).status_code == 422
    assert Post.select().where(Post.person == known).count() == 1
    assert (Person.get_by_id(known.id).name, Person.get_by_id(known.id).phone) == (known.name, known.phone)


def test_a_table_stays_with_the_administrator(as_: Any, cast: c.Cast) -> None:
    assert as_("lead").get("/people/import").status_code == 403
    assert "/people/import" not in as_("lead").get("/people").text


@pytest.mark.parametrize(("role", "area"), [("grid_worker", c.GRID), ("building_head", c.BUILDING)])
def test_a_worker_and_a_head_of_the_own_grid_are_added_and_get_their_one_time_link(
    as_: Any, cast: c.Cast, role: str, area: str
) -> None:
    lead = as_("lead")
    assert f'href="{NEW}"' in lead.get("/people").text
    form = lead.get(NEW).text
    assert f'value="{area}"' in form and f'value="{role}"' in form
    assert c.GRID2 not in form and 'value="grid_lead"' not in form and 'name="unit"' not in form
    answer = lead.post(NEW, data={**WORKER, "role": role, "area": area})
    person = named()
    assert person is not None
    assert (
        answer.status_code == 303
        and answer.headers["Location"] == f"/people/{person.id}/enrol?said=person-added"
    )
    assert [(post.role, post.area_id) for post in person.posts] == [(role, area)]
    shown = lead.post(f"/people/{person.id}/enrol").text
    assert "/enrol/" in shown and "<svg" in shown
    assert ("不用设密码" in shown, "然后设密码" in shown) == (role == "building_head", role == "grid_worker")
    added = Entry.get(Entry.subject == person.id, Entry.verb == "added")
    assert added.by == cast.lead.id
    (secret,) = set(re.findall(r'/enrol/([^"<]+)"', shown)) - {""}
    assert as_(None).get(f"/enrol/{secret}").status_code == 200


def test_a_further_post_goes_to_those_of_the_own_grid(as_: Any, cast: c.Cast) -> None:
    given = {
        "name": cast.worker.name,
        "phone": cast.worker.phone,
        "area": c.BUILDING,
        "role": "building_head",
    }
    assert (
        as_("lead").post(NEW, data=given).headers["Location"] == f"/people/{cast.worker.id}?said=post-added"
    )
    assert {post.role for post in Post.select().where(Post.person == cast.worker)} == {
        "grid_worker",
        "building_head",
    }


def test_a_guide_may_what_a_lead_may(as_: Any, cast: c.Cast) -> None:
    Post.update(role="grid_guide").where(Post.person == cast.lead).execute()
    assert as_("lead").post(NEW, data=WORKER).status_code == 303


def test_a_post_that_is_over_opens_nothing(as_: Any, cast: c.Cast) -> None:
    Post.update(ends="2026-01-01", begins="2025-01-01").where(Post.person == cast.lead).execute()
    Post.create(id=str(uuid.uuid4()), person=cast.lead, area=c.GRID, role="grid_worker")
    assert as_("lead").post(NEW, data=WORKER).status_code == 403


def test_the_second_half_of_a_double_tap_says_that_nothing_was_added_twice_and_leads_to_the_link(
    as_: Any, cast: c.Cast
) -> None:
    lead = as_("lead")
    first, second = (lead.post(NEW, data={**WORKER, "staff_no": "LG9007"}) for _ in range(2))
    person = named()
    assert person is not None
    assert [one.location.partition("?")[0] for one in (first, second)] == [f"/people/{person.id}/enrol"] * 2
    assert "没有加第二次" in lead.get(second.location).text
    assert Post.select().where(Post.person == person).count() == 1
    third = lead.post(NEW, data={**WORKER, "staff_no": "lg9007", "role": "building_head", "area": c.BUILDING})
    assert "岗位已加上" in lead.get(third.location).text
    assert Person.get_by_id(person.id).staff_no == "LG9007"


def test_a_building_gets_a_head_and_no_worker(as_: Any, cast: c.Cast) -> None:
    answer = as_("lead").post(NEW, data={**WORKER, "area": c.BUILDING})
    assert answer.status_code == 422
    assert "一栋楼只能加楼栋长" in "".join(place.texts(answer.text, ".error"))
    assert named() is None
