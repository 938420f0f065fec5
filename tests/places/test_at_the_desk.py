"""A place's page at the desk: every look at it, what came of it, and nobody who looked."""

from __future__ import annotations

from typing import Any

import pytest

from app.core import clock
from app.matters.models import Matter
from tests.evidence.pictures import picture, sha
from tests.places.test_places import check, entered


@pytest.mark.both
def test_a_places_page_tells_every_look_with_its_photos_and_matter_and_nobody_who_looked(
    cast: Any, phones: Any, as_: Any
) -> None:
    entered()
    for who in (None, "head", "outsider"):
        assert as_(who).get("/desk/places/S1").status_code in (302, 401, 403, 404), who
    assert as_("desk").get("/desk/places/S9").status_code == 404  # in another community
    assert as_("desk").get("/desk/places/S404").status_code == 404
    assert "还没有人去看过" in as_("desk").get("/desk/places/S1").text
    worker = phones("worker")
    op = check(worker, outcome="passed_on", bad=["exit"], text="锁着", ago=clock.HOUR)
    raw = picture()
    name = sha(raw)
    worker.send({**op, "photos": [name]})
    as_("worker").put(f"/api/v1/photos/{name}", data=raw, content_type="application/octet-stream")
    assert worker.one(check(worker)) == "applied"
    text = as_("desk").get("/desk/places/S1").text
    assert text.index("没有问题") < text.index("报给上一级")
    number = Matter.get().number
    assert Matter.get().text.startswith("阿明面馆：这几样没做到：")
    assert number in text and f"/api/v1/photos/{name}" in text and "没做到的" in text
    assert "王芳" not in text and "锁着" not in text
    assert as_("desk").get(f"/api/v1/photos/{name}?size=1024").status_code == 200
    assert 'href="/desk/places/S1"' in as_("desk").get("/desk/places?show=all").text
