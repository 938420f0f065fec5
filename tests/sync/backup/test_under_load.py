"""A backup taken while reports and photos keep coming: it restores with every photo that its database names, and the store is whole."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
import urllib.request

import pytest

from app.core import db
from app.evidence.models import Photo
from app.settings import ROOT
from tests import live
from tests.evidence.pictures import picture, sha
from tests.sync.phone import Phone

AT_LEAST = 8  # photos that must have come before the backup begins, and again before it is over


class Rush:
    """Two phones that report with a photo as fast as they are answered, sometimes the photo first, until they are stopped."""

    def __init__(self, url, phones):
        self._url, self._over, self.brought, self.refusals = url, threading.Event(), [], []
        self._threads = [threading.Thread(target=self._go, args=(p, n)) for n, p in enumerate(phones)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        for thread in self._threads:
            thread.join(60)

    def _go(self, phone, number):
        for seed in range(10_000):
            if self._over.is_set():
                return
            data = picture(size=(120 + seed, 90 + number), seed=seed)
            op = phone.op(photos=[sha(data)])
            steps = [
                ("POST", "/api/v1/sync", json.dumps(phone.envelope([op])).encode(), "application/json"),
                ("PUT", f"/api/v1/photos/{sha(data)}", data, "image/jpeg"),
            ]
            try:
                for method, path, body, kind in steps if seed % 2 else reversed(steps):
                    head = {**phone.headers, "Content-Type": kind}
                    request = urllib.request.Request(self._url + path, body, head, method=method)
                    urllib.request.urlopen(request, timeout=60).read()
                self.brought.append(sha(data))
            except OSError as error:
                self.refusals.append(error)
                return

    def wait_for(self, more):
        """Until so many photos more have come."""
        wanted = len(self.brought) + more
        while len(self.brought) < wanted and not self.refusals:
            self._over.wait(0.02)


def gridwalk(store, *words):
    """(status, what it said) of a verb in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "app.cli", *map(str, words)], cwd=ROOT, capture_output=True, text=True,
        env={**os.environ, "DATA_DIR": str(store.data_dir), "DATABASE_URL": store.database_url},
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


@pytest.mark.both
def test_a_backup_under_load_restores_with_every_photo_it_names(store, as_, cast, tmp_path):
    phones = [Phone(as_, cast, name) for name in ("worker", "worker2")]
    db.database.close()
    server = live.Server(store.data_dir, DATABASE_URL=store.database_url)
    folder = tmp_path / "backup"
    try:
        with Rush(server.url, phones) as rush:
            for _ in range(2):  # the second into the same folder
                rush.wait_for(AT_LEAST)
                before = len(rush.brought)
                status, said = gridwalk(store, "backup", folder)
                assert status == 0, said
            assert gridwalk(store, "verify")[0] == 0  # of the running store
            rush.wait_for(AT_LEAST)
            status, said = gridwalk(store, "restore", folder)
            assert status == 1 and "nothing was changed" in said  # while a server runs
        assert rush.refusals == [] and len(rush.brought) > before + AT_LEAST
    finally:
        server.stop()
    assert gridwalk(store, "verify", "--backup", folder)[0] == 0
    shutil.rmtree(store.evidence_dir)  # all photos are lost: those that come back come from the backup

    status, said = gridwalk(store, "restore", folder)
    assert status == 0 and "photos awaited: 0" in said, said
    assert gridwalk(store, "verify")[0] == 0
    db.connect()
    kept = {row.sha256 for row in Photo.select()}
    assert before <= len(kept) < len(rush.brought)
