"""What a building head's thumb meets: the link's page without JavaScript, the enrolment in one tap, and /look without a line."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Playwright, expect

from app import open_store
from app.core import db
from app.evidence import upload
from app.ledger.models import Entry
from app.links import creation
from app.matters.models import Matter
from app.settings import Settings
from tests import cast as c
from tests import chrome, hands
from tests.audit import axe
from tests.chrome import Phone
from tests.live import Server, prepare
from tests.matters import ops

pytestmark = pytest.mark.browser
SMALL = {"width": 360, "height": 740}


class World:
    """A live server over the cast, with matters that the head is asked to look at."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.cast = prepare(folder)
        self.settings = Settings(data_dir=folder, demo=True)
        self.matters = []
        self.within(self._begin)
        self.server = Server(folder)

    def within(self, work):
        """Do something to the store that the server serves."""
        open_store(self.settings)
        db.connect()
        try:
            return work()
        finally:
            db.database.close()

    def _begin(self) -> None:
        cast = self.cast
        for seed in (1, 3):
            shas = [
                upload.take_new(io.BytesIO(hands.picture(seed + n, 400, 300)), cast.worker.id) for n in (0, 1)
            ]
            matter = ops.report(cast.worker, photos=(shas[0],), text=f"楼道堆物第{seed}处")
            ops.move(cast.worker, matter, "take")
            ops.move(cast.worker, matter, "resolve", photos=(shas[1],), text="已清理")
            self.matters.append(matter)

    def link(self, matter: Matter) -> str:
        """A fresh link for the head."""
        made = self.within(
            lambda: creation.make(self.cast.lead, Matter.get_by_id(matter.id), person=self.cast.head.id)
        )
        return f"{self.server.url}/m/{made}"

    def state(self, matter: Matter) -> str:
        """How the matter stands."""
        return str(self.within(lambda: Matter.get_by_id(matter.id).state))


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path / "store") if (tmp_path / "store").mkdir() is None else None
    assert made is not None
    yield made
    made.server.stop()
    shutil.rmtree(tmp_path, ignore_errors=True)


@pytest.mark.complains("status of 410")
def test_a_head_answers_by_link_without_javascript(play: Playwright, world: World, tmp_path: Path) -> None:
    chromium = chrome.launch(play)
    page = chromium.new_context(viewport=SMALL, locale="zh-CN", java_script_enabled=False).new_page()
    said = page.goto(world.link(world.matters[0]))
    assert said is not None and said.status == 200
    for name in ("确认解决", "还没有"):
        box = page.get_by_text(name, exact=True).bounding_box()
        assert box is not None and box["height"] >= 72 and box["y"] + box["height"] <= SMALL["height"]
    assert page.evaluate("document.documentElement.scrollWidth") <= SMALL["width"]
    assert page.evaluate("[...document.images].length") == 2
    page.get_by_role("link", name="还没有").click()
    page.get_by_text("只弄好一部分").click()
    page.locator("#photo").set_input_files(str(hands.picture_file(tmp_path, 9, 400, 300)))
    page.get_by_role("button", name="告诉他们还没有好").click()
    expect(page.get_by_role("heading", name="谢谢您")).to_be_visible()
    assert world.state(world.matters[0]) == "in_hand"
    page.go_back()
    page.go_back()
    expect(page.get_by_role("heading", name="您已经答复过了")).to_be_visible()
    page.goto(world.link(world.matters[1]))
    page.get_by_role("button", name="确认解决").click()
    expect(page.get_by_text("确实好了")).to_be_visible()
    assert world.state(world.matters[1]) == "closed"
    chromium.close()


