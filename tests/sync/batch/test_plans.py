"""What is looked up for every op is found by an index whose size does not grow with the work of years."""

from __future__ import annotations

import pytest

from app.core import db
from app.patrol.rounds import recording
from app.sync.batch import receipts

pytestmark = pytest.mark.sqlite


def plan(prepared, **values):
    """How SQLite says that it will find the rows."""
    prepared.rows(**values)
    compiled = prepared._compiled[db.Database]
    said = db.database.execute_sql(f"explain query plan {compiled.sql}", compiled.filled(values))
    return [row[3] for row in said.fetchall()]


def test_corrections_of_an_op_are_found_among_corrections_alone(store):
    found = plan(receipts._CORRECTIONS, op="a", person="b")
    assert len(found) == 1 and "USING INDEX receipt_corrections (supersedes=? AND person=?)" in found[0]


def test_the_patrol_that_somebody_walks_now_is_found_without_sorting(store):
    found = plan(recording._RUNNING, person="a", since=1)
    assert len(found) == 1 and "patrol_person_id_started_id (person_id=? AND started>?)" in found[0]
