"""When the app does not open, or the server has lost a day, the work still gets there (field row 45; the export and the rescue page)."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from app import open_store
from app.core import db
from app.settings import Settings
from tests.phone.conftest import Office, Phone
from tests.phone.line import PHOTOS, until

pytestmark = pytest.mark.browser


def opened(raw: bytes) -> tuple[dict[str, Any], list[dict[str, Any]], zipfile.ZipFile]:
    """Manifest, ops and the archive, which is proved sound."""
    archive = zipfile.ZipFile(io.BytesIO(raw))
    assert archive.testzip() is None
    manifest = json.loads(archive.read("manifest.json"))
    for name, digest in manifest["sha256"].items():
        assert hashlib.sha256(archive.read(name)).hexdigest() == digest
    return manifest, [json.loads(line) for line in archive.read("ops.ndjson").decode().splitlines()], archive


FILLED = """const p = await e.photos.keepPhoto(await e.picture());
            await e.report({photos: [p.sha]}); await e.report({}, {text: '两条'});"""


def test_the_export_is_the_ops_as_they_would_be_sent_with_their_photos(phone: Phone, office: Office) -> None:
    phone.do(FILLED)
    raw = bytes(phone.do("return [...new Uint8Array(await (await e.byHand.exportZip()).arrayBuffer())]"))
    manifest, ops, archive = opened(raw)
    assert manifest["proto"] == 1
    assert manifest["person"] == office.cast.worker.id
    assert manifest["counts"] == {"ops": 2, "photos": 1}
    kept = phone.do("return (await e.database.all('ops')).sort((a, b) => a.n - b.n).map((row) => row.op)")
    assert ops == kept
    (sha,) = ops[0]["photos"]
    assert hashlib.sha256(archive.read(f"blobs/{sha}")).hexdigest() == sha


def test_the_rescue_page_saves_everything_whatever_version_wrote_it(phone: Phone, office: Office) -> None:
    phone.do(FILLED + "e.database.close()")
    page = phone.context.new_page()
    page.goto(phone.url + "/sw-kill")
    page.evaluate(
        "new Promise((done) => { indexedDB.open('gridwalk', 77).onsuccess = (e) => { e.target.result.close(); done() } })"
    )
    page.goto(phone.url + "/rescue.html")
    page.wait_for_function("() => !document.getElementById('save').disabled")
    assert "2" in (page.text_content("#found") or "")
    with page.expect_download() as saved:
        page.click("#save")
    manifest, ops, _ = opened(Path(saved.value.path()).read_bytes())
    assert manifest["counts"] == {"ops": 2, "photos": 1}
    assert len(ops) == 2
    page.click("#save")


def test_the_rescue_page_makes_no_store_where_there_was_none(
    phone: Phone, office: Office, chromium: Browser
) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.goto(phone.url + "/rescue.html")
    page.wait_for_function("() => document.getElementById('found').textContent")
    assert page.evaluate("indexedDB.databases().then((all) => all.length)") == 0
    assert page.is_disabled("#save")
    context.close()


def test_a_lead_imports_the_export_and_the_phone_itself_doubles_nothing(phone: Phone, office: Office) -> None:
    phone.do(FILLED)
    raw = phone.do("return [...new Uint8Array(await (await e.byHand.exportZip()).arrayBuffer())]")
    phone.context.add_cookies([office.cookie("lead")])
    status = phone.do(
        """const response = await fetch('/api/v1/sync/import', {method: 'POST', body: new Uint8Array(a), headers: {'Content-Type': 'application/zip'}});
           return response.status""",
        raw,
    )
    assert status == 200
    assert phone.drain()["safe"] is True
    assert phone.states() == ["received", "received"]
    assert office.line.requests(PHOTOS, "PUT") == []


@pytest.fixture
def other_office(tmp_path: Path, engine_script: bytes) -> Iterator[Office]:
    """A server that may be killed and set back."""
    made = Office(tmp_path, engine_script)
    yield made
    made.close()


def test_a_server_set_back_to_yesterday_gets_everything_again(
    chromium: Browser, other_office: Office, tmp_path: Path
) -> None:
    office = other_office
    yesterday = tmp_path / "yesterday.db"
    shutil.copy(tmp_path / "gridwalk.db", yesterday)
    phone = Phone(chromium, office)
    phone.sign_in()
    phone.do(FILLED)
    assert phone.drain()["safe"] is True
    office.server.kill()
    for old in tmp_path.glob("gridwalk.db*"):
        old.unlink()
    shutil.copy(yesterday, tmp_path / "gridwalk.db")
    shutil.rmtree(tmp_path / "evidence")
    open_store(Settings(data_dir=tmp_path))
    with db.transaction():
        db.Meta.write("epoch", "after-the-restore")
    db.database.close()
    office.server.start()
    office.line.heard.clear()
    phone.do(
        "for (const p of await e.database.all('people')) await e.database.put('meta', 0, `heard:${p.id}`)"
    )
    until(lambda: phone.do("await e.drain.kick(); return e.session.current().epoch") == "after-the-restore")
    until(lambda: phone.do("await e.drain.kick(); return (await e.outbox.summary()).safe"))
    assert phone.states() == ["received", "received"]
    assert len(office.line.requests(PHOTOS, "PUT")) == 1
    assert phone.do("return (await e.outbox.list()).map((item) => item.photos.here).sort()") == [0, 1]
    phone.context.close()