def test_a_neighbour_is_asked_in_and_answers_offline(play: Playwright, world: World, tmp_path: Path) -> None:
    worker = Phone(play, tmp_path / "worker", world.server.url)
    hands.sign_in(worker.page, "worker")
    hands.go(worker.page, "/me")
    worker.page.get_by_role("link", name="楼栋长").click()
    expect(worker.page.get_by_text("2 处，1 处还没有")).to_be_visible()
    worker.page.get_by_role("link", name="1幢").click()
    worker.page.get_by_label("姓名").fill("何桂英")
    worker.page.get_by_label("手机号").fill("139 1234 5678")
    worker.page.get_by_label("周秀英不再担任").check()
    worker.page.get_by_role("button", name="请这位邻居帮忙").click()
    expect(worker.page.locator(".qr svg")).to_be_visible()
    expect(worker.page.get_by_role("button", name="复制")).to_be_visible()
    link = re.search(r"http\S+/enrol/\S+", worker.page.locator("#text").input_value())
    assert link is not None and worker.faults == []
    worker.close()

    phone = Phone(play, tmp_path / "phone", world.server.url)
    page = phone.page
    page.goto(link.group())
    page.route(
        re.compile(r"/settled[.-]"), lambda asked: asked.abort()
    )  # tapped before the page's own script came
    page.route("**/session/resume", lambda asked: asked.abort())
    page.get_by_role("button", name="就用这部手机").click()
    page.get_by_role("link", name="打开看看").click()
    expect(page.get_by_text("现在连不上服务器")).to_be_visible()
    page.unroute("**/session/resume")
    page.reload()
    hands.until(page, "() => location.pathname === '/look'")
    hands.ready(page)
    assert page.evaluate("location.pathname") == "/look"
    assert page.evaluate("document.documentElement.dataset.size") == "large"
    slots = page.locator(".bottom .slot:visible")
    expect(slots).to_contain_text(["看一看", "上报", "我的"])
    expect(slots).to_have_count(3)
    hands.installed(page)
    page.goto(world.server.url + "/")
    hands.until(page, "() => location.pathname === '/look'")
    expect(page.get_by_text("楼道堆物第1处")).to_be_visible()
    hands.until(page, "() => [...document.images].every((one) => one.complete)")
    assert [found.line() for found in axe.look(page, "look", "large")] == []

    phone.context.set_offline(True)
    for name in ("确认解决", "还没有"):
        box = page.get_by_role("button", name=name).bounding_box()
        assert box is not None and box["height"] >= 72
    page.get_by_role("button", name="确认解决").click()
    expect(page.get_by_text("楼道堆物第3处")).to_be_visible()
    page.reload()
    hands.ready(page)
    expect(page.get_by_text("楼道堆物第3处")).to_be_visible()
    page.get_by_role("button", name="还没有").click()
    page.get_by_text("只弄好一部分").click()
    assert [found.line() for found in axe.look(page, "not yet", "large")] == []
    page.get_by_role("button", name="告诉他们还没有好").click()
    expect(page.get_by_role("heading", name="现在没有要看的，谢谢")).to_be_visible()
    assert [world.state(one) for one in world.matters] == ["resolved", "resolved"]
    phone.context.set_offline(False)
    hands.go(page, "/me")  # what was said can be taken back no longer, and goes
    hands.until(page, "() => document.querySelector('#chip').textContent.includes('已收到')", seconds=40)
    assert [world.state(one) for one in world.matters] == ["closed", "in_hand"]
    entry = world.within(lambda: Entry.get(Entry.verb == "refuse"))
    assert entry.body["reason"] == "only_partly" and phone.faults == []
    phone.close()


@pytest.mark.complains("status of 404")
def test_nothing_stands_in_anybodys_way(play: Playwright, world: World, tmp_path: Path) -> None:
    """axe finds nothing on any of these pages, in ordinary and large type, light and dark."""
    chromium = chrome.launch(play)
    unit = world.within(lambda: _dispatched(world.cast))
    for theme, size in (("light", ""), ("dark", "large")):
        context = chromium.new_context(viewport=SMALL, locale="zh-CN")
        cookies = {"theme": theme, "size": size, "gridwalk": world.cast.sessions["worker"]}
        context.add_cookies(
            [{"name": k, "value": v, "url": world.server.url} for k, v in cookies.items() if v]
        )
        page = context.new_page()
        look = world.link(world.matters[0])
        work = f"{world.server.url}/m/{unit}"
        heads = f"{world.server.url}/heads"
        for address in (
            look, f"{look}/not-yet", f"{look}x", work, f"{work}/do/resolve", f"{work}/do/send_back",
            f"{work}/do/ask_extension", heads, f"{heads}/{c.BUILDING}",
        ):  # fmt: skip
            page.goto(address)
            assert [found.line() for found in axe.look(page, address, theme)] == []
            assert page.evaluate("document.documentElement.scrollWidth") <= SMALL["width"], address
        context.close()
    chromium.close()


