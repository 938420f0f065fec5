"""How many taps the common acts take, counted as a finger makes them: whoever adds one has to say so here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from app import open_store
from app.core import db
from app.people.models import Person
from app.requests.models import ResidentRequest
from app.settings import Settings
from tests import hands
from tests.live import Server, prepare
from tests.matters import ops as matters
from tests.requests import saying
from tests.ui.asking import ops, photos_arrive
from tests.ui.conftest import HERE

pytestmark = pytest.mark.browser
# a finger that comes down is one tap, on whatever page of the visit
COUNT = """addEventListener('pointerdown', (event) => event.isTrusted
  && sessionStorage.setItem('taps', Number(sessionStorage.getItem('taps') ?? 0) + 1), true)"""


@dataclass
class Place:
    """A server over the cast, a poster's address, and a matter that a head is asked to look at."""

    server: Server
    poster: str
    matter: str


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("taps")
    cast = prepare(folder)
    open_store(Settings(data_dir=folder, demo=True))
    poster = f"/q/{saying.poster()}"
    matter = matters.report(cast.worker, text="楼道堆物")
    matters.move(cast.worker, matter, "take")
    matters.move(cast.worker, matter, "resolve", text="已清走")
    db.database.close()
    server = Server(folder)
    yield Place(server, poster, matter.id)
    server.stop()


@pytest.fixture
def phone(place: Place, chromium: Browser) -> Iterator[Callable[[str], Page]]:
    """A phone whose finger is counted; signed in, unless it is nobody's."""
    opened = []

    def handed(who: str = "") -> Page:
        context = chromium.new_context(
            viewport={"width": 360, "height": 740}, has_touch=True, locale="zh-CN", timezone_id="Asia/Shanghai",
            geolocation=HERE, permissions=["geolocation"],
        )  # fmt: skip
        opened.append(context)
        context.set_default_timeout(30_000)
        context.add_init_script(COUNT)
        page = context.new_page()
        if who:
            page.goto(place.server.url + "/sign-in")
            hands.ready(page)
            hands.sign_in(page, who)
            hands.installed(page)
            page.evaluate("sessionStorage.setItem('taps', 0)")
        return page

    yield handed
    for context in opened:
        context.close()


def taps(page: Page) -> int:
    """How often the finger has come down."""
    return int(page.evaluate("Number(sessionStorage.getItem('taps') ?? 0)"))


def photograph(page: Page, button: Locator, picture: Path) -> None:
    """Tap what opens the camera, and take the picture: its shutter is not ours."""
    with page.expect_file_chooser() as chooser:
        button.tap()
    chooser.value.set_files(picture)
    page.locator(".shot img, .strip img").first.wait_for()


def test_from_a_posters_code_to_a_sent_request_three_taps_and_the_words(
    place: Place, phone: Callable[[str], Page], picture: Path
) -> None:
    page = phone("")
    page.goto(place.server.url + place.poster)
    page.locator(".tiles label", has_text="灯不亮").tap()
    page.locator("#text").press_sequentially("三单元的灯不亮了")  # the words
    photograph(page, page.locator(".strip label"), picture)
    page.locator("button.main").tap()
    expect(page.locator(".number")).to_be_visible()
    assert taps(page) <= 3
    open_store(Settings(data_dir=place.server.folder, demo=True))
    assert ResidentRequest.get().words == "三单元的灯不亮了"
    db.database.close()


def test_a_heads_answer_takes_one(place: Place, phone: Callable[[str], Page]) -> None:
    page = phone("head")
    expect(page.locator("[data-part=one]")).to_be_visible()
    page.wait_for_timeout(1300)  # in which nobody can have read it, and no tap counts
    page.get_by_role("button", name="确认解决").tap()
    expect(page.locator("[data-hold=last]")).to_contain_text("确实好了")
    assert taps(page) == 1
    (op,) = ops(page, "matter.move")
    assert (op["body"]["move"], op["body"]["matter"]) == ("confirm", place.matter)


