"""Writers take turns: none is let in beside another, none waits for ever, and four processes get a fair share each."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections import Counter
from contextlib import contextmanager

import pytest
from peewee import OperationalError

from app.core import db
from app.core.writers.turns import TooLong, Turns
from app.settings import ROOT

NAMES, TURNS = "abcd", 200

HOLD = """
import sys, pathlib
sys.path.insert(0, "app/core/writers")  # the module alone: the rest of the application takes seconds
from turns import Turns
with Turns(pathlib.Path(sys.argv[1]), 5).turn():
    print("in", flush=True)
    sys.stdin.read()
"""
# each writes down whose turn it is, until enough turns have been taken since the last one came
TAKE = """
import sys, pathlib, time
sys.path.insert(0, "app/core/writers")
from turns import Turns
place, me, names, turns = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
queue = Turns(place, 60)
while True:
    with queue.turn(), place.open("r+") as file:
        taken = file.read()
        if len(taken) - max(taken.find(name) for name in names) >= turns and set(names) <= set(taken):
            break
        file.write(me)
        if (place.parent / "inside").exists():
            sys.exit("two at once")
        (place.parent / "inside").touch()
        time.sleep(0.003)  # as long as a transaction lasts
        (place.parent / "inside").unlink()
"""


def python(code, *arguments):
    """Another process of ours."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


@contextmanager
def held_elsewhere(place):
    """Another process has its turn meanwhile."""
    other = python(HOLD, place)
    assert other.stdout.readline() == "in\n"
    try:
        yield other
    finally:
        other.kill()
        other.communicate()


def test_who_waits_too_long_is_told_so_and_what_comes_late_is_given_back(tmp_path):
    place = tmp_path / "store"
    mine, next_one = Turns(place, 0.05), Turns(place, 5)
    with held_elsewhere(place):
        for _ in range(3):
            with pytest.raises(TooLong), mine.turn():
                raise AssertionError("two at once")
    with next_one.turn():
        pass
    with mine.turn():
        pass


@pytest.mark.sqlite
def test_a_change_that_stands_alone_waits_for_its_turn_too(store, monkeypatch):
    monkeypatch.setattr(db.database.obj, "_turns", Turns(store.database_file, 0.05))
    with held_elsewhere(store.database_file):
        with pytest.raises(OperationalError):
            db.Meta.write("a", "b")
        with pytest.raises(OperationalError), db.transaction():
            raise AssertionError("two at once")
        assert db.Meta.value_of("a") == ""
    db.Meta.write("a", "b")
    assert db.Meta.value_of("a") == "b"


def test_threads_of_one_process_write_one_at_a_time(tmp_path):
    queue, inside, most = Turns(tmp_path / "store", 60), [], []

    def write():
        for _ in range(50):
            with queue.turn():
                inside.append(1)
                most.append(len(inside))
                inside.pop()

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(most) == 200 and set(most) == {1}


def test_the_turn_of_a_process_that_is_killed_goes_to_the_next(tmp_path):
    place = tmp_path / "store"
    with held_elsewhere(place) as other:
        taken = threading.Event()

        def write():
            with Turns(place, 30).turn():
                taken.set()

        thread = threading.Thread(target=write)
        thread.start()
        assert not taken.is_set()
        other.kill()
        assert taken.wait(30)
        thread.join()


def test_four_processes_that_always_want_to_write_get_a_fair_share_each(tmp_path):
    place = tmp_path / "store"
    place.write_text("")
    writers = [python(TAKE, place, name, NAMES, TURNS) for name in NAMES]
    for writer in writers:
        said = writer.communicate(timeout=120)
        assert writer.returncode == 0, said
    taken = place.read_text()
    together = taken[max(taken.find(name) for name in NAMES) :]
    counts = Counter(together)
    assert min(counts[name] for name in NAMES) >= TURNS // len(NAMES) // 2, counts
    again = sum(one == other for one, other in zip(together, together[1:], strict=False))
    assert again < TURNS // 10, "whoever has just written comes behind the one who waits"
