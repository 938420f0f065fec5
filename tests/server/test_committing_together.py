"""Many phones at once, whose work is committed together: whatever was answered is there after a kill, once."""

from __future__ import annotations

import http.client
import json
import os
import signal
import threading
import time
from pathlib import Path

import pytest

from app.core import db
from app.matters.models import Matter
from tests import live
from tests.sync.phone import Phone, new_id

PHONES, ANSWERED = 8, 120


def report(phone, text="楼道里堆着纸箱"):
    """A report."""
    return phone.op("matter.report", {"matter": new_id(), "category": "other", "text": text})


def send(line, phone, *ops):
    """(status, results) of a batch."""
    line.request(
        "POST", "/api/v1/sync", json.dumps(phone.envelope(list(ops))),
        {"Content-Type": "application/json", **phone.headers},
    )  # fmt: skip
    answer = line.getresponse()
    said = json.loads(answer.read())
    return answer.status, said.get("results", [])


def at_once(port, phones, work):
    """`work(line, phone)` for each of the phones in a thread of its own, on a line of its own."""

    def run(phone):
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        work(line, phone)
        line.close()

    threads = [threading.Thread(target=run, args=(phone,)) for phone in phones]
    for thread in threads:
        thread.start()
    return threads


def test_what_one_phone_is_refused_takes_nothing_of_what_others_send_with_it(real):
    server, cast = real
    phones = [Phone(lambda _: None, cast) for _ in range(PHONES)]
    stranger = Phone(lambda _: None, cast)
    stranger.headers = {"Authorization": "Bearer nobody"}
    outsider = Phone(lambda _: None, cast, "outsider")
    heard = []

    def work(line, phone):
        for _ in range(5):
            op = report(phone)
            if phone is outsider:
                op["person"] = cast.worker.id  # not the outsider's to report
            heard.append((phone, *send(line, phone, op)))

    for thread in at_once(server.port, [*phones, stranger, outsider], work):
        thread.join()
    for phone, status, results in heard:
        if phone is stranger:
            assert status == 401
        else:
            expected = "rejected" if phone is outsider else "applied"
            assert (status, [result["status"] for result in results]) == (200, [expected])


def all_at_once(server):
    """As a power cut."""
    server.kill()


def children(server):
    """The web processes."""
    named = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text(encoding="ascii").split()
    return {int(number) for number in named}


def one_of_them(server):
    """One of the web processes dies: the other goes on answering, and another is started in its place."""
    before = children(server)
    os.kill(max(before), signal.SIGKILL)
    until = time.monotonic() + 30
    while len(now := children(server) - {max(before)}) < 2:
        assert min(before) in now and time.monotonic() < until
        time.sleep(0.05)
    assert server.answers()
    server.stop()


@pytest.mark.parametrize(("processes", "kill"), [("1", all_at_once), ("2", all_at_once), ("2", one_of_them)])
def test_a_kill_in_the_middle_loses_nothing_that_was_answered_and_doubles_nothing(tmp_path, processes, kill):
    cast = live.prepare(tmp_path)
    server = live.Server(tmp_path, PROCESSES=processes)
    phones = [Phone(lambda _: None, cast) for _ in range(PHONES)]
    sent, answered = [], []

    def work(line, phone):
        while True:
            op = report(phone)
            sent.append(op)
            try:
                status, results = send(line, phone, op)
            except (OSError, http.client.HTTPException):
                return
            assert (status, results[0]["status"]) == (200, "applied")
            answered.append(op["id"])

    threads = at_once(server.port, phones, work)
    while len(answered) < ANSWERED:
        time.sleep(0.005)
    kill(server)
    for thread in threads:
        thread.join()
    server.start()
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    again = {op["id"]: send(line, phones[0], op)[1][0]["status"] for op in sent}
    server.stop()
    assert {again[op] for op in answered} == {"duplicate"}
    assert set(again.values()) <= {"duplicate", "applied"} and len(sent) > len(answered)
    db.connect()
    assert Matter.select().count() == len(sent)
