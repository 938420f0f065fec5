"""Gives the background worker one short life after another, each ended by SIGKILL; run as a program of its own.

Every life is a process of its own that runs `app.worker.run`; they are forked from one that has loaded the code, for
most of a life would otherwise be spent on loading it. Arguments: how many lives, the seed, how long the longest lasts.
"""

from __future__ import annotations

import importlib
import os
import random
import signal
import sys
import time

from app import worker
from app.notify import chats
from app.settings import Settings, load

SHORTEST = 0.01  # seconds


def live(settings: Settings) -> None:
    """One life, which ends when somebody ends it."""
    worker.PAUSE = 0.005
    worker.run(settings)


def main(lives: int, seed: int, longest: float) -> int:
    """0 when every life was ended by SIGKILL and none by itself."""
    chance, settings = random.Random(seed), load()
    chats.read(settings.channels)  # loads Apprise
    importlib.import_module("psycopg")  # which is otherwise loaded with the first line to a PostgreSQL
    for _ in range(lives):
        pid = os.fork()
        if pid == 0:
            try:
                live(settings)
            finally:
                os._exit(1)
        time.sleep(chance.uniform(SHORTEST, longest))
        os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
        if not os.WIFSIGNALED(status):
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])))
