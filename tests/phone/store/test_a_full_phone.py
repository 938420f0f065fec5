"""A phone without room: words are kept to the last, and what waits leaves, shows and is taken out all the same (field rows 22, 24)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from tests import chrome
from tests.cast import LAT, LON
from tests.phone.conftest import Office
from tests.phone.line import SYNC
from tests.phone.outbox.test_dying import Pocket

pytestmark = pytest.mark.browser

FILL = """for (const size of [300_000, 70_000])
  for (let i = 0; ; i++) {
    const junk = new Uint8Array(size);
    for (let at = 0; at < size; at += 65536) crypto.getRandomValues(junk.subarray(at, at + 65536));
    try { await e.database.put('kept', {person: 'x', name: `${size}:${i}`, junk: junk.buffer}) } catch { break }
  }"""
# Noise, which no JPEG presses below the 70 kB that FILL may leave free: a picture that must find no room.
NOISE = """const canvas = new OffscreenCanvas(1600, 1200), noise = canvas.getContext('2d').createImageData(1600, 1200);
  for (let at = 0; at < noise.data.length; at += 65536) crypto.getRandomValues(noise.data.subarray(at, at + 65536));
  for (let at = 3; at < noise.data.length; at += 4) noise.data[at] = 255;
  canvas.getContext('2d').putImageData(noise, 0, 0);
  const picture = new File([await canvas.convertToBlob({type: 'image/jpeg'})], 'noise.jpg', {type: 'image/jpeg'});"""
FULL = "try { %s; return 'kept' } catch (error) { return error.kind }"


@pytest.fixture
def pocket(play: Playwright, office: Office, tmp_path: Path) -> Iterator[Pocket]:
    """A phone of the worker's, signed in."""
    here = {"latitude": LAT, "longitude": LON, "accuracy": 8}
    made = Pocket(play, tmp_path / "profile", office.line.url, path="/engine.html", geolocation=here)
    made.context.add_cookies([office.cookie("worker")])
    made.do("await e.session.enterSession(a); await e.database.refillReserve(true)", office.session("worker"))
    yield made
    made.close()


def again_with(pocket: Pocket, quota: int, path: str = "/engine.html") -> None:
    """The phone, started anew where the browser may keep so many bytes (set before it first writes: it remembers)."""
    pocket.kill()
    chrome.Phone.open(pocket, "/sw-kill")
    tools = pocket.context.new_cdp_session(pocket.page)
    tools.send("Storage.overrideQuotaForOrigin", {"origin": pocket.url, "quotaSize": quota})
    pocket.page.goto(pocket.url + path)
    if path == "/engine.html":
        pocket.page.wait_for_function("() => globalThis.engine")


def test_words_are_kept_on_a_full_phone_and_everything_leaves_it(pocket: Pocket, office: Office) -> None:
    again_with(pocket, 5_000_000)
    pocket.do(FILL)
    assert pocket.do(NOISE + FULL % "await e.photos.keepPhoto(picture)") == "full"
    said = pocket.do(
        FULL
        % """const d = await e.drafts.openDraft('report'); d.set({text: 'x'.repeat(2000)}); await d.flush(); await d.close();
             for (let i = 0; i < 12; i++) await e.report({}, {text: 'y'.repeat(2000)})"""
    )
    assert said == "kept"
    assert pocket.do("return (await e.database.all('ops')).length") == 12
    assert pocket.do("await e.drain.kick(); return (await e.outbox.summary()).safe") is True
    held = "return e.database.transaction(['meta'], 'readonly', async (tx) => (await tx.objectStore('meta').getAllKeys()).filter((key) => `${key}`.startsWith('room:')).length)"
    assert pocket.do(held) < 4
    pocket.do(
        "await e.database.transaction(['kept'], 'readwrite', (tx) => tx.objectStore('kept').clear()); await e.database.refillReserve(true)"
    )
    assert pocket.do(held) == 4


@pytest.mark.complains("status of 401")
def test_where_nothing_can_be_written_what_waits_is_sent_shown_and_taken_out(
    pocket: Pocket, office: Office
) -> None:
    office.line.fail("cut", SYNC, times=-1)
    ids = pocket.do(
        """const ids = [];
           for (let i = 0; i < 60; i++) {
             const p = i % 20 ? null : await e.photos.keepPhoto(await e.picture(300, 200, i + 1));
             ids.push((await e.report(p ? {photos: [p.sha]} : {})).id);
           }
           const d = await e.drafts.openDraft('report');
           d.set({text: '写到一半'});
           await d.flush();
           return ids"""
    )
    again_with(pocket, 100_000)
    assert pocket.do(FULL % "await e.database.put('kept', {person: 'x', name: 'y'})") == "full"
    office.line.mend()
    office.line.heard.clear()
    pocket.do("await e.drain.kick()")
    heard = [one for one in office.line.requests(SYNC, "POST") if any(id.encode() in one.body for id in ids)]
    assert all(any(id.encode() in one.body for one in heard) for id in ids)
    assert [one.status for one in office.line.requests("/api/v1/photos/", "PUT")] == [201] * 3
    pocket.do("await e.drain.kick(); await e.drain.kick()")
    assert len(
        [one for one in office.line.requests(SYNC, "POST") if any(id.encode() in one.body for id in ids)]
    ) == len(heard)
    assert len(office.line.requests("/api/v1/photos/", "PUT")) == 3
    assert pocket.do("return e.byHand.withdraw(a).catch(() => false)", ids[0]) is False
    assert pocket.do("return (await e.outbox.list()).filter((item) => item.taken).length") == 60
    assert pocket.do("return (await e.byHand.exportZip()).size") > 40_000
    pocket.page.goto(pocket.url + "/report")
    expect(pocket.page.locator("#report-text")).to_have_value("写到一半")
    expect(pocket.page.locator("#notices")).to_contain_text("手机")
    pocket.page.fill("#report-text", "写到一半，又写了几个字")
    pocket.page.locator("[data-act=pass]").click()
    expect(pocket.page.locator(".thumb .error")).to_contain_text("没有存下来")
    expect(pocket.page.locator("#report-text")).to_have_value("写到一半，又写了几个字")
    again_with(pocket, 500_000_000)
    assert pocket.do("await e.drain.kick(); return (await e.outbox.summary()).safe") is True
    assert pocket.do("return (await e.outbox.list(100)).map((item) => item.state)") == ["received"] * 60
