"""Thresholds and switches: what was set at an area, when, by whom and why, and one change taken back with its own reason."""

import pytest

from app.areas import local_settings
from app.areas.models import AreaSetting, Post
from app.ledger.models import Entry
from tests import cast as c

PAGE = f"/admin/settings/{c.COMMUNITY}"


def seqs():
    return [row.seq for row in Entry.select().where(Entry.verb == "setting_changed").order_by(Entry.seq)]


def back(client, seq, reason="试行结束", area=c.COMMUNITY):
    return client.post(f"/admin/settings/{area}/take-back", data={"seq": seq, "reason": reason})


def test_nobody_else_reads_or_takes_back_and_an_area_elsewhere_is_not_there(as_, cast):
    local_settings.set_value(cast.admin, c.COMMUNITY, "track_days", "5", "试行")
    assert "/sign-in" in as_(None).get(PAGE).headers["Location"]
    for name in ("worker", "lead", "head", "desk", "dept", "city", "outsider"):
        assert as_(name).get(PAGE).status_code in (403, 404)
        assert back(as_(name), seqs()[0]).status_code in (403, 404)
    Post.update(area=c.OTHER_COMMUNITY).where(Post.person == cast.admin).execute()
    assert as_("admin").get(PAGE).status_code == 404 and back(as_("admin"), seqs()[0]).status_code == 404
    assert AreaSetting.get().value == "5"


@pytest.mark.both
def test_a_change_is_told_with_its_reason_and_taken_back_once_with_another(as_, cast):
    admin = as_("admin")
    assert "还没有改过设置" in admin.get(PAGE).text
    for value, reason in (("5", "试行五天"), ("9", "居民来查的多")):
        local_settings.set_value(cast.admin, c.COMMUNITY, "track_days", value, reason)
    first, second = seqs()
    page = admin.get(PAGE).text
    assert "试行五天" in page and "居民来查的多" in page and "5 天" in page and "郑洁" in page
    assert f'value="{second}"' in page and f'value="{first}"' not in page
    assert back(admin, first).status_code == 409 and AreaSetting.get().value == "9"
    for _ in range(2):
        assert back(admin, second).status_code == 303
    assert AreaSetting.get().value == "5" and AreaSetting.get().reason == "试行结束" and len(seqs()) == 3
    for seq in ("x", "0", "9" * 30):
        assert back(admin, seq).status_code == 404


def test_what_the_area_had_from_above_holds_again_and_without_a_reason_nothing_is_done(as_, cast):
    admin = as_("admin")
    local_settings.set_value(cast.admin, c.COMMUNITY, "track_days", "5", "试行")
    refused = back(admin, seqs()[0], reason="  ")
    assert refused.status_code == 422 and "请说明原因" in refused.text and AreaSetting.get().value == "5"
    assert back(admin, seqs()[0], reason="长" * 501).status_code == 422
    assert back(admin, seqs()[0]).status_code == 303 and not AreaSetting.select().exists()
    page = admin.get(PAGE).text
    assert "照上级的" in page and "巡格" in page[page.index("<header") :]
    assert PAGE in admin.get(f"/areas/{c.COMMUNITY}/settings").text
