"""After "go on" recording goes on; a cause outlives what was being stored; ground that comes late costs nobody a minute."""

from __future__ import annotations

import pytest

from tests.cast import BUILDING, GRID, LAT, LON
from tests.phone.conftest import Office, Phone
from tests.phone.line import until
from tests.phone.patrol.walking import ops

pytestmark = pytest.mark.browser

# the recorder's own ticks, in the test's hands
TICKS = """
  globalThis.ticks = [];
  const plain = globalThis.setInterval;
  globalThis.setInterval = (fn, ms) => (ms === 5000 && ticks.push(fn), plain(fn, ms));
"""

GO_ON = "await e.recorder.continuePatrol(); ticks.forEach((tick) => tick()); while (!watches) await new Promise((done) => setTimeout(done, 2)); "


def test_going_on_after_the_end_of_the_shift_records_until_the_next_end(walker: Phone) -> None:
    walker.do(
        TICKS
        + """globalThis.began = Date.now();
           await e.recorder.setShiftEnd(new Date(began + 120_000).toTimeString().slice(0, 5));
           await e.recorder.start(); await fix(5); ahead += 13 * 3_600_000; ticks.forEach((tick) => tick())"""
    )
    asked = until(lambda: walker.do("return e.recorder.state().over && e.recorder.state().forgotten"))
    assert asked["why"] == "shift"
    walker.do(GO_ON + "await fix(13 * 3600 + 10); await fix(14 * 3600, 40); ticks.forEach((tick) => tick())")
    assert walker.do("return [watches, e.recorder.state().over, e.recorder.state().forgotten]") == [
        1,
        False,
        None,
    ]
    assert walker.do("return e.recorder.state().fixes.length") == 3
    walker.do(
        "ahead = 15.5 * 3_600_000; ticks.forEach((tick) => tick())"
    )  # asked again after a round's length
    until(lambda: walker.do("return e.recorder.state().over && watches === 0"))
    walker.do(GO_ON + "await fix(15.6 * 3600, 60)")
    assert walker.do("return [watches, e.recorder.state().fixes.length]") == [1, 4]


def test_a_screen_that_locks_while_a_position_is_being_stored_is_still_the_cause(walker: Phone) -> None:
    walker.do(
        f"""Object.defineProperty(navigator, 'wakeLock', {{value: {{request: async () => {{ throw new Error('battery saver') }}}}, configurable: true}});
            globalThis.began = Date.now(); await e.recorder.start(); await fix(5);
            globalThis.seen = 'visible';
            Object.defineProperty(document, 'visibilityState', {{get: () => seen, configurable: true}});
            let free = false;
            const busy = e.database.transaction(['meta'], 'readwrite', async (tx) => {{ while (!free) await tx.objectStore('meta').get('nothing'); }});
            ahead += 5000;
            ok({{ timestamp: Date.now(), coords: {{ latitude: {LAT} + 0.0005, longitude: {LON} + 0.0003, accuracy: 6, speed: null }} }});
            seen = 'hidden'; document.dispatchEvent(new Event('visibilitychange'));
            bad({{code: 2}});
            ahead += 300_000;
            seen = 'visible'; document.dispatchEvent(new Event('visibilitychange'));
            free = true; await busy;
            for (let i = 0; i < 500 && e.recorder.state().fixes.length < 2; i++) await new Promise((done) => setTimeout(done, 2));
            await fix(320, 40)"""
    )
    assert [op["body"]["cause"] for op in ops(walker, "patrol.gap")] == ["locked"]


