"""The page of a grid's meeting: for whoever leads it, of what stands in the ledger, on one sheet."""

from __future__ import annotations

import pytest

from app.desk.meeting import agenda
from tests import cast as c
from tests.audit import axe
from tests.matters import ops


def test_only_whoever_leads_the_grid_has_its_page(as_, cast):
    assert as_(None).get("/meeting").status_code in (302, 401)
    for who in ("worker", "head", "desk", "dept", "city", "admin", "outsider"):
        assert as_(who).get("/meeting").status_code == 403, who
    assert as_("lead").get(f"/meeting?area={c.GRID2}").status_code == 404
    assert as_("lead").get("/meeting?area=x").status_code == 404
    assert as_("lead").get(f"/meeting?area={c.GRID}").status_code == 200


def test_it_says_what_waits_for_whom_and_nothing_of_next_door(as_, cast):
    mine, taken, gone = (ops.report(cast.worker) for _ in range(3))
    next_door = ops.report(cast.worker2, area=c.GRID2)
    ops.move(cast.worker, taken, "escalate")
    ops.move(cast.worker, gone, "settle_on_spot", text="清了")
    text = as_("lead").get("/meeting").text
    assert mine.number in text and taken.number in text
    assert gone.number not in text and next_door.number not in text
    assert text.index(cast.worker.name) < text.index(mine.number)
    assert "没有在办的事" not in text


def test_calls_nobody_answered_and_buildings_nobody_saw_stand_on_it(as_, cast):
    matter = ops.report(cast.worker)
    ops.move(cast.lead, matter, "whistle", to=[f"unit:{c.ENFORCEMENT}"], text="请来看看")
    text = as_("lead").get("/meeting").text
    assert text.count(matter.number) == 2 and "1幢、2幢" in text


def test_more_than_fits_is_said(as_, cast, monkeypatch):
    monkeypatch.setattr(agenda, "MATTERS_MOST", 2)
    for _ in range(3):
        ops.report(cast.worker)
    assert "还有 1 件" in as_("lead").get("/meeting").text


@pytest.mark.browser
def test_it_is_clean_and_prints_on_one_sheet(office, window):
    with office.acting() as cast:
        for _ in range(3):
            ops.report(cast.worker)
    page = window("lead", "/meeting")
    assert page.locator("h1").inner_text().startswith("例会单")
    assert axe.look(page, "/meeting", "zh-CN") == []
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
