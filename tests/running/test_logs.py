"""What the server says is one JSON object a line, whoever says it: the supervisor, granian, the worker, Python, a thread that fails."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

from app.settings import ROOT
from tests.live import free_port, health, prepare

PATIENCE = 60  # seconds on a machine that is busy


def lines(text):
    """Every line as the object it is."""
    found = [json.loads(line) for line in text.splitlines()]
    assert all({"at", "level", "from", "what"} <= set(line) for line in found)
    return found


def until(true):
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


def slow_to_end(line):
    """On a machine that is busy the web process may need more than its two seconds to end, and is told of then."""
    slow = ("Killing worker-", "Unexpected exit from worker-")
    return line["from"] == "granian" and line["what"].startswith(slow)


def run(code):
    """What a process that keeps a log says on standard error."""
    done = subprocess.run(
        [sys.executable, "-c", f"from app.run import log; log.install()\n{code}"], cwd=ROOT, capture_output=True, text=True
    )  # fmt: skip
    return lines(done.stderr)


def test_from_start_to_end_every_line_is_json_and_at_the_default_nothing_is_warned_of(tmp_path):
    prepare(tmp_path)
    port, said = free_port(), tmp_path / "said"
    env = {**os.environ, "DATA_DIR": str(tmp_path), "PORT": str(port), "DATABASE_URL": ""}
    env.pop("THREADS", None)
    with said.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "app.cli", "up"], cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=log,
            start_new_session=True, text=True,
        )  # fmt: skip
    until(lambda: health(port) == 200)
    before = lines(said.read_text())
    assert {line["level"] for line in before} == {"info"}, before
    assert {"gridwalk.run", "granian", "gridwalk.request"} <= {line["from"] for line in before}
    worker = next(
        line.split()[0]
        for line in subprocess.run(
            ["ps", "-o", "pid=,args=", "--ppid", str(process.pid)], capture_output=True, text=True
        ).stdout.splitlines()
        if line.split()[-1] == "worker"
    )
    os.kill(int(worker), signal.SIGKILL)
    until(lambda: "worker ended (-9); starting it again in 1 s" in said.read_text())
    os.kill(process.pid, signal.SIGTERM)
    assert process.communicate(timeout=20)[0] == f"Gridwalk: http://localhost:{port}\n"
    after = lines(said.read_text())
    warned = [line for line in after if line["level"] != "info" and not slow_to_end(line)]
    assert [line["from"] for line in warned] == ["gridwalk.supervisor"]


def test_what_keeps_a_server_from_starting_is_a_line_of_its_log(tmp_path):
    env = {**os.environ, "DATA_DIR": str(tmp_path), "DATABASE_URL": ""}
    done = subprocess.run(
        [sys.executable, "-m", "app.cli", "worker"], cwd=ROOT, capture_output=True, text=True, env=env
    )
    last = lines(done.stderr)[-1]
    assert (
        done.returncode == 2 and "run `gridwalk migrate` first" in last["what"] and last["level"] == "error"
    )


def test_what_nobody_caught_is_a_line_without_the_words_of_the_error():
    (thread,) = run(
        "import threading; t = threading.Thread(target=lambda: int('Zhang 13900000001'), name='disk'); t.start(); t.join()"
    )
    assert (thread["level"], thread["thread"], thread["error"]) == ("error", "disk", "ValueError")
    (end,) = run("int('Zhang 13900000001')")
    assert (end["level"], end["error"]) == ("critical", "ValueError") and end["trace"]
    assert "13900000001" not in json.dumps([thread, end], ensure_ascii=False)


def test_a_warning_of_python_is_a_line_too():
    (line,) = run("import warnings; warnings.warn('it is late')")
    assert (line["level"], line["from"]) == ("warning", "py.warnings") and "it is late" in line["what"]
