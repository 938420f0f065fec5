"""Three web processes and two workers over one PostgreSQL and one bucket, one of each killed in the middle: nothing is lost, nothing doubled."""

from __future__ import annotations

import http.client
import json
import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter

import pytest

from app import open_store
from app.core import db
from app.ledger.models import Entry
from app.matters.models import Matter
from app.notify.models import INBOX, Notice
from app.notify.pipeline import collect
from app.settings import ROOT, Settings
from app.sync import changes
from app.sync.backup import verification
from app.sync.models import Receipt
from tests import cast as cast_
from tests import conftest
from tests.evidence.pictures import picture, sha
from tests.live import Server
from tests.sync.phone import Phone, new_id

WEBS, WORKERS, PHONES, EACH = 3, 2, 4, 8
PATIENCE = 60  # seconds, on a machine where others work too


@pytest.fixture(scope="module")
def nodes(postgres, postgres_template, s3, tmp_path_factory):
    """(settings of the store, cast, web processes, workers): each process with a data folder of its own."""
    tmp_path = tmp_path_factory.mktemp("many_nodes")
    store = conftest.fresh_postgres(postgres, postgres_template, tmp_path)
    settings = Settings(
        data_dir=tmp_path, database_url=store.database_url, evidence_url=s3.bucket(), demo=True
    )
    settings.evidence_dir.mkdir(parents=True)
    open_store(settings)
    cast = cast_.make()
    collect.collect()
    env = {
        "DATABASE_URL": settings.database_url, "EVIDENCE_URL": settings.evidence_url,
        "SECRET_FILE": str(tmp_path / "secret"),
    }  # fmt: skip
    folders = [tmp_path / f"node{number}" for number in range(WEBS + WORKERS)]
    for folder in folders:
        folder.mkdir()
    webs = [Server(folder, awaited=False, **env) for folder in folders[:WEBS]]
    workers = [
        subprocess.Popen(
            [sys.executable, "-m", "app.cli", "worker"], cwd=ROOT, stderr=(folder / "worker.log").open("wb"),
            env={**os.environ, "GRIDWALK_DEMO": "1", "DATA_DIR": str(folder), **env},
        )
        for folder in folders[WEBS:]
    ]  # fmt: skip
    for web in webs:
        web.wait()
    yield settings, cast, webs, workers
    for web in webs:
        web.kill()
    for worker in workers:
        worker.kill()
        worker.wait()
    db.let_go()


def ask(port, method, path, phone, body=None):
    """(status, JSON) of one call; status None where nobody listens or the line breaks off."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        kind = {"Content-Type": "application/json"} if isinstance(body, str) else {}
        line.request(method, path, body, {**kind, **phone.headers})
        answer = line.getresponse()
        text = answer.read()
        return answer.status, json.loads(text) if text else None
    except (OSError, http.client.HTTPException):
        return None, None
    finally:
        line.close()


class Day:
    """What phones report, each op at whichever node answers, again until it is answered."""

    def __init__(self, cast, webs):
        self.webs, self.phones = webs, [Phone(lambda _: None, cast) for _ in range(PHONES)]
        self.heard = Counter()  # op → how often it was said to be applied
        self.threads = [threading.Thread(target=self._report, args=(phone,)) for phone in self.phones]
        for thread in self.threads:
            thread.start()

    def _report(self, phone):
        chance = random.Random(phone.device)
        for _ in range(EACH):
            body = {"matter": new_id(), "category": "fire_lane", "text": "消防通道被堵", "escalate": True}
            op = phone.op("matter.report", {**body, "area": cast_.BUILDING})
            until = time.monotonic() + PATIENCE
            while self.heard[op["id"]] == 0 and time.monotonic() < until:
                web = chance.choice(self.webs)
                status, said = ask(web.port, "POST", "/api/v1/sync", phone, json.dumps(phone.envelope([op])))
                assert status in (None, 200, 503), (status, said)
                if status == 200 and said["results"][0]["status"] in ("applied", "duplicate"):
                    self.heard[op["id"]] += 1

    def until(self, count):
        """Wait until so many were answered."""
        until = time.monotonic() + PATIENCE
        while len(self.heard.keys()) < count and time.monotonic() < until:
            time.sleep(0.01)


def test_what_one_node_has_taken_the_others_have(nodes):
    settings, cast, webs, _ = nodes
    outsider, phone, data = Phone(lambda _: None, cast, "outsider"), Phone(lambda _: None, cast), picture()
    path = f"/api/v1/photos/{sha(data)}"
    assert ask(webs[0].port, "PUT", path, phone, data)[0] == 201
    assert ask(webs[1].port, "HEAD", path, outsider)[0] == 404
    assert [ask(web.port, "HEAD", path, phone)[0] for web in webs] == [200] * WEBS
    op = phone.op(photos=[sha(data)])
    answers = [
        ask(web.port, "POST", "/api/v1/sync", phone, json.dumps(phone.envelope([op])))[1] for web in webs
    ]
    assert [answer["results"][0]["status"] for answer in answers] == ["applied", "duplicate", "duplicate"]
    assert not list(verification.faults(settings, lambda _: None))


def test_one_of_each_is_killed_and_nothing_is_lost_or_doubled(nodes):
    _, cast, webs, workers = nodes
    seen, done = [], threading.Event()

    def follow():
        cursor = ""
        while True:
            is_last = done.is_set()
            answer = changes.since(cast.desk, cursor, "")
            cursor = answer["cursor"]
            seen.extend(
                (part["id"], part["version"]) for part in answer["changes"] if part["kind"] == "matter"
            )
            if is_last and not answer["more"]:
                break
            time.sleep(0.02)
        db.let_go()

    reader = threading.Thread(target=follow)
    reader.start()
    day = Day(cast, webs)
    day.until(PHONES * EACH // 4)
    webs[0].kill()
    workers[0].kill()
    for thread in day.threads:
        thread.join()
    done.set()
    reader.join()

    assert set(day.heard.values()) == {1} and len(day.heard) == PHONES * EACH
    matters = {matter.id: matter.number for matter in Matter.select()}
    receipts = Receipt.select().where(Receipt.type == "matter.report")
    assert {receipt.op for receipt in receipts} == set(day.heard)
    assert len(matters) == receipts.count() == len(set(matters.values())) == PHONES * EACH
    assert {id_ for id_, _ in seen} == set(matters) and len(seen) == len(set(seen))
    raised = [entry.seq for entry in Entry.select().where(Entry.verb == "escalate")]
    assert len(raised) == PHONES * EACH

    told = Notice.select().where(Notice.channel == INBOX, Notice.recipient == cast.desk.id)
    until = time.monotonic() + PATIENCE
    while told.count() < len(raised) and time.monotonic() < until:
        time.sleep(0.1)
    assert sorted(row.entry for row in told) == sorted(raised)
    assert workers[1].poll() is None and webs[1].answers() and webs[2].answers()
