"""A `gridwalk` to type many times: a process that has the program loaded carries out each command in a fork of its own.

An interpreter that imports everything takes most of a second a command, and a fork less than a fifth of that. The order has the words, the
folder, the environment and the three files of whoever types; what runs is what `python -m app.cli` runs, and its exit code
comes back. Verbs that run until they are ended are started as an operator does; that the others start from nothing too is
seen where few are typed (tests/cli/test_usage.py, the first steps in test_commands_in_docs.py).
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.settings import ROOT
from tests.running.preloaded import LOADED

SCRIPTS = ROOT / ".venv" / "bin"
TYPED = """#!{python} -IS
import json, os, socket, sys
if sys.argv[1:2] and sys.argv[1] in ("up", "serve", "worker"):
    os.execv({real!r}, [{real!r}, *sys.argv[1:]])
line = socket.socket(socket.AF_UNIX)
line.connect({socket!r})
order = json.dumps([sys.argv[1:], os.getcwd(), dict(os.environ)]).encode()
socket.send_fds(line, [order], [0, 1, 2])
line.shutdown(socket.SHUT_WR)
sys.exit(int(line.recv(4) or b"1"))
"""


@contextmanager
def loaded() -> Iterator[Path]:
    """A folder like that of the environment's scripts, whose `gridwalk` is carried out by a process that waits for it."""
    with tempfile.TemporaryDirectory(prefix="gridwalk-typed-") as short:
        folder, door = Path(short, "bin"), str(Path(short, "door"))
        folder.mkdir()
        for script in SCRIPTS.iterdir():
            (folder / script.name).symlink_to(script)
        ours = folder / "gridwalk"
        ours.unlink()
        ours.write_text(TYPED.format(python=SCRIPTS / "python", real=str(SCRIPTS / "gridwalk"), socket=door))
        ours.chmod(0o755)
        process = subprocess.Popen(
            [sys.executable, "-m", __name__, door], cwd=ROOT, text=True, stdout=subprocess.PIPE
        )
        try:
            assert process.stdout is not None and process.stdout.readline() == "waiting\n"
            yield folder
        finally:
            process.kill()
            process.communicate()


def _wait(door: str) -> socket.socket:
    """Fork for each order; in the fork, the line it came by."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # each fork says itself how its verb ended
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(door)
        listening.listen()
        print("waiting", flush=True)
        while True:
            line, _ = listening.accept()
            if os.fork() == 0:
                return line
            line.close()


def _carry_out(line: socket.socket) -> None:
    """Let a fork be the process that was typed, and tell its exit code."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    text, files, _, _ = socket.recv_fds(line, 1 << 16, 3)
    while more := line.recv(1 << 16):
        text += more
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        line.sendall(str(os.waitstatus_to_exitcode(status) % 256).encode())
        os._exit(0)
    line.close()
    words, folder, env = json.loads(text)
    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(env)
    time.tzset()
    sys.argv = ["gridwalk", *words]
    runpy.run_module("app.cli", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    for name in LOADED:
        importlib.import_module(name)
    gc.freeze()  # what is loaded stays: a fork that looks through it would copy it
    _carry_out(_wait(sys.argv[1]))
