"""The ledgers of errands, places and visits: exactly what is there, in reach, without persons, doors and words, in pieces, formulas harmless."""

from __future__ import annotations

import csv
import io
import tracemalloc
from typing import Any

import pytest
from openpyxl import load_workbook

from app.core import clock, db
from app.core.files import csv_file
from app.insight.ledgers import errands, pieces, places, visits
from app.insight.questions import Question
from app.patrol.models import Errand, Visit
from app.people.models import Person
from app.places.models import Place
from tests import cast as c
from tests.insight.asked import MONDAY
from tests.insight.ledgers.sheets import in_words
from tests.patrol import walk
from tests.sync.phone import new_id

NAMES = ("errands", "places", "visits")


def ledger(reader: Any, name: str, suffix: str = "csv", **query: str) -> Any:
    asked = {"area": c.COMMUNITY, "from": "2026-11-01", "to": "2026-11-30", **query}
    return reader.get(f"/figures/ledger/{name}.{suffix}", query_string=asked)


def table(reply: Any) -> list[list[str]]:
    assert reply.status_code == 200, reply.text
    return list(csv.reader(io.StringIO(reply.data.decode("utf-8-sig"))))


def taken_on(person: Person, number: str, area: str = c.BUILDING, **more: Any) -> None:
    fields = {
        "token": new_id(),
        "household": "2-301",
        "what": "替张大爷取药",
        "papers": ["身份证"],
        "held": ["身份证"],
        "state": "open",
    }
    Errand.create(
        id=new_id(), number=number, person=person, taken_by=person, area=area, taken=clock.now(), seq=0, **{**fields, **more}
    )  # fmt: skip


def there(code: str, area: str = c.BUILDING, **more: Any) -> None:
    Place.create(code=code, **{"name": "阿明面馆", "kind": "shop", "area": area, **more})


def visited(person: Person, area: str, days: int = 0, **more: Any) -> None:
    walk.visit(person, area, (MONDAY - walk.NINE) / 1000 + days * 86400, 5, **more)


@pytest.fixture
def filled(cast: c.Cast, monday: int) -> c.Cast:
    with db.transaction():
        taken_on(cast.worker, "B261116-0001")
        taken_on(cast.worker, "B261116-0002", state="confirmed", held=[], promised="2026-11-20")
        taken_on(cast.outsider, "B261116-0003", c.OTHER_GRID)
        there("S1")
        there("S2", checked=MONDAY, bad=["exit", "gas"], again="2026-12-03", name="=1+1")
        there("S3", c.OTHER_GRID)
        there("S4", ends="2026-11-15")
    for person, area, days in (
        (cast.worker, c.BUILDING, 0), (cast.worker, c.BUILDING, 0), (cast.worker, c.BUILDING2, 1), (cast.outsider, c.OTHER_GRID, 0),
    ):  # fmt: skip
        visited(person, area, days)
    clock.freeze(MONDAY + 3 * clock.DAY)
    return cast


@pytest.mark.parametrize("name", NAMES)
def test_a_stranger_an_outsider_and_whoever_reads_no_figures_get_none(as_, filled, five, name):
    for suffix in ("csv", "json", "xlsx"):
        assert ledger(as_(None), name, suffix).status_code in (302, 401)
        assert ledger(as_("outsider"), name, suffix).status_code == 404
        assert ledger(as_("head"), name, suffix).status_code == 403
        assert ledger(as_("dept"), name, suffix).status_code == 403
        assert ledger(as_("desk"), name, suffix, **{"from": "2026-11-31"}).status_code == 422


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("errands", {"state": "x"}),
        ("places", {"kind": "x"}),
        ("places", {"show": "x"}),
        ("visits", {"purpose": "dispute"}),
    ],
)
def test_what_cannot_be_asked_is_refused_before_a_byte_is_sent(as_, filled, five, name, query):
    assert ledger(as_("desk"), name, **query).status_code == 422


@pytest.mark.both
def test_the_three_files_say_the_same_of_exactly_what_lies_there(as_, filled, five):
    desk = as_("desk")
    expected = {"errands": 2, "places": 2, "visits": 2}
    for name, count in expected.items():
        rows = table(ledger(desk, name))
        assert len(rows) == 1 + count, name
        objects = ledger(desk, name, "json").json
        harmless = [[csv_file.harmless(cell) for cell in one.values()] for one in objects]
        assert harmless == rows[1:] and list(objects[0]) == rows[0]
        sheet = load_workbook(io.BytesIO(ledger(desk, name, "xlsx").data)).active
        assert in_words(sheet)[1:] == [list(one.values()) for one in objects]
        assert all(cell.data_type != "f" for row in sheet.rows for cell in row)
    assert len(table(ledger(as_("worker"), "errands", area=c.GRID))) == 3


def test_numbers_and_days_are_such_in_the_workbook_and_it_is_laid_out_for_paper(as_, filled, five):
    sheet = load_workbook(io.BytesIO(ledger(as_("desk"), "errands", "xlsx").data)).active
    first, second = sheet[2], sheet[3]
    assert [first[4].value, second[4].value] == [1, 0]
    for cell in (first[2], second[2], second[3]):
        assert (cell.is_date, cell.number_format) == (True, "yyyy-mm-dd")
    assert (second[3].value.day, first[5].value) == (20, c.BUILDING) and first[5].data_type == "s"
    assert sheet.freeze_panes == "A2" and sheet.print_title_rows == "$1:$1"
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (
        sheet.column_dimensions["A"].width >= len("B261116-0001") and sheet.column_dimensions["C"].width > 10
    )


