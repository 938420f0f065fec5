"""The ledger of matters has a row for each that was received, in reach, without persons and words; a hundred thousand take no memory."""

from __future__ import annotations

import csv
import datetime as dt
import io
import tracemalloc

import pytest
from openpyxl import load_workbook

from app.areas.access.reach import reach_of
from app.areas.imports import workbook
from app.areas.models import Area
from app.core import clock, db
from app.core.files import csv_file
from app.insight import catch_up
from app.insight.ledgers import matters
from app.insight.ledgers.pages import as_text
from app.insight.questions import Question
from app.matters.models import Matter
from tests import cast as c
from tests.board import done
from tests.insight.ledgers.sheets import in_words
from tests.matters import ops


def ledger(reader, suffix="csv", **query):
    catch_up.follow()
    asked = {"area": c.COMMUNITY, "from": "2026-11-01", "to": "2026-11-30", **query}
    return reader.get(f"/figures/ledger/matters.{suffix}", query_string=asked)


def table(reply) -> list[list[str]]:
    assert reply.status_code == 200, reply.text
    return list(csv.reader(io.StringIO(reply.data.decode("utf-8-sig"))))


def test_a_stranger_an_outsider_and_whoever_reads_no_figures_get_none(as_, cast, monday):
    ops.report(cast.worker)
    for suffix in ("csv", "json", "xlsx"):
        assert ledger(as_(None), suffix).status_code in (302, 401)
        assert ledger(as_("outsider"), suffix).status_code == 404
        assert ledger(as_("head"), suffix).status_code == 403
        assert ledger(as_("dept"), suffix).status_code == 403
        assert ledger(as_("desk"), suffix, **{"from": "2026-11-31"}).status_code == 422


@pytest.mark.both
def test_the_three_files_say_the_same_of_exactly_the_matters_received(as_, cast, monday):
    closed = done.through(cast, done.asked("qr"))
    for _ in range(3):
        ops.report(cast.worker)
    ops.move(cast.worker, ops.report(cast.worker), "void", reason="mistake")
    clock.freeze(clock.parse("2026-12-01T09:00:00+08:00"))
    ops.report(cast.worker)
    desk = as_("desk")
    rows = table(ledger(desk))
    assert len(rows) == 5 and [row[1] for row in rows[1:]].count("已结案") == 1
    assert {row[0] for row in rows[1:]} == {
        one.number for one in Matter.select().where(Matter.state != "void")
    } - {rows_of_december()}
    objects = ledger(desk, "json").json
    assert [list(one.values()) for one in objects] == rows[1:] and list(objects[0]) == rows[0]
    sheet = load_workbook(io.BytesIO(ledger(desk, "xlsx").data)).active
    assert in_words(sheet) == rows
    received = next(cell for cell in sheet[2] if cell.is_date)
    assert received.number_format == "yyyy-mm-dd hh:mm" and f"{received.value:%H:%M}" == rows[1][2][-5:]
    assert closed.number in {row[0] for row in rows}
    assert ledger(desk, "json", **{"from": "2020-01-01", "to": "2020-01-31"}).json == []


def rows_of_december() -> str:
    return Matter.select().order_by(Matter.received_at.desc()).first().number


def test_no_person_and_no_word_of_anybody_stands_in_it(as_, cast, monday):
    ops.report(cast.worker, text="张大爷13912345678家门口")
    data = ledger(as_("desk")).data.decode()
    assert "张大爷" not in data and "13912345678" not in data
    assert not any(person.name in data for person in cast.people.values())


def test_what_looks_like_a_formula_is_text(as_, cast, monday):
    Area.update(name='=HYPERLINK("x")').where(Area.code == c.GRID).execute()
    ops.report(cast.worker)
    desk = as_("desk")
    assert "'=HYPERLINK" in ledger(desk).data.decode()
    sheet = load_workbook(io.BytesIO(ledger(desk, "xlsx").data)).active
    assert all(cell.data_type != "f" for row in sheet.rows for cell in row)


def test_a_place_is_named_with_its_grid_where_many_have_one_of_that_name(as_, cast, monday):
    ops.report(cast.worker)
    rows = table(ledger(as_("desk")))
    assert rows[1][rows[0].index("地方")] == "第1网格 1幢"


def test_a_grids_worker_gets_the_own_grid_and_pieces_follow_each_other(as_, cast, monday, monkeypatch):
    monkeypatch.setattr(matters, "PIECE", 2)
    for _ in range(5):
        ops.report(cast.worker)
    ops.report(cast.worker2, area=c.GRID2)
    rows = table(ledger(as_("worker"), area=c.GRID))
    assert len(rows) == 6 and len({row[0] for row in rows}) == 6


def written(rows: int) -> list[int]:
    """The most bytes held at once while so many rows are written, as CSV and as a workbook."""
    line = [
        "已结案",
        dt.datetime(2026, 11, 16, 9),
        "网格员发现",
        "消防通道",
        "综合执法",
        c.BUILDING,
        "1幢",
        "社区",
        "",
        "",
        "是",
    ]
    peaks = []
    for write in (
        lambda them: csv_file.streamed(as_text(them)),
        lambda them: workbook.streamed("台账", them),
    ):
        tracemalloc.start()
        assert (
            sum(len(piece) for piece in write([f"2611{number:06}", *line] for number in range(rows))) > rows
        )
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    return peaks


def test_a_hundred_thousand_rows_would_be_written_within_64_mb(store):
    """What a row more holds is measured over a few, not how long it takes; the whole is measured by `make bench-city ledgers`."""
    written(100)  # what is loaded once
    for few, more in zip(written(500), written(2500), strict=True):
        assert few + (more - few) / 2000 * 100_000 < 64_000_000, (few, more)


def test_rows_are_read_in_pieces_and_may_be_left_at_any(cast, monday):
    for _ in range(3):
        ops.report(cast.worker)
    catch_up.follow()
    asked = Question(c.COMMUNITY, clock.today(), clock.today())
    found = matters.rows(asked, reach_of(cast.desk), "zh", {})
    assert next(found)[0] == "编号" and len(next(found)) == len(matters.HEADS)
    found.close()
    assert not db.database.in_transaction()
