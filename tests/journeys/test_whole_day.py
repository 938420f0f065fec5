"""A grid worker's whole morning in a real browser against a real server: signal cut, browser and server killed, nothing lost."""

from __future__ import annotations

import hashlib
import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import gpxpy
import pytest
from playwright.sync_api import Page, Playwright, expect

from app import open_store
from app.areas import local_settings
from app.core import clock, db
from app.evidence import storage
from app.ledger.models import Entry
from app.settings import Settings
from app.sync.models import Receipt
from tests import cast as cast_
from tests import hands, live
from tests.chrome import Phone
from tests.journeys import morning as walks
from tests.journeys.morning import Morning, stored
from tests.journeys.wire import Wire
from tests.patrol.minutes import reference

pytestmark = pytest.mark.browser

BOX = (cast_.LAT, cast_.LON, cast_.LAT + cast_.STEP_LAT, cast_.LON + cast_.STEP_LON)
BLOCKED = "2幢东侧消防通道堆了纸箱，推不开。"
BASEMENT = "地下车库有烧焦的味道"
UNSENT = "3单元门口的路灯不亮，还没写完"


@dataclass
class Scene:
    """Everything that stands while the morning is walked."""

    folder: Path
    wire: Wire
    server: live.Server
    phone: Phone
    morning: Morning
    desk: Phone
    pictures: dict[str, bytes] = field(default_factory=dict)

    @property
    def page(self) -> Page:
        """The worker's app."""
        return self.phone.page


@pytest.fixture(params=[False, True], ids=["with a track", "by marks alone"])
def scene(request: pytest.FixtureRequest, tmp_path: Path, play: Playwright) -> Iterator[Scene]:
    """A served community, the worker's phone behind a line that can be cut, and the desk's browser on the server itself."""
    cast = live.prepare(tmp_path)
    if request.param:
        open_store(Settings(data_dir=tmp_path, demo=True))
        local_settings.set_value(cast.admin, cast_.CITY, "marks_only", "1", "工会意见")
        db.database.close()
    wire = Wire(0)
    server = live.Server(tmp_path, public_port=wire.port)
    wire.to = server.port
    morning = Morning(has_track=not request.param)
    phone = Phone(play, tmp_path / "worker", server.url, script=morning.script)
    desk = Phone(play, tmp_path / "desk", server.url)
    yield Scene(tmp_path, wire, server, phone, morning, desk)
    phone.close()
    desk.close()
    server.stop()
    wire.close()


def test_a_whole_morning_arrives_exactly_once_and_its_minutes_are_explained(scene: Scene) -> None:
    _signs_in_and_starts(scene)
    _photographs_a_blocked_exit_without_signal(scene)
    _settles_one_on_the_spot(scene)
    _raises_an_emergency_in_the_basement(scene)
    _browser_dies_in_mid_upload_and_comes_back(scene)
    _server_dies_and_comes_back(scene)
    _desk_takes_the_emergency(scene)
    _finishes(scene)
    patrol = _every_op_is_on_the_server_once(scene)
    _every_photo_is_there_byte_for_byte(scene)
    _gpx_holds_every_fix(scene, patrol)
    _seconds_are_what_the_rule_says(scene, patrol)
    assert scene.phone.faults == []


def _signs_in_and_starts(scene: Scene) -> None:
    hands.sign_in(scene.page, "worker")
    hands.installed(scene.page)
    scene.phone.close()  # signed in the day before: a browser writes its cookies down only after half a minute
    page = scene.phone.open()
    hands.ready(page)
    hands.go(page, "/patrol")
    page.locator("[data-part=begin] [data-act=start]").click()
    page.locator("[data-part=live]").wait_for()
    _sensor_is_asked_where_it_may_be(scene)
    scene.morning.walk(page, walks.stroll(60))


def _sensor_is_asked_where_it_may_be(scene: Scene) -> None:
    if scene.morning.has_track:
        hands.until(scene.page, "() => __watchers() > 0")
        return
    hands.go(scene.page, "/queue")  # an open form asks where it is filled in; a patrol does not
    expect(scene.page.locator("#patrolbar")).to_be_visible()
    hands.until(scene.page, "() => __watchers() === 0")
    scene.page.wait_for_timeout(1_000)
    assert scene.page.evaluate("() => __watchers()") == 0
    scene.page.go_back()
    hands.ready(scene.page)


def _photographs_a_blocked_exit_without_signal(scene: Scene) -> None:
    page, morning = scene.page, scene.morning
    scene.wire.cut()
    morning.walk(page, walks.stroll(20, phase=2))
    _report(scene, BLOCKED, seed=1)
    _pass_up(page)
    expect(page.locator("#chip")).to_have_class(re.compile("wait"))
    morning.walk(page, [*walks.blurred(12), *walks.stroll(12, phase=3), *walks.leap()])
    scene.wire.mend()
    page.evaluate(
        "dispatchEvent(new Event('online'))"
    )  # which a phone says by itself when its signal is back
    _all_received(page)


