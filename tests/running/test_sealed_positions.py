"""Between real processes: what a tracker sent outside a patrol is after its day in no table, file, log or backup, whoever reads meanwhile."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

from app import open_store
from app.core import clock, db
from app.patrol.companions import devices, sealed, wiping
from app.patrol.companions.models import SealedFix
from app.settings import Settings
from tests.live import prepare
from tests.patrol.companions.planted import PLANTED, copied, found_in
from tests.patrol.companions.tracker import OSMAND, OWNTRACKS, open_in
from tests.running.test_private_files import gridwalk
from tests.running.together import Up

SWEEP = "tick:patrol: what trackers sent outside a patrol"


@contextmanager
def books(folder: Path) -> Iterator[None]:
    """The store, beside the processes."""
    open_store(Settings(data_dir=folder, demo=True))
    db.connect()
    try:
        yield
    finally:
        db.database.close()


def test_after_a_day_it_is_in_no_table_file_log_or_backup(tmp_path: Path) -> None:
    folder = tmp_path / "var"
    folder.mkdir()
    cast = prepare(folder)
    with books(folder):
        open_in(cast)
        secrets = {kind: devices.agree(cast.worker, kind, "手机")[1] for kind in ("owntracks", "traccar")}
    up = Up(folder, GRIDWALK_DEMO="1")
    try:
        up.until_both_run()
        _send(up, secrets)
        with books(folder):
            assert SealedFix.select().count() == 2
        assert found_in(copied(folder, tmp_path / "before"))  # the search finds what is there
        gridwalk(folder, "backup", tmp_path / "kept")
        with books(folder):  # a day goes by, and the clock looks again
            SealedFix.update(received=SealedFix.received - sealed.LIFE).execute()
            db.Meta.write(SWEEP, "0")

        def is_over() -> bool:
            with books(folder):
                return not SealedFix.select().exists() and not wiping.is_owed()

        up.until(is_over)
        for kind, secret in secrets.items():
            assert secret not in up.said(), kind
        assert "/gateways/osmand" in up.said()
        gridwalk(folder, "backup", tmp_path / "after")
        assert found_in(copied(folder, tmp_path / "running")) == []
    finally:
        up.end()
    assert found_in(folder) == found_in(tmp_path / "kept") == found_in(tmp_path / "after") == []


def _send(up: Up, secrets: dict[str, str]) -> None:
    now, (lat, lon) = clock.now() // 1000, PLANTED
    pair = base64.b64encode(f"phone:{secrets['owntracks']}".encode()).decode()
    payload = {"_type": "location", "tst": now - 60, "lat": lat, "lon": lon, "acc": 8}
    headers = {"Authorization": f"Basic {pair}"}
    asked = {"id": secrets["traccar"], "timestamp": now - 90, "lat": lat, "lon": lon, "accuracy": 8}
    for answer in (
        requests.post(up.url + OWNTRACKS, json=payload, headers=headers, timeout=20),
        requests.get(up.url + OSMAND, params=asked, timeout=20),  # type: ignore[arg-type]
    ):
        assert answer.status_code == 200
