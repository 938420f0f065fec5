"""A draft can be changed, not only dropped: words, day, names, and of a split who goes to which part."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app.admin.reorganisation import plans, verbs
from app.admin.reorganisation.models import Reorganisation
from app.areas.models import Area
from app.core import clock, ids
from tests import cast as c
from tests.admin.reorganisation.days import NEW1, NEW2, morning, tomorrow

pytestmark = pytest.mark.both


@pytest.fixture
def row(cast: Any) -> Reorganisation:
    """The first grid in two, a building in each; not agreed to."""
    parts = [(NEW1, "第1网格东"), (NEW2, "第1网格西")]
    plan = plans.split(Area.get_by_id(c.GRID), parts, {c.BUILDING: 0, c.BUILDING2: 1})
    return verbs.draft(cast.admin, ids.uuid7(), "拆成两个", "满三百户", tomorrow(), plan)


def form(**more: str) -> dict[str, str]:
    """The form as it is sent, with both buildings in the second part."""
    day = (clock.today() + dt.timedelta(days=2)).isoformat()
    changed = {f"name-{NEW1}": "海滨网格", f"name-{NEW2}": "山前网格", f"part-{c.BUILDING}": NEW2, f"part-{c.BUILDING2}": NEW2}  # fmt: skip
    return {"title": "拆成海滨和山前", "reason": "按路分", "day": day, **changed, **more}


def test_nobody_else_changes_it_and_what_cannot_be_is_said_with_all_that_was_typed(
    cast: Any, as_: Any, row: Reorganisation
) -> None:
    path = f"/admin/reorganisation/{row.id}/edit"
    for who in ("worker", "lead", "desk", "head", "dept", "outsider"):
        assert as_(who).post(path, data=form()).status_code in (403, 404), who
    for change, sentence in (
        ({"title": " "}, "这一项不能空着"),
        ({"day": "2020-01-01"}, "海滨网格"),
        ({f"name-{NEW1}": " "}, "这一项不能空着"),
        ({f"part-{c.BUILDING}": "nowhere"}, "山前网格"),
    ):
        wrong = as_("admin").post(path, data=form(**change))
        assert wrong.status_code == 422 and sentence in wrong.text and "按路分" in wrong.text, change
    fresh = Reorganisation.get_by_id(row.id)
    assert (fresh.title, plans.of_row(fresh.plan)) == (row.title, plans.of_row(row.plan))


def test_it_says_the_new_from_then_on_and_comes_into_force_so(
    cast: Any, as_: Any, row: Reorganisation
) -> None:
    path = f"/admin/reorganisation/{row.id}"
    for _ in range(2):
        assert as_("admin").post(f"{path}/edit", data=form()).status_code == 303
    page = as_("admin").get(path).text
    assert "拆成海滨和山前" in page and "1幢归到山前网格" in page and "第1网格东" not in page
    verbs.agree(cast.admin, Reorganisation.get_by_id(row.id))
    late = as_("admin").post(f"{path}/edit", data=form(title="晚了"))
    assert late.status_code == 409 and "改草稿" not in as_("admin").get(path).text
    morning(Reorganisation.get_by_id(row.id))
    assert Area.get_by_id(NEW1).name == "海滨网格"
    assert {Area.get_by_id(code).parent_id for code in (c.BUILDING, c.BUILDING2)} == {NEW2}
