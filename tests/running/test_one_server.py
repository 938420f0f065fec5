"""A second server is refused with a sentence and exit status 2: on a port where something listens, and over a store that is served."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import apsw
import pytest

from app.run import locks
from app.settings import ROOT, Settings
from tests.live import Server, free_port, prepare


def environment(folder, port):
    return {**os.environ, "DATA_DIR": str(folder), "PORT": str(port), "PUBLIC_URL": "", "DATABASE_URL": ""}


def tried(folder, port, *verb, **env):
    """A verb that is expected to end by itself: (exit status, what it said)."""
    done = subprocess.run(
        [sys.executable, "-m", "app.cli", *verb], cwd=ROOT, env={**environment(folder, port), **env},
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def side_by_side(work):
    """What `work` gives for each verb that starts a server."""
    with ThreadPoolExecutor() as several:
        return list(several.map(work, (("serve",), ("up",), ("up", "--prepare"))))


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A web process and a worker of one store, each started by itself, as under systemd."""
    folder = tmp_path_factory.mktemp("served")
    prepare(folder)
    web = Server(folder)
    worker = subprocess.Popen(
        [sys.executable, "-m", "app.cli", "worker"], cwd=ROOT, env=environment(folder, web.port)
    )
    yield web, worker
    web.stop()
    worker.terminate()
    worker.wait(10)


def test_where_another_server_holds_the_data_folder_none_starts(served):
    web, worker = served
    for status, said in side_by_side(lambda verb: tried(web.folder, free_port(), *verb)):
        assert status == 2 and str(web.folder) in said and "nothing was started" in said
        assert "Traceback" not in said and "step(s)" not in said
    assert web.answers() and worker.poll() is None


def test_a_second_worker_of_a_store_is_refused_and_other_verbs_are_not(served):
    web, worker = served
    until = time.monotonic() + 20
    while not (web.folder / "worker.lock").exists() and time.monotonic() < until:
        time.sleep(0.05)
    status, said = tried(web.folder, free_port(), "worker")
    assert status == 2 and f"process {worker.pid}" in said
    assert tried(web.folder, web.port, "backup", str(web.folder / "b"))[0] == 0
    assert tried(web.folder, web.port, "migrate")[0] == 0


def test_where_something_listens_on_the_port_none_starts(served, tmp_path):
    for status, said in side_by_side(lambda verb: tried(tmp_path / verb[-1], served[0].port, *verb)):
        assert status == 2 and f"something listens on port {served[0].port} already" in said
    assert not list(tmp_path.glob("*/gridwalk.db"))


@pytest.mark.parametrize(
    ("family", "address"),
    [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET, "0.0.0.0"), (socket.AF_INET6, "::1")],
)
def test_a_listener_that_would_share_the_port_is_found_too(family, address):
    try:
        other = socket.create_server((address, 0), family=family, reuse_port=True)
    except OSError:
        return  # a machine without this address has nobody listening there
    with other, pytest.raises(locks.Refused):
        locks.require_port(Settings(port=other.getsockname()[1]))


def test_what_has_only_just_closed_does_not_hold_the_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)) as one, listener.accept()[0] as other:
            other.close()
            one.recv(1)
    locks.require_port(Settings(port=port))


def test_an_orphan_keeps_the_store_though_its_parent_was_killed(tmp_path):
    """The lock goes with the open file, so that whatever still serves the store holds it."""
    code = (
        "import os, sys, time; from app.run import locks; from app.settings import load\n"
        "held = locks.hold(load(), 'serve')\n"
        "if os.fork() == 0: print(os.getpid(), flush=True); time.sleep(60)\n"
        "time.sleep(60)"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, env=environment(tmp_path, 1), stdout=subprocess.PIPE
    )
    orphan = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    try:
        with pytest.raises(locks.Refused):
            locks.hold(Settings(data_dir=tmp_path), "serve")
    finally:
        os.kill(orphan, signal.SIGKILL)
        parent.stdout.close()
    os.close(locks.hold(Settings(data_dir=tmp_path), "serve")["serve"])


def test_where_the_store_cannot_be_written_a_sentence_says_so(tmp_path):
    prepare(tmp_path)
    lock = tmp_path / "serve.lock"
    lock.mkdir()  # as good as a disk that takes nothing more: not even root opens it
    status, said = tried(tmp_path, free_port(), "serve")
    assert status == 2 and f"{lock} cannot be written: Is a directory; nothing was started" in said


def test_an_unmigrated_store_is_refused_with_the_sentence_that_helps(tmp_path):
    for verb in ("serve", "worker", "tick", "export"):
        status, said = tried(tmp_path, free_port(), verb, *(["e"] if verb == "export" else []))
        assert status == 2 and "run `gridwalk migrate` first" in said and "Traceback" not in said


def test_one_database_is_served_once_whatever_the_data_folder_and_however_it_is_named(served, tmp_path):
    web, worker = served
    (tmp_path / "link.db").symlink_to(web.folder / "gridwalk.db")
    names = (
        web.folder / "gridwalk.db",
        tmp_path / "link.db",
        os.path.relpath(web.folder / "gridwalk.db", ROOT),
    )

    def refused(case):
        verb, file = case
        said = tried(tmp_path / "other", free_port(), verb, DATABASE_URL=f"sqlite:///{file}")
        assert said[0] == 2 and "holds this store" in said[1] and "nothing was started" in said[1], (
            case,
            said,
        )

    with ThreadPoolExecutor(3) as several:
        list(several.map(refused, [("up", names[0]), ("serve", names[1]), ("worker", names[2])]))
    assert web.answers() and worker.poll() is None


def test_an_older_version_refuses_a_store_of_a_newer_one_and_leaves_it_alone(tmp_path):
    prepare(tmp_path / "store")
    later = "insert into schema_migration (name, applied) values ('9001_later', '2030-01-01')"
    connection = apsw.Connection(str(tmp_path / "store" / "gridwalk.db"))
    connection.execute(later)
    connection.close()

    def refused(verb):
        store = tmp_path / "-".join(verb)  # of its own: at one store they would also refuse each other
        shutil.copytree(tmp_path / "store", store)
        status, said = tried(store, free_port(), *verb)
        assert status == 2 and "this store is of a newer version (9001_later)" in said, (verb, said)
        assert "Traceback" not in said and "starting it again" not in said

    with ThreadPoolExecutor(2) as several:
        list(
            several.map(
                refused, (("serve",), ("up",), ("worker",), ("up", "--prepare"), ("migrate",), ("tick",))
            )
        )
