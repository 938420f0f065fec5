"""What the columns of a category mean to whoever reports: its plain name for residents, and its last day."""

import datetime as dt

import pytest

from app.core import clock
from app.core.problems.problem import Problem
from app.desk.forms import choices
from app.matters import categories
from app.matters.models import Category
from app.requests.submission import parse, things
from tests.matters import ops


def offered(language="zh"):
    return {thing.code: thing.word for part in things.all_things(language) for thing in part}


def test_residents_read_the_city_s_own_word_for_a_thing_before_ours(cast):
    assert offered()["litter"] == "垃圾没清"
    Category.update(plain_name="垃圾没人收").where(Category.code == "litter").execute()
    assert offered()["litter"] == "垃圾没人收" and offered("en")["litter"] == "垃圾没人收"
    Category.update(plain_name_en="Rubbish left").where(Category.code == "litter").execute()
    assert offered("en")["litter"] == "Rubbish left"


def test_what_has_ended_is_offered_to_nobody_and_what_was_reported_keeps_it(cast, as_):
    today = clock.today()
    Category.update(ends=today.isoformat()).where(Category.code == "litter").execute()
    assert "litter" in offered()
    matter = ops.report(cast.worker, category="litter")
    Category.update(ends=(today - dt.timedelta(days=1)).isoformat()).where(
        Category.code == "litter"
    ).execute()
    assert "litter" not in offered()
    assert "litter" not in {code for group in choices.things("zh") for code, _ in group.options}
    with pytest.raises(Problem) as refused:
        parse._category("litter", is_staff=False)
    assert refused.value.name == "unknown-category"
    assert categories.require("litter").name == "暴露垃圾"
    ends = {row["code"]: row["ends"] for row in as_("worker").get("/api/v1/categories").json["categories"]}
    assert ends["litter"] == (today - dt.timedelta(days=1)).isoformat() and ends["noise"] is None
    assert as_("worker").get(f"/api/v1/matters/{matter.id}").json["category"] == "litter"
    again = ops.report(cast.worker, category="litter")  # a phone that has not heard of it yet loses nothing
    assert again.category == "litter"