def test_what_is_asked_narrows_it(as_, filled, five):
    desk = as_("desk")
    assert [row[0] for row in table(ledger(desk, "errands", state="open"))[1:]] == ["B261116-0001"]
    assert table(ledger(desk, "errands", to="2026-11-15"))[1:] == []
    assert [row[0] for row in table(ledger(desk, "places", show="due"))[1:]] == ["S1"]
    assert [row[0] for row in table(ledger(desk, "places", show="found"))[1:]] == ["S2"]
    assert len(table(ledger(desk, "places", kind="shop"))) == 3
    assert table(ledger(desk, "places", kind="firm"))[1:] == []
    assert table(ledger(desk, "visits", to="2026-11-16"))[1:] == [
        [c.BUILDING, "第1网格 1幢", "2026-11-16", "其他"]
    ]
    assert table(ledger(desk, "visits", purpose="care"))[1:] == []


def test_a_place_says_its_last_look_what_is_not_mended_and_when_it_is_due(as_, filled):
    row = next(row for row in table(ledger(as_("desk"), "places")) if row[0] == "S2")
    assert row[5:] == ["2026-11-16", "2026-12-03", "疏散通道和出口畅通；燃气软管和报警器完好", "2026-12-03"]


def test_no_person_no_door_and_no_word_of_anybody_stands_in_any(as_, filled, five):
    for name in NAMES:
        data = ledger(as_("desk"), name).data.decode()
        assert not any(word in data for word in ("张大爷", "301", "身份证")), name
        assert not any(person.name in data for person in filled.people.values()), name


def test_of_fewer_than_five_workers_there_is_no_ledger_of_visits_not_even_of_the_own_grid(as_, filled):
    for reader, area in (("desk", c.COMMUNITY), ("lead", c.GRID), ("worker", c.GRID)):
        refused = ledger(as_(reader), "visits", area=area)
        assert refused.status_code == 403 and "这里不到五名网格员，所以不显示。" in refused.text, reader
    assert ledger(as_("outsider"), "visits").status_code == 404
    assert "ledger/visits" not in as_("desk").get(f"/figures?area={c.COMMUNITY}").text


def test_a_building_a_day_and_a_purpose_stand_once_and_the_page_has_the_links(as_, filled, five):
    rows = table(ledger(as_("desk"), "visits"))[1:]
    assert [row[0] for row in rows] == [c.BUILDING, c.BUILDING2] and len({tuple(row) for row in rows}) == 2
    text = as_("desk").get(f"/figures?area={c.COMMUNITY}").text
    assert all(f"/figures/ledger/{name}.xlsx" in text for name in ("matters", *NAMES))


def test_rows_are_read_in_pieces_that_follow_each_other(as_, filled, five, monkeypatch):
    before = {name: table(ledger(as_("desk"), name)) for name in NAMES}
    for module in (errands, places):
        monkeypatch.setattr(module, "PIECE", 1)
    monkeypatch.setattr(visits, "AREAS", 1)
    assert {name: table(ledger(as_("desk"), name)) for name in NAMES} == before
    asked = Question(c.COMMUNITY, clock.today(), clock.today())
    assert pieces.PIECE == 500
    assert len(next(visits.rows(asked, None, "en"))) == 4


def most_held(reader: Any, name: str) -> int:
    """The most bytes held at once while the CSV of a whole city is read and written."""
    tracemalloc.start()
    reply = reader.get(
        f"/figures/ledger/{name}.csv?area={c.CITY}&from=2026-11-01&to=2026-11-30", buffered=False
    )
    assert sum(len(piece) for piece in reply.iter_encoded()) > 100
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def more_of_each(cast: c.Cast, first: int, count: int) -> None:
    numbers = range(first, first + count)
    worker = cast.worker.id
    with db.transaction():
        Place.insert_many([
            {"code": f"M{number}", "name": "店", "kind": "shop", "area": c.BUILDING, "bad": ["exit"]} for number in numbers
        ]).execute()  # fmt: skip
        Errand.insert_many([
            {
                "id": f"e{number}", "number": f"B261116-{number}", "token": str(number), "person": worker, "taken_by": worker, "area": c.BUILDING,
                "what": "取药", "state": "open", "taken": MONDAY, "seq": 0,
            }
            for number in numbers
        ]).execute()  # fmt: skip
        Visit.insert_many([
            {
                "id": f"v{number}", "person": worker, "area": c.BUILDING, "purpose": "care", "outcome": "met", "started": MONDAY + number,
                "ended": MONDAY + number, "minutes": 1, "seq": 0,
            }
            for number in numbers
        ]).execute()  # fmt: skip


def test_a_hundred_thousand_of_each_would_be_written_within_64_mb(as_, filled, five):
    """What a row more holds is measured over a few thousand, as of the matters."""
    city = as_("city")
    more_of_each(filled, 10_000, 500)
    few = {name: most_held(city, name) for name in NAMES if most_held(city, name)}
    more_of_each(filled, 20_000, 2000)
    for name, held in few.items():
        assert held + (most_held(city, name) - held) / 2000 * 100_000 < 64_000_000, name
