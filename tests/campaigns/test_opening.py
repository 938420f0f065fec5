"""Before a campaign: one that is ahead is nowhere said to run, one like another is asked about first, and two taps open one."""

from __future__ import annotations

import re
from typing import Any

import pytest

from app.areas.models import Area
from app.campaigns import opening, questions
from app.campaigns.models import Campaign
from tests import cast as c
from tests.campaigns.test_campaigns import QUESTIONS, day, opened, register
from tests.sync.phone import new_id

__all__ = ["register"]
PATH = "/duty/campaigns"


def form(**other: Any) -> dict[str, Any]:
    """What the desk sends."""
    given = {"id": new_id(), "name": "燃气安全", "category": "fire_safety", "first": day(0), "last": day(7)}
    return {**given, "kinds": ["shop"], "areas": [c.COMMUNITY], "questions": QUESTIONS, **other}


@pytest.mark.both
def test_one_whose_first_day_is_ahead_is_said_to_be_so_everywhere(register: Any, as_: Any) -> None:
    sent = form(first=day(2))
    after = as_("desk").post(PATH, data=sent)
    assert after.status_code == 303 and "campaign-arranged" in after.headers["Location"]
    made = Campaign.get()
    (row,) = as_("desk").get("/api/v1/campaigns").json["campaigns"]
    assert row["state"] == as_("desk").get(f"/api/v1/campaigns/{made.id}").json["state"] == "ahead"
    index, page, report = (
        as_("desk").get(f"{PATH}{one}").text for one in ("", f"/{made.id}", f"/{made.id}/report")
    )
    for text in (index, page):
        assert "未开始" in text and "进行中" not in text and f"{day(2)} 起，到 {day(7)}" in text
    assert "要看 3 处" in page and "还有 3 处没去" not in page
    assert (
        f"燃气安全（{Area.get_by_id(c.COMMUNITY).name}）还没有开始，{day(2)} 起，到 {day(7)}，要看 3 处。"
        in report
        and "没有问题的" not in report
    )
    english = {"Accept-Language": "en", "Cookie": "lang=en"}
    assert "3 places are to be visited" in as_("desk").get(f"{PATH}/{made.id}", headers=english).text
    Campaign.update(first=day(0)).execute()
    assert as_("desk").get(f"/api/v1/campaigns/{made.id}").json["state"] == "running"
    assert "进行中" in as_("desk").get(f"{PATH}/{made.id}").text
    assert "应看 3 处" in as_("desk").get(f"{PATH}/{made.id}/report").text
    opening.end(register.desk, made)
    assert as_("desk").get(f"/api/v1/campaigns/{made.id}").json["state"] == "over"


@pytest.mark.both
def test_one_like_another_is_asked_about_first_and_two_taps_open_one(register: Any, as_: Any) -> None:
    first = opened(register.desk, c.GRID)
    sent = form(name=" 燃气 安全".replace(" ", "") + "　")
    asked = as_("desk").post(PATH, data=sent)
    assert asked.status_code == 409 and Campaign.select().count() == 1
    assert f'href="{PATH}/{first.id}">打开那一个' in asked.text and f'value="{sent["id"]}"' in asked.text
    assert "软管没有老化" in asked.text and 'name="another" value="1"' in asked.text
    for _ in range(2):
        answer = as_("desk").post(PATH, data={**sent, "another": "1"})
        assert answer.status_code == 303 and sent["id"] in answer.headers["Location"]
    assert Campaign.select().count() == 2
    with pytest.raises(opening.AlikeThere) as found:  # whoever opens it, by whatever door
        opened(register.lead, c.GRID)
    assert [one.id for one in found.value.campaigns] == [first.id, sent["id"]]


@pytest.mark.parametrize(
    ("other", "area"),
    [
        ({"name": "燃气大排查"}, c.GRID),
        ({"days": (day(8), day(9))}, c.GRID),
        ({}, c.GRID2),
    ],
)
def test_of_another_name_on_other_days_or_elsewhere_nobody_asks(
    register: Any, other: dict[str, Any], area: str
) -> None:
    opened(register.desk, c.GRID)
    opened(register.desk, area, **other)
    assert Campaign.select().count() == 2


def test_the_longest_questions_fit_the_form_and_what_the_form_takes_the_server_takes(
    register: Any, as_: Any
) -> None:
    asked = "\n".join(
        f"{at}{'问' * (questions.WORDS_MOST - 1)}："
        + "/".join(
            f"{number}{'选' * (questions.CHOICE_MOST - 1)}" for number in range(questions.CHOICES_MOST)
        )
        for at in range(questions.MOST)
    )
    page = as_("desk").get(PATH).text
    (most,) = re.findall(r'name="questions"[^>]* maxlength="(\d+)"', page)
    assert len(asked) <= int(most) == questions.SIGNS_MOST
    assert f'maxlength="{opening.NAME_MOST}"' in page
    sent = form(questions=asked, name="燃" * opening.NAME_MOST)
    assert as_("desk").post(PATH, data=sent).status_code == 303
    longer = as_("desk").post(PATH, data=form(name="燃" * 250))
    assert longer.status_code == 422 and f"最多 {opening.NAME_MOST} 个字" in longer.text


@pytest.mark.both
def test_a_question_without_its_choices_and_one_that_is_written_twice_are_refused_by_name(
    register: Any, as_: Any
) -> None:
    for asked, sentence in (
        ("软管好\n用什么气：", "“用什么气：”的冒号后面要写选项"), ("用什么气：/", "“用什么气：/”的冒号后面要写选项"),
        ("软管好\n报警器好\n软管好", "“软管好”写了两次"), ("用气：有/无\n 用气 ： 有/无", "“用气 ： 有/无”写了两次"), ("ＬＰＧ好\nlpg好", "“lpg好”写了两次"),
    ):  # fmt: skip
        answer = as_("desk").post(PATH, data=form(questions=asked))
        assert answer.status_code == 422 and sentence in answer.text, asked
    assert not Campaign.select().exists()
    assert as_("desk").post(PATH, data=form(questions="软管好\n报警器好\n用气：有/无")).status_code == 303


def test_an_important_period_is_told_of_in_looks_and_days_and_not_in_places(register: Any, as_: Any) -> None:
    answer = as_("desk").post(PATH, data=form(kinds=["daily"], areas=[c.GRID]), follow_redirects=True)
    assert "每天要看的会到那里网格员的手机上" in answer.text and "要看的场所会到" not in answer.text
    made, shops = Campaign.get(), opened(register.desk, c.GRID, name="另一个")
    page, report, listed = (
        as_("desk").get(f"{PATH}/{made.id}{one}").text for one in ("", "/report", "/places?of=left")
    )
    for text in (page, report):
        assert ">没看</th>" in text and ">还没去</th>" not in text and ">应看（次）</th>" in text
    assert ">多少次</th>" in report and ">多少处</th>" not in report
    assert ">哪一天</th>" in listed and "场所名称" not in listed and "没看" in listed
    assert ">多少处</th>" in as_("desk").get(f"{PATH}/{shops.id}/report").text
