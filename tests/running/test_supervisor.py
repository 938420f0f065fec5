"""Under the supervisor what dies is started again, five deaths in a minute end both, and a signal ends all."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from app.run import supervisor
from app.settings import ROOT
from tests.live import health, prepare
from tests.running.together import PATIENCE, Up


@pytest.fixture
def up(tmp_path):
    prepare(tmp_path)
    started = Up(tmp_path)
    yield started
    started.end()


def gone(pid):
    """Whether no process of this id runs; one that has ended and waits for whoever inherited it to take note is gone too."""
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True).stdout
    return not state.strip() or state.startswith("Z")


def test_what_dies_is_started_again_and_a_signal_ends_all(up):
    first = up.until_both_run()
    group = subprocess.run(
        ["pgrep", "-g", str(first["serve"])], capture_output=True, text=True
    ).stdout.split()
    assert len(group) > 1  # the server has a process of its own for the work
    os.kill(first["serve"], signal.SIGKILL)
    os.kill(first["worker"], signal.SIGTERM)  # ended by whoever: it is to run
    second = up.until_both_run(but=first.values())
    up.until(lambda: all(gone(int(pid)) for pid in group))
    assert up.said().count("starting it again in 1 s") == 2
    os.kill(second["serve"], signal.SIGKILL)
    up.until_both_run(but=[second["serve"]])
    assert up.said().count("starting it again in 2 s") == 1
    last = up.children()
    assert last["worker"] == second["worker"]
    os.kill(up.process.pid, signal.SIGINT)
    assert up.process.wait(20) == 0
    assert all(gone(pid) for pid in last.values()) and health(up.port) is None


def test_five_deaths_in_a_minute_end_both(up):
    up.until_both_run()
    killed = []

    def kill_again():
        for pid in up.children().values():
            if pid not in killed and len(killed) < 5:
                killed.append(pid)
                os.kill(pid, signal.SIGKILL)
        return up.process.poll() is not None

    up.until(kill_again)
    assert up.process.wait() == 1 and len(killed) == 5
    assert "5 deaths in a minute: giving up" in up.said()
    up.until(lambda: not up.children() and health(up.port) is None)


def test_a_refusal_is_no_death_and_ends_both_at_once(tmp_path):
    up = Up(tmp_path)  # nothing there is migrated
    assert up.process.wait(PATIENCE) == 2
    assert "run `gridwalk migrate` first" in up.said() and "starting it again" not in up.said()


def test_what_does_not_hear_the_signal_is_ended_too_before_five_seconds_are_over(tmp_path):
    deaf = tmp_path / "deaf"  # in place of Python: each child ignores every polite request
    deaf.write_text(
        '#!/bin/sh\ntrap "" TERM INT\necho $$ >> "$FOLDER/pids"\nwhile :; do sleep 0.1; done\n', "ascii"
    )
    deaf.chmod(0o700)
    code = "import sys; from app.run import supervisor; sys.exit(supervisor.run_both({}, python=sys.argv[1]))"
    parent = subprocess.Popen(
        [sys.executable, "-c", code, str(deaf)], cwd=ROOT, env={**os.environ, "FOLDER": str(tmp_path)}
    )
    until = time.monotonic() + PATIENCE
    pids = tmp_path / "pids"
    while not pids.exists() or len(pids.read_text().split()) < 2:
        assert time.monotonic() < until
        time.sleep(0.05)
    parent.terminate()
    assert parent.wait(PATIENCE) == 0  # by the machine's clock; by the supervisor's own:
    assert supervisor.GRACE < 5
    assert all(gone(int(pid)) for pid in pids.read_text().split())
