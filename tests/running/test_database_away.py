"""Web and worker outlive a PostgreSQL that restarts: 503 meanwhile, all by itself afterwards, nothing lost or doubled."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from app import open_store
from app.core import db
from app.matters.models import Matter
from app.notify.models import INBOX, Notice
from app.settings import ROOT
from app.sync.models import Receipt
from tests import cast as cast_
from tests import conftest
from tests.live import Server
from tests.sync.phone import Phone, new_id

SIDE_BY_SIDE = 40  # more than the server has threads


@pytest.fixture
def away(postgres_server, postgres, postgres_template, tmp_path):
    """A store in PostgreSQL with the cast, and the server, which is there again afterwards whatever happened."""
    settings = conftest.fresh_postgres(postgres, postgres_template, tmp_path)
    settings.evidence_dir.mkdir(parents=True, exist_ok=True)
    open_store(settings)
    cast = cast_.make()
    yield settings, cast, postgres_server
    postgres_server.ensure_postgres_running()
    db.let_go()


class Pair:
    """A web process and a worker over the store."""

    def __init__(self, settings, awaited=True):
        env = {"DATABASE_URL": settings.database_url}
        self.web = Server(settings.data_dir, awaited=awaited, **env)
        self.log = (settings.data_dir / "worker.log").open("wb")
        self.worker = subprocess.Popen(
            [sys.executable, "-m", "app.cli", "worker"], cwd=ROOT, stdout=self.log, stderr=subprocess.STDOUT,
            env={**os.environ, "DATA_DIR": str(settings.data_dir), **env},
        )  # fmt: skip

    def ask(self, path, body=None, **headers):
        """(status, headers, text) of one call; status None while nothing listens."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.web.url.replace("localhost", "127.0.0.1") + path, data, headers)
        if data is not None:
            request.add_header("Content-Type", "application/json")
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, answer.headers, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read().decode()
        except OSError:
            return None, {}, ""

    def until(self, path, status):
        """Ask until the answer has this status."""
        for _ in range(400):
            if self.ask(path)[0] == status:
                return
            time.sleep(0.05)
        raise AssertionError((self.web.folder / "server.log").read_text()[-3000:])

    def at_once(self, path):
        """The statuses of many calls side by side, so that every thread of the server has its turn."""
        with ThreadPoolExecutor(SIDE_BY_SIDE) as many:
            return {status for status, _, _ in many.map(lambda _: self.ask(path), range(SIDE_BY_SIDE))}

    def end(self):
        self.web.stop()
        self.worker.terminate()
        assert self.worker.wait(10) == 0
        self.log.close()


def refuses(pair, phone, op):
    """Every door says 503 and when to try again, in the form in which its callers read it."""
    status, headers, text = pair.ask("/healthz")
    assert (status, json.loads(text)["database"]) == (503, "down") and int(headers["Retry-After"]) > 0
    for path, body in (("/api/v1/sync", phone.envelope([op])), ("/api/v1/me", None)):
        status, headers, text = pair.ask(path, body, **phone.headers)
        assert (status, json.loads(text)["type"]) == (503, "/problems/busy"), text
        assert int(headers["Retry-After"]) > 0 and headers["Content-Type"] == "application/problem+json"
    for path in ("/", "/desk", "/ask", "/board"):
        status, headers, text = pair.ask(path, Cookie=f"gridwalk={phone.session}", Accept="text/html")
        assert status in (200, 503) and "<h1" in text, (path, status, text[:500])
        assert status == 200 or int(headers["Retry-After"]) > 0
    assert pair.at_once("/ask") == {503}
    assert pair.worker.poll() is None


def report(phone):
    """A matter passed up, of which the desk is told."""
    body = {
        "matter": new_id(),
        "category": "fire_lane",
        "text": "消防通道被堵",
        "area": cast_.GRID,
        "escalate": True,
    }
    return phone.op("matter.report", body)


def sent(pair, phone, *ops):
    """The statuses of a batch that is answered."""
    status, _, text = pair.ask("/api/v1/sync", phone.envelope(list(ops)), **phone.headers)
    assert status == 200, text
    return [result["status"] for result in json.loads(text)["results"]]


def keeps_sending(pair, phone, ended):
    """A phone that goes on through it all: each op again until it is answered. (op ids, statuses met)."""
    done, met = [], set()
    while not ended.is_set():
        op = report(phone)
        for _ in range(3000):
            status, _, text = pair.ask("/api/v1/sync", phone.envelope([op]), **phone.headers)
            met.add(status)
            if status == 200:
                break
            time.sleep(0.02)
        assert json.loads(text)["results"][0]["status"] in ("applied", "duplicate")
        done.append(op["id"])
    return done, met


def told_once(matter):
    """Wait for the worker to tell the desk of the matter; it does so once."""
    told = Notice.select().where(Notice.subject == matter, Notice.channel == INBOX)
    until(told.exists)
    assert told.count() == 1


def until(true):
    """Wait until it is so."""
    for _ in range(1800):  # a supervisor may have begun to wait eight seconds before it starts a worker again
        if true():
            return
        time.sleep(0.05)
    raise AssertionError("it never came to be so")


