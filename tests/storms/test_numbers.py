"""Each number of a storm opens the doors that it counts, for those on duty there and as long as it lasts."""

from __future__ import annotations

import re
from typing import Any

import pytest

from app.storms import declaring
from app.storms.models import StormList
from tests import cast as c
from tests.storms.test_on_duty import colleague_of_the_desk, on_duty_now
from tests.storms.test_storm_mode import at_door, declared
from tests.sync.phone import new_id

LINK = re.compile(r'<a href="(/duty/storms/[^"]+/doors\?[^"]+)">(\d+)')


def opened(reader: Any, address: str) -> int:
    """How many doors stand in the list behind a number."""
    reply = reader.get(address.replace("&amp;", "&"))
    assert reply.status_code == 200, reply.text
    count = reply.text.count('<li class="item">')
    assert f"一共 {count} 处" in reply.text
    return int(count)


@pytest.mark.both
def test_every_number_opens_so_many_doors_for_those_on_duty_there(cast: Any, phones: Any, as_: Any) -> None:
    storm = declared(cast.city, c.COMMUNITY, c.OTHER_COMMUNITY)
    list_ = StormList.get(StormList.area == c.GRID).id
    phones("worker").one(at_door(phones("worker"), list_, told=True, moved=True))
    phones("worker").one(at_door(phones("worker"), list_, c.BUILDING2, help=True))
    path = f"/duty/storms/{storm.id}"
    for who in ("stranger", "head", "dept", "admin"):
        reply = as_(None if who == "stranger" else who).get(f"{path}/doors?part=doors")
        assert reply.status_code in (302, 403), who
    assert as_("outsider").get(f"{path}/doors?part=doors&area={c.GRID}").status_code == 404
    assert as_("desk").get(f"{path}/doors?part=names").status_code == 422
    assert as_("desk").get(f"/duty/storms/{new_id()}/doors").status_code == 404
    for who in ("desk", "city", "lead", "worker"):
        links = LINK.findall(as_(who).get(path).text)
        assert len(links) >= 5, who
        for address, number in links:
            assert opened(as_(who), address) == int(number), (who, address)
    assert not LINK.findall(as_("admin").get(path).text)
    page = as_("desk").get(f"{path}/doors?part=help&area={c.GRID}").text
    assert "2幢" in page and "1幢" not in page and "/desk/matters/" in page


def test_whoever_is_off_duty_and_whoever_comes_after_its_end_is_told_no_door(cast: Any, as_: Any) -> None:
    storm = declared(cast.desk)
    path = f"/duty/storms/{storm.id}"
    on_duty_now(colleague_of_the_desk())
    assert not LINK.findall(as_("desk").get(path).text)
    assert as_("desk").get(f"{path}/doors?part=doors").status_code == 403
    assert opened(as_("lead"), f"{path}/doors?part=not_reached") == 2
    declaring.end(cast.city, storm)
    assert not LINK.findall(as_("lead").get(path).text)
    assert as_("lead").get(f"{path}/doors?part=doors").status_code == 403
