"""A phone that dies in the middle loses nothing and doubles nothing (field rows 1, 10, 18, 23)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Playwright

from app.core import clock
from tests import chrome
from tests.cast import LAT, LON
from tests.phone.conftest import Office
from tests.phone.line import PHOTOS, SYNC, until

pytestmark = pytest.mark.browser
SAVING = """async () => {
  for (let i = 1; ; i++) {
    const photo = await engine.photos.keepPhoto(await engine.picture(120, 90, i));
    const op = await engine.report({ photos: [photo.sha] });
    console.log(`saved ${op.id}`);
  }
}"""
WHOLE = """const shas = new Set(await e.database.transaction(['blobs'], 'readonly', (tx) => tx.objectStore('blobs').getAllKeys()));
           const ops = (await e.database.all('ops')).map((row) => row.op);
           return { ids: ops.map((op) => op.id), missing: ops.flatMap((op) => op.photos).filter((sha) => !shas.has(sha)) };"""


class Pocket(chrome.Phone):
    """A phone over a profile folder, showing the engine without screens."""

    def open(self, path: str = "/engine.html") -> Page:
        """Start the browser; the engine is there when this returns."""
        page = super().open(path)
        page.wait_for_function("() => globalThis.engine")
        return page

    def do(self, script: str, argument: Any = None) -> Any:
        """Run `script` on the engine."""
        return self.page.evaluate(f"async (a) => {{ const e = engine; {script} }}", argument)


@pytest.fixture
def pocket(play: Playwright, office: Office, tmp_path: Path) -> Iterator[Pocket]:
    """A phone of the worker's, signed in."""
    here = {"latitude": LAT, "longitude": LON, "accuracy": 8}
    made = Pocket(play, tmp_path / "profile", office.line.url, path="/engine.html", geolocation=here)
    made.context.add_cookies([office.cookie("worker")])
    made.do("await e.session.enterSession(a)", office.session("worker"))
    yield made
    made.close()


def test_a_phone_that_dies_while_sending_sends_once(pocket: Pocket, office: Office) -> None:
    for kind, path in (("hang", SYNC), ("lose", SYNC), ("hang", PHOTOS)):
        office.line.fail(kind, path, times=-1)  # before the report: a running drain may send it at once
        pocket.do(
            "const p = await e.photos.keepPhoto(await e.picture(160, 120, Math.random() * 99)); await e.report({photos: [p.sha]})"
        )
        pocket.do("void e.drain.kick()")
        assert office.line.struck.wait(60), kind
        pocket.kill()
        office.line.mend()
        pocket.open()
        pocket.do("e.drain.start()")
        until(lambda: pocket.do("return (await e.outbox.summary()).safe"), what=f"{kind} {path}")
    assert (
        pocket.do("return (await e.outbox.list()).map(i => [i.state, i.photos.here])")
        == [["received", 1]] * 3
    )


def test_what_was_called_saved_is_there_whole_after_a_kill(pocket: Pocket) -> None:
    for _ in range(3):
        said: list[str] = []
        pocket.page.on("console", _listener(said))
        pocket.page.evaluate(f"void ({SAVING})()")
        until(lambda said=said: pocket.do("return true") and len(said) > 4)
        pocket.kill()
        pocket.open()
        kept = pocket.do(WHOLE)
        assert kept["missing"] == []
        assert set(said) <= set(kept["ids"])


def _listener(said: list[str]) -> Callable[[Any], None]:
    def hear(message: Any) -> None:
        found = re.match(r"saved (.+)", message.text)
        if found:
            said.append(found.group(1))

    return hear


def test_a_draft_and_its_picture_outlive_the_camera(pocket: Pocket) -> None:
    before = pocket.do(
        """const draft = await e.drafts.openDraft('report');
           const photo = await e.photos.keepPhoto(await e.picture());
           draft.set({text: '三单元', step: 'photo', photos: [photo.sha]});
           await draft.flush();
           return [draft.id, photo.sha]"""
    )
    pocket.kill()
    pocket.open()
    after = pocket.do(
        """const {id, fields} = await e.drafts.openDraft('report');
           const url = await e.photos.urlOf(fields.photos[0]);
           return [id, fields.photos[0], fields.text, fields.step, url.startsWith('blob:')]"""
    )
    assert after == [*before, "三单元", "photo", True]


