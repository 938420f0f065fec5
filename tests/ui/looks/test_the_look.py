"""How the phone looks, as numbers: room for what it says, nothing cut at the side, colours that can be read, places that stay."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests import hands
from tests.audit.screens import FIELD
from tests.live import Server, newcomer
from tests.ui.asking import ops
from tests.ui.looks import letters
from tests.ui.test_alarms import within

pytestmark = pytest.mark.browser
Phone = Callable[[str], Page]
ROOM = """() => { const inner = document.querySelector('main .inner').getBoundingClientRect(); return inner.height; }"""
# contrast (WCAG 2) of each text in the dim screen with its black ground
DIM = """() => [...document.querySelectorAll('.dim dt, .dim dd, .dim p, .dim button')].map((one) => {
  const light = (rgb) => rgb.map((v) => v / 255).map((v) => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const [ink] = [getComputedStyle(one).color].map((css) => light(css.match(/\\d+/g).slice(0, 3).map(Number)));
  return (ink + 0.05) / 0.05;
})"""


def walk(page: Page) -> None:
    """Start a patrol and stand on it."""
    hands.go(page, "/patrol")
    page.click('[data-part="begin"] [data-act="start"]')
    page.locator('[data-part="live"]').wait_for()


def dress(page: Page, **chosen: str) -> None:
    """The person's choice of language, theme or size, as the app keeps it."""
    for name, value in chosen.items():
        page.evaluate("([k, v]) => localStorage.setItem(k, v)", [name, value])
        page.context.add_cookies([{"name": name, "value": value, "url": page.url}])
    page.evaluate(
        "async (lang) => { if (lang) await (await caches.open('choice')).put('/language', new Response(lang)) }",
        chosen.get("lang"),
    )
    page.reload()
    hands.ready(page)


@pytest.mark.parametrize(
    ("lang", "size", "share"), [("zh", "normal", 0.75), ("zh", "large", 0.60), ("en", "large", 0.60)]
)
def test_a_report_has_most_of_the_screen_while_a_patrol_runs(
    phone: Phone, lang: str, size: str, share: float
) -> None:
    page = phone("worker")
    dress(page, lang=lang, size=size)
    walk(page)
    hands.go(page, "/report")
    bar = page.locator(".thumb.carries > #patrolbar")
    expect(bar).to_be_visible()  # beside the acts, not in a line of its own
    assert page.evaluate(ROOM) / letters.HIGH >= share
    box = bar.bounding_box()
    assert box and box["height"] >= 48 and box["width"] >= 48
    bar.click()
    page.wait_for_url(re.compile("/patrol$"))
    expect(page.locator("#patrolbar")).to_be_hidden()
    hands.go(page, "/matters")  # no thumb bar there: it stands above the tabs
    expect(page.locator(".foot > #patrolbar")).to_be_visible()


def test_the_plan_of_the_grid_is_larger_in_large_letters(phone: Phone) -> None:
    page = phone("worker")
    walk(page)
    scale = "() => document.querySelector('.plan').getScreenCTM().a"
    page.locator(".plan").wait_for()
    usual = page.evaluate(scale)
    dress(page, size="large")
    page.locator(".plan").wait_for()
    assert page.evaluate(scale) >= usual * 1.1


def test_today_names_the_grid_once_and_what_waits_is_in_sight(phone: Phone, server: Server) -> None:
    within(server, lambda: newcomer("unwalked", 32))
    page = phone("unwalked")
    hands.go(page, "/report")
    page.fill("#report-text", "三单元门口的灯不亮")
    page.locator("summary").click()
    page.click("[data-act=keep]")
    page.wait_for_url(re.compile("/matters/"))
    hands.go(page, "/")
    page.locator("[data-hold=mine] .item").first.wait_for()
    where = page.locator("#where").inner_text()
    assert (
        page.locator("body").inner_text().count(where)
        == 1 + page.locator(".item-where").get_by_text(where).count()
    )
    tops = page.locator(".inline > div").evaluate_all(
        "(all) => all.map((one) => one.getBoundingClientRect().top)"
    )
    assert page.locator(".inline dd").all_inner_texts() == ["—"] * 3 and len(set(tops)) == 1
    page.wait_for_load_state("networkidle")  # the list is drawn anew as the office answers
    row = page.locator("[data-hold=mine] .item").first.bounding_box()
    foot = page.locator(".thumb:visible").bounding_box()
    assert row and foot and row["y"] + row["height"] <= foot["y"]


def test_today_shows_a_whole_row_of_what_waits_in_large_letters(phone: Phone) -> None:
    page = phone("lead")
    hands.go(page, "/report")
    page.fill("#report-text", "望海新村四幢二单元三楼到四楼之间的平台上堆了旧柜子和纸箱")
    page.locator("summary").click()
    page.click("[data-act=keep]")
    page.wait_for_url(re.compile("/matters/"))
    dress(page, lang="zh", size="large")
    hands.go(page, "/")
    page.locator("[data-part=start]").wait_for()
    page.wait_for_load_state("networkidle")  # the list is drawn anew as the office answers
    row = page.locator("[data-hold=mine] li").first.bounding_box()
    foot = page.locator(".thumb:visible").bounding_box()
    assert row and foot and row["y"] + row["height"] <= foot["y"]
    said, amount = page.locator(".reference .num").evaluate(
        "(one) => [one.getBoundingClientRect().height, parseFloat(getComputedStyle(one).lineHeight)]"
    )
    assert said < 1.5 * amount, "参考 2:00 stands in one line"


def test_every_thing_that_can_be_reported_stands_always_at_its_own_place(phone: Phone) -> None:
    page = phone("worker")
    hands.go(page, "/report")
    page.locator("[data-category]").first.wait_for()
    places = "(all) => all.map((one) => one.dataset.category)"
    before = page.locator("[data-category]").evaluate_all(places)
    known = page.evaluate("fetch('/api/v1/categories').then((answer) => answer.json())")["categories"]
    parents = {one["parent"] for one in known}
    things = [one["code"] for one in known if one["parent"] or one["code"] not in parents]
    assert sorted(before) == sorted(things) and len(before) > 30
    assert before[:-1] == [code for code in things if code != "other"] and before[-1] == "other"
    page.locator("[data-category]").nth(20).click()
    page.fill("#report-text", "又来一件")
    page.click("[data-act=pass]")
    page.wait_for_url(re.compile("/matters/"))
    hands.go(page, "/report")
    page.locator("[data-category]").first.wait_for()
    assert page.locator("[data-category]").evaluate_all(places) == before


def test_what_may_be_the_same_stands_before_the_button_that_sends(phone: Phone) -> None:
    page = phone("worker")
    for n in (1, 2):
        hands.go(page, "/report")
        page.locator("[data-category=parking]").click()
        asks = page.locator("[data-act=same]")
        if n == 1:
            page.fill("#report-text", "车又停在消防通道上")
            page.click("[data-act=pass]")
            page.wait_for_url(re.compile("/matters/"))
    expect(asks).to_be_visible()
    question, send = asks.bounding_box(), page.locator("[data-act=pass]").bounding_box()
    assert question and send and question["y"] + question["height"] <= send["y"] < letters.HIGH
    asks.click()
    expect(page.locator("[data-hold=same] a").first).to_be_focused()
    assert len(ops(page, "matter.report")) >= 1


def test_where_one_is_does_not_wear_the_colour_of_the_patrol(phone: Phone) -> None:
    page = phone("worker")
    walk(page)
    hands.go(page, "/matters")
    colour = "(one) => [getComputedStyle(one).color, getComputedStyle(one).backgroundColor]"
    bar = page.locator("#patrolbar").evaluate(colour)
    tab = page.locator(".slot[aria-current=page] .icon").evaluate(colour)
    assert not set(bar) & set(tab)


@pytest.mark.parametrize("theme", ["light", "dark", "sunlight"])
def test_the_dim_screen_can_be_read(phone: Phone, theme: str) -> None:
    page = phone("worker")
    dress(page, theme=theme)
    walk(page)
    page.click("[data-act=dim]")
    ratios = page.evaluate(DIM)
    assert len(ratios) >= 5 and min(ratios) >= 4.5


def test_the_telephone_list_is_in_groups_and_can_be_searched(phone: Phone) -> None:
    page = phone("worker")
    hands.go(page, "/phones")
    page.locator("[data-hold=list] section").first.wait_for()
    headings = page.locator("[data-hold=list] h2").all_inner_texts()
    assert headings and len(headings) == len(set(headings))
    row = page.locator("[data-hold=list] .item").first
    name, number = row.locator(".item-title").inner_text(), row.locator(".ring-number").inner_text()
    page.fill("#find-phone", re.sub(r"\D", "", number))
    expect(page.locator("[data-hold=list] .item-title").first).to_have_text(name)
    bare = re.sub(r"\D", "", number)
    full = "".join(chr(ord(sign) + 0xFEE0) for sign in bare)
    for typed in (full, full[-4:], f"{bare[:4]}—{bare[4:8]}—{bare[8:]}", f"{bare[:4]} {bare[4:]}"):
        page.fill("#find-phone", typed)
        expect(page.locator("[data-hold=list] .item-title", has_text=name)).to_have_count(1)
    page.fill("#find-phone", "恐龙")
    expect(page.locator("[data-hold=list]")).to_have_text("没有找到。换个名字、单位或号码再试。")


MODES: list[dict[str, Any]] = [
    {"lang": "zh", "size": "normal"},
    {"lang": "en", "size": "normal"},
    {"lang": "zh", "size": "large"},
    {"lang": "en", "size": "large"},
    {"lang": "zh", "twice": True},
    {"lang": "en", "twice": True},
]


def test_nothing_on_any_screen_is_cut_at_the_side(phone: Phone) -> None:
    """In both languages: usual, 长辈版, and letters twice as large on 320 px."""
    page = phone("worker")
    ids = made(page)
    found = []
    for mode in MODES:
        if mode.get("twice"):
            letters.twice_as_large(page)
        dress(page, lang=mode["lang"], size=mode.get("size", "normal"))
        for name, path in FIELD.items():
            hands.go(page, path.format(**ids))
            found += [f"{mode} {name}: {said}" for said in letters.cut(page)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_day_of_many_rounds_wraps_and_is_not_cut(phone: Phone, lang: str) -> None:
    page = phone("worker")
    letters.twice_as_large(page)
    dress(page, lang=lang)
    rounds = {"zh": "08:40–09:35、10:05–11:20、11:30–现在", "en": "08:40–09:35, 10:05–11:20, 11:30–now"}[lang]
    page.locator(".inline dd").evaluate_all(
        "(all, said) => all.forEach((one) => (one.textContent = said))", rounds
    )
    assert letters.cut(page) == []


def made(page: Page) -> dict[str, str]:
    """A matter, a patrol and an errand of one's own, with words as long as people write them."""
    long = "望海新村四幢二单元三楼到四楼之间的平台上堆了旧柜子和纸箱，住户答应这两天搬走"
    hands.go(page, "/errands/new")
    page.fill("#errand-what", long)
    page.click("[data-act=save]")
    page.wait_for_url(re.compile("/errands/[^/]+"))
    walk(page)
    hands.go(page, "/report")
    page.locator("[data-category=parking]").click()
    page.fill("#report-text", long)
    page.click("[data-act=pass]")
    page.wait_for_url(re.compile("/matters/"))
    (errand,), (patrol,) = ops(page, "errand.take"), ops(page, "patrol.start")
    return {
        "errand": errand["body"]["errand"],
        "patrol": patrol["body"]["patrol"],
        "matter": page.url.rsplit("/", 1)[1],
    }
