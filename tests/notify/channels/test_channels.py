"""What goes out of the app: to whom, when, how often, and what happens when it does not arrive; over a real line."""

from __future__ import annotations

import logging
import socket
import threading

import pytest

from app.areas.access import posts
from app.areas.models import AreaSetting, Post
from app.core import clock, db
from app.links.models import Link
from app.matters.models import Matter
from app.notify.channels import channel, chat_services, registry
from app.notify.inbox import notices
from app.notify.models import FAILED, GROUP, INBOX, SENT, SKIPPED, WAITING, Notice
from app.notify.pipeline import collect, deliver
from app.people import tokens
from tests import cast as c
from tests.matters import ops
from tests.matters.workflow.test_every_move import make

pytestmark = pytest.mark.usefixtures("noon")
PERSONAL = "json://127.0.0.1:{port}/{{phone}}"


@pytest.fixture(autouse=True)
def begun(cast):
    collect.collect()


def go(minutes: float = 0) -> int:
    """Some time later the worker collects and sends; how many messages went out."""
    clock.freeze(clock.now() + round(minutes * clock.MINUTE))
    collect.collect()
    return deliver.deliver()


def personal(listener) -> str:
    return PERSONAL.format(port=listener.port)


def out(**where):
    rows = Notice.select().where(Notice.channel != INBOX).order_by(Notice.id)
    return [row for row in rows if all(getattr(row, key) == value for key, value in where.items())]


def heads_matter(cast) -> Matter:
    """One that waits for the head to look."""
    matter = ops.report(cast.worker)
    ops.move(cast.worker, matter, "take")
    ops.move(cast.worker, matter, "resolve", text="清走了")
    return matter


def test_without_a_file_nothing_goes_out(cast):
    ops.report(cast.worker, escalate=True)
    assert go() == 0 and out() == []


def test_a_group_hears_of_it_once_and_without_a_word_or_a_name(cast, configured, listener):
    configured(areas=[c.COMMUNITY])
    matter = ops.report(cast.worker, escalate=True, text="电话13912345678，张大爷家门口")
    assert (go(), go()) == (1, 0)
    (row,) = out()
    assert (row.recipient, row.channel, row.state) == (GROUP, "apprise:post", SENT)
    (text,) = listener.texts
    assert f"交给您处理：消防通道 · 1幢（{matter.number}）" in text
    assert f"http://localhost:8000/matters/{matter.id}" in text and f"〔{row.id}〕" in text
    assert "张大爷" not in text and "13912345678" not in text
    assert not any(person.name in text for person in cast.people.values())


def test_of_a_confidential_matter_only_the_number_goes_out(cast, configured, listener):
    configured()
    matter = ops.report(cast.worker, escalate=True)
    Matter.update(confidential=True).where(Matter.id == matter.id).execute()
    assert go() == 1
    assert f"交给您处理：{matter.number}" in listener.texts[0] and "消防" not in listener.texts[0]


@pytest.mark.parametrize(
    "chosen",
    [{"areas": [c.OTHER_COMMUNITY]}, {"units": [c.PROPERTY]}, {"roles": ["grid_lead"]}, {"kinds": ["look"]}, {"urgent": True}],
    ids=str,
)  # fmt: skip
def test_a_channel_hears_only_what_the_operator_chose(cast, configured, listener, chosen):
    configured(**chosen)
    ops.report(cast.worker, escalate=True)
    assert go() == 0 and out() == [] and listener.heard == []


def test_a_gateway_is_asked_by_the_persons_number_and_the_outsiders_never(cast, configured, listener):
    configured(personal(listener))
    ops.report(cast.worker, escalate=True)
    assert go() == 1
    assert [one.path for one in listener.heard] == [f"/{cast.desk.phone}"]


def test_whoever_has_no_number_is_told_in_the_app_alone(cast, configured, listener):
    configured(personal(listener))
    cast.desk.phone = None
    cast.desk.save()
    ops.report(cast.worker, escalate=True)
    assert go() == 0 and out() == [] and notices.unread(cast.desk) == 1


def test_what_is_good_to_know_stays_in_the_app(cast, configured, listener):
    configured(personal(listener))
    matter = make(cast, "in the unit's hands")
    go()
    listener.heard.clear()
    ops.move(cast.desk, matter, "note", text="看过了")
    assert go(60) == 0 and listener.heard == []


def test_several_within_ten_minutes_come_as_one_message(cast, configured, listener):
    configured(personal(listener))
    ops.report(cast.worker, escalate=True)
    assert go() == 1
    for _ in range(3):
        ops.report(cast.worker, escalate=True)
        assert go(2) == 0
    assert (go(3.9), go(0.1)) == (0, 1)
    assert [text.count("交给您处理") for text in listener.texts] == [1, 3]
    assert listener.heard[-1].said["title"] == "有 3 件事等您看"