def _dispatched(cast) -> str:
    matter = ops.report(cast.worker, text="路灯不亮")
    ops.move(cast.worker, matter, "escalate")
    ops.move(cast.desk, matter, "dispatch", to=[f"unit:{c.PROPERTY}"])
    return creation.make(cast.desk, matter, unit=c.PROPERTY)


def test_an_answer_that_came_too_late_is_put_away_kindly(
    play: Playwright, world: World, tmp_path: Path
) -> None:
    phone = Phone(play, tmp_path / "phone", world.server.url)
    hands.sign_in(phone.page, "head")
    hands.installed(phone.page)
    expect(phone.page.get_by_text("楼道堆物第1处")).to_be_visible()
    phone.context.set_offline(True)
    phone.page.get_by_role("button", name="确认解决").click()
    expect(phone.page.get_by_text("楼道堆物第3处")).to_be_visible()
    hands.go(phone.page, "/me")
    hands.go(phone.page, "/look")
    world.within(
        lambda: ops.move(world.cast.desk, Matter.get_by_id(world.matters[0].id), "reopen", text="还有")
    )
    phone.context.set_offline(False)
    expect(phone.page.get_by_text("不用您再做什么")).to_be_visible(timeout=40_000)
    phone.page.get_by_role("button", name="知道了").click()
    expect(phone.page.get_by_text("不用您再做什么")).to_have_count(0)
    phone.close()


IMPATIENT = (
    150,
    220,
    220,
    220,
    220,
    220,
    220,
    220,
)  # ms between the taps of somebody who thinks that nothing happens


@pytest.mark.complains("status of 401")
def test_a_double_tap_answers_one_matter_which_can_be_taken_back(
    play: Playwright, world: World, tmp_path: Path
) -> None:
    """The next one stands at its top and is deaf to a finger that was still on its way; a kill sends what was said."""
    world.within(lambda: [_resolved(world, seed) for seed in (5, 7)])
    phone = Phone(play, tmp_path / "phone", world.server.url)
    page = phone.page
    hands.sign_in(page, "head")
    expect(page.get_by_text("楼道堆物第1处")).to_be_visible()
    confirm = page.get_by_role("button", name="确认解决")
    for pauses, following in ((IMPATIENT, "第3处"), ((600,), "第5处"), ((900,), "第7处")):
        expect(confirm).to_be_enabled()
        page.evaluate("document.querySelector('.inner').scrollTop = 9999")
        where = _middle(confirm)
        page.touchscreen.tap(*where)
        for pause in pauses:
            page.wait_for_timeout(pause)
            page.touchscreen.tap(*where)
        expect(page.locator(".said").first).to_contain_text(following)
        assert page.evaluate("document.querySelector('.inner').scrollTop") == 0
    expect(page.get_by_text("刚才那件：确实好了")).to_be_visible()
    back = page.get_by_role("button", name="撤回")
    assert _apart(page, ".banner.good", ".thumb") and page.locator(".told").count() == 0
    back.click()
    expect(page.locator(".said").first).to_contain_text("第5处")
    hands.until(page, "() => document.querySelector('#chip').textContent.includes('已收到')", seconds=40)
    assert [world.state(one) for one in world.matters] == ["closed", "closed", "resolved", "resolved"]
    page.get_by_role("button", name="看不到，没法确认").click()
    expect(page.locator(".said").first).to_contain_text("第7处")
    phone.kill()
    phone.open("/look")
    hands.until(
        phone.page, "() => document.querySelector('#chip').textContent.includes('已收到')", seconds=90
    )
    assert world.within(lambda: Entry.get(Entry.verb == "decline").body["reason"]) == "cannot_see"
    assert world.state(world.matters[2]) == "resolved" and phone.faults == []
    phone.close()


def _resolved(world: World, seed: int) -> None:
    matter = ops.report(world.cast.worker, photos=(), text=f"楼道堆物第{seed}处")
    ops.move(world.cast.worker, matter, "take")
    ops.move(world.cast.worker, matter, "resolve", text="已清理")
    world.matters.append(matter)


def _middle(button: Locator) -> tuple[float, float]:
    box = button.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def _apart(page: Page, above: str, below: str) -> bool:
    """Whether the first ends before the second begins: nothing lies over anything."""
    for _ in range(60):  # what comes up moves into its place
        one, other = page.locator(above).first.bounding_box(), page.locator(below).first.bounding_box()
        if one is not None and other is not None and one["y"] + one["height"] <= other["y"]:
            return True
        page.wait_for_timeout(50)
    return False
