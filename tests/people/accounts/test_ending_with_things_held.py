"""离岗停用 asks what the person still has, as the leaver's sheet does, and leads there before the account ends."""

from __future__ import annotations

from typing import Any

import pytest

from app.people.models import Person
from tests import cast as c
from tests.matters import ops
from tests.sync.phone import Phone, new_id


def disable(as_: Any, cast: Any, who: str = "admin", **form: str) -> Any:
    """The press on 停用."""
    return as_(who).post(f"/people/{cast.worker.id}/disable", data=form)


@pytest.mark.both
def test_an_account_with_things_held_ends_once_they_were_seen(cast: Any, as_: Any) -> None:
    ops.report(cast.worker, text="自己办")
    phone = Phone(as_, cast, "worker")
    body = {"errand": new_id(), "area": c.BUILDING, "what": "代办高龄津贴", "papers": ["身份证", "医保卡"]}
    assert phone.one(phone.op("errand.take", body)) == "applied"
    assert phone.one(phone.op("errand.step", {"errand": body["errand"], "step": "papers_in"})) == "applied"
    for who in ("lead", "desk", "outsider"):
        assert disable(as_, cast, who, seen="1").status_code in (403, 404), who
    page = as_("admin").get(f"/people/{cast.worker.id}").text
    for words, count in (("未结事件", 1), ("没办完的帮办代办", 1), ("手里居民的材料", 2), ("岗位", 1)):
        assert f'<dt>{words}</dt><dd class="num">{count}</dd>' in page, words
    assert "身份证" not in page and "高龄" not in page  # numbers, and whose they are nowhere
    asked = disable(as_, cast)
    assert asked.status_code == 200 and "还没有停用" in asked.text
    assert (
        f'href="/people/{cast.worker.id}/leaving"' in asked.text
        and '<details class="card" open>' in asked.text
    )
    assert Person.get_by_id(cast.worker.id).ended is None
    assert disable(as_, cast, seen="1").status_code == 303
    assert Person.get_by_id(cast.worker.id).ended is not None
    assert disable(as_, cast).status_code == 303  # asked twice


def test_an_account_with_posts_alone_ends_at_once(cast: Any, as_: Any) -> None:
    page = as_("admin").get(f"/people/{cast.worker.id}").text
    assert "先做离岗交接" not in page and '<dt>岗位</dt><dd class="num">1</dd>' in page
    assert "现在还有" not in as_("lead").get(f"/people/{cast.worker.id}").text  # who may not end it
    assert disable(as_, cast).status_code == 303
    assert Person.get_by_id(cast.worker.id).ended is not None