def test_an_emergency_waits_for_nothing(cast, configured, listener):
    configured(personal(listener))
    clock.freeze(clock.parse("2026-11-23T23:30:00+08:00"))
    ops.report(cast.worker, urgency="emergency")
    assert go() == 2  # the desk, and the lead of the grid
    ops.report(cast.worker, urgency="emergency")
    assert go() == 2  # the desk, and the lead of the grid
    assert listener.heard[0].said["title"] == "紧急事件，请马上看" and "紧急 · " in listener.texts[0]


@pytest.mark.parametrize(
    ("at", "goes"),
    [("20:59", "20:59"), ("21:00", "07:00"), ("23:59", "07:00"), ("00:00", "07:00"), ("06:59", "07:00"), ("07:00", "07:00")],
)  # fmt: skip
def test_at_night_it_waits_for_the_morning(cast, configured, listener, at, goes):
    configured(personal(listener))
    day = "2026-11-24" if at < "12" else "2026-11-23"
    clock.freeze(clock.parse(f"{day}T{at}:00+08:00"))
    ops.report(cast.worker, escalate=True)
    go()
    due = clock.rfc3339(out()[0].due)
    assert due[11:16] == goes and (goes != "07:00" or due[:10] == "2026-11-24")
    assert len(listener.heard) == (at == goes)


def test_an_area_sets_its_own_quiet_hours_and_alike_means_none(cast, configured, listener):
    configured(personal(listener))
    AreaSetting.create(area=c.COMMUNITY, name="quiet_hours", value="12:00-12:00")
    clock.freeze(clock.parse("2026-11-23T23:30:00+08:00"))
    ops.report(cast.worker, escalate=True)
    assert go() == 1


def test_a_head_gets_a_link_of_ones_own_and_no_more_than_three_a_week(cast, configured, listener):
    configured(personal(listener), roles=["building_head"])
    matters = [heads_matter(cast) for _ in range(5)]
    assert go() == 0  # whoever did it may take it back still
    assert go(minutes=0.3) == 1
    (text,) = listener.texts
    assert (
        text.count("/m/") == 3
        and "/matters/" not in text
        and not any(p.name in text for p in cast.people.values())
    )
    secret = text.split("/m/")[1].split()[0]
    link = Link.get(Link.id == tokens.digest(secret))
    assert (link.matter, link.person) == (matters[0].id, cast.head.id)
    assert len(out(state=SKIPPED)) == 2 and notices.unread(cast.head) == 5
    heads_matter(cast)
    assert go(6 * 24 * 60) == 0
    heads_matter(cast)
    assert go(25 * 60) == 1


def test_a_head_is_never_asked_at_night(cast, configured, listener):
    configured(personal(listener), roles=["building_head"])
    clock.freeze(clock.parse("2026-11-23T22:00:00+08:00"))
    matter = heads_matter(cast)
    Matter.update(urgency="emergency").where(Matter.id == matter.id).execute()
    assert (go(), go(9 * 60)) == (0, 1)


@pytest.mark.parametrize("why", ["read", "acted", "post ended", "closed", "out of reach"])
def test_what_says_nothing_any_more_is_not_sent(cast, configured, listener, why):
    configured(personal(listener), roles=["handler"])
    clock.freeze(clock.parse("2026-11-23T22:00:00+08:00"))
    matter = make(cast, "dispatched to a unit")
    go()
    if why == "read":
        notices.mark_read(cast.dept, until=10**9)
    elif why == "acted":
        ops.move(cast.dept, matter, "take")
    elif why == "post ended":
        posts.end(cast.admin, Post.get(Post.person == cast.dept))
    elif why == "closed":
        ops.move(cast.desk, matter, "void", reason="other", text="重复")
    else:
        ops.move(cast.desk, matter, "dispatch", to=[f"unit:{c.PROPERTY}"])
    assert go(10 * 60) == 0 and listener.heard == []
    assert {row.state for row in out(kind="new")} == {SKIPPED}