def _settles_one_on_the_spot(scene: Scene) -> None:
    page = scene.page
    scene.morning.walk(page, [*walks.away(15), *walks.stroll(20, phase=4)])
    _report(scene, "单元门口停了一排电动车", seed=2)
    page.locator("[data-act=settle]").click()
    page.fill("#settle-text", "已劝导，当场搬走")
    page.locator("dialog form button[type=submit]").click()
    _kept(page)
    _all_received(page)


def _raises_an_emergency_in_the_basement(scene: Scene) -> None:
    """Marks on the way down and up again bracket a gap; the line is cut, and the sensor silent."""
    page, morning = scene.page, scene.morning
    hands.go(page, "/patrol")
    _mark(page)
    scene.wire.cut()
    morning.later(page, 400)
    page.locator("#alarm").click()
    page.locator("#alarm-text").wait_for()
    morning.later(page, 30)
    _close_sheet(page)
    morning.later(page, 200)
    hands.go(page, "/patrol")
    _mark(page)
    morning.later(page, 120)


def _browser_dies_in_mid_upload_and_comes_back(scene: Scene) -> None:
    page, morning = scene.page, scene.morning
    _report(scene, BASEMENT, seed=3)
    _pass_up(page)
    expect(page.locator("#chip")).to_have_class(re.compile("wait"))
    hands.go(page, "/report")
    page.fill("#report-text", UNSENT)
    morning.walk(page, walks.stroll(30, phase=5))
    hands.go(page, "/queue")
    scene.wire.hold_uploads()
    page.locator("[data-act=send]").click()
    assert scene.wire.held.wait(20), "no upload began"
    scene.phone.kill()
    scene.wire.mend()
    morning.second += 300
    page = scene.phone.open("/report")
    hands.ready(page)
    expect(page.locator("#report-text")).to_have_value(UNSENT)
    expect(page.locator("#patrolbar")).to_be_visible()
    _sensor_is_asked_where_it_may_be(scene)
    morning.walk(page, walks.stroll(40, phase=6))


def _server_dies_and_comes_back(scene: Scene) -> None:
    page, morning = scene.page, scene.morning
    _all_received(page)
    page.fill("#report-text", f"{UNSENT}：亮了又灭")
    page.locator("[data-hold=categories] button").first.click()
    scene.server.kill()
    _pass_up(page)
    expect(page.locator("#chip")).to_have_class(re.compile("wait"))
    morning.walk(page, walks.stroll(30, phase=7))
    scene.server.start()
    hands.go(page, "/queue")
    page.locator("[data-act=send]").click()
    _all_received(page)


def _desk_takes_the_emergency(scene: Scene) -> None:
    desk = scene.desk.page
    hands.sign_in(desk, "desk")
    hands.go(desk, "/matters")
    desk.locator("[data-hold=list] a", has_text="紧急").first.click()
    desk.wait_for_url(re.compile("/matters/"))
    hands.ready(desk)
    desk.locator("[data-hold=moves] [data-key=take]").click()
    expect(desk.locator("[data-hold=ledger]")).to_contain_text(cast_.NAMES["desk"])
    emergency = desk.url.rsplit("/", 1)[1]
    page = scene.page
    hands.go(page, f"/matters/{emergency}")
    expect(page.locator("[data-hold=ledger]")).to_contain_text(f"{cast_.NAMES['desk']} 接单")


def _finishes(scene: Scene) -> None:
    page = scene.page
    scene.morning.walk(page, walks.stroll(12, phase=8))
    hands.go(page, "/patrol")
    scene.morning.later(page, 45)
    page.locator("summary", has_text="结束巡查").click()
    page.locator("[data-act=finish]").click()
    hands.until(page, "() => !document.querySelector('[data-part=live]:not([hidden])')")
    _all_received(page)
    assert any(one["op"]["type"] == "patrol.finish" for one in stored(page, "receipts"))


def _every_op_is_on_the_server_once(scene: Scene) -> str:
    """The patrol's id."""
    assert stored(scene.page, "ops") == []
    sent = stored(scene.page, "receipts")
    assert Counter(one["ended"] for one in sent) == {"received": len(sent)}
    kinds = Counter(one["op"]["type"] for one in sent)
    assert kinds["patrol.start"] == kinds["patrol.finish"] == 1
    assert kinds["patrol.mark"] == 2
    assert kinds["matter.report"] == 5  # the exit, the one settled, the emergency, the basement, the lamp
    _open(scene)
    ids = {one["id"] for one in sent}
    receipts = list(Receipt.select().where(Receipt.person == sent[0]["person"]))
    assert {row.op for row in receipts} == ids and len(receipts) == len(ids)
    assert {row.status for row in receipts} == {"applied"}
    entries = Counter(
        (row.op, row.verb) for row in Entry.select().where(Entry.op.is_null(False)) if row.op in ids
    )
    assert {op for op, _ in entries} == ids
    assert set(entries.values()) == {1}
    return next(one["op"]["body"]["patrol"] for one in sent if one["op"]["type"] == "patrol.start")


