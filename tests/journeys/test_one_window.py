"""In a government app's web view there is one window: nothing asks for a second, and whoever walks or sits at a desk is still signed in when the app is started anew."""

from __future__ import annotations

import re
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Playwright, expect

from app.matters.models import Matter
from app.settings import ROOT
from tests import cast as c
from tests import hands
from tests.chrome import Phone
from tests.evidence.pictures import picture, sha
from tests.journeys import neighbours
from tests.journeys.neighbours import Quarter
from tests.matters import ops

SCREENS = (
    "/report",
    "/matters",
    "/patrol",
    "/visits",
    "/errands",
    "/inbox",
    "/me",
    "/check",
    "/me/days",
    "/",
)
DESK = ("/desk", "/desk?view=open", "/desk/units", "/notices", "/desk/new", "/desk/held")
REFUSED = ["--block-new-web-contents"]  # the engine itself opens no second window
# what asks for another one, in a template or a script
ASKS = re.compile(
    r"""<(?:a|area|base|form)\b[^>]*\s(?:form)?target=(?!["']?_self)|\.target = |window\.open\(|_blank"""
)

# what such a view gives a page: no second window, by whatever means it is asked for, and less than a browser has
VIEW = """(() => {
  const seek = () => { globalThis.sought = true; };
  window.open = () => { seek(); %s };
  for (const kind of ['click', 'submit'])
    document.addEventListener(kind, event => {
      const element = event.target.closest?.('a[target], form[target]');
      if (element && element.target !== '_self') { seek(); event.preventDefault(); event.stopPropagation(); }
    }, true);
  for (const name of ['Notification', 'PushManager']) delete window[name];
  for (const name of ['share', 'canShare', 'wakeLock', 'permissions', %s])
    Object.defineProperty(Navigator.prototype, name, { get: () => undefined, configurable: true });
  if (navigator.storage) navigator.storage.persist = async () => false;
})();"""
VIEWS = {
    "Android's": VIEW % ("return null;", "'setAppBadge'"),
    "Apple's": VIEW % ("throw new Error('no second window');", "'serviceWorker'"),
}


@pytest.fixture(params=VIEWS)
def view(request: pytest.FixtureRequest) -> str:
    """What such a view does to each document."""
    return VIEWS[request.param]


@pytest.fixture
def quarter(tmp_path: Path, play: Playwright) -> Iterator[Quarter]:
    """A community with its server."""
    with neighbours.quarter(play, tmp_path) as made:
        yield made


@pytest.fixture
def seen(quarter: Quarter) -> str:
    """A matter with a photo, in a unit's hands."""
    data = picture()
    with quarter.books():
        cast = quarter.cast
        report = ops.report(cast.worker, (sha(data),), text="楼道里停满了车", escalate=True)
        ops.move(cast.desk, report, "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
        token = cast.sync_tokens["worker"]
    to = f"{quarter.server.url}/api/v1/photos/{sha(data)}"
    asked = urllib.request.Request(to, data, {"Authorization": f"Bearer {token}"}, method="PUT")
    with urllib.request.urlopen(asked) as answer:
        assert answer.status in (200, 201)
    return str(report.id)


def opened(quarter: Quarter, login: str, view: str) -> Phone:
    """Somebody signs in, in such a view."""
    made = quarter.phone(login, "/sign-in", flags=REFUSED, script=lambda: view)
    hands.ready(made.page)
    hands.sign_in(made.page, login)
    return made


def is_alone(phone: Phone) -> bool:
    """Whether there is one window, and none was asked for."""
    return len(phone.context.pages) == 1 and not phone.page.evaluate("() => globalThis.sought ?? false")


def test_nothing_of_ours_asks_for_another_window() -> None:
    for asking in (
        '<a target="_blank">',
        "a.target = '_blank'",
        'h("a", { target: "_blank" })',
        "window.open(x)",
    ):
        assert ASKS.search(asking), asking
    for fine in ('<form hx-target="#sent">', "({ target }) => target.value", '<a target="_self">'):
        assert not ASKS.search(fine), fine
    files = [
        *ROOT.glob("templates/**/*.html"),
        *(file for file in ROOT.glob("static/js/**/*.js")),
        *ROOT.glob("service_worker/**/*.js"),
    ]
    found = [str(file.relative_to(ROOT)) for file in files if ASKS.search(file.read_text(encoding="utf-8"))]
    assert len(files) > 200 and found == []


def test_a_worker_stays_in_one_window_and_is_signed_in_when_it_is_started_anew(
    quarter: Quarter, seen: str, view: str
) -> None:
    phone = opened(quarter, "worker", view)
    page = phone.page
    for path in SCREENS:
        hands.go(page, path)
        hands.ready(page)
        assert is_alone(phone), path
    hands.go(page, f"/matters/{seen}")
    page.locator("figure a img").first.click()
    whole = page.locator("dialog img.whole")
    expect(whole).to_be_visible()
    hands.until(page, "() => document.querySelector('dialog img.whole').naturalWidth > 0")
    assert _width(whole) <= 360
    page.locator("dialog .split button").click()
    expect(page.locator("dialog")).to_have_count(0)
    assert page.url.endswith(f"/matters/{seen}") and is_alone(phone)
    _report(page, "路灯不亮")
    neighbours.until(lambda: _words(quarter) == ["楼道里停满了车", "路灯不亮"])
    phone.close()
    page = phone.open("/me")
    hands.ready(page)
    assert is_alone(phone) and not page.locator("#password").count()
    _report(page, "井盖响")
    neighbours.until(lambda: _words(quarter) == ["楼道里停满了车", "路灯不亮", "井盖响"])
    assert phone.faults == [] and is_alone(phone)


@pytest.mark.complains(
    r"(inline style|script execution) .*/api/v1/photos/"
)  # the browser's own page of a picture
def test_a_desk_prints_looks_at_photos_and_comes_back_and_is_signed_in_when_it_is_started_anew(
    quarter: Quarter, seen: str, view: str
) -> None:
    phone = opened(quarter, "desk", view)
    page, url = phone.page, quarter.server.url
    own = f"{url}/desk/matters/{seen}"
    for button in ("a[href$='/evidence']", "form[action$='/order'] button"):
        page.goto(own)
        page.locator(button).first.click()
        page.locator("[data-print]").wait_for()
        assert is_alone(phone)
        page.locator("header a").click()
        page.wait_for_url(own + "*")
        assert is_alone(phone)
    page.locator("figure a img").first.click()
    page.wait_for_url("**/api/v1/photos/**")
    assert len(phone.context.pages) == 1
    page.go_back()
    page.locator(f"[data-matter='{seen}']").wait_for()
    phone.close()
    page = phone.open("/")
    for path in DESK:
        answer = page.goto(url + path)
        assert answer is not None and answer.status == 200, path
        assert page.url == url + path and is_alone(phone), path
    assert phone.faults == []


def _width(element: Locator) -> float:
    box = element.bounding_box()
    assert box is not None
    return box["width"]


def _report(page: Page, words: str) -> None:
    hands.go(page, "/report")
    page.locator("[data-category]").first.wait_for()
    page.fill("#report-text", words)
    page.locator("[data-act=pass]").click()
    page.wait_for_url(re.compile("/matters/"))


def _words(quarter: Quarter) -> list[str | None]:
    with quarter.books():
        return [matter.text for matter in Matter.select().order_by(Matter.number)]
