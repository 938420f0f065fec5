"""A document's tables fit its paper, and no column is narrower than the words that stand in it."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from docx import Document
from PIL import ImageFont

from app.campaigns.report import content
from app.core import clock
from app.core.words import translate
from app.insight import catch_up
from app.insight.reports import columns, papers
from tests import cast as c
from tests.matters import ops

EDGES = 0.38  # cm, what Word leaves at both sides of a cell
LONG = "Wanghai Community Administration", "望海社区滨江商业街专属网格（已拿掉）", "T" * 12


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_word_breaks_in_a_column_of_a_document_and_its_tables_fit_the_paper(language: str) -> None:
    heads = [translate(word, language) for word in (content.AREA, *content.HEADS.values())]
    rows = [(name, *(1234 for _ in content.HEADS)) for name in LONG]
    asked = [
        translate(word, language)
        for word in (content.QUESTION, content.ANSWER, content.MANY_OF[content.PLACES])
    ]
    answers = [("软管没有老化，" * 8, translate(content.NOT_SO, language), 12)]
    made = Document(io.BytesIO(papers.document("", [], [("", heads, rows), ("", asked, answers)], language)))
    assert measured(made) > 20


def measured(made: Any) -> int:
    """How many words of letters stand in its tables, each in a cell that is wide enough for it."""
    count = 0
    for table in made.tables:
        size = (table.rows[0].cells[0].paragraphs[0].style.font.size or made.styles["Normal"].font.size).pt
        font = ImageFont.load_default(size * 10)
        assert sum(cell.width.cm for cell in table.rows[0].cells) == pytest.approx(columns.PAPER, abs=0.1)
        for cell in (cell for row in table.rows for cell in row.cells):
            for word in re.findall(r"[!-~]+", cell.text):
                wide = font.getlength(word) / 10 / 72 * 2.54 + EDGES
                assert wide <= cell.width.cm, (word, size, wide, cell.width.cm)
                count += 1
    return count


def test_no_word_breaks_in_an_english_report(as_, cast, monday) -> None:
    for _ in range(6):
        ops.report(cast.worker)
    clock.freeze(clock.parse("2026-11-25T09:00:00+08:00"))
    catch_up.follow()
    address = f"/figures/report/report.docx?area={c.COMMUNITY}&of=2026-11-16"
    reply = as_("desk").get(address, headers={"Accept-Language": "en"})
    made = Document(io.BytesIO(reply.data))
    assert measured(made) > 100


def test_where_no_letters_are_small_enough_every_column_gives_way_alike() -> None:
    size, widths = columns.fitting(["W" * 80, "W" * 40], [["", ""]])
    assert size == columns.SIZES[-1] and sum(widths) == pytest.approx(columns.PAPER)
    assert widths[0] > widths[1] > 5