def test_a_workers_report_with_a_photo_takes_four(phone: Callable[[str], Page], picture: Path) -> None:
    page = phone("worker")
    page.locator(".bottom a.raised").tap()
    photograph(page, page.locator("label.shoot.first"), picture)
    page.locator("[data-category]").first.tap()
    page.locator("[data-act=pass]").tap()
    page.wait_for_url(re.compile("/matters/"))
    assert taps(page) <= 4
    (op,) = ops(page, "matter.report")
    assert op["body"]["escalate"] is True and op["body"]["category"] != "other" and len(op["photos"]) == 1


def test_settled_on_the_spot_with_what_it_was_and_a_photo_takes_four(
    phone: Callable[[str], Page], picture: Path
) -> None:
    page = phone("worker")
    page.locator(".bottom a.raised").tap()
    page.locator("[data-category]").first.tap()
    photograph(page, page.locator("label.shoot.after"), picture)
    page.locator("[data-act=settle]").tap()
    page.wait_for_url(re.compile("/matters/"))
    assert taps(page) <= 4
    (op,) = ops(page, "matter.report")
    assert op["body"]["category"] != "other" and len(op["body"]["settled"]["photos"]) == 1
    # the head of the next test is asked about it: a photo lost with this phone would never be there to look at
    photos_arrive(page)


def test_what_is_settled_on_the_spot_and_so_closed_is_not_called_other_for_want_of_a_word(
    phone: Callable[[str], Page],
) -> None:
    page = phone("worker")
    page.locator(".bottom a.raised").tap()
    page.locator("[data-act=settle]").tap()
    expect(page.locator(".thumb .error")).to_have_text("请先选是什么事；都不像，就选“其他”。")
    expect(page.locator("dialog")).to_have_count(0)
    page.locator("[data-category]").first.tap()
    page.locator("[data-act=settle]").tap()
    expect(page.locator("dialog #settle-text")).to_be_visible()  # without a photo it asks for words or one
    assert ops(page, "matter.report") == []


def test_an_emergency_takes_one(phone: Callable[[str], Page]) -> None:
    page = phone("worker")
    page.locator("#alarm").tap()
    expect(page.locator("dialog.red")).to_contain_text("已存在手机里")
    assert taps(page) == 1
    (op,) = ops(page, "matter.report")
    assert (op["body"]["urgency"], op["body"]["escalate"]) == ("emergency", True)


def test_a_head_finds_the_button_of_the_refusal_on_the_screen_in_large_letters(
    place: Place, phone: Callable[[str], Page]
) -> None:
    open_store(Settings(data_dir=place.server.folder, demo=True))
    worker = Person.get(Person.login == "worker")
    another = matters.report(worker, text="单元门关不上")
    matters.move(worker, another, "take")
    matters.move(worker, another, "resolve", text="修好了")
    db.database.close()
    page = phone("head")
    assert page.evaluate("document.documentElement.dataset.size") == "large"
    expect(page.locator("#chip")).to_be_hidden()  # nobody tells a neighbour that nothing waits
    page.wait_for_timeout(1300)
    page.get_by_role("button", name="还没有").tap()
    button = page.get_by_role("button", name="告诉他们还没有好")
    box = button.bounding_box()
    foot = page.locator("dialog .sheet-act").bounding_box()
    assert box is not None and box["y"] >= 0 and box["y"] + box["height"] <= 740
    assert foot is not None and foot["y"] + foot["height"] == pytest.approx(740, abs=1)  # nothing shows below
    assert button.evaluate("""(one) => { const { x, y, width, height } = one.getBoundingClientRect();
      return one.contains(document.elementFromPoint(x + width / 2, y + height / 2)); }""")
    page.get_by_text("其他").tap()  # what lies under it can be scrolled to
    page.wait_for_timeout(700)
    button.tap()
    expect(page.locator("[data-hold=last]")).to_contain_text("还没有好")
    (op,) = [one for one in ops(page, "matter.move") if one["body"]["move"] == "refuse"]
    assert op["body"]["reason"] == "other"