def _open(scene: Scene) -> None:
    """The server's store, read in this process."""
    open_store(Settings(data_dir=scene.folder, demo=True))
    db.connect()


def _every_photo_is_there_byte_for_byte(scene: Scene) -> None:
    named = {sha for one in stored(scene.page, "receipts") for sha in one["op"]["photos"]}
    assert len(named) == 3
    for sha in named:
        kept = storage.original(sha).read_bytes()
        assert hashlib.sha256(kept).hexdigest() == sha
        assert _on_the_phone(scene.page, sha) == sha


def _on_the_phone(page: Page, sha: str) -> str:
    """The digest of the bytes that the phone holds under `sha`."""
    return page.evaluate(
        """sha => new Promise((done, failed) => { const asked = indexedDB.open('gridwalk');
          asked.onsuccess = () => { const got = asked.result.transaction('blobs').objectStore('blobs').get(sha);
            got.onsuccess = async () => { asked.result.close();
              const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', got.result));
              done([...digest].map((b) => b.toString(16).padStart(2, '0')).join('')); };
            got.onerror = () => failed(got.error); }; })""",
        sha,
    )


def _gpx_holds_every_fix(scene: Scene, patrol: str) -> None:
    answer = scene.page.request.get(f"{scene.server.url}/api/v1/patrols/{patrol}.gpx")
    assert answer.status == 200
    read = gpxpy.parse(answer.text())
    points = [point for track in read.tracks for segment in track.segments for point in segment.points]
    said = [
        (round(point.time.timestamp() * 1000), round(point.latitude, 7), round(point.longitude, 7))
        for point in points
        if point.time
    ]
    assert said == [(fix.t, fix.lat, fix.lon) for fix in scene.morning.fed]
    assert not scene.morning.has_track or sum(len(track.segments) for track in read.tracks) > 1


def _seconds_are_what_the_rule_says(scene: Scene, patrol: str) -> None:
    parts = _reckoned(scene)
    wanted = reference.seconds(parts)
    causes = reference.ORDER if scene.morning.has_track else ("by_marks", "gap")
    assert {cause for cause in reference.ORDER if wanted[cause]} == set(causes), wanted
    request, url = scene.page.request, scene.server.url
    whole = request.get(f"{url}/api/v1/patrols/{patrol}").json()
    assert whole["seconds"] == wanted
    day = request.get(f"{url}/api/v1/me/day?date={scene.morning.date}").json()
    assert day["by_cause"] == wanted
    counted = sum(ends - begins for begins, ends, cause in parts if cause in ("in_area", "by_marks"))
    assert day["minutes"] == {"patrol": counted // 60_000, "visit": 0, "total": counted // 60_000}
    assert [one["id"] for one in day["rounds"]["am"]] == [patrol] and day["rounds"]["pm"] == []


def _reckoned(scene: Scene) -> list[tuple[int, int, str]]:
    """The patrol's seconds by the slow reference, from what the phone was fed and what it sent."""
    ops = [one["op"] for one in stored(scene.page, "receipts")]
    at = {op["type"]: clock.parse(op["at"]) for op in ops}
    marks: list[dict[str, Any]] = []
    for op in ops:
        if op["type"] in ("patrol.mark", "matter.report"):
            where = op.get("place") or {}
            if op["type"] == "matter.report" and not where and "area" not in op["body"]:
                continue  # placed by the patrol alone: that is no mark
            marks.append({"t": clock.parse(op["at"]), "area": cast_.GRID, "lat": where.get("lat"), "lon": where.get("lon")})  # fmt: skip
    fixes = [{**fix.__dict__, "source": "browser"} for fix in scene.morning.fed]
    return reference.pieces(at["patrol.start"], at["patrol.finish"], fixes, marks, [BOX], [])


def _report(scene: Scene, text: str, seed: int) -> None:
    """Fill the report form with a photo, a category and a sentence."""
    page = scene.page
    hands.go(page, "/report")
    file = hands.picture_file(scene.folder, seed)
    page.locator("main input[type=file]").first.set_input_files(file)
    page.locator("main .shot img").first.wait_for()
    page.locator("[data-hold=categories] button").first.click()
    page.fill("#report-text", text)


def _pass_up(page: Page) -> None:
    page.locator("[data-act=pass]").click()
    _kept(page)


def _kept(page: Page) -> None:
    """The app shows the matter only once its op is durable on the phone."""
    hands.until(page, "() => location.pathname.startsWith('/matters/')")
    hands.ready(page)


def _mark(page: Page) -> None:
    page.locator("[data-act=mark]").click()
    page.locator(".sheet button.item, dialog button.item").first.click()


def _close_sheet(page: Page) -> None:
    page.keyboard.press("Escape")


def _all_received(page: Page) -> None:
    """Nothing waits on the phone any more, photos included, and the chip says so."""
    until = time.monotonic() + 60
    while stored(page, "ops") or any(one.get("lacks") for one in stored(page, "receipts")):
        assert time.monotonic() < until, page.inner_text("#chip")
        page.wait_for_timeout(50)
    expect(page.locator("#chip")).to_have_class(re.compile("good"))
