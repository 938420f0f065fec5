"""Every number on every page of figures opens a list of exactly so many matters; the pages are clean for ears and keyboards."""

from __future__ import annotations

import re
from typing import Any

import pytest

from app.core import clock, db
from app.insight import catch_up
from app.insight.questions import BY
from tests import cast as c
from tests.audit import axe
from tests.board import done
from tests.matters import ops
from tests.patrol import walk

pytestmark = pytest.mark.browser


def happened(cast: c.Cast) -> None:
    """Five more workers, and some matters that took different ways."""
    with db.transaction():
        for number in range(5):
            c.enter(cast, f"helper{number}", 60 + number, "grid_worker", c.GRID2)
    for channel in ("qr", "staff"):
        done.through(cast, done.asked(channel))
    up = done.asked("web")
    ops.move(cast.worker, up, "escalate")
    ops.move(cast.desk, up, "escalate", text="要市里")
    ops.move(cast.city, up, "hand_down", to=[f"area:{c.GRID}"])
    done.through(cast, up)
    ops.report(cast.worker, settled={"text": "清了"})
    again = done.through(cast, done.asked())
    ops.move(cast.desk, again, "reopen", text="又来了")
    ops.report(cast.desk, area=c.GRID2)
    for unit, answer in ((c.ENFORCEMENT, "attend"), (c.PROPERTY, None)):
        ops.move(cast.lead, again, "whistle", to=[f"unit:{unit}"], text="请到现场")
        if answer is not None:
            ops.move(cast.dept, again, answer)
    now = clock.now() // 1000 * 1000
    walk.visit(cast.worker, c.BUILDING, (now - walk.NINE) / 1000 - 600, 5)
    catch_up.follow()


def counted(text: str, beside: str) -> int | None:
    """How many matters a link says it counts, from its own words or those of the share beside it; None: it says a time."""
    of = re.match(r"\s*(\d+)/(\d+)", text)
    if of is not None:
        return int(of[2])
    if "%" in text:
        return int(re.match(r"\s*(\d+)/", beside)[1])  # type: ignore[index]
    plain = re.match(r"\s*([\d,]+)\s*(?!.*(?:分钟|小时))", text)
    return int(plain[1].replace(",", "")) if plain is not None else None


def length_of_list(page: Any) -> int:
    """How many matters stand in the list that is open, and on its further pages."""
    count: int = page.locator("main ul.list li").count()
    while (more := page.get_by_role("link", name="下一页")).count():
        more.click()
        page.wait_for_load_state()
        count += page.locator("main ul.list li").count()
    return count


def numbers(page: Any) -> list[tuple[str, int | None]]:
    """(address, how many matters it says) of each number in the table."""
    links = page.locator("main td a").evaluate_all(
        "all => all.map(one => [one.getAttribute('href'), one.textContent])"
    )
    texts = [text for _, text in links] + [""]
    return [(href, counted(text, texts[at + 1])) for at, (href, text) in enumerate(links)]


def test_every_number_opens_a_list_of_so_many_matters(office, window):
    with office.acting() as cast:
        happened(cast)
    page = window("desk", "/figures")
    first = page.locator("main td a").first
    says = int(first.inner_text().split()[0])
    first.click()
    page.wait_for_url("**/figures/received?**")
    assert length_of_list(page) == says == 6
    page.get_by_role("link", name=re.compile("数据$")).last.click()
    page.wait_for_url("**/figures?**")
    seen, wrong = 0, []
    for path in ("/figures", *(f"/figures?by={by}" for by in BY), "/figures/indices"):
        page.goto(office.url + path)
        for href, says_so in numbers(page):
            page.goto(office.url + href)
            seen += 1
            if length_of_list(page) != says_so and says_so is not None:
                wrong.append((path, href, says_so))
    assert not wrong and seen > 60


def test_every_count_of_a_report_opens_a_list_of_so_many_matters(office, window):
    with office.acting() as cast:
        happened(cast)
        for _ in range(3):
            ops.report(cast.worker, category="litter", settled={"text": "清了"})
        catch_up.follow()
    page = window("desk", f"/figures/report?of={clock.today()}")
    links = page.locator("main td a.num, main p a.num").evaluate_all(
        "all => all.map(one => [one.getAttribute('href'), one.textContent])"
    )
    counts = {href: counted(text, "") for href, text in links if "%" not in text}
    again = [href for href in counts if "/again?" in href]
    assert len(again) >= 4
    for href, count in counts.items():
        page.goto(office.url + href)
        assert count is None or length_of_list(page) == count, (href, count)


def test_every_count_of_the_secretarys_page_opens_a_list_of_so_many_matters(office, window):
    with office.acting() as cast:
        happened(cast)
        for _ in range(3):
            done.through(cast, done.asked())
        catch_up.follow()
    page = window("desk", f"/figures/report/brief?of={clock.today()}")
    links = page.locator("main dd a.num").evaluate_all(
        "all => all.map(each => [each.getAttribute('href'), each.textContent])"
    )
    assert len(links) >= 3
    for href, text in links:
        page.goto(office.url + href)
        length = length_of_list(page)
        if "%" not in text:
            assert counted(text, "") == length, href
        else:  # of so many it tells: the list of all, and of the part
            page.locator("nav a.button.slim").last.click()
            page.wait_for_load_state()
            every = length_of_list(page)
            assert int(text.split("%")[0]) == round(100 * length / every), (href, length, every)


@pytest.mark.parametrize(
    "path",
    [
        "/figures",
        "/figures?by=area",
        "/figures?by=month",
        "/figures/on_the_spot",
        "/figures?by=unit",
        "/figures/attended",
        "/figures/buildings_visited?which=of",
        "/figures/indices",
        "/figures/effort",
        "/figures/report",
        "/figures/report/again?what=back",
    ],
)
def test_the_pages_are_clean(office, window, path):
    with office.acting() as cast:
        happened(cast)
    look(window("desk", path), path)


def look(page: Any, path: str) -> None:
    """Clean for ears in both sizes, and no wider than a phone."""
    assert page.locator("main td, main ul.list").count()
    for width, height in ((1440, 900), (360, 740)):
        page.set_viewport_size({"width": width, "height": height})
        assert axe.look(page, path, "zh-CN") == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize(
    "path", ["/figures", "/figures?by=area", "/figures?by=category", "/figures/received"]
)
def test_a_city_s_pages_are_clean_too(office, window, path):
    with office.acting() as cast:
        happened(cast)
    look(window("city", path), path)


@pytest.mark.parametrize("path", ["/figures/effort", "/figures/effort/visits"])
def test_the_pages_of_a_team_are_clean_and_its_lead_opens_every_number(office, window, path):
    with office.acting() as cast:
        happened(cast)
    page = window("lead", path)
    look(page, path)
    if path == "/figures/effort":
        says = dict(numbers(page))
        assert list(says.values()) == [1]  # a visit, and no patrol
        page.get_by_role("link", name="走访次数").click()
        page.wait_for_url("**/figures/effort/visits?**")
        assert length_of_list(page) == 1


@pytest.mark.complains("404")
def test_an_outsider_sees_no_page_and_a_worker_those_of_the_own_grid(office, window):
    with office.acting() as cast:
        happened(cast)
    assert window("outsider", "/figures").goto(f"{office.url}/figures?area={c.COMMUNITY}").status == 404
    page = window("worker", "/figures")
    assert page.locator("main td a").count() > 3
    assert clock.today().isoformat() in page.locator("#to").input_value()