def test_an_emergency_whose_phone_dies_goes_at_the_next_start(pocket: Pocket, office: Office) -> None:
    pocket.do("await e.report({notBefore: Date.now() + 5000}, {urgency: 'emergency', escalate: true})")
    pocket.kill()
    pocket.open()
    pocket.do(
        "for (const r of await e.database.all('ops')) await e.database.put('ops', {...r, notBefore: Date.now() - 1})"
    )
    pocket.do("e.drain.start()")
    until(lambda: pocket.do("return (await e.outbox.summary()).safe"))


def test_a_patrol_goes_on_after_the_phone_died_and_names_the_gap(pocket: Pocket, office: Office) -> None:
    patrol = pocket.do("return e.recorder.start()")
    for step in range(4):
        pocket.context.set_geolocation(
            {"latitude": LAT + step * 0.0001, "longitude": LON + 0.0004, "accuracy": 6}
        )
        until(lambda step=step: len(pocket.do("return e.recorder.state().fixes")) > step)
    pocket.kill()
    pocket.open()
    pocket.do("await e.recorder.ready")
    assert pocket.do("const s = e.recorder.state(); return [s.patrol, s.fixes.length >= 4, s.forgotten]") == [
        patrol,
        True,
        None,
    ]
    pocket.do(
        """const person = e.session.current().id, key = `patrol:${person}`, walk = await e.database.get('meta', key);
           const long = 700_000;
           for (const p of await e.database.all('points')) await e.database.put('points', {...p, t: p.t - long});
           await e.database.put('meta', {...walk, started: walk.started - long, last: walk.last - long, alive: walk.alive - long}, key)"""
    )
    pocket.kill()
    pocket.open()
    pocket.do("await e.recorder.ready")
    assert pocket.do("return e.recorder.state().forgotten !== null") is True

    def walked_on() -> dict[str, float] | None:
        """A step further, as feet do: a single one before Chromium has begun to watch is never told."""
        nonlocal step
        step += 1
        pocket.context.set_geolocation(
            {"latitude": LAT + 0.001 + step * 0.00002, "longitude": LON + 0.0004, "accuracy": 6}
        )
        return pocket.do("return e.recorder.state().gaps[0]")

    step = 0
    gap = until(walked_on)
    assert gap["cause"] == "stopped"
    assert gap["to"] - gap["from"] > 600_000
    pocket.do("await e.recorder.continuePatrol(); await e.recorder.finish(); e.drain.start()")
    until(lambda: pocket.do("return (await e.outbox.summary()).safe"))
    pocket.context.add_cookies([office.cookie("worker")])  # Chromium writes cookies late; the kill took it
    told = pocket.do("return (await fetch('/api/v1/patrols/' + a)).json()", patrol)
    assert told["fixes"] == pocket.do("return (await e.estimateBasis.pastPatrol(a)).fixes.length", patrol)
    longest = max(told["gaps"], key=lambda one: clock.parse(one["to"]) - clock.parse(one["from"]))
    assert longest["cause"] == "stopped"


def test_a_full_phone_says_so_and_never_saved(pocket: Pocket) -> None:
    pocket.kill()
    chrome.Phone.open(
        pocket, "/sw-kill"
    )  # Chromium remembers the space left for a while: set it before the first write
    tools = pocket.context.new_cdp_session(pocket.page)
    tools.send("Storage.overrideQuotaForOrigin", {"origin": pocket.url, "quotaSize": 5_000_000})
    pocket.page.goto(pocket.url + "/engine.html")
    pocket.page.wait_for_function("() => globalThis.engine")
    heif = "new Uint8Array([0, 0, 0, 24, ...new TextEncoder().encode('ftypheic')])"  # which Chromium cannot make smaller
    noise = f"[{heif}, ...Array.from({{length: 48}}, () => crypto.getRandomValues(new Uint8Array(65536)))]"
    attempt = f"try {{ await e.photos.keepPhoto(new Blob({noise})); return 'saved' }} catch (error) {{ return error.kind }}"
    said = [pocket.do(attempt) for _ in range(3)]
    assert "full" in said
    kept = pocket.do(
        "return [e.database.currentTrouble().kind, (await e.database.all('photos')).length, (await e.database.all('blobs')).length]"
    )
    assert kept == ["full", said.count("saved"), said.count("saved")]
    assert pocket.do("await e.report(); return (await e.database.all('ops')).length") == 1
    assert pocket.do("return e.database.currentTrouble()") is None