def test_what_does_not_arrive_is_tried_again_later_and_in_the_end_given_up(cast, configured, listener):
    configured(personal(listener))
    AreaSetting.create(area=c.COMMUNITY, name="quiet_hours", value="00:00-00:00")
    listener.status = 500
    ops.report(cast.worker, escalate=True)
    waits = []
    while go() == 0 and out()[0].state == WAITING:
        waits.append((out()[0].due - clock.now()) // clock.MINUTE)
        clock.freeze(out()[0].due)
    assert waits == [1, 5, 30, 120, 360] and out()[0].state == FAILED and len(listener.heard) == 6


def test_a_line_that_is_dead_holds_up_nobody_and_mends(cast, configured, listener):
    configured("json://127.0.0.1:9/{phone}")
    ops.report(cast.worker, escalate=True)
    assert go() == 0
    configured(personal(listener))
    assert go(1) == 1


def test_no_write_waits_for_a_channel_that_does_not_answer(cast, configured):
    def send():
        deliver.deliver()
        db.database.close()

    with socket.create_server(("127.0.0.1", 0)) as deaf:
        configured(f"json://127.0.0.1:{deaf.getsockname()[1]}/{{phone}}")
        ops.report(cast.worker, escalate=True)
        collect.collect()
        sending = threading.Thread(target=send)
        sending.start()
        line, _ = deaf.accept()
        ops.report(cast.worker, escalate=True)
        collect.collect()
        assert sending.is_alive() and notices.unread(cast.desk) == 2
        line.close()
    sending.join()


def test_a_channel_that_fails_is_asked_once_a_round(cast, configured, listener):
    configured(personal(listener), roles=["handler", "dispatcher"])
    listener.status = 500
    make(cast, "dispatched to a unit")
    ops.report(cast.worker, urgency="emergency")
    go()
    assert [one.path for one in listener.heard] == [f"/{cast.desk.phone}"]  # the emergency first
    assert go(minutes=0.3) == 0 and len(listener.heard) == 2


def test_what_a_killed_worker_had_taken_up_is_sent_after_two_minutes_under_the_same_number(
    cast, configured, listener
):
    configured(personal(listener))
    ops.report(cast.worker, escalate=True)
    collect.collect()
    deliver._claim(cast.desk.id, "apprise:post")  # and here it died
    assert (go(1.9), go(0.2)) == (0, 1)
    assert f"〔{out()[0].id}〕" in listener.texts[0]


def test_a_channel_taken_out_of_the_file_is_given_up_and_not_waited_for(cast, configured, listener):
    file = configured(personal(listener))
    ops.report(cast.worker, escalate=True)
    collect.collect()
    file.unlink()
    assert deliver.deliver() == 0 and out()[0].state == FAILED


@pytest.mark.parametrize(
    ("broken", "problem"),
    [
        ("[[channel]]\nname = 'X y'\nurl = 'json://secret-host/'", "name"),
        ("[[channel]]\nname = 'x'\nurl = 'nonsense-secret'", "url"),
        ("[[channel]]\nname = 'x'\nurl = 'json://secret-host/{password}'", "unknown"),
        ("[[channel]]\nname = 'x'\nurl = 'json://secret-host/'\nkinds = ['hat']", "kinds"),
        ("[[channel]]\nname = 'post'\nurl = 'json://secret-host/'", "twice"),
    ],
)
def test_what_is_wrong_with_a_channel_is_logged_by_number_never_by_address(
    configured, caplog, broken, problem
):
    file = configured(more=broken)
    with caplog.at_level(logging.DEBUG):
        assert [chat.name for chat in chat_services.read_channels(file)] == ["apprise:post"]
    said = " ".join(str(record.__dict__.get("fields", record.getMessage())) for record in caplog.records)
    assert problem in said and "secret" not in said


@pytest.mark.parametrize("text", ["[[channel", "hat = 1", "[[channel]]\nname = 1", "\0"])
def test_a_file_that_cannot_be_read_opens_no_channel_and_stops_nothing(cast, configured, text):
    configured().write_text(text, encoding="utf-8")
    ops.report(cast.worker, escalate=True)
    assert go() == 0 and notices.unread(cast.desk) == 1


def test_no_address_stands_in_the_log_when_sending_fails(cast, configured, caplog):
    configured("json://user:geheim@127.0.0.1:9/token-{phone}")
    ops.report(cast.worker, escalate=True)
    with caplog.at_level(logging.DEBUG):
        go()
    assert "geheim" not in caplog.text and cast.desk.phone not in caplog.text


def test_every_kind_of_address_that_the_documents_name_is_understood():
    import apprise

    for address in (
        "dingtalk://token/13900000000", "wecombot://botkey", "feishu://token", "mailto://user:pass@example.org?to=a@example.org",
        "jsons://gateway.example.org/sms/13900000000",
    ):  # fmt: skip
        assert apprise.Apprise.instantiate(address, suppress_exceptions=True) is not None, address


def test_the_settings_are_the_ones_named(store):
    channel.use(store)
    assert channel.settings() is store and [one.name for one in registry.installed()] == ["push"]