def test_a_patrol_begun_before_its_areas_came_asks_nothing_and_is_reckoned_when_they_come(
    walker: Phone,
) -> None:
    walker.do(
        """await e.database.remove('kept', [e.session.current().id, 'areas']);
           globalThis.began = Date.now(); await e.recorder.start({area: a});
           for (let t = 60; t <= 2400; t += 60) await fix(t, 20 + t / 100)""",
        GRID,
    )
    said = walker.do("return e.recorder.state()")
    assert (said["now"]["kind"], said["inside"], said["forgotten"]) == ("late", None, None)
    walker.do("await e.feed.pull()")
    inside = until(lambda: walker.do("return e.recorder.state().inside"))
    assert inside >= 2300
    said = walker.do("return e.recorder.state()")
    assert (said["now"]["kind"], said["forgotten"]) == ("good", None)


def test_ground_that_shows_a_half_hour_outside_asks_then(walker: Phone) -> None:
    walker.do(
        """await e.database.remove('kept', [e.session.current().id, 'areas']);
           globalThis.began = Date.now(); await e.recorder.start({area: a}); await fix(5);
           for (const t of [60, 700, 1400, 2000]) await fix(t, 1500, 1500 + t)""",
        GRID,
    )
    assert walker.do("return e.recorder.state().forgotten") is None
    walker.do("await e.feed.pull()")
    asked = until(lambda: walker.do("return e.recorder.state().forgotten"))
    assert (asked["why"], asked["since"]) == ("outside", walker.do("return began + 60_000"))
    walker.do("await fix(2060, 20)")
    until(
        lambda: walker.do("return e.recorder.state().forgotten === null"),
        what="back inside nobody has to answer",
    )


def test_the_live_estimate_counts_reports_and_visits_as_the_server_does(
    walker: Phone, office: Office
) -> None:
    patrol = walker.do(
        f"""globalThis.began = Date.now(); const id = await e.recorder.start(); await fix(5);
            const place = (north) => ({{ lat: {LAT} + north / 111195, lon: {LON} + 0.0004, acc: 8, at: Date.now(), source: 'browser' }});
            ahead = 200_000; await e.report({{ place: place(30) }});
            ahead = 500_000; await e.report({{ place: place(5000) }});
            ahead = 800_000;
            await e.outbox.add({{ type: 'visit.record', place: place(40), body: {{ visit: e.outbox.newId(), area: a, purpose: 'care', outcome: 'met',
              started: new Date(Date.now() - 300_000).toISOString(), minutes: 5 }} }});
            await fix(900, 60); await fix(905, 70); return id""",
        BUILDING,
    )
    live = until(lambda: walker.do("const s = e.recorder.state(); return s.seconds.by_marks && s"))
    assert abs(live["seconds"]["by_marks"] - 600) <= 3
    walker.do("await e.recorder.finish()")
    estimate = walker.do("return (await e.estimateBasis.pastPatrol(a)).seconds", patrol)
    assert walker.drain()["safe"] is True
    counted = walker.do("return (await (await fetch('/api/v1/patrols/' + a)).json()).seconds", patrol)
    assert estimate == counted


def test_nothing_of_the_future_is_in_the_estimate(walker: Phone) -> None:
    seconds = walker.do(
        """const its = e.estimate.startEstimate(0, []);
           its.mark({at: 50_000, area: 'x', how: 'qr'}); its.mark({at: 400_000, area: 'x', how: 'qr'});
           return [its.seconds(60_000), (its.add({t: 100_000, lat: 27, lon: 120, acc: 5}), its.add({t: 160_000, lat: 27, lon: 120, acc: 5}), its.seconds(130_000))]"""
    )
    assert [sum(one.values()) for one in seconds] == [60, 130]
    assert seconds[0]["by_marks"] == 0


def test_before_the_first_position_it_is_being_looked_for_and_nothing_is_wrong(walker: Phone) -> None:
    assert walker.do("await e.recorder.start(); return e.recorder.state().now.kind") == "seeking"
    until(lambda: walker.do("return watches") == 1)
    assert walker.do("bad({code: 2}); return e.recorder.state().now.kind") == "none"
    assert walker.do("bad({code: 1}); return e.recorder.state().now.kind") == "refused"
