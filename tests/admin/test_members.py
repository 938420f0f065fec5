"""The people of a unit on its page, also those stationed elsewhere; and what is said of a unit's end before it comes."""

import datetime as dt

import pytest

from app.admin import obstacles
from app.areas.access import posts
from app.areas.access.reach import reach_of
from app.areas.models import Post, Unit
from app.core import clock
from app.matters.models import Matter
from app.people.models import Person
from tests import cast as c
from tests.matters import ops

PAGE = f"/admin/units/entry?of={c.ENFORCEMENT}"


def section(text):
    begins = text.index('id="h-members"')
    return text[begins : text.index('id="h-history"')]


@pytest.mark.both
def test_a_unit_s_page_lists_its_people_where_and_until_when_they_are_stationed(as_, cast):
    admin = as_("admin")
    assert "赵磊" in section(admin.get(PAGE).text) and "还没有启用" in section(admin.get(PAGE).text)
    Person.update(password="x").where(Person.id == cast.dept.id).execute()
    tomorrow, last = (str(clock.today() + dt.timedelta(days=n)) for n in (1, 90))
    posts.give(
        cast.admin, cast.lead, "handler", c.OTHER_COMMUNITY, unit=c.ENFORCEMENT, begins=tomorrow, ends=last
    )
    told = section(admin.get(PAGE).text)
    assert "派驻东塘社区" in told and f"{tomorrow} 起" in told and f"到 {last}" in told
    assert f'href="/people/{cast.lead.id}"' in told and told.count("还没有启用") == 1
    Post.update(ends="2026-01-01").where(Post.unit == c.ENFORCEMENT).execute()
    assert "只能靠链接办" in section(admin.get(PAGE).text)


def test_nobody_elsewhere_reads_who_is_at_a_unit(as_, cast):
    for name in ("worker", "lead", "head", "desk", "dept", "city", "outsider"):
        assert as_(name).get(PAGE).status_code == 403
    Unit.update(area=c.CITY).where(Unit.code == c.ENFORCEMENT).execute()
    Post.update(area=c.OTHER_COMMUNITY).where(Post.person == cast.admin).execute()
    answer = as_("admin").get(PAGE)
    assert answer.status_code == 200 and "赵磊" not in answer.text and "h-members" not in answer.text


def test_one_more_is_added_from_there_with_unit_and_place_filled_in(as_, cast):
    admin = as_("admin")
    way = f"/people/new?role=handler&amp;unit={c.ENFORCEMENT}&amp;area={c.COMMUNITY}"
    assert way in admin.get(PAGE).text
    form = admin.get(way.replace("&amp;", "&")).text
    assert f'value="{c.ENFORCEMENT}"' in form and f'value="{c.COMMUNITY}"' in form
    assert '<option value="handler" selected>' in form
    sent = {
        "name": "孙涛",
        "phone": "13800138099",
        "role": "handler",
        "unit": c.ENFORCEMENT,
        "area": c.COMMUNITY,
    }
    assert admin.post("/people/new", data=sent).status_code == 303
    assert "孙涛" in section(admin.get(PAGE).text)


def test_what_becomes_of_its_matters_is_said_before_the_unit_ends(as_, cast):
    matter = ops.report(cast.worker, escalate=True)
    ops.move(cast.desk, matter, "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    admin = as_("admin")
    assert "自动退回派单的指挥室" not in admin.get(PAGE).text
    for days, told in ((10, 1), (40, 0)):
        last = clock.today() + dt.timedelta(days=days)
        Unit.update(ended=clock.start_of(last + dt.timedelta(days=1))).where(
            Unit.code == c.ENFORCEMENT
        ).execute()
        page = admin.get(PAGE).text
        assert f"最后一天是 {last}" in page and "现在 1 件" in page
        assert obstacles.units_ending(reach_of(cast.admin)).count == told
    ops.move(cast.desk, Matter.get_by_id(matter.id), "dispatch", to=[f"unit:{c.PROPERTY}"])
    assert "现在 0 件" in admin.get(PAGE).text
