"""What a post sees: an administrator is shown it read-only, and it stands in the ledger beside the person."""

import pytest

from app.areas.models import Post
from app.core import clock, ids
from app.ledger.models import Entry
from tests import cast as c
from tests.matters import ops

OTHERS = ("worker", "worker2", "lead", "head", "desk", "dept", "city", "outsider")


def post_of(person):
    return Post.get(Post.person == person).id


def test_nobody_but_an_administrator_over_the_post_looks_through_it(as_, cast):
    path = f"/admin/sees/{post_of(cast.worker)}"
    assert "/sign-in" in as_(None).get(path).headers["Location"]
    for name in OTHERS:
        assert as_(name).get(path).status_code == 403
    assert as_("admin").get(f"/admin/sees/{ids.uuid7()}").status_code == 404
    Post.update(area=c.OTHER_COMMUNITY).where(Post.person == cast.admin).execute()
    assert as_("admin").get(path).status_code == 404
    assert not Entry.select().where(Entry.verb == "post_looked_through").exists()


@pytest.mark.both
def test_each_post_is_shown_what_it_opens_and_the_look_is_recorded(as_, cast):
    matter = ops.report(cast.worker, text="消防通道堵了", escalate=True)
    here, other = (f"/admin/sees/{post_of(one)}" for one in (cast.desk, cast.outsider))
    page = as_("admin").get(here).text
    assert matter.number in page and "在指挥台处理事件" in page and "综合执法队" in page and "只能看" in page
    away = as_("admin").get(other).text
    assert matter.number not in away and "消防通道堵了" not in away and "巡查" in away
    entry = Entry.get(Entry.verb == "post_looked_through", Entry.subject == cast.desk.id)
    assert entry.by == cast.admin.id and entry.body["role"] == "dispatcher"
    assert here in as_("admin").get(f"/people/{cast.desk.id}").text


def test_a_handler_s_post_opens_the_unit_s_matters_alone_and_no_page_has_anything_to_press(as_, cast):
    held, other = ops.report(cast.worker, escalate=True), ops.report(cast.worker, escalate=True)
    ops.move(cast.desk, held, "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    page = as_("admin").get(f"/admin/sees/{post_of(cast.dept)}").text
    main = page[page.index("<main") :]
    assert held.number in main and other.number not in main and "只看得到派给本单位" in main
    assert "<form" not in main and "<button" not in main


def test_a_post_that_is_over_sees_nothing(as_, cast):
    Post.update(ends="2026-01-01").where(Post.person == cast.worker).execute()
    assert clock.today().isoformat() > "2026-01-01"
    assert as_("admin").get(f"/admin/sees/{post_of(cast.worker)}").status_code == 404
