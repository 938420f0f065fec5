"""Recording: only while a patrol runs, every fix kept, every gap named, ended by the worker or the shift (field row 52 and the patrol's rules)."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from app.core import clock
from app.patrol.minutes import minutes_rule
from app.patrol.minutes.fixes import Fix
from tests.cast import BUILDING, GRID, LAT, LON
from tests.patrol.walk import walked
from tests.phone.conftest import Office, Phone
from tests.phone.line import SYNC, until
from tests.phone.patrol.walking import STUB, ops

pytestmark = pytest.mark.browser


def test_no_position_is_read_outside_a_patrol(walker: Phone) -> None:
    assert walker.do("return watches") == 0
    walker.do("await e.recorder.start()")
    until(lambda: walker.do("return watches") == 1)
    walker.do("await e.recorder.finish()")
    assert walker.do("return [watches, e.recorder.state(), e.estimateBasis.pastPatrol === undefined]") == [
        0,
        None,
        False,
    ]


def test_signing_out_stops_reading_and_the_patrol_waits_for_its_walker(walker: Phone) -> None:
    patrol = walker.do(
        "const id = await e.recorder.start(); await fix(5); await e.session.signOut(); return id"
    )
    until(lambda: walker.do("return watches === 0 && e.recorder.state() === null"))
    walker.sign_in("worker2")
    assert walker.do("return [watches, e.recorder.state()]") == [0, None]
    walker.sign_in("worker")
    until(lambda: walker.do("return e.recorder.state()?.patrol === a", patrol))


def test_a_second_start_is_the_same_patrol(walker: Phone) -> None:
    one, two = walker.do("return Promise.all([e.recorder.start(), e.recorder.start()])")
    assert one == two
    assert len(ops(walker, "patrol.start")) == 1


def test_every_fix_is_kept_and_leaves_in_pieces(walker: Phone, office: Office) -> None:
    patrol = walker.do("globalThis.began = Date.now(); return e.recorder.start()")
    walker.do("for (let t = 1; t <= 30; t++) await fix(t * 5, t * 6)")
    cut = ops(walker, "patrol.track")
    assert len(cut) >= 2
    walker.do("await e.recorder.finish()")
    tracks = [op["body"] for op in ops(walker, "patrol.track")]
    assert sum(len(body["t"]) for body in tracks) == 30
    assert all(body["t"] == sorted(body["t"]) for body in tracks)
    assert walker.drain()["safe"] is True
    assert walker.do("return (await fetch('/api/v1/patrols/' + a)).json()", patrol)["fixes"] == 30


def test_a_fix_heard_before_the_end_is_kept_though_its_turn_to_be_written_comes_after_the_tap(
    walker: Phone,
) -> None:
    walker.do("globalThis.began = Date.now(); await e.recorder.start(); await fix(5)")
    walker.do("for (let t = 2; t <= 9; t++) void fix(t * 5, t * 6); await e.recorder.finish()")
    (track,) = [op["body"] for op in ops(walker, "patrol.track")]
    assert len(track["t"]) == 9


def test_no_piece_holds_more_than_six_hundred_fixes(walker: Phone) -> None:
    walker.do("await e.recorder.start()")
    walker.do(
        """const person = e.session.current().id;
           await e.track.changeWalk(person, async (walk, tx) => {
             for (let t = 1; t <= 1300; t++) await e.track.keepFix(walk, tx, {at: 1e12 + t * 1000, lat: 27, lon: 120, acc: 5, speed: t % 2 ? 1 : null});
             await e.track.cutTrack(walk, tx);
           })"""
    )
    assert [len(op["body"]["t"]) for op in ops(walker, "patrol.track")] == [600, 600, 100]


def test_the_watch_goes_on_when_there_is_no_position_for_a_while_and_says_why(walker: Phone) -> None:
    walker.do("globalThis.began = Date.now(); await e.recorder.start(); await fix(5)")
    walker.do("bad({code: 2}); await fix(200, 40)")
    assert walker.do("return watches") == 1
    assert [op["body"]["cause"] for op in ops(walker, "patrol.gap")] == ["no_fix"]
    walker.do(
        "Object.defineProperty(navigator, 'onLine', {get: () => false}); bad({code: 2}); await fix(400, 60)"
    )
    assert [op["body"]["cause"] for op in ops(walker, "patrol.gap")] == ["no_fix", "offline"]


@pytest.mark.parametrize(("refused", "cause"), [(False, "hidden"), (True, "locked")])
def test_a_hidden_screen_is_a_gap_with_its_cause(walker: Phone, refused: bool, cause: str) -> None:
    lock = (
        "async () => { throw new Error('battery saver') }"
        if refused
        else "async () => ({released: false, release: async () => {}})"
    )
    walker.do(
        f"""Object.defineProperty(navigator, 'wakeLock', {{value: {{request: {lock}}}, configurable: true}});
            globalThis.began = Date.now(); await e.recorder.start(); await fix(5);
            globalThis.seen = 'visible';
            Object.defineProperty(document, 'visibilityState', {{get: () => seen, configurable: true}});
            seen = 'hidden'; document.dispatchEvent(new Event('visibilitychange'));
            ahead += 300_000;
            seen = 'visible'; document.dispatchEvent(new Event('visibilitychange'));
            await fix(310, 40)"""
    )
    assert [op["body"]["cause"] for op in ops(walker, "patrol.gap")] == [cause]


def test_half_an_hour_outside_asks_and_going_on_forgets_it(walker: Phone) -> None:
    walker.do("globalThis.began = Date.now(); await e.recorder.start({area: a}); await fix(5)", GRID)
    walker.do("for (let t = 1; t <= 24; t++) await fix(t * 85, 1500, 1500 + t * 9)")
    since = until(lambda: walker.do("return e.recorder.state().forgotten?.since"))
    assert since == walker.do("return began + 85_000")
    assert walker.do("return e.recorder.state().now.kind") == "outside"
    walker.do("await e.recorder.continuePatrol()")
    assert walker.do("return e.recorder.state().forgotten") is None


def test_recording_stops_with_the_shift_and_asks_when_it_ended(walker: Phone) -> None:
    walker.do(
        """globalThis.began = Date.now();
           const soon = new Date(began + 120_000);
           await e.recorder.setShiftEnd(soon.toTimeString().slice(0, 5));
           await e.recorder.start(); await fix(5); ahead += 13 * 3_600_000"""
    )
    until(lambda: walker.do("return e.recorder.state().over"), seconds=8)
    assert walker.do("return watches") == 0
    walker.do("await e.recorder.finish({ended: began + 60_000})")
    (finish,) = ops(walker, "patrol.finish")
    assert clock.parse(finish["body"]["ended"]) == walker.do("return began + 60_000")


def test_a_mark_says_where_and_a_gap_can_be_explained(walker: Phone, office: Office) -> None:
    patrol = walker.do(
        """globalThis.began = Date.now(); const id = await e.recorder.start(); await fix(5);
           await e.recorder.mark(a, 'qr');
           await e.explain({from: began + 6000, to: began + 90_000, text: '地下车库'});
           await e.recorder.finish(); return id""",
        BUILDING,
    )
    (mark,) = ops(walker, "patrol.mark")
    assert mark["body"] == {"patrol": patrol, "area": BUILDING, "how": "qr"}
    assert mark["place"]["source"] == "browser"
    assert ops(walker, "patrol.gap")[0]["body"]["text"] == "地下车库"
    assert walker.drain()["safe"] is True


def test_the_page_in_front_records_and_only_it(walker: Phone) -> None:
    walker.do("globalThis.began = Date.now(); await e.recorder.start(); await fix(5)")
    other = walker.tab()
    walker.do(STUB, page=other)
    until(lambda: walker.do("return e.recorder.state() !== null", page=other))
    until(lambda: walker.do("return watches") == 0)
    assert walker.do("return (await e.database.all('points')).length") >= 1


def test_the_phones_estimate_is_the_servers_reckoning(walker: Phone) -> None:
    chance = random.Random(20261122)
    t, north, east, steps = 0, 60.0, 60.0, []
    for _ in range(160):
        t += chance.choice([5, 10, 30, 60, 89, 120, 700])
        north += chance.uniform(-60, 60)
        east += chance.uniform(-60, 60)
        steps.append([t * 1000, north, east, chance.choice([5, 8, 25, 60, 140])])
    found = [Fix(at, LAT + n / 111195, LON + e / 98600, acc) for at, n, e, acc in steps]
    marks = [minutes_rule.MarkAt(fix.t + 40_000, BUILDING, "mark", fix.lat, fix.lon) for fix in found[::7]]
    end = (t + 40) * 1000
    estimate = walker.do(
        """const made = e.estimate.startEstimate(0, (await e.feed.areas()).features.filter((f) => f.properties.code === a.area).map((f) => f.geometry));
           for (const [at, lat, lon] of a.marks) made.mark({at, lat, lon, area: a.area, how: 'qr'});
           for (const [t, lat, lon, acc] of a.fixes) made.add({t, lat, lon, acc});
           return made.seconds(a.end)""",
        {
            "area": GRID,
            "end": end,
            "fixes": [list(fix[:4]) for fix in found],
            "marks": [[m.t, m.lat, m.lon] for m in marks],
        },
    )
    counted = minutes_rule.seconds(minutes_rule.spans(0, found[-1].t, walked(found), marks, _ground()))
    for cause in ("outside", "too_fast", "inaccurate", "by_marks"):
        assert abs(estimate[cause] - counted[cause]) <= 45, (cause, estimate, counted)
    assert abs(sum(estimate.values()) - end / 1000) <= 3


def _ground() -> minutes_rule.Ground:
    from shapely.geometry import Point, box

    from tests.cast import STEP_LAT, STEP_LON

    scale = 98600 / 111195
    area = box(LON * scale, LAT, (LON + STEP_LON) * scale, LAT + STEP_LAT)

    def outside(lats: Any, lons: Any) -> list[float]:
        return [area.distance(Point(lon * scale, lat)) * 111195 for lat, lon in zip(lats, lons, strict=True)]

    return minutes_rule.Ground(outside)


def test_a_track_never_leaves_before_its_start(walker: Phone, office: Office) -> None:
    walker.do(
        "globalThis.began = Date.now(); await e.recorder.start(); await fix(5); await e.recorder.finish()"
    )
    walker.drain()
    kinds = [op["type"] for one in office.line.requests(SYNC) for op in json.loads(one.body)["ops"]]
    assert kinds[0] == "patrol.start"
    assert set(kinds) == {"patrol.start", "patrol.track", "patrol.finish"}
