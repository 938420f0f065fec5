"""离岗交接: nobody is chosen beforehand, who may have it is told apart, and the page says who got what."""

from __future__ import annotations

from typing import Any

import pytest

from app.ledger.models import Entry
from app.matters.models import Matter
from app.people.models import Passkey, Person, Session
from tests import cast as c
from tests.matters import ops


@pytest.fixture
def waiting(cast: c.Cast) -> Matter:
    """One open matter of the worker's."""
    return ops.report(cast.worker, text="楼道堆物")


def test_nobody_is_chosen_and_nobody_is_refused_with_a_sentence(
    cast: c.Cast, as_: Any, waiting: Matter
) -> None:
    path = f"/people/{cast.worker.id}/leaving"
    page = as_("admin").get(path).text
    assert '<option value="" selected>请选一个人</option>' in page and page.count(" selected") == 1
    answer = as_("admin").post(path, data={"successor": ""})
    assert answer.status_code == 422 and "请选接手的人" in answer.text
    assert Matter.get_by_id(waiting.id).holder_person == cast.worker.id


def test_each_stands_with_grid_and_post_and_who_was_never_here_is_marked(
    cast: c.Cast, as_: Any, waiting: Matter
) -> None:
    path = f"/people/{cast.worker.id}/leaving"
    assert ">李强 · 第2网格 网格员</option>" in as_("admin").get(path).text
    Session.delete().where(Session.person == cast.worker2.id).execute()
    Passkey.delete().where(Passkey.person == cast.worker2.id).execute()
    Person.update(password=None).where(Person.id == cast.worker2.id).execute()
    assert ">李强 · 第2网格 网格员 · 还没登录过</option>" in as_("admin").get(path).text


def test_the_page_says_who_got_what_and_a_second_window_that_nothing_went(
    cast: c.Cast, as_: Any, waiting: Matter
) -> None:
    admin, path = as_("admin"), f"/people/{cast.worker.id}/leaving"
    done = admin.post(path, data={"successor": cast.worker2.id})
    said = admin.get(done.headers["Location"]).text
    assert "都转给接手的人了" in said and "已经转给李强：事件 1 件、帮办 0 件" in said
    again = admin.get(admin.post(path, data={"successor": cast.worker2.id}).headers["Location"]).text
    assert "都转给接手的人了" in again  # tapped twice
    other = admin.get(admin.post(path, data={"successor": cast.lead.id}).headers["Location"]).text
    assert "这次什么也没有转" in other and "已经转给李强" in other and "都转给接手的人了" not in other
    assert Matter.get_by_id(waiting.id).holder_person == cast.worker2.id
    assert Entry.select().where(Entry.verb == "handed_on").count() == 1
