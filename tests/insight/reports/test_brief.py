"""Five numbers and three sentences for a phone: what the figures say, and nothing of one person."""

from __future__ import annotations

import re

from app.core import clock
from app.insight import catch_up
from tests import cast as c
from tests.board import done
from tests.matters import ops


def brief(reader, **query):
    catch_up.follow()
    return reader.get(
        "/figures/report/brief", query_string={"area": c.COMMUNITY, "of": clock.today().isoformat(), **query}
    )


def numbers(text: str) -> dict[str, str]:
    """Word → number."""
    found = {}
    for part in text.split('<div class="figure">')[1:]:
        word = part.split("<dt>")[1].split("</dt>")[0]
        number = part.split("<dd>")[1].split("</dd>")[0]
        found[word] = number.split('">')[-1].split("<")[0] if "<a" in number else number
        if "<a" in number:
            found[word] = number.split(">")[1].split("<")[0]
    return found


def test_a_stranger_an_outsider_and_whoever_reads_no_figures_get_none(as_, cast, monday):
    assert brief(as_(None)).status_code in (302, 401)
    assert brief(as_("outsider")).status_code == 404
    assert brief(as_("head")).status_code == 403
    assert brief(as_("desk"), kind="decade").status_code == 422


def test_five_numbers_are_those_of_the_figures_and_three_sentences_say_them(as_, cast, monday, five):
    for _ in range(6):
        done.through(cast, done.asked("qr"))
    for _ in range(2):
        ops.report(cast.worker)
    reply = brief(as_("desk"))
    assert reply.status_code == 200
    found = numbers(reply.text)
    assert found["收到"] == "8" and found["办结"] == "6" and len(found) == 5
    assert found["就地解决（大事不出社区）"] == "100%" and found["居民满意"] == "100%"
    words = reply.text.split("<textarea")[1].split(">")[1].split("</textarea")[0]
    assert len(words.strip().split("\n")) == 3 and "收到 8 件，办结 6 件" in words


def test_a_grids_own_lead_reads_counts_and_no_figure_of_one_person(as_, cast, monday):
    for _ in range(6):
        done.through(cast, done.asked("qr"))
    found = numbers(brief(as_("lead"), area=c.GRID).text)
    assert found["收到"] == "6" and found["就地解决（大事不出社区）"] == "—" and found["按时办结"] == "—"


def ways(text: str) -> dict[str, str]:
    """The links beside each other that lead to other spans, by their word; the one that is lit by its word and a star."""
    row = text.split('aria-label="哪一段"')[1].split("</nav>")[0]
    found = re.findall(r'<a class="button slim" href="([^"]+)"( aria-current="true")?>([^<]+)</a>', row)
    return {f"{word}{'*' if lit else ''}": address.replace("&amp;", "&") for address, lit, word in found}


def test_one_goes_back_and_forward_again_and_only_the_present_one_is_lit(as_, cast, monday):
    clock.freeze(clock.parse("2026-12-01T09:00:00+08:00"))
    desk = as_("desk")
    catch_up.follow()
    opened = desk.get(f"/figures/report/brief?area={c.COMMUNITY}").text
    assert set(ways(opened)) == {
        "本周",
        "本月",
        "本季度",
        "前一段",
        "后一段",
    }  # as the report: the month before until the 20th
    now = ways(brief(desk).text)
    assert set(now) == {"本周", "本月*", "本季度", "前一段"}
    before = ways(desk.get(now["前一段"]).text)
    assert set(before) == {"本周", "本月", "本季度", "前一段", "后一段"}
    assert set(ways(desk.get(before["后一段"]).text)) == set(now)


def test_of_days_before_the_first_thing_came_it_says_that_nothing_was_written_down(as_, cast, monday):
    done.asked("qr")
    words = brief(as_("desk"), of="2026-10-16").text
    assert "那时还没有开始记" in words and "收到不满 5 件" not in words
    assert "收到不满 5 件" in brief(as_("desk")).text.replace("&nbsp;", " ")
