"""`gridwalk tick` says with its exit status and in a sentence what did not work, so that a timer can tell somebody."""

from __future__ import annotations

import pytest

from app import cli, jobs
from app.core import db
from app.settings import Settings
from tests.live import free_port


@pytest.fixture
def ticked(capsys):
    """Run the verb over these settings: (exit status, what was printed, what was said of errors)."""

    def ticked_(settings):
        db.let_go()
        status = cli.main(["tick"], settings)
        db.let_go()
        return status, *capsys.readouterr()

    return ticked_


def test_jobs_that_failed_are_named_and_the_rest_is_done(ticked, store):
    db.connect()
    db.database.execute_sql("alter table call rename to no_call")
    status, done, said = ticked(store)
    (line,) = (one for one in said.splitlines() if one.startswith("failed, and tried again next time: "))
    asks_of_calls = {"insight: courses of matters", "matters: unanswered calls"}
    assert status == 1 and set(line.partition("time: ")[2].split("; ")) == asks_of_calls
    assert "not tried" not in said and done.count("\n") == len(jobs.TABLE) - len(asks_of_calls)
    db.connect()
    db.database.execute_sql("alter table no_call rename to call")
    status, done, said = ticked(store)
    assert (status, done.count("\n")) == (0, len(jobs.TABLE)) and "tried again" not in said


def test_a_database_that_is_away_is_a_failure_and_what_was_not_tried_is_named(ticked, tmp_path):
    away = Settings(data_dir=tmp_path, database_url=f"postgresql://nobody@127.0.0.1:{free_port()}/none")
    status, done, said = ticked(away)
    assert status == 1 and done == "" and jobs.TABLE[0].name in said
    assert "the database does not answer; not tried: " in said and jobs.TABLE[-1].name in said


def test_a_store_that_was_never_migrated_is_refused_as_by_the_other_verbs(ticked, tmp_path):
    status, done, said = ticked(Settings(data_dir=tmp_path))
    assert status == 2 and done == "" and "run `gridwalk migrate` first" in said
