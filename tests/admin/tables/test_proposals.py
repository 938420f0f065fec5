"""A row of the responsibility list whose unit gives back what it is given says so, and its own change is made by one click."""

from __future__ import annotations

import re

import pytest

from app.ledger.models import Entry
from app.matters.models import ResponsibilityRow
from tests import cast as c
from tests import place
from tests.matters import ops

LIST, OF = "/admin/responsibilities", "?of=litter/community/"
ENTRY, APPLY = f"{LIST}/entry{OF}", f"{LIST}/entry/apply{OF}"


@pytest.fixture(autouse=True)
def row(cast) -> None:
    """By the list litter is the enforcement unit's, and the property company supports."""
    ResponsibilityRow.create(
        category="litter", level_kind="community", lead=c.ENFORCEMENT, supports=[c.PROPERTY], basis="条例"
    )


def given_back(cast: c.Cast, times: int, instead: str | None, reason: str = "not_on_list") -> None:
    for _ in range(times):
        matter = ops.report(cast.worker, category="litter", escalate=True)
        ops.move(cast.desk, matter, "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
        ops.move(cast.dept, matter, "send_back", reason=reason)
        if instead:
            ops.move(cast.desk, matter, "dispatch", to=[f"unit:{instead}"])


def was(page: str) -> str:
    """The digest that the button of the proposal sends."""
    found = re.search(r'entry/apply[^>]*>\s*<input type="hidden" name="was" value="([^"]+)"', page)
    assert found
    return found.group(1)


def the_row() -> ResponsibilityRow:
    return ResponsibilityRow.get(ResponsibilityRow.category == "litter")


@pytest.mark.parametrize("who", ["outsider", "worker", "lead", "desk", "dept", None])
def test_nobody_but_an_administrator_changes_the_list(as_, cast, who):
    given_back(cast, 3, c.PROPERTY)
    answer = as_(who).post(APPLY, data={"was": was(as_("admin").get(ENTRY).text)})
    assert answer.status_code in (302, 401, 403, 404) and the_row().lead == c.ENFORCEMENT


def test_a_row_that_is_not_there_or_proposes_nothing_stays_as_it_is(as_, cast):
    admin = as_("admin")
    assert admin.post(f"{LIST}/entry/apply?of=nothing/community/", data={}).status_code == 404
    given_back(cast, 2, c.PROPERTY)
    assert admin.post(APPLY, data={"was": "x"}).status_code == 303
    assert the_row().lead == c.ENFORCEMENT and not place.texts(admin.get(LIST).text, "#proposals")
    page = admin.get(ENTRY).text
    assert "近一年退回过 2 次（其中 2 次说不在权责清单）" in page and "照这样改" not in page


@pytest.mark.both
def test_the_unit_that_took_it_leads_after_one_click_and_the_change_is_taken_back(as_, cast):
    given_back(cast, 3, c.PROPERTY)
    given_back(cast, 1, c.PROPERTY, "not_ours")
    admin = as_("admin")
    (said,) = place.texts(admin.get(LIST).text, "#proposals")
    assert "近一年退回过 4 次（其中 3 次说不在权责清单），多数改派给了滨海物业" in said
    given = {"was": was(admin.get(LIST).text)}
    assert admin.post(APPLY, data=given).status_code == 303
    assert (the_row().lead, the_row().supports or [], the_row().basis) == (c.PROPERTY, [], "条例")
    assert admin.post(APPLY, data=given).status_code == 303  # twice: nothing more
    changed = list(Entry.select().where(Entry.verb == "responsibility_changed"))
    assert len(changed) == 1 and changed[0].by == cast.admin.id
    assert not place.texts(admin.get(LIST).text, "#proposals")
    back = admin.post(f"{LIST}/entry/take-back{OF}", data={"seq": str(changed[0].seq)})
    assert back.status_code == 303
    assert (the_row().lead, the_row().supports) == (c.ENFORCEMENT, [c.PROPERTY])


def test_what_no_unit_takes_is_proposed_to_name_none(as_, cast):
    given_back(cast, 3, None)
    admin = as_("admin")
    page = admin.get(ENTRY).text
    assert "没有单位接：这一行先不写单位" in page
    english = admin.get(ENTRY, headers={"Accept-Language": "en"}).text
    assert "Given back 3 times within a year, 3 as not on the list, and no unit took it" in english
    assert admin.post(APPLY, data={"was": was(page)}).status_code == 303
    assert (the_row().lead, the_row().supports or []) == (None, [])


def test_a_row_that_somebody_changed_meanwhile_is_not_changed_over_it(as_, cast):
    given_back(cast, 3, c.PROPERTY)
    admin = as_("admin")
    seen = was(admin.get(ENTRY).text)
    ResponsibilityRow.update(basis="新条例").execute()
    assert admin.post(APPLY, data={"was": seen}).status_code == 409
    assert (the_row().lead, the_row().basis) == (c.ENFORCEMENT, "新条例")
