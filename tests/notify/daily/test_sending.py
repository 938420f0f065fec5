"""Each morning a digest goes to each chat that was named for it: once, again when it did not arrive, and never a notice with it."""

from __future__ import annotations

import datetime as dt
import logging

import pytest

from app.areas.models import Unit
from app.core import clock
from app.notify.channels import chat_services
from app.notify.daily import sending
from app.notify.daily.models import DailyMessage
from app.notify.models import FAILED, INBOX, SENT, WAITING, Notice
from app.notify.pipeline import collect, deliver
from tests import cast as c
from tests.matters import ops

DAY = dt.date(2026, 11, 16)
EIGHT = clock.start_of(DAY + dt.timedelta(days=1)) + 8 * clock.HOUR
pytestmark = pytest.mark.usefixtures("store")


@pytest.fixture
def a_day(cast):
    """Six matters of a Monday, and Tuesday eight o'clock."""
    clock.freeze(clock.start_of(DAY) + 10 * clock.HOUR)
    for _ in range(6):
        ops.report(cast.worker)
    clock.freeze(EIGHT)


def states():
    rows = DailyMessage.select().order_by(DailyMessage.day, DailyMessage.channel, DailyMessage.subject)
    return [(row.day, row.subject, row.state) for row in rows]


@pytest.mark.both
def test_yesterday_goes_out_once_from_the_hour_on(a_day, cast, configured, listener):
    configured(daily=[c.GRID])
    clock.freeze(EIGHT - 1)
    assert sending.send() == 0 and states() == []
    clock.freeze(EIGHT)
    assert (sending.send(), sending.send()) == (1, 0)
    (text,) = listener.texts
    assert "收集：收到 6 件" in text and "11月16日" in text
    assert states() == [("2026-11-16", f"area:{c.GRID}", SENT)]
    clock.freeze(EIGHT + clock.DAY)
    assert sending.send() == 1 and len(listener.texts) == 2  # what is open is told, though nothing came


def test_a_day_with_nothing_to_tell_sends_nothing(cast, configured, listener):
    clock.freeze(EIGHT)
    configured(daily=[c.GRID])
    assert sending.send() == 0 and listener.texts == []
    assert states() == [("2026-11-16", f"area:{c.GRID}", "nothing")]


def test_no_notice_goes_where_neighbours_read(a_day, cast, configured, listener):
    configured(daily=[c.GRID])
    collect.collect()
    ops.report(cast.worker, escalate=True, urgency="emergency")
    collect.collect()
    assert deliver.deliver() == 0 and listener.texts == []
    assert not Notice.select().where(Notice.channel != INBOX).exists()


@pytest.mark.both
def test_what_a_chat_does_not_take_is_tried_again_later_each_time_then_given_up(
    a_day, cast, configured, listener, caplog
):
    configured(daily=[c.GRID])
    listener.status = 500
    tries = 0
    with caplog.at_level(logging.WARNING, "gridwalk.notify"):
        for minutes in range(0, 12 * 60, 2):
            clock.freeze(EIGHT + minutes * clock.MINUTE)
            before = len(listener.heard)
            sending.send()
            tries += len(listener.heard) > before
    assert tries == 6 and states() == [("2026-11-16", f"area:{c.GRID}", FAILED)]
    assert [record.message for record in caplog.records].count("digest given up") == 1
    listener.status = 200
    clock.freeze(EIGHT + clock.DAY)
    assert sending.send() == 1  # the next day's goes its own way


def test_what_arrives_at_the_second_try_is_sent_once(a_day, cast, configured, listener):
    configured(daily=[c.GRID])
    listener.status = 500
    assert sending.send() == 0 and states()[0][2] == WAITING
    listener.status = 200
    assert sending.send() == 0
    clock.freeze(EIGHT + 2 * clock.MINUTE)
    assert (sending.send(), sending.send()) == (1, 0)


def test_one_silent_chat_keeps_no_other_from_hearing(a_day, cast, configured, listener):
    more = f'[[channel]]\nname = "other"\nurl = "json://127.0.0.1:{listener.port}/other"\ndaily = ["{c.COMMUNITY}"]\n'
    configured(address="json://127.0.0.1:9/", more=more, daily=[c.GRID])
    assert sending.send() == 1 and len(listener.texts) == 1


def test_a_unit_hears_of_its_own_and_what_is_not_there_is_named_in_the_log_once(
    a_day, cast, configured, listener, caplog
):
    configured(daily=[c.ENFORCEMENT, "nowhere", c.PROPERTY])
    Unit.update(ended=clock.now() - 1).where(Unit.code == c.PROPERTY).execute()
    matter = ops.report(cast.worker)
    ops.move(cast.worker, matter, "escalate")
    ops.move(cast.desk, matter, "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    with caplog.at_level(logging.WARNING, "gridwalk.notify"):
        assert [sending.send() for _ in range(3)] == [1, 0, 0]
    assert {subject: state for _, subject, state in states()} == {
        f"unit:{c.ENFORCEMENT}": SENT, "area:nowhere": FAILED, f"unit:{c.PROPERTY}": FAILED,
    }  # fmt: skip
    named = [record.fields["subject"] for record in caplog.records if record.message == "digest given up"]
    assert sorted(named) == ["area:nowhere", f"unit:{c.PROPERTY}"]
    assert "还在办：不满 5 件" in listener.texts[0] and "/ask" not in listener.texts[0]


def test_a_worker_that_died_while_sending_holds_it_no_longer_than_two_minutes(
    a_day, cast, configured, listener
):
    configured(daily=[c.GRID])
    sending.send()
    DailyMessage.update(state="sending", claimed=clock.now()).execute()
    assert sending.send() == 0
    clock.freeze(EIGHT + 3 * clock.MINUTE)
    assert sending.send() == 1


@pytest.mark.parametrize(
    "chosen",
    [{"daily_at": 24}, {"daily_at": -1}, {"daily": [c.GRID], "address": "json://127.0.0.1:9/{phone}"}],
)
def test_a_channel_that_cannot_be_is_named_in_the_log_and_left_out(cast, configured, caplog, chosen):
    with caplog.at_level(logging.ERROR, "gridwalk.notify"):
        file = configured(**chosen)
        assert chat_services.read_channels(file) == []
    assert [record.message for record in caplog.records] == ["channels file"]


def test_rows_that_are_long_over_go(a_day, cast, configured, listener):
    configured(daily=[c.GRID])
    sending.send()
    assert sending.forget() == 0
    clock.freeze(EIGHT + 62 * clock.DAY)
    assert sending.forget() == 1