def test_a_restart_of_the_database_is_weathered_and_nothing_is_doubled(away):
    settings, cast, server = away
    phone = Phone(lambda _: None, cast)
    phone.session = cast.sessions["desk"]
    pair = Pair(settings)
    try:
        assert pair.at_once("/ask") == {200}
        before, during = report(phone), report(phone)
        assert sent(pair, phone, before) == ["applied"]
        told_once(before["body"]["matter"])
        db.let_go()
        ended = threading.Event()
        with ThreadPoolExecutor(2) as others:
            phones = [
                others.submit(keeps_sending, pair, Phone(lambda _: None, cast), ended) for _ in range(2)
            ]
            try:
                server.stop()
                refuses(pair, phone, during)
                server.ensure_postgres_running()
                pair.until("/healthz", 200)
                assert pair.at_once("/ask") == {200}  # no thread kept a connection that is over
            finally:
                ended.set()
            through = [one.result() for one in phones]
        with ThreadPoolExecutor(4) as many:
            got = many.map(lambda _: sent(pair, phone, before, during), range(4))
            assert sorted(sum(got, [])) == ["applied"] + ["duplicate"] * 7
        told_once(during["body"]["matter"])
        assert {status for _, met in through for status in met} == {200, 503}
        ops = {id_ for ids, _ in through for id_ in ids} | {before["id"], during["id"]}
        assert {row.op for row in Receipt.select()} == ops and Matter.select().count() == len(ops)
        until(lambda: Notice.select().where(Notice.channel == INBOX).count() == len(ops))
        assert pair.worker.poll() is None
    finally:
        pair.end()


def test_a_database_that_has_no_line_left_is_busy_and_each_caller_hears_when_to_come_again(away):
    settings, cast, _ = away
    phone = Phone(lambda _: None, cast)
    db.let_go()
    pair, lines = Pair(settings), []
    try:
        with contextlib.suppress(psycopg.OperationalError):
            while True:
                lines.append(psycopg.connect(settings.database_url))
        op = report(phone)
        for path, body in (("/api/v1/sync", phone.envelope([op])), ("/api/v1/me", None)):
            status, headers, text = pair.ask(path, body, **phone.headers)
            assert (status, json.loads(text)["type"]) == (503, "/problems/busy"), text
            assert int(headers["Retry-After"]) > 0
        for line in lines:
            line.close()
        until(lambda: pair.ask("/api/v1/sync", phone.envelope([op]), **phone.headers)[0] == 200)
        assert Receipt.select().count() == Matter.select().count() == 1
        told_once(op["body"]["matter"])
    finally:
        for line in lines:
            line.close()
        pair.end()


def processes(server):
    """The database's processes, the first of them first."""
    first = (server.pgdata / "postmaster.pid").read_text().split()[0]
    others = subprocess.run(["ps", "-o", "pid=", "--ppid", first], capture_output=True, text=True).stdout
    return [int(pid) for pid in (first, *others.split())]


def threads_of(web):
    """How many threads the processes of the web server have."""
    found = subprocess.run(["pgrep", "-g", str(web.pid)], capture_output=True, text=True).stdout.split()
    return sum(len(list(Path(f"/proc/{pid}/task").iterdir())) for pid in found)


def test_a_database_that_is_frozen_is_said_to_be_down_and_no_thread_is_spent_on_it(away):
    settings, _, server = away
    db.let_go()
    web = Server(settings.data_dir, DATABASE_URL=settings.database_url)
    stopped = []

    def asked(_):
        """What a probe is told that has no patience; 25 s and more is what it was."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{web.port}/healthz", timeout=15) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            assert (
                int(error.headers["Retry-After"]) > 0 and error.headers["Content-Type"] == "application/json"
            )
            return error.code, json.load(error)

    try:
        with ThreadPoolExecutor(8) as many:
            assert {status for status, _ in many.map(asked, range(8))} == {200}
            before = threads_of(web)
            for pid in processes(server):
                stopped.append(pid)
                os.kill(pid, signal.SIGSTOP)
            for status, said in [*many.map(asked, range(8)), asked(0)]:
                assert (status, said["status"], said["database"], said["evidence"]) == (
                    503,
                    "down",
                    "down",
                    "ok",
                )
            assert threads_of(web) <= before + 2  # those that look at the disk
            for pid in stopped:
                os.kill(pid, signal.SIGCONT)
            until(lambda: asked(0)[0] == 200)
    finally:
        for pid in stopped:
            os.kill(pid, signal.SIGCONT)
        web.stop()


def test_a_database_that_is_not_there_at_the_start_is_waited_for(away):
    settings, cast, server = away
    phone = Phone(lambda _: None, cast)
    phone.session = cast.sessions["desk"]
    db.let_go()
    server.stop()
    pair = Pair(settings, awaited=False)
    try:
        pair.until("/healthz", 503)
        refuses(pair, phone, report(phone))
        until(lambda: "waiting for it" in (settings.data_dir / "worker.log").read_text())
        server.ensure_postgres_running()
        pair.until("/healthz", 200)
        op = report(phone)
        assert sent(pair, phone, op) == ["applied"]
        told_once(op["body"]["matter"])
    finally:
        pair.end()
