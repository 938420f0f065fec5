"""The check of words refuses English written beside its Chinese, and leaves marked messages and data alone."""

from __future__ import annotations

import ast
from pathlib import Path

from app.settings import ROOT
from tests import word_pairs


def lines(source: str) -> list[int]:
    """The lines at which the check finds fault."""
    return word_pairs.find_pairs(ast.parse(source))


def test_a_sentence_with_its_english_beside_it_is_refused():
    assert lines('TITLE = "没有找到", "Not found"') == lines('TITLE = ["没有找到", "Not found"]') == [1]
    assert lines('REASONS = {\n    "missing": ("这一项不能空着", "This is required"),\n}') == [2]
    assert lines('View("late", "超期", "Overdue")') == [1]
    assert lines('WORDS = {"zh": ["今天到现场"], "en": ["We come today"]}') == [1]


def test_an_if_that_chooses_between_two_languages_is_refused():
    assert lines('"overdue " if language == "en" else "超期 "') == [1]
    assert lines('f"{n} 天" if language == "zh" else f"{n} days"') == [1]


def test_marked_messages_codes_and_two_texts_of_one_language_are_left_alone():
    assert lines('STATES = [WAITING, mark_in("a state", "没有找到")]') == []
    assert lines('mark_in("menu", "区域")') == []
    assert lines('STATES = {"late": "超期", "open": "未结"}') == []
    assert lines('NOTHING = "没有找到", "没有这个内容"') == []


def test_what_is_named_as_data_exists_and_needs_to_be_named():
    for place in word_pairs.DATA:
        path = ROOT / "app" / place
        files = [path] if path.suffix else sorted(path.rglob("*.py"))
        assert any(word_pairs.find_pairs(ast.parse(file.read_text(encoding="utf-8"))) for file in files), (
            place
        )
    assert word_pairs.is_data(Path("demo/city/folk.py")) and not word_pairs.is_data(Path("desk/times.py"))
