"""What is ours is for us alone: after real use nobody else can read or list a file of the store, of a backup or of an export."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
import uuid
from contextlib import contextmanager
from pathlib import Path

from app import cli
from app.core.files import private
from app.settings import ROOT
from tests import cast as cast_
from tests import live
from tests.evidence.pictures import picture, sha

OPEN = 0o022  # the umask of an ordinary account


@contextmanager
def ordinary_account():
    before = os.umask(OPEN)
    try:
        yield
    finally:
        os.umask(before)


def gridwalk(data_dir, *words, umask=OPEN, **env):
    done = subprocess.run(
        [sys.executable, "-m", "app.cli", *map(str, words)], cwd=ROOT, capture_output=True, text=True, umask=umask,
        env={**os.environ, "DATA_DIR": str(data_dir), "GRIDWALK_DEMO": "1", **env},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def open_to_others(*tops: Path) -> list[str]:
    """Every file and folder, the top among them, on which group or others have any right."""
    found = [path for top in tops for path in (top, *top.rglob("*")) if not path.is_symlink()]
    assert len(found) > len(tops)
    return [f"{path} {path.stat().st_mode & 0o777:o}" for path in found if path.stat().st_mode & 0o077]


class Both(live.Server):
    """Both processes under their supervisor."""

    command = ("app.cli", "up")


def test_nobody_else_reads_what_a_day_of_use_and_every_verb_leave_behind(tmp_path):
    tmp_path.chmod(0o755)
    data, backup = tmp_path / "var", tmp_path / "backup"
    with ordinary_account():
        gridwalk(data, "migrate")
        with private.nothing_for_others():
            live.prepare(data)  # the cast, from within this process
        # as `up` leaves it: both processes, with a photo brought, looked at, and a long body that went through a file
        server = Both(data)
        try:
            photo = picture(size=(900, 900), quality=95)
            token, cookie = signed_in(server.url)
            ask(
                server.url, f"/api/v1/photos/{sha(photo)}", "PUT", photo, {"Authorization": f"Bearer {token}"}
            )
            for size in ("320", "1024", "full"):
                ask(server.url, f"/api/v1/photos/{sha(photo)}?size={size}", "GET", None, {"Cookie": cookie})
        finally:
            server.stop()
            (data / "server.log").unlink()  # the test's own
        gridwalk(data, "posters", "--make", "--out", tmp_path / "posters.txt")
        gridwalk(data, "tick")
        gridwalk(data, "export", tmp_path / "export.jsonl")
        gridwalk(data, "backup", backup)
        gridwalk(data, "verify")
        gridwalk(data, "restore", backup)
    names = {path.name for path in data.rglob("*")}
    assert {"gridwalk.db", "secret", "serve.lock", "worker.lock", "evidence", "copies"} <= names
    files = [tmp_path / "posters.txt", tmp_path / "export.jsonl"]
    assert open_to_others(data, backup) == []
    assert [f"{path} {path.stat().st_mode & 0o777:o}" for path in files if path.stat().st_mode & 0o077] == []


def signed_in(url):
    """(sync token, cookie) of the worker."""
    body = {
        "login": "worker",
        "password": cast_.PASSWORD,
        "device": {"id": str(uuid.uuid4()), "label": "手机"},
    }
    answer = ask(
        url, "/api/v1/session", "POST", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    return json.load(answer)["sync_token"], answer.headers["Set-Cookie"].split(";")[0]


def ask(url, path, method, data, headers):
    request = urllib.request.Request(url + path, data, {"Origin": url, **headers}, method=method)
    return urllib.request.urlopen(request, timeout=60)


def test_a_store_that_was_made_before_is_closed_by_the_next_verb(tmp_path):
    data = tmp_path / "var"
    with ordinary_account():
        gridwalk(data, "migrate")
        (data / "evidence" / "originals" / "ab").mkdir(parents=True)
        (data / "evidence" / "originals" / "ab" / "abcd").write_bytes(b"photo")
    for path in (data, *data.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    gridwalk(data, "backup", tmp_path / "b")
    assert open_to_others(data, tmp_path / "b") == []


def test_a_data_folder_that_somebody_shares_keeps_its_own_rights(tmp_path):
    data = tmp_path / "shared"
    data.mkdir(mode=0o755)
    data.chmod(0o755)
    (data / "letter.txt").write_text("dear")
    (data / "letter.txt").chmod(0o644)
    gridwalk(data, "migrate")
    assert open_to_others(data) == [f"{data} 755", f"{data / 'letter.txt'} 644"]


def test_a_folder_named_for_photos_that_holds_other_things_keeps_its_rights_and_theirs(tmp_path):
    data, shared = tmp_path / "var", tmp_path / "shared"
    tool, photo = shared / "app" / "tool", shared / "originals" / "ab" / "abcd"
    for path in (tool, photo):
        path.parent.mkdir(parents=True)
        path.write_bytes(b"x")
    for path in (shared, *shared.rglob("*")):
        path.chmod(0o755)
    gridwalk(data, "migrate", EVIDENCE_URL=f"file://{shared}")
    assert set(open_to_others(shared)) == {f"{path} 755" for path in (shared, tool.parent, tool)}


def test_a_verb_inside_another_program_gives_that_program_its_own_rights_back(tmp_path):
    with ordinary_account():
        cli.main(["--version"])
        assert os.umask(OPEN) == OPEN
