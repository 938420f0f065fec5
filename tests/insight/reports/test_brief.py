"""Five numbers and three sentences for a phone: what the figures say, and nothing of one person."""

from __future__ import annotations

from app.insight import catch_up
from tests import cast as c
from tests.board import done
from tests.matters import ops


def brief(reader, **query):
    catch_up.follow()
    return reader.get("/figures/report/brief", query_string={"area": c.COMMUNITY, **query})


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
