"""Only a whole, valid answer of our own server takes anything out of the outbox (field rows 3–6, 20, 31, 32, 35–38)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.phone.conftest import Office, Phone
from tests.phone.line import PHOTOS, SYNC, until

pytestmark = pytest.mark.browser

LIES: list[tuple[str, Any]] = [
    ("portal", None),
    ("redirect", None),
    ("foreign", None),
    ("truncate", None),
    ("cut", None),
    ("lose", None),
    ("status", (500, "internal")),
    ("status", (503, "busy")),
    ("status", (511, "portal")),
]


DUE = "for (const p of await e.database.all('photos')) await e.database.put('photos', {...p, next: 0})"


def sent(office: Office) -> list[dict[str, Any]]:
    """Every op that left a phone, in the order of leaving."""
    return [op for one in office.line.requests(SYNC, "POST") for op in json.loads(one.body)["ops"]]


@pytest.mark.parametrize(("kind", "value"), LIES, ids=[f"{kind}{(value or [''])[0]}" for kind, value in LIES])
@pytest.mark.complains("status of (500|503|511)")
def test_what_is_not_a_whole_answer_of_ours_takes_nothing_away(
    phone: Phone, office: Office, kind: str, value: Any
) -> None:
    phone.do("await e.report(); await e.report()")
    office.line.fail(kind, SYNC, value=value, times=-1)
    kept = phone.do("await e.drain.kick(); return (await e.database.all('ops')).length")
    assert office.line.struck.is_set()
    assert kept == 2
    office.line.mend()
    phone.do("await e.byHand.retry()")
    assert phone.drain()["safe"] is True
    assert phone.states() == ["received", "received"]


def test_a_portal_that_answers_a_photo_keeps_the_photo_here(phone: Phone, office: Office) -> None:
    phone.do("const p = await e.photos.keepPhoto(await e.picture()); await e.report({photos: [p.sha]})")
    for kind in ("portal", "redirect", "cut"):
        office.line.fail(kind, PHOTOS, times=-1)
        assert phone.drain()["safe"] is False
        assert office.line.struck.is_set()
        office.line.mend()
        phone.do(DUE)
    assert phone.drain()["safe"] is True


@pytest.mark.complains("status of 507")
def test_a_photo_without_room_at_the_server_stays_here_while_its_record_goes(
    phone: Phone, office: Office
) -> None:
    phone.do("const p = await e.photos.keepPhoto(await e.picture()); await e.report({photos: [p.sha]})")
    office.line.fail("status", PHOTOS, times=-1, value=(507, "no-room-left"))
    for _ in range(3):
        assert phone.drain()["safe"] is False
        phone.do(DUE)
    assert phone.states() == ["received"]
    asked = [one.method for one in office.line.requests(PHOTOS)]
    assert asked == ["PUT", "HEAD", "HEAD"], "what is refused is not carried there again"
    office.line.mend()
    phone.do(DUE)
    assert phone.drain()["safe"] is True


@pytest.mark.complains("status of 503")
def test_fifty_failures_lose_nothing(phone: Phone, office: Office) -> None:
    phone.do("for (let i = 0; i < 3; i++) await e.report()")
    office.line.fail("status", SYNC, times=-1, value=(503, "busy"))
    phone.do("for (let i = 0; i < 50; i++) await e.drain.kick()")
    assert phone.do("return (await e.database.all('ops')).length") == 3
    office.line.mend()
    assert phone.drain()["safe"] is True


def test_a_slow_server_gets_smaller_batches(phone: Phone, office: Office) -> None:
    phone.do("for (let i = 0; i < 8; i++) await e.report(); e.batch.limits.patience = 250")
    office.line.fail("hang", SYNC, times=-1)
    phone.do("for (let i = 0; i < 4; i++) await e.drain.kick()")
    sizes = [len(json.loads(one.body)["ops"]) for one in office.line.requests(SYNC)]
    assert sizes == [8, 4, 2, 1]
    office.line.mend()
    phone.do("e.batch.limits.patience = 20000")
    assert phone.drain()["safe"] is True


@pytest.mark.parametrize(("status", "name"), [(500, "internal"), (422, "bad-value"), (413, "too-large")])
@pytest.mark.complains("status of (413|422|500)")
def test_one_bad_op_does_not_hold_up_the_others(phone: Phone, office: Office, status: int, name: str) -> None:
    ids = phone.do("const ids = []; for (let i = 0; i < 5; i++) ids.push((await e.report()).id); return ids")
    office.line.fail(
        "status", SYNC, times=-1, value=(status, name), when=lambda body: ids[2].encode() in body
    )
    left = phone.do(
        "for (let i = 0; i < 3; i++) await e.drain.kick(); return (await e.database.all('ops')).map(r => r.id)"
    )
    assert left == [ids[2]]
    phone.do(
        """for (let i = 0; i < 9; i++) {
             await e.database.put('ops', {...(await e.database.get('ops', a)), next: 0});
             if (i == 6) await e.report();
             await e.drain.kick();
           }""",
        ids[2],
    )
    bad = phone.do("return (await e.outbox.list())[0]")
    assert bad["op"]["id"] == ids[2]
    assert bad["state"] == "attention"
    assert bad["why"]["type"] == f"/problems/{name}"
    office.line.mend()
    phone.do("await e.byHand.retry(a); await e.drain.kick()", ids[2])
    assert phone.do("return (await e.outbox.summary()).safe") is True


@pytest.mark.complains("status of 503")
def test_an_emergency_asks_again_though_the_line_has_long_been_down(phone: Phone, office: Office) -> None:
    phone.do("await e.report()")
    office.line.fail("status", SYNC, times=-1, value=(503, "busy", {"Retry-After": "3000"}))
    phone.do("e.drain.start(); await e.drain.kick()")
    office.line.mend()
    phone.do("await e.report({}, {urgency: 'emergency', escalate: true})")
    until(lambda: phone.do("return (await e.outbox.summary()).safe"))


def test_what_cannot_go_yet_does_not_keep_the_phone_busy(phone: Phone, office: Office) -> None:
    phone.do(
        """const patrol = e.ids.newId();
           await e.outbox.add({type: 'patrol.start', body: {patrol, area: 'no-such-area'}});
           await e.outbox.add({type: 'patrol.finish', body: {patrol}});
           await e.drain.kick()"""
    )
    pauses = phone.do(
        """const real = setTimeout, pauses = [];
           globalThis.setTimeout = (fn, ms, ...more) => { pauses.push(ms); return real(fn, ms, ...more); };
           await e.drain.run();
           globalThis.setTimeout = real;
           return pauses"""
    )
    assert max(pauses) > 25_000
    assert 500 not in pauses


@pytest.mark.complains("status of 422")
def test_a_picture_that_the_server_refuses_stands_for_itself_and_can_be_tried_again(
    phone: Phone, office: Office
) -> None:
    phone.do("const p = await e.photos.keepPhoto(await e.picture()); await e.report({photos: [p.sha]})")
    office.line.fail("status", PHOTOS, "PUT", value=(422, "broken-image"))
    left = phone.drain()
    assert (left["attention"], left["refused"], left["waiting"]) == (1, 1, 0)
    item = phone.do("return (await e.outbox.list())[0]")
    assert (item["state"], item["why"]) == ("received", None)  # the words are there
    assert [one["why"]["type"] for one in item["refused"]] == ["/problems/broken-image"]
    phone.do("await e.byHand.retry()")
    assert phone.drain()["safe"] is True


@pytest.mark.complains("status of 422")
def test_a_refused_picture_that_was_dropped_stays_so_though_the_server_is_restored(
    phone: Phone, office: Office
) -> None:
    sha = phone.do(
        "const p = await e.photos.keepPhoto(await e.picture()); await e.report({photos: [p.sha]}); return p.sha"
    )
    office.line.fail("status", PHOTOS, "PUT", value=(422, "broken-image"))
    assert phone.drain()["refused"] == 1
    phone.do("await e.refusedPhotos.dropPhoto(a)", sha)
    assert phone.drain()["safe"] is True
    phone.do("await e.answers.recheckPhotos(e.session.current().id)")  # as after a restore
    phone.do("await e.answers.requeue(await e.answers.confirmedIds(e.session.current().id))")
    assert phone.drain()["safe"] is True
    assert len(office.line.requests(PHOTOS, "PUT")) == 1
    assert phone.do("return (await e.outbox.list())[0].photos") == {"here": 0, "total": 0}


def test_photos_arrive_one_at_a_time_though_every_third_is_dropped(phone: Phone, office: Office) -> None:
    phone.do(
        """for (let i = 1; i <= 4; i++) {
             const p = await e.photos.keepPhoto(await e.picture(200, 150, i));
             await e.report({photos: [p.sha]});
           }"""
    )
    count = iter(range(1000))
    office.line.fail("cut", PHOTOS, "PUT", times=-1, when=lambda _: next(count) % 3 == 1)
    seen = []
    for _ in range(6):
        phone.do(DUE)
        phone.drain()
        seen.append(phone.do("return (await e.outbox.list()).reduce((n, item) => n + item.photos.here, 0)"))
        if seen[-1] == 4:
            break
    assert seen == sorted(seen)
    assert seen[-1] == 4
    assert phone.do("return (await e.outbox.summary()).safe") is True


def test_what_is_added_during_a_send_keeps_its_place_in_the_lane(phone: Phone, office: Office) -> None:
    matter = phone.do("const op = await e.report(); return op.body.matter")
    note = "{type: 'matter.move', body: {matter: a, move: 'note', text: `${i}`}}"
    office.line.fail("lose", SYNC)
    phone.do(
        f"const going = e.drain.kick(); for (let i = 0; i < 3; i++) await e.outbox.add({note}); await going",
        matter,
    )
    phone.do(
        f"const going = e.drain.kick(); for (let i = 3; i < 6; i++) await e.outbox.add({note}); await going",
        matter,
    )
    assert phone.drain()["safe"] is True
    lane = [op["seq"] for op in sent(office) if op["body"].get("move")]
    assert sorted(set(lane)) == [2, 3, 4, 5, 6, 7]
    for one in office.line.requests(SYNC):
        seqs = [op["seq"] for op in json.loads(one.body)["ops"]]
        assert seqs == sorted(seqs)
    ledger = phone.do("return (await (await fetch('/api/v1/matters/' + a)).json()).ledger", matter)
    assert [entry["text"] for entry in ledger if entry["move"] == "note"] == ["0", "1", "2", "3", "4", "5"]


def test_a_phone_that_says_offline_for_ever_sends_all_the_same(
    phones: Callable[..., Phone], office: Office
) -> None:
    phone = phones()
    phone.context.add_init_script("Object.defineProperty(navigator, 'onLine', {get: () => false})")
    phone.page.reload()
    phone.page.wait_for_function("() => globalThis.engine")
    phone.sign_in()
    assert phone.do("return navigator.onLine") is False
    phone.do("e.drain.start(); await e.report()")
    until(lambda: phone.do("return (await e.outbox.summary()).safe"), what="not sent by itself")


@pytest.mark.parametrize("year", [2019, 2031])
def test_a_wrong_clock_loses_nothing(phone: Phone, office: Office, year: int) -> None:
    phone.do(
        "const real = Date.now; const off = new Date(a, 5).getTime() - real(); Date.now = () => real() + off",
        year,
    )
    phone.do("await e.report()")
    assert phone.drain()["safe"] is True


def test_two_pages_and_the_worker_send_each_op_once(phone: Phone, office: Office) -> None:
    other = phone.tab()
    phone.do("for (let i = 0; i < 20; i++) await e.report()")
    for page in (phone.page, other):
        phone.do("globalThis.going = e.drain.kick()", page=page)
    for page in (phone.page, other):
        phone.do("await going", page=page)
    phone.drain()
    ids = [op["id"] for op in sent(office)]
    assert len(ids) == len(set(ids)) == 20


def test_a_frozen_page_does_not_hold_up_the_others(phone: Phone, office: Office) -> None:
    phone.do("await e.report()")
    other = phone.tab()
    office.line.fail("hang", SYNC)
    phone.do("void e.drain.kick()")
    assert office.line.struck.wait(60)
    tools = phone.context.new_cdp_session(phone.page)
    tools.send("Page.setWebLifecycleState", {"state": "frozen"})
    assert phone.do("await e.drain.kick(); return (await e.outbox.summary()).waiting", page=other) == 1
    phone.do(
        "await e.database.put('meta', {...(await e.database.get('meta', 'lease')), until: 1}, 'lease')",
        page=other,
    )
    assert phone.do("await e.drain.kick(); return (await e.outbox.summary()).safe", page=other) is True
    tools.send("Page.setWebLifecycleState", {"state": "active"})
