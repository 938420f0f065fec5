"""What is worked out of all areas is worked out once, however many ask for it first."""

from __future__ import annotations

import threading

from app.areas.geometry import location
from app.core import db

THREADS = 8


def test_of_many_who_come_first_one_works_the_areas_out_and_the_others_wait(cast, monkeypatch):
    made, found, gate = [], [], threading.Barrier(THREADS)

    class Counted(location.Index):
        def __init__(self, key):
            made.append(threading.current_thread())
            super().__init__(key)

    def ask():
        db.connect()
        gate.wait()
        found.append(location.index())
        db.let_go()

    monkeypatch.setattr(location, "Index", Counted)
    monkeypatch.setattr(location, "_index", None)
    threads = [threading.Thread(target=ask) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1 and len(found) == THREADS and len({id(one) for one in found}) == 1
