"""A running patrol belongs to whoever began it: somebody else at work on the phone pauses it, and takes and gives nothing."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cast import BUILDING, LAT, LON
from tests.phone.conftest import Office, Phone
from tests.phone.line import until
from tests.phone.patrol.walking import STUB, ops

pytestmark = pytest.mark.browser

# a step of the next person, whatever the page still believes
STEP = f"ok({{ timestamp: Date.now(), coords: {{ latitude: {LAT} + 0.0009, longitude: {LON} + 0.0009, accuracy: 5, speed: null }} }});"


def of_all(walker: Phone) -> list[dict[str, Any]]:
    """Every op on the phone."""
    rows: list[dict[str, Any]] = walker.do("return (await e.database.all('ops')).map((row) => row.op)")
    return rows


def test_the_next_persons_steps_and_taps_never_become_the_patrol_of_the_one_before(
    walker: Phone, office: Office
) -> None:
    first = office.cast.people["worker"]
    patrol = walker.do(
        "globalThis.began = Date.now(); const id = await e.recorder.start(); await fix(5); await fix(15, 40); return id"
    )
    walker.context.add_cookies([office.cookie("worker2")])
    # she signs in while a position is on its way and a mark of his waits for its turn
    walker.do(
        f"""const marked = e.recorder.mark(a.building, 'qr');
            const entered = e.session.enterSession(a.session);
            {STEP}
            await Promise.all([marked, entered]);
            {STEP}""",
        {"session": office.session("worker2"), "building": BUILDING},
    )
    until(lambda: walker.do("return e.recorder.state() === null && watches === 0"))
    walker.do(f"{STEP} await e.recorder.finish().catch(() => null)")
    until(lambda: walker.do("return e.recorder.pausedWalkers()") == [first.name])
    assert len(walker.do("return e.database.all('points')")) == 2
    assert {op["person"] for op in of_all(walker)} == {first.id}
    assert not ops(walker, "patrol.finish")
    assert [op["place"]["lat"] for op in ops(walker, "patrol.mark")] != [LAT + 0.0009]
    walker.sign_in("worker")
    asked = until(lambda: walker.do("return e.recorder.state()?.forgotten"))
    assert asked["why"] == "away"
    assert walker.do("return [e.recorder.state().patrol, e.recorder.pausedWalkers()]") == [patrol, []]
    walker.do("await e.recorder.continuePatrol(); await e.recorder.finish()")
    assert walker.drain()["safe"] is True
    assert walker.do("return (await (await fetch('/api/v1/patrols/' + a)).json()).finished", patrol)


def test_signing_in_on_another_page_pauses_the_page_that_records(walker: Phone, office: Office) -> None:
    walker.do("globalThis.began = Date.now(); await e.recorder.start(); await fix(5)")
    other = walker.tab()
    walker.do(STUB, page=other)
    until(lambda: walker.do("return watches") == 0)  # the page in front records
    walker.do("document.dispatchEvent(new Event('visibilitychange'))")
    until(lambda: walker.do("return watches") == 1)  # and now it is this one again
    kept = len(walker.do("return e.database.all('points')"))
    walker.sign_in("worker2", other)
    walker.do(STEP)
    until(lambda: walker.do("return e.recorder.state() === null && watches === 0"))
    walker.do(STEP)
    assert len(walker.do("return e.database.all('points')")) == kept
    assert {op["person"] for op in of_all(walker)} == {office.cast.people["worker"].id}
    assert walker.do("return e.recorder.pausedWalkers()", page=other) == [office.cast.people["worker"].name]


def test_an_end_said_just_before_the_phone_is_handed_on_is_kept(walker: Phone, office: Office) -> None:
    patrol = walker.do(
        "globalThis.began = Date.now(); const id = await e.recorder.start(); await fix(5); return id"
    )
    walker.do(
        "await Promise.all([e.recorder.finish(), e.session.enterSession(a)])", office.session("worker2")
    )
    (finish,) = ops(walker, "patrol.finish")
    assert (finish["person"], finish["body"]["patrol"]) == (office.cast.people["worker"].id, patrol)
    assert walker.do("return e.recorder.pausedWalkers()") == []


def test_somebody_else_walks_a_patrol_of_their_own_meanwhile(walker: Phone, office: Office) -> None:
    one = walker.do(
        "globalThis.began = Date.now(); const id = await e.recorder.start(); await fix(5); await e.session.signOut(); return id"
    )
    walker.sign_in("worker2")
    two = walker.do(
        "const id = await e.recorder.start(); await fix(30); await e.recorder.finish(); return id"
    )
    owners = {(op["body"]["patrol"], op["person"]) for op in of_all(walker)}
    people = office.cast.people
    assert owners == {(one, people["worker"].id), (two, people["worker2"].id)}
    walker.sign_in("worker")
    assert until(lambda: walker.do("return e.recorder.state()?.patrol")) == one
