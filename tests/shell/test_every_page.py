"""Every page that somebody can reach by its links is opened, and none of them complains to the browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import Browser, Page

from app import open_store
from app.core import db
from app.settings import Settings
from tests import cast as c
from tests import chrome
from tests.live import Server, prepare
from tests.matters import ops
from tests.requests import saying

pytestmark = pytest.mark.browser

DEVICE = {"id": "0190a000-0000-7000-8000-000000000002", "label": "电脑"}
NO_PAGES = re.compile(r"^/(api|static|sign-out|open311|healthz)|\.(csv|xlsx|zip|json|geojson|pdf|gpx|svg)$")
MOST = 2  # pages of one kind: one matter is shown as the next
NARROWED_MOST = 2  # a view and one facet: every choice of facets together is hundreds of pages of one kind


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server over a community in which something of every kind has happened."""
    folder = tmp_path_factory.mktemp("pages")
    cast = prepare(folder)
    open_store(Settings(data_dir=folder, demo=True))
    db.connect()
    for urgency in ("normal", "urgent", "emergency"):
        ops.report(cast.worker, text=f"{urgency} 的一件", urgency=urgency, escalate=True)
    given = ops.report(cast.worker, text="派出去的", escalate=True)
    ops.move(cast.desk, given, "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    ops.move(cast.desk, given, "whistle", to=[f"unit:{c.PROPERTY}"], text="请来看看")
    done = ops.report(cast.worker, text="办完的", settled={"text": "换好了"})
    assert done.id
    saying.asked(contact={"name": "李秀兰", "phone": "13812345678"})
    saying.say(area=c.BUILDING, text="楼下有人唱歌到半夜")
    db.database.close()
    made = Server(folder)
    yield made
    made.stop()


@pytest.fixture(scope="module")
def chromium(play) -> Iterator[Browser]:
    made = chrome.launch(play)
    yield made
    made.close()


def kind_of(address: str) -> str:
    """The address without what tells one thing from another."""
    parts = urlsplit(address)
    path = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/)[0-9A-Z]{4,}(?=/|$)", "…", parts.path)
    return path + "?" + ",".join(sorted(re.findall(r"(\w+)=", parts.query)))


def links(page: Page, url: str) -> list[str]:
    """The pages of ours that this one names where one can see it."""
    hrefs = page.evaluate(
        "() => [...document.querySelectorAll('a[href]')].filter((a) => a.getClientRects().length).map((a) => a.href)"
    )
    ours = [urljoin(url, href).split("#")[0] for href in hrefs]
    return [
        href
        for href in ours
        if href.startswith(url)
        and not NO_PAGES.search(urlsplit(href).path)
        and len(re.findall(r"\w+=", urlsplit(href).query)) <= NARROWED_MOST
    ]


def walk(page: Page, url: str, starts: list[str]) -> set[str]:
    """Open the pages from these on, a few of each kind; their addresses."""
    seen: set[str] = set()
    opened: dict[str, int] = {}
    waiting = [url + start for start in starts]
    while waiting:
        address = waiting.pop(0)
        kind = kind_of(address)
        if address in seen or opened.get(kind, 0) >= MOST:
            continue
        seen.add(address)
        opened[kind] = opened.get(kind, 0) + 1
        page.goto(address)
        page.evaluate("() => document.querySelectorAll('details').forEach((one) => { one.open = true })")
        waiting += links(page, url)
    return seen


STARTS = {
    "desk": [
        "/desk",
        "/desk/new",
        "/desk/held",
        "/desk/saved/",
        "/desk/hotline",
        "/desk/hotline/replies",
        "/desk/hotline/rates",
        "/desk/groups",
        "/desk/map",
        "/desk/petitions",
    ],
    "city": ["/desk", "/people", "/areas"],
    "admin": ["/admin", "/admin/map", "/people", "/areas", "/complaints/desk", "/posters"],
    "dept": ["/desk"],
    "lead": ["/people", "/"],
    None: ["/ask", "/board", "/complaints", "/find"],
}


@pytest.mark.parametrize("who", STARTS)
def test_no_page_complains_to_the_browser(server, chromium, who):
    context = chromium.new_context(
        viewport={"width": 1440, "height": 900}, locale="zh-CN", timezone_id="Asia/Shanghai"
    )
    if who:
        given = {"login": who, "password": c.PASSWORD, "device": DEVICE}
        answer = context.request.post(
            f"{server.url}/api/v1/session", data=given, headers={"Origin": server.url}
        )
        assert answer.status == 200
    opened = walk(context.new_page(), server.url, STARTS[who])
    context.close()
    assert set(STARTS[who]) <= {urlsplit(address).path for address in opened} | {"/"}
    assert len(opened) > 10
