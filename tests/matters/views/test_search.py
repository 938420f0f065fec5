"""A matter is found by its place as a row shows it, and by every word of what somebody types, as far as they may read it."""

import pytest

from app.matters.models import Matter
from app.matters.queries import lists
from tests import cast as c
from tests.core.store import said
from tests.matters import ops


def found(person, words: str) -> set[str]:
    return {matter.id for matter in lists.page(person, lists.parse_query({"q": words}))[0]}


@pytest.fixture
def noisy(cast):
    """Noise at 1幢 of the first grid, for the community's desk, and what is not looked for beside it."""
    matter = ops.report(cast.worker, area=c.BUILDING, category="noise", text="半夜装修", escalate=True)
    ops.report(cast.worker2, area=c.GRID2, text="积水")
    return matter


def test_the_outsider_finds_nothing_by_any_word(cast, noisy):
    for words in ("第1网格", "1幢", "噪音", cast.worker.name, noisy.number, "半夜"):
        assert found(cast.outsider, words) == set(), words


@pytest.mark.both
@pytest.mark.parametrize(
    "words",
    [
        "第1网格 1幢",
        "第1网格1幢",
        "噪音 1幢",
        "1幢 噪音",
        "半夜 第1网格",
        "1栋",
        "一号楼 装修",
        "第１网格　１幢",
    ],
)
def test_every_word_is_found_in_place_kind_or_text(cast, noisy, words):
    assert found(cast.desk, words) == {noisy.id}


@pytest.mark.both
def test_a_word_that_stands_nowhere_finds_nothing(cast, noisy):
    for words in ("1幢 积水", "噪音 第2网格", "第2网格1幢", "噪音 没有的话"):
        assert found(cast.desk, words) == set(), words


@pytest.mark.both
def test_it_is_found_by_whoever_said_it_and_whoever_has_it_or_was_whistled(cast, noisy):
    ops.move(cast.desk, noisy, "whistle", to=[f"unit:{c.ENFORCEMENT}"], text="来看看")
    assert found(cast.desk, cast.worker.name) == {noisy.id}
    assert found(cast.desk, "综合执法") == {noisy.id}
    ops.move(cast.desk, noisy, "dispatch", to=[f"unit:{c.PROPERTY}"])
    assert found(cast.desk, "物业") == {noisy.id}


def test_what_was_said_in_confidence_is_found_by_none_who_may_not_read_it(cast, noisy):
    Matter.update(confidential=True, spot="东门岗亭").where(Matter.id == noisy.id).execute()
    for words in ("半夜", "岗亭", cast.worker.name):
        assert found(cast.head, words) == set(), words
        assert found(cast.desk, words) == {noisy.id}, words
    assert found(cast.head, "1幢") == {noisy.id}


def test_a_number_is_found_with_its_noughts_left_out(cast, noisy):
    day, count = noisy.number.split("-")
    assert found(cast.desk, f"{day}-{int(count)}") == {noisy.id}


def test_a_search_of_many_words_asks_no_more_than_one_of_one(cast, noisy, monkeypatch):
    def count(words: str) -> int:
        with monkeypatch.context() as patch:
            heard = said.listen(patch)
            found(cast.desk, words)
        return len([sql for sql, _ in heard if '"meta"' not in sql])  # whether names changed

    count("")  # reads what changes rarely, once
    count("半夜")  # and all names
    assert count("第1网格 1幢 噪音 半夜") == count("半夜") <= count("") + 4
