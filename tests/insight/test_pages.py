"""The pages of figures say what a group is, what is none, which days have not come, and which day was wrong."""

from __future__ import annotations

import re
from typing import Any

import pytest

from app.core import clock
from app.insight import catch_up
from tests import cast as c
from tests.matters import ops


def shown(reader: Any, query: str, path: str = "/figures") -> Any:
    catch_up.follow()
    return reader.get(f"{path}?area={c.COMMUNITY}&{query}", headers={"Accept": "text/html"})


def rows(text: str) -> list[list[str]]:
    """The cells of the first table, its heads first."""
    table = re.search(r"<table.*?</table>", text, re.DOTALL)
    assert table is not None
    cells = [
        re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)
        for row in re.findall(r"<tr.*?</tr>", table[0], re.DOTALL)
    ]
    return [
        [re.sub(r"<[^>]*>", "", re.sub(r'<span class="sr">.*?</span>', "", cell)).strip() for cell in row]
        for row in cells
    ]


@pytest.mark.parametrize(
    ("path", "query", "field", "limit"),
    [
        ("/figures", "from=2020-01-01", "从哪天", "起止之间最多 731 天"),
        ("/figures", "from=2026-12-05&to=2026-11-01", "到哪天", "结束不能早于开始"),
        ("/figures", "to=0001-01-01", "到哪天", "只能看最近 7305 天"),
        ("/figures/report", "of=2020-01-01", "哪一天", "只能看最近 731 天"),
    ],
)
def test_a_day_that_cannot_be_asked_is_named_with_its_limit_and_a_way_back(
    as_, cast, monday, path, query, field, limit
):
    reply = shown(as_("desk"), query, path)
    assert reply.status_code == 422
    assert (
        f'<span class="strong">{field}</span> · {limit}' in reply.text
        and f'href="{path}?area={c.COMMUNITY}"' in reply.text
    )


def test_the_fields_of_days_take_none_that_has_not_come(as_, cast, monday):
    assert shown(as_("desk"), "").text.count('min="2026-10-18" max="2026-11-16"') == 2


def test_days_that_have_not_come_are_not_counted_as_nought(as_, cast, monday):
    ops.report(cast.worker)
    text = shown(as_("desk"), "by=day&from=2026-11-15&to=2026-11-20").text
    assert [row[0] for row in rows(text)] == [
        "日期",
        "11月15日",
        "11月16日",
    ] and "今天以后的日子还没到" in text
    text = shown(as_("desk"), "from=2026-12-15&to=2026-12-20").text
    assert "这些天还没到" in text and "<table" not in text
    assert "还没到" not in shown(as_("desk"), "").text


def test_groups_are_headed_by_what_they_are_weeks_by_dates_and_a_count_of_none_is_nought(as_, cast, monday):
    for thing in ("litter", "litter", "manhole"):
        ops.report(cast.worker, category=thing)
    clock.freeze(clock.parse("2026-11-17T09:00:00+08:00"))
    desk = as_("desk")
    heads, *groups = rows(shown(desk, "by=category").text)
    assert (heads[0], heads[1]) == ("类别", "收到") and len(groups) == 2
    assert {row[1] for row in groups} == {"1 （33%）", "2 （67%）"}
    assert {row[heads.index("办结")] for row in groups} == {"0"}
    weeks = rows(shown(desk, "by=week&from=2026-11-09").text)
    assert [row[0] for row in weeks] == ["哪一周", "2026年11月9日到15日", "2026年11月16日到22日"]
    for by, head in (
        ("platform", "平台"),
        ("channel", "来源"),
        ("area", "区域"),
        ("unit", "单位"),
        ("month", "月份"),
    ):
        assert rows(shown(desk, f"by={by}").text)[0][0] == head


def test_choosing_days_anew_keeps_what_was_chosen_besides(as_, cast, monday):
    page = shown(as_("desk"), "from=2020-01-01&by=week&category=litter").text
    (anew,) = re.findall(r'<a class="button main" href="([^"]+)"', page)
    assert "from=" not in anew
    page = as_("desk").get(anew.replace("&amp;", "&")).text
    assert '<option value="week" selected>' in page
    assert '<input type="hidden" name="category" value="litter">' in page
    whole = re.search(r'只数：暴露垃圾　<a href="([^"]+)">全部都数</a>', page)
    assert whole is not None
    everything = as_("desk").get(whole[1].replace("&amp;", "&")).text
    assert "只数：" not in everything and '<option value="week" selected>' in everything
    assert f'<input type="hidden" name="area" value="{c.COMMUNITY}">' in page
    report = shown(as_("desk"), "of=2020-01-01&kind=week", "/figures/report").text
    (anew,) = re.findall(r'<a class="button main" href="([^"]+)"', report)
    assert anew.endswith("kind=week") and c.COMMUNITY in anew


@pytest.mark.parametrize("path", ["/figures", "/figures/indices", "/figures/effort"])
def test_days_that_have_not_come_are_left_out_and_the_page_says_so(as_, cast, monday, five, path):
    page = shown(as_("desk"), "from=2026-11-10&to=2026-11-30", path).text
    assert "数到今天为止" in page and 'value="2026-11-16"' in page and 'value="2026-11-30"' not in page
    assert "<table" in page
    ahead = shown(as_("desk"), "from=2026-11-20&to=2026-11-30", path).text
    assert "这些天还没到" in ahead and "<table" not in ahead
    past = shown(as_("desk"), "from=2026-11-10&to=2026-11-16", path).text
    assert "还没到" not in past
