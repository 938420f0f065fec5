"""A background worker that is killed a hundred times while matters move loses no notice and doubles none."""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
from collections import Counter

import pytest

from app.areas.models import AreaSetting
from app.core import clock, db
from app.core.writers import again
from app.ledger.models import Entry
from app.notify.models import INBOX, SENT, WAITING, Notice
from app.notify.pipeline import collect, deliver
from app.settings import ROOT
from tests import cast as c
from tests.matters import ops
from tests.matters.workflow.test_every_move import make

LIVES = {"sqlite": 100, "postgres": 40}
LONGEST = 0.15  # seconds until the kill
SEED = random.randrange(10**6)


def worker_with_many_lives(store, channels_file, log, lives):
    """The program that makes and kills them."""
    env = {
        **os.environ, "DATA_DIR": str(store.data_dir), "DATABASE_URL": store.database_url, "GRIDWALK_DEMO": "1",
        "CHANNELS": str(channels_file),
    }  # fmt: skip
    command = [sys.executable, "-m", "tests.notify.pipeline.lives", str(lives), str(SEED), str(LONGEST)]
    return subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=subprocess.STDOUT)


def step(cast, matter, turn):
    """Something that tells exactly one person of each of its entries, whatever happens next."""
    if turn % 3 == 0:
        ops.report(cast.worker, escalate=True)
    elif turn % 3 == 1:
        ops.move(cast.desk, matter, "remind")
    else:
        fresh = ops.report(cast.worker, escalate=True)  # a unit is called once for a matter
        ops.move(cast.lead, fresh, "whistle", to=[f"unit:{c.ENFORCEMENT}"], text="快来")


def expected(cast, after):
    """(entry, recipient) of what the moves should have told."""
    who = {"escalate": cast.desk.id, "remind": cast.dept.id, "whistle": cast.dept.id}
    rows = Entry.select().where(Entry.seq > after, Entry.verb.in_(list(who)))
    return sorted((row.seq, who[row.verb]) for row in rows)


@pytest.mark.both
def test_a_worker_killed_a_hundred_times_loses_and_doubles_no_notice(
    store, cast, configured, listener, tmp_path
):
    count = LIVES["sqlite" if db.is_sqlite() else "postgres"]
    print(f"seed {SEED}")
    for name, value in (("notice_minutes", "0"), ("quiet_hours", "00:00-00:00"), ("climb_minutes", "1440")):
        AreaSetting.create(area=c.CITY, name=name, value=value)
    file = configured(f"json://127.0.0.1:{listener.port}/{{phone}}")
    matter = make(cast, "in the unit's hands")
    collect.collect()
    Notice.delete().execute()
    begun = Entry.select().order_by(Entry.seq.desc()).get().seq
    with (tmp_path / "lives.log").open("wb") as log:
        lives = worker_with_many_lives(store, file, log, count)
        turn = 0
        while lives.poll() is None:
            again.repeated(lambda turn=turn: step(cast, matter, turn))
            turn += 1
            try:
                lives.wait(0.02 if turn < 3 * count else 0.5)  # then all lives have enough to do
            except subprocess.TimeoutExpired:
                continue
    assert lives.returncode == 0, (tmp_path / "lives.log").read_text()[-2000:]

    by_lives = Counter(row.state for row in Notice.select())
    collect.collect()
    clock.freeze(clock.now() + deliver.LEASE + clock.MINUTE)  # what the last life had taken up is free again
    while Notice.select().where(Notice.state.in_((WAITING, "sending"))).exists():
        deliver.deliver()
        clock.freeze(clock.now() + clock.HOUR)

    wanted = expected(cast, begun)
    inbox = sorted((row.entry, row.recipient) for row in Notice.select().where(Notice.channel == INBOX))
    assert turn > 100 and inbox == wanted

    out = {row.id: row for row in Notice.select().where(Notice.channel != INBOX)}
    assert {row.state for row in out.values()} == {SENT}
    assert sorted((row.entry, row.recipient) for row in out.values()) == wanted
    said = Counter(int(id_) for text in listener.texts for id_ in re.search(r"〔([\d ]+)〕", text)[1].split())
    assert set(said) == set(out)
    doubled = sum(times - 1 for times in said.values())
    print(f"{turn} moves, {len(inbox)} notices, {dict(by_lives)} by the lives, {doubled} came twice")
    assert by_lives["unread"] and by_lives[SENT], "the lives did nothing"
    assert doubled <= count * deliver.AT_ONCE  # under the same numbers
