"""Where numbers of like names count differently, each says beside it what it counts and what it leaves out."""

from __future__ import annotations

import io

import pytest
from docx import Document

from app.insight.figures import FIGURES
from tests import cast as c
from tests.house import ROOT
from tests.insight.reports.test_reports import asked, page

GLOSSARY = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
# (template, words of the number, what its definition beside it says)
BESIDE = [
    ("templates/board/_figures.html", "收到", "哪一类都算，纠纷、治安和要求保密的也在数里"),
    ("templates/board/_figures.html", "办结", "现在也没有重办的"),
    ("templates/desk/meeting/agenda.html", "天没到过的楼栋、点位", "数据里的走访覆盖只算走访，只算楼栋"),
    ("templates/field/words_visits.html", "{days} 天没到过的楼栋、点位", "走访、扫码、标记“我在这栋”都算到过"),
    ("templates/insight/effort.html", "走访次数", "一户一次"),
    ("templates/insight/reports/brief.html", "可以直接用的三句话", "“说得多的”不数纠纷、治安类的"),
    ("templates/insight/reports/show.html", "可以直接用的三句话", "“说得多的”不数纠纷、治安类的"),
]  # fmt: skip


@pytest.mark.parametrize(("template", "words", "definition"), BESIDE)
def test_a_number_that_counts_otherwise_than_its_like_says_so_on_the_same_screen(template, words, definition):
    text = (ROOT / template).read_text(encoding="utf-8")
    assert words in text and definition in text


def test_every_figure_says_what_it_counts_and_those_with_a_like_what_they_leave_out():
    assert all(
        figure.definition.endswith("。") and len(figure.definition) > 10 for figure in FIGURES.values()
    )
    assert "哪一类都算" in FIGURES["received"].definition
    assert (
        "扫了码" in FIGURES["buildings_visited"].definition
        and "点位也不算" in FIGURES["buildings_visited"].definition
    )


@pytest.mark.parametrize(
    "words", ["走访覆盖", "到过", "走访次数", "说得多的、同一个地方常有的事", "公示栏上的数字"]
)
def test_the_glossary_tells_them_apart(words):
    assert f"| {words} |" in GLOSSARY


def test_what_came_often_says_on_the_page_and_in_the_file_which_kinds_it_counts(as_, cast, monday):
    desk = as_("desk")
    here = page(desk).split("同一个地方常有的事</h2>")[1]
    assert "哪一类都算" in here.split("</section>")[0]
    made = Document(io.BytesIO(asked(desk, "/report.docx", area=c.COMMUNITY).data))
    assert any("纠纷、治安类的不数" in paragraph.text for paragraph in made.paragraphs)
