"""Every sentence of the screens stands in both languages."""

import subprocess
import sys

from babel.messages.pofile import read_po

from app.core import words
from app.core.problems.catalogue import CATALOGUE
from app.core.problems.fields import REASONS
from app.settings import ROOT

ENGLISH = ROOT / "app" / "translations" / "en" / "LC_MESSAGES" / "messages.po"


def test_every_message_of_templates_and_doors_is_translated(tmp_path):
    fresh = tmp_path / "fresh.pot"
    mapping = str(ROOT / "app" / "translations" / "mapping.toml")
    command = [
        sys.executable,
        "-m",
        "babel.messages.frontend",
        "-q",
        "extract",
        "-k",
        "mark",
        "-k",
        "mark_in:1c,2",
        "-F",
        mapping,
        "-o",
        str(fresh),
        ".",
    ]
    subprocess.run(command, cwd=ROOT, check=True)
    with fresh.open("rb") as wanted, ENGLISH.open("rb") as given:
        wanted_ids = {(message.context or "", message.id) for message in read_po(wanted) if message.id}
        english = {(message.context or "", message.id): message for message in read_po(given) if message.id}
    assert wanted_ids, "nothing was extracted"
    lacking = sorted(
        str(one) for one in wanted_ids if one not in english or not english[one].string or english[one].fuzzy
    )
    assert lacking == []
    assert sorted(set(english) - wanted_ids) == [], "nobody says these any more: make words"


def test_a_marked_message_is_chinese_as_it_stands_and_english_from_the_catalogue():
    assert (
        words.translate(words.mark("挂账"), "zh")
        == words.translate(words.mark_in("x", "挂账"), "zh")
        == "挂账"
    )
    assert words.translate("挂账", "en") == "Shelve"
    assert words.translate("{n} 分钟", "en", n=3) == "3 min"
    assert words.translate("{n} 没有英文", "en", n=3) == "3 没有英文" and words.translate("", "en") == ""


def test_every_problem_speaks_both_languages():
    for message in (
        *(sentence for kind in CATALOGUE.values() for sentence in (kind.title, kind.detail)),
        *REASONS.values(),
    ):
        assert message and words.translate(message, "en") != words.translate(message, "zh"), message


def test_an_english_page_is_english(as_):
    """The catalogue is compiled by the build, which leaves one out that looks unfinished without a word."""
    page = as_(None).get("/ask", headers={"Accept-Language": "en"}).text
    assert "What is wrong?" in page and "出了什么问题" not in page


def test_the_catalogue_has_its_head_and_no_sentence_that_a_merge_doubled():
    with ENGLISH.open("rb") as given:
        english = read_po(given)
    text = ENGLISH.read_text(encoding="utf-8")
    assert not english.fuzzy and text.count("\nmsgid ") == len(list(english))
    for message in english:
        sentence = str(message.string)
        half = len(sentence) // 2
        assert half < 10 or sentence[:half].strip() != sentence[half:].strip(), message.id
        assert half < 10 or sentence.count(sentence[: half // 2 + 8]) == 1, message.id
