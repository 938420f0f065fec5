"""Every sentence of the screens stands in both languages."""

import re
import subprocess
import sys

from babel.messages.pofile import read_po

from app.core import words
from app.core.problems.catalogue import CATALOGUE
from app.core.problems.fields import REASONS
from app.settings import ROOT

# the names of values that are counts; all other values are names, times and places
COUNTS = "n|m|a|b|c|d|e|new|there|without|most|least|seen|all|days|count"
# a count, at most two words that do not change, and one that does: it has to be {n|day|days}
ONE_FORM = re.compile(
    rf"(?:\{{(?:{COUNTS})\}}|%\((?:{COUNTS})\)s)(?: [a-z'-]+){{0,2}}? (?!this\b|by \w)(?:[a-z]{{2,}}s|is|are|were|have|people|need|do)\b"
)
# what sticks to a letter; {reason} and {until} bring their own space or comma
STUCK = re.compile(r"[A-Za-z](?:\{(?!reason|until)\w+\}|%\(\w+\)s)|\{[^}]*\}[A-Za-z]|%\([^)]*\)s[A-Za-z]")
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


def test_the_word_beside_a_count_is_right_for_one_and_for_many():
    assert words.fill("{n} {n|day|days}, {m} {m|is|are} left", {"n": 1, "m": 2}) == "1 day, 2 are left"
    assert (
        words.fill("{n} {n|day|days}", {"n": "1"}) == "1 day"
        and words.fill("{n} {n|day|days}", {"n": 1.5}) == "1.5 days"
    )
    assert words.translate("{n} 天", "en", n=1) == "1 day" and words.translate("{n} 天", "zh", n=1) == "1 天"


def test_no_english_sentence_says_1_matters_and_no_value_sticks_to_a_letter():
    with ENGLISH.open("rb") as given:
        sentences = {str(message.string) for message in read_po(given) if message.id}
    assert sorted(sentence for sentence in sentences if ONE_FORM.search(sentence)) == []
    assert sorted(sentence for sentence in sentences if STUCK.search(sentence)) == []
    assert (
        ONE_FORM.search("{n} more matters")
        and ONE_FORM.search("%(n)s people")
        and not ONE_FORM.search("{n} {n|day|days}")
    )
    assert STUCK.search("{n}days") and STUCK.search("page{n}") and not STUCK.search("{name}'s {n} min")


def test_every_choice_of_two_forms_names_a_value_of_its_own_sentence():
    with ENGLISH.open("rb") as given:
        pairs = [
            (str(message.id), str(message.string)) for message in read_po(given) if "|" in str(message.string)
        ]
    chosen = [
        (source, name) for source, english in pairs for name in re.findall(r"[({](\w+)\|[^|]*\|", english)
    ]
    assert len(chosen) > 40
    assert [one for one in chosen if f"{{{one[1]}}}" not in one[0] and f"%({one[1]})s" not in one[0]] == []
    # a page fills %(…)s, which needs its s, and leaves braces as they are; all else fills braces
    wrong = [
        english
        for source, english in pairs
        if re.search(r"\{\w+\||%\([^)]*\)(?!s)" if "%(" in source else r"%\(\w+\|", english)
    ]
    assert wrong == []


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
