"""A phone whose clock was two years ahead and has been put right: nothing waits until time catches up."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.phone.conftest import Office, Phone
from tests.phone.line import PHOTOS, SYNC

pytestmark = pytest.mark.browser

AHEAD = "globalThis.real ??= Date.now; Date.now = () => real() + a"
YEARS = 2 * 365 * 86_400_000


def envelopes(office: Office) -> list[list[dict[str, Any]]]:
    """The ops of each batch that left."""
    return [json.loads(one.body)["ops"] for one in office.line.requests(SYNC, "POST")]


@pytest.mark.complains("status of 503")
def test_work_photos_a_word_to_the_office_and_the_feed_go_as_soon_as_it_is_right(
    phone: Phone, office: Office
) -> None:
    phone.do(AHEAD, YEARS)
    office.line.fail("cut", PHOTOS, times=-1)
    phone.do("const p = await e.photos.keepPhoto(await e.picture()); await e.report({photos: [p.sha]})")
    phone.drain()
    office.line.fail("status", SYNC, value=(503, "busy"), times=-1)
    phone.do("await e.report(); await e.report({notBefore: Date.now() + 5000})")
    phone.drain()
    phone.do(
        "for (const row of await e.database.all('ops')) await e.database.put('ops', {...row, next: Date.now() + 60_000})"
    )
    phone.do(AHEAD, 0)
    # all of it is written down as due in two years; the running page, too, thinks it must not try before then
    assert phone.do("return (await e.database.all('ops')).every((row) => row.next > Date.now() + 10 ** 10)")
    assert phone.do(
        "return (await e.database.all('photos')).every((one) => one.next > Date.now() + 10 ** 10)"
    )
    office.line.mend()
    office.line.heard.clear()
    said = phone.do("await e.drain.run(); return e.outbox.summary()")
    assert said["safe"] is True
    assert phone.states() == ["received"] * 3
    assert len(office.line.requests(PHOTOS, "PUT")) == 1
    office.line.heard.clear()
    phone.do(
        "await e.database.put('meta', Date.now() + a, `heard:${e.session.current().id}`); await e.drain.run()",
        YEARS,
    )
    assert envelopes(office) == [[]]  # a word to the office that this phone is empty
    office.line.heard.clear()
    phone.do("await e.drain.run()")
    assert envelopes(office) == []  # and no more than that


def test_what_is_held_for_its_undo_waits_that_long_and_no_longer(phone: Phone) -> None:
    """The rule itself, on rows that differ in one thing each."""
    waits = phone.do(
        """
        const now = 1e12, row = {state: 'waiting', next: 0, notBefore: 0, rank: 1};
        const at = (more) => Boolean(e.batch.waitsUntil({...row, ...more}, now));
        return {
          undo: at({notBefore: now + 60_000}), emergency: at({rank: 0, notBefore: now + 5000}),
          setBack: at({rank: 0, notBefore: now + 6000}), retry: at({next: now + 300_000}),
          passed: at({next: now, notBefore: now}),
          hour: at({rank: 0, notBefore: now + 3_600_000}), far: at({notBefore: now + a}), retryFar: at({next: now + a}),
          half: at({next: now + 600_000}),
        };
        """,
        YEARS,
    )
    assert [name for name, does in waits.items() if does] == ["undo", "emergency", "setBack", "retry"]
