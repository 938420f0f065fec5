"""Gives the background worker one short life after another, each ended by SIGKILL; run as a program of its own.

Every life is a process of its own that runs `app.run.worker.run`; they are forked from one that has loaded the code, for
most of a life would otherwise be spent on loading it. One of ten is killed while it begins, three in their first look at
the clock's table, the others later. Arguments: how many lives, the seed, how long until the kill at most.
"""

from __future__ import annotations

import importlib
import os
import random
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable
from typing import Any

from app import jobs
from app.notify.channels import chat_services
from app.run import worker
from app.settings import Settings, load

LATER = ("psycopg", "shapely")  # what the program loads when it first needs it
PATIENCE = 30.0  # seconds in which a life must have begun to work


def live(settings: Settings, told: int) -> None:
    """One life, which ends when somebody ends it; a byte is written to `told` before and after its first look."""
    work: Callable[..., Any] = jobs.run_due

    def first_of_all(**given: Any) -> Any:
        jobs.run_due = work
        os.write(told, b"(")
        done = work(**given)
        os.write(told, b")")
        return done

    jobs.run_due = first_of_all
    worker.PAUSE = 0.005
    worker.run(settings)


def kill_one(chance: random.Random, settings: Settings, longest: float) -> bool:
    """Whether a life was ended by SIGKILL and not by itself."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            live(settings, writing)
        except BaseException:
            traceback.print_exc()  # why a life ended by itself: the test shows the end of what was said
        finally:
            os._exit(1)
    for _ in range(chance.choices([0, 1, 2], [1, 3, 6])[0]):  # while it begins, in its first look, later
        if select.select([reading], [], [], PATIENCE)[0]:
            os.read(reading, 1)
    time.sleep(chance.uniform(0, longest))
    os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    os.close(reading)
    os.close(writing)
    return os.WIFSIGNALED(status)


def main(lives: int, seed: int, longest: float) -> int:
    """0 when every life was ended by SIGKILL and none by itself."""
    chance, settings = random.Random(seed), load()
    chat_services.read_channels(settings.channels)  # loads Apprise
    for name in LATER:
        importlib.import_module(name)
    return 0 if all(kill_one(chance, settings, longest) for _ in range(lives)) else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])))
