"""Administration in a real browser: who lands there, and that it uses the screen it has."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from app.areas.access import posts
from app.areas.models import Telephone
from tests import cast as c
from tests import hands
from tests.audit import axe

pytestmark = pytest.mark.browser

WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 360, "height": 740}
DRESSES = ({}, {"lang": "en", "theme": "dark"}, {"theme": "sunlight", "size": "large"})


def enter(page: Page, office, login: str) -> None:
    """Sign in by the form, as somebody who came to the address alone."""
    page.goto(office.url + "/")
    page.fill("#login", login)
    page.fill("#password", c.PASSWORD)
    page.press("#password", "Enter")


@pytest.mark.parametrize("size", [WIDE, PHONE])
def test_an_administrator_lands_on_administration_and_not_on_a_phone_s_home(office, chromium, size):
    context = chromium.new_context(viewport=size, locale="zh-CN")
    page = context.new_page()
    enter(page, office, "admin")
    hands.until(page, "() => location.pathname.startsWith('/admin')")
    expect(page.locator("h1")).to_have_text("管理 · 临港市")
    expect(page.locator("#alarm, .bottom")).to_have_count(0)
    page.goto(office.url + "/")
    hands.until(page, "() => location.pathname.startsWith('/admin')")
    page.goto(office.url + "/me")
    hands.ready(page)
    expect(page.locator(".bottom .slot:visible")).to_contain_text(["管理", "事件", "我的"])
    page.locator(".bottom .slot:visible").first.click()
    hands.until(page, "() => location.pathname.startsWith('/admin')")
    context.close()


def test_back_from_administration_leads_before_the_form_and_the_form_itself_leads_home(office, chromium):
    context = chromium.new_context(viewport=WIDE, locale="zh-CN")
    page = context.new_page()
    page.goto(office.url + "/find")
    page.get_by_role("link", name="工作人员登录").click()
    hands.ready(page)
    page.fill("#login", "admin")
    page.fill("#password", c.PASSWORD)
    page.press("#password", "Enter")
    hands.until(page, "() => location.pathname.startsWith('/admin')")
    page.go_back()
    hands.until(page, "() => location.pathname === '/find'")
    page.goto(office.url + "/sign-in")
    hands.until(page, "() => location.pathname.startsWith('/admin')")
    page.goto(
        office.url + "/sign-in?next=/desk"
    )  # whom a page has sent here is asked, whatever this phone believes
    hands.ready(page)
    expect(page.locator("#login")).to_be_visible()
    context.close()


def test_whoever_also_walks_keeps_today_with_a_way_to_administration(office, chromium):
    with office.acting() as cast:
        posts.give(cast.admin, cast.admin, "grid_worker", c.GRID2)
    context = chromium.new_context(viewport=PHONE, locale="zh-CN")
    page = context.new_page()
    enter(page, office, "admin")
    page.wait_for_selector("body:not(.signed-out) #alarm")
    expect(page.locator('[data-act="start"]')).to_be_visible()
    page.locator("main").get_by_role("link", name="管理").click()
    expect(page.locator("h1")).to_have_text("管理 · 临港市")
    context.close()


@pytest.mark.parametrize("size", [WIDE, PHONE])
def test_axe_finds_nothing_on_administration_and_nothing_is_wider_than_the_window(office, window, size):
    page = window("admin", "/admin", viewport=size)
    found = []
    for dress in DRESSES:
        page.context.add_cookies([{"name": k, "value": v, "url": office.url} for k, v in dress.items()])
        page.goto(office.url + "/admin")
        found += axe.look(page, "/admin", str(dress))
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], dress
    assert [one.line() for one in found] == []


PAGES = {
    "admin": ["/admin", "/people", "/people/new", "/people/import", "/people/slips", "/areas", f"/areas/{c.COMMUNITY}", "/areas/import", f"/areas/{c.GRID}/settings", "/telephones", "/quarantine", "/posters", "/posters/plates/import", "/board/clear", "/complaints/desk"],
    "desk": ["/desk/new", "/desk/held", "/desk/hotline", "/desk/hotline/replies", "/desk/hotline/rates", "/desk/groups", "/desk/petitions", "/notices"],
}  # fmt: skip
EDGES = """() => {
  const seen = [...document.querySelectorAll('main *')].filter((one) => one.children.length === 0 && one.getClientRects().length && !one.closest('.sr, dialog')).map((one) => one.getBoundingClientRect());
  return [Math.min(...seen.map((box) => box.left)), Math.max(...seen.map((box) => box.right))];
}"""
LONG = """() => [...document.querySelectorAll('main p, main li:not(:has(*)), main .hint')].filter((one) => one.getClientRects().length && !one.closest('.sr')).filter((one) => {
  const letters = parseFloat(getComputedStyle(one).fontSize) * 0.52;  // of a Latin letter; a Chinese one is about two
  const box = document.createRange(); box.selectNodeContents(one);
  return Math.max(...[...box.getClientRects()].map((line) => line.width), 0) / letters > 80;
}).map((one) => one.textContent.trim().slice(0, 60))"""


@pytest.mark.parametrize("who", PAGES)
def test_a_wide_page_uses_the_width_begins_at_one_edge_and_has_no_long_lines(office, window, who):
    page = window(who, "/telephones")
    begins = page.locator(".mast .brand").bounding_box()["x"]
    for path in PAGES[who]:
        page.goto(office.url + path)
        left, right = page.evaluate(EDGES)
        assert abs(left - begins) < 4, path
        assert right - left >= 0.4 * WIDE["width"], path
        assert page.evaluate("document.documentElement.scrollWidth") <= WIDE["width"], path
        assert page.evaluate(LONG) == [], path
        expect(page.locator(".bottom, #alarm")).to_have_count(0)


def test_on_a_phone_the_ways_are_behind_one_word_and_nothing_is_cut_at_the_side(office, window):
    page = window("admin", "/people", viewport=PHONE, has_touch=True, is_mobile=True)
    ways = page.locator(".mast nav a")
    expect(ways.first).to_be_hidden()
    page.locator("label[for=menu]").tap()
    expect(ways.last).to_be_in_viewport()
    ways.filter(has_text="区域").tap()
    expect(page.locator("h1")).to_have_text("区域")
    expect(ways.first).to_be_hidden()
    for path in PAGES["admin"]:
        page.goto(office.url + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path


IMPORTS = ("/areas/import", "/people/import", "/posters/plates/import")


@pytest.mark.parametrize("path", IMPORTS)
@pytest.mark.complains("status of 422")
def test_every_table_is_uploaded_looked_at_and_confirmed_in_the_same_places(office, window, path):
    table = {
        "/areas/import": f"编码,名称,类型,上级\n{c.COMMUNITY}007,第7网格,网格,{c.COMMUNITY}\n",
        "/people/import": f"姓名,手机号,网格,岗位\n张三,13900001111,{c.GRID},网格员\n",
        "/posters/plates/import": f"门牌码,楼栋编码\nP-0001,{c.BUILDING}\n",
    }[path]
    page = window("admin", path)
    form, plan = page.locator("form#import"), page.locator("#plan")
    expect(plan).to_contain_text("看过、确认了才写入")
    form.locator("input[type=file]").set_input_files(
        {"name": "t.csv", "mimeType": "text/csv", "buffer": table.encode()}
    )
    form.get_by_role("button", name="看看会改什么").click()
    expect(plan.locator(".figure").first).to_contain_text("新增")
    expect(plan.locator(".figure").first).to_contain_text("1")
    expect(form).to_be_visible()
    assert form.bounding_box()["x"] < plan.bounding_box()["x"]
    plan.get_by_role("button", name="导入").click()
    expect(plan).to_contain_text("导入")
    expect(plan.get_by_role("button", name="导入")).to_have_count(0)


LINES = """(one) => { const range = document.createRange(); range.selectNodeContents(one);
  return new Set([...range.getClientRects()].filter(({ width }) => width > 1).map(({ bottom }) => Math.round(bottom / 4))).size; }"""


def test_on_a_phone_every_telephone_number_of_the_list_is_in_sight_in_large_letters(office, window):
    with office.acting():
        Telephone.create(area=c.CITY, kind="gas", name="临港燃气 24 小时抢修", number="0577-0000 0201")
    page = window("admin", "/telephones", viewport=PHONE, has_touch=True, is_mobile=True)
    page.context.add_cookies([{"name": "size", "value": "large", "url": office.url}])
    page.goto(office.url + "/telephones")
    box = page.locator("td.num").first.bounding_box()
    for one in (page.locator("td.num").first, page.locator("td.end .button").first):
        assert one.evaluate(LINES) == 1  # neither a number nor two letters break
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"]
    assert page.evaluate(
        "() => { const it = document.querySelector('.scroll'); return it.scrollWidth <= it.clientWidth }"
    )
