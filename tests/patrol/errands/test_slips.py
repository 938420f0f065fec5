"""The slip's public page: a guessed link is not there, what it shows, and the resident's one button."""

from __future__ import annotations

import re
from typing import Any

import pytest

from app.areas.telephones import directory
from app.core import clock
from app.ledger.models import Entry
from app.patrol.errands import slips
from app.patrol.models import Errand
from tests import cast as cast_
from tests import place
from tests.patrol.errands.test_errands import known, step, taken
from tests.sync.phone import new_id


@pytest.fixture
def errand(phones: Any) -> str:
    """One with papers in our hands, a door, and a telephone number somebody wrote where none belongs."""
    phone = phones("worker")
    op = taken(
        phone,
        household="2单元301",
        what="代办高龄津贴 13812345678",
        papers=["身份证 330399194001011234", "照片"],
    )
    errand = str(op["body"]["errand"])
    phone.send(op, step(phone, errand, "papers_in"))
    return errand


def address(errand: str) -> str:
    return f"/e/{slips.token(errand)}"


@pytest.mark.parametrize(
    "token", ["x", "..", "A" * 24, "A" * 5000, "%00", "é", "01a204c8-22db-7cac-8ddb-996225819f2b"]
)
def test_a_guessed_link_is_not_there(as_: Any, errand: str, token: str) -> None:
    assert as_(None).get(f"/e/{token}").status_code == 404
    assert as_(None).post(f"/e/{token}").status_code == 404
    assert Errand.get_by_id(errand).version == 2


def test_the_errand_s_id_or_what_we_keep_of_the_token_opens_nothing(as_: Any, errand: str) -> None:
    row = Errand.get_by_id(errand)
    for guess in (errand, row.token, row.number, slips.token(new_id())):
        assert as_(None).get(f"/e/{guess}").status_code == 404


@pytest.mark.both
def test_it_shows_what_changed_hands_and_nobody_s_door_or_number(as_: Any, errand: str, cast: Any) -> None:
    directory.add(cast.admin, cast_.COMMUNITY, [directory.parse_entry("desk", "值班", "0577-0000 0001")])
    page = as_(None).get(address(errand))
    assert page.status_code == 200 and page.headers["Cache-Control"] == "no-store"
    text = page.get_data(as_text=True)
    shown = place.text(text, "#main")  # the number stands in the title too, as in every page's
    for said in ("身份证", "照片", "王芳", "临港社区", "交给我们的", "0577-0000 0001"):
        assert said in shown
    assert re.search(r"\bB\d{6}-\d{4}\b", shown) and '<meta name="robots" content="noindex">' in text
    for hidden in (
        "301",
        "13812345678",
        "330399194001011234",
        "13900000000",
        cast.worker.id,
        errand,
        "<script",
    ):
        assert hidden not in text
    assert "收到了，已办好" not in text


def test_the_phone_is_given_the_same_link_and_a_code_of_it(as_: Any, errand: str) -> None:
    shown = known(as_, "worker", errand)
    assert shown is not None
    assert shown["slip"]["link"].endswith(address(errand)) and shown["slip"]["path"].startswith("M")
    assert shown["office"] == "临港社区"


@pytest.mark.both
def test_the_resident_says_once_that_it_is_done_and_the_papers_are_back(
    as_: Any, phones: Any, errand: str
) -> None:
    stranger, phone = as_(None), phones("worker")
    assert stranger.post(address(errand)).status_code == 409
    phone.send(step(phone, errand, "done"))
    assert "收到了，已办好" in stranger.get(address(errand)).get_data(as_text=True)
    for _ in range(2):
        answer = stranger.post(address(errand))
        assert answer.status_code == 303 and answer.headers["Location"].endswith(address(errand))
    row = Errand.get_by_id(errand)
    assert (row.state, row.held) == ("confirmed", [])
    entries = list(Entry.select().where(Entry.verb == "confirmed"))
    assert [(entry.actor, entry.by) for entry in entries] == [("resident", None)]
    shown = known(as_, "worker", errand)
    assert shown is not None and shown["ledger"][-1]["sentence"].startswith("居民确认")
    assert "已办好，也已确认收到" in stranger.get(address(errand)).get_data(as_text=True)


def test_a_button_pressed_on_another_site_confirms_nothing(as_: Any, phones: Any, errand: str) -> None:
    phone = phones("worker")
    phone.send(step(phone, errand, "done"))
    answer = as_(None).post(address(errand), headers={"Origin": "https://elsewhere.example"})
    assert answer.status_code == 403 and Errand.get_by_id(errand).state == "done"


def test_long_after_the_end_the_link_is_over(as_: Any, phones: Any, errand: str) -> None:
    phone = phones("worker")
    phone.send(step(phone, errand, "done"))
    as_(None).post(address(errand))
    assert as_(None).get(address(errand)).status_code == 200
    clock.freeze(clock.now() + slips.KEPT + clock.MINUTE)
    assert as_(None).get(address(errand)).status_code == 410
    assert as_(None).post(address(errand)).status_code == 410
