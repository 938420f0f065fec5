"""What the office has for a person is on the phone, opens without a network, and is theirs alone."""

from __future__ import annotations

import json

import pytest

from tests.cast import GRID, GRID2
from tests.phone.conftest import Office, Phone
from tests.phone.line import until

pytestmark = pytest.mark.browser
CHANGES = "/api/v1/changes"


def test_what_was_pulled_is_there_without_a_network(phone: Phone, office: Office) -> None:
    matter = phone.do(
        "const op = await e.report(); await e.drain.kick(); await e.feed.pull(); return op.body.matter"
    )
    office.line.fail("cut", times=-1)
    assert phone.do("return (await e.feed.matter(a)).text", matter) == "a note"
    assert phone.do("return (await e.feed.matters()).some((one) => one.id === a)", matter) is True
    codes = phone.do("return (await e.feed.areas()).features.map((area) => area.properties.code)")
    assert GRID in codes
    assert GRID2 not in codes
    assert phone.do("return [(await e.feed.categories()) !== null, (await e.feed.units()) !== null, await e.feed.pull()]") == [
        True, True, False,
    ]  # fmt: skip


def test_the_first_news_asks_for_each_thing_once_and_for_what_changed_without_waiting_for_the_account(
    phone: Phone, office: Office
) -> None:
    held = office.line.fail("hang", "/api/v1/me", "GET")
    phone.do("void e.feed.pull(); await e.feed.day()")
    until(lambda: [one for one in office.line.heard if one.path.startswith(CHANGES)])
    # nothing is taken over before it is known whose it is
    assert phone.do("return await e.feed.standing()") == "coming"
    assert held.times == 0
    office.line.mend()
    phone.do("await e.feed.day(); await e.feed.pull(); await e.feed.day()")
    asked = [one.path.partition("?")[0] for one in office.line.heard if one.path.startswith("/api/v1/me/day")]
    assert asked == ["/api/v1/me/day"]
    assert phone.do("return await e.feed.standing()") == "told"


def test_a_matter_out_of_reach_is_not_on_the_next_persons_phone(phone: Phone, office: Office) -> None:
    matter = phone.do(
        "const op = await e.report(); await e.drain.kick(); await e.feed.pull(); return op.body.matter"
    )
    phone.do("await e.session.signOut()")
    phone.sign_in("outsider")
    assert phone.do("return [await e.feed.pull(), await e.feed.matter(a)]", matter) == [True, None]
    assert phone.do("return (await e.feed.matters()).some((one) => one.id === a)", matter) is False


def test_what_left_the_reach_goes_and_a_new_reach_starts_over(phone: Phone, office: Office) -> None:
    kinds = [{"kind": "matter", "id": name, "version": 1, "data": {"id": name}} for name in ("a", "b")]
    answers = [
        {"cursor": "1", "changes": kinds, "gone": [], "more": False},
        {"cursor": "2", "changes": [], "gone": [{"kind": "matter", "id": "a"}], "more": False},
        {
            "cursor": "3",
            "changes": [{**kinds[0], "id": "c", "data": {"id": "c"}}],
            "gone": [],
            "more": False,
            "restart": True,
        },
    ]
    seen = []
    for answer in answers:
        head = {"Content-Type": "application/json", "X-Request-Id": "1"}
        office.line.fail("reply", CHANGES, value=(200, head, json.dumps(answer).encode()))
        phone.do("await e.feed.pull()")
        seen.append(sorted(phone.do("return (await e.feed.matters()).map((one) => one.id)")))
    assert seen == [["a", "b"], ["b"], ["c"]]
    assert [one.path.split("since=")[1].split("&")[0] for one in office.line.requests(CHANGES)] == [
        "",
        "1",
        "2",
    ]


@pytest.mark.complains("status of 401")
def test_a_session_that_ended_waits_for_a_sign_in_while_work_leaves(phone: Phone, office: Office) -> None:
    phone.context.clear_cookies()
    assert phone.do("return [await e.feed.pull(), e.feed.needsSignIn()]") == [False, True]
    phone.do("await e.report()")
    assert phone.drain()["safe"] is True
    phone.sign_in()
    assert phone.do("return [await e.feed.pull(), e.feed.needsSignIn()]") == [True, False]


def test_a_token_near_its_end_is_renewed_by_the_session(phone: Phone, office: Office) -> None:
    before = phone.do(
        "const p = e.session.current(); await e.session.notePerson(p.id, {refused: true}); return p.token"
    )
    phone.do("await e.feed.pull()")
    assert phone.do("return [e.session.current().token !== a, e.session.needsPassword()]", before) == [
        True,
        False,
    ]
    phone.do("await e.report()")
    assert phone.drain()["safe"] is True


def test_news_follows_what_was_received(phone: Phone, office: Office) -> None:
    phone.do("e.drain.start(); e.feed.start(); await e.feed.pull()")
    matter = phone.do("return (await e.report()).body.matter")
    until(lambda: phone.do("return e.feed.matter(a)", matter))


def test_the_self_check_gives_a_verdict_on_everything(phone: Phone, office: Office) -> None:
    said = {one["name"]: one["verdict"] for one in phone.do("return e.selfCheck.runChecks()")}
    assert set(said) == {"clock", "position", "camera", "storage", "kept", "screen", "battery", "app", "line"}
    assert set(said.values()) <= {"good", "weak", "bad"}
    assert said["position"] == said["line"] == said["storage"] == "good"
    assert said["app"] == "bad"
