"""Writers side by side in PostgreSQL: none overwrites another's work, and no reader's cursor passes one that is still writing."""

from __future__ import annotations

import threading
import time

import pytest
from peewee import OperationalError

from app.core import clock, db
from app.core.problems.problem import Problem
from app.core.writers import again, postgres
from app.core.writers.committer import Committer
from app.ledger.act import Act
from app.ledger.models import Entry
from app.ledger.record import record
from app.matters import numbering
from app.matters.models import Counter
from app.notify.models import INBOX, Notice
from app.notify.pipeline import collect
from app.patrol.models import Visit
from app.people.models import Device
from app.sync import changes
from app.sync.models import Receipt
from tests.matters import ops
from tests.sync.phone import Phone, new_id

pytestmark = pytest.mark.postgres


def write(number=0):
    return record(Act(None, clock.now(), actor="operator"), "store", str(number), "import")


class Writer(threading.Thread):
    """Another node's writer, that stops before its commit until it is told to go on, or to fail."""

    def __init__(self, work=write):
        super().__init__(daemon=True)
        self.work, self.has_drawn, self.may_end, self.fails = (
            work,
            threading.Event(),
            threading.Event(),
            False,
        )
        self.start()
        assert self.has_drawn.wait(20)

    def run(self):
        try:
            with db.database.atomic(postgres.SERIALIZABLE):  # as in another process: not in this one's queue
                self.work()
                self.has_drawn.set()
                self.may_end.wait(20)
                if self.fails:
                    raise ZeroDivisionError
        except (ZeroDivisionError, OperationalError):
            pass  # it fails, or its line is cut
        finally:
            db.let_go()

    def end(self, fails=False):
        self.fails = fails
        self.may_end.set()
        self.join(20)


class Sending(threading.Thread):
    """A request under way, which has come to where it waits for another's row."""

    def __init__(self, send):
        super().__init__(daemon=True)
        self.send, self.answer = send, None
        self.start()
        waiting = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
        until = time.monotonic() + 20
        while not db.database.execute_sql(waiting).fetchone()[0] and time.monotonic() < until:
            time.sleep(0.01)

    def run(self):
        self.answer = self.send()
        db.let_go()

    def got(self):
        self.join(30)
        return self.answer


def seen(cast, cursor=""):
    answer = changes.since(cast.desk, cursor, "")
    return [change["id"] for change in answer["changes"] if change["kind"] == "matter"], answer["cursor"]


@pytest.mark.parametrize("fails", [False, True])
def test_a_cursor_waits_for_whoever_drew_an_earlier_number(store, cast, fails):
    collect.collect()
    before = seen(cast)[1]
    slow = Writer()
    matter = ops.report(cast.worker, escalate=True).id
    assert seen(cast, before) == ([], before) and collect.collect() == 0
    slow.end(fails)
    assert seen(cast, before)[0] == [matter]
    assert collect.collect() > 0
    told = Notice.select().where(Notice.channel == INBOX, Notice.subject == matter)
    assert [row.recipient for row in told] == [cast.desk.id]


def test_a_node_that_vanishes_holds_nobody_up_for_longer_than_its_line(store, cast):
    slow = Writer()
    ops.report(cast.worker, escalate=True)
    assert db.settled() < Entry.select().order_by(Entry.seq.desc()).get().seq
    others = "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
    db.database.execute_sql(others)
    until = time.monotonic() + 10
    while db.settled() < Entry.select().order_by(Entry.seq.desc()).get().seq:
        assert time.monotonic() < until
        time.sleep(0.01)
    slow.may_end.set()


def test_readers_who_follow_many_writers_miss_nothing_and_see_nothing_twice(store, cast):
    per, count, found = 30, 4, []
    start = db.settled()

    def some(offset):
        for number in range(per):
            with db.database.atomic(postgres.SERIALIZABLE):
                write(offset * per + number)
                time.sleep(0.003 * (offset % 2))
        db.let_go()

    writers = [threading.Thread(target=some, args=(offset,)) for offset in range(count)]
    for writer in writers:
        writer.start()
    cursor = start
    while len(found) < per * count:
        alive = any(writer.is_alive() for writer in writers)
        until = db.settled()
        rows = Entry.select().where(Entry.seq > cursor, Entry.seq <= until).order_by(Entry.seq)
        new = [(row.seq, int(row.subject)) for row in rows]
        found += [subject for _, subject in new]
        cursor = new[-1][0] if new else cursor
        assert alive or new or len(found) == per * count, "an entry was passed over"
    for writer in writers:
        writer.join()
    assert sorted(found) == list(range(per * count))


def test_what_two_read_and_write_is_not_lost(store, cast):
    """A count in the settings of the store, made larger by one in every transaction, without a lock of our own."""
    given_up = []

    def add():
        value = int(db.Meta.value_of("count", "0"))
        db.Meta.write("count", str(value + 1))

    def one():
        with db.database.atomic(postgres.SERIALIZABLE):
            add()

    def counted():
        try:
            one()
        except OperationalError as error:
            given_up.append(error)
            raise

    def many():
        for _ in range(15):
            postgres.repeated(counted)
        db.let_go()

    add()
    writers = [threading.Thread(target=many) for _ in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert db.Meta.value_of("count") == "46" and given_up


def test_what_was_given_up_too_often_is_said_to_be_busy_and_the_request_is_not_begun_anew(store):
    tries = []

    def work():
        tries.append(1)
        db.database.execute_sql("do $$ begin raise exception 'x' using errcode = '40001'; end $$")

    with pytest.raises(OperationalError):
        again.repeated(lambda: again.repeated(work))
    assert len(tries) == postgres.TRIES


def test_a_request_whose_write_is_given_up_is_answered_as_if_nothing_had_been(store, cast, as_):
    phone = Phone(as_, cast)
    told = {"unsent": 3, "photos": 0, "oldest": None}
    assert phone.post([], report=told).status_code == 200
    device = (Device.id == phone.device) & (Device.person == cast.worker.id)
    busy = Writer(lambda: Device.update(label="another node").where(device).execute())
    answer = Sending(lambda: phone.post([phone.op()], report={**told, "unsent": 4}))
    busy.end()
    assert [result["status"] for result in answer.got().json["results"]] == ["applied"]
    row = Device.get(device)
    assert row.label == "another node" and row.report["unsent"] == 4 and Receipt.select().count() == 1


def test_a_number_comes_once_though_nodes_take_them_side_by_side(store, cast):
    first = ops.report(cast.worker)
    numbering._leases.clear()  # another node, or this one after its end
    second = ops.report(cast.worker)
    rows = db.database.execute_sql("select number from matter").fetchall()
    assert len({number for (number,) in rows}) == 2 and first != second
    assert Counter.get().last == 2 * numbering.LEASE


def test_a_batch_that_is_given_up_is_judged_op_by_op_and_each_is_answered(store, cast, as_):
    phone = Phone(as_, cast)
    batch = [phone.op() for _ in range(3)]
    busy = Writer(lambda: other_content(batch[1]["id"], cast))
    answer = Sending(lambda: phone.post(batch))
    busy.end()
    statuses = [result["status"] for result in answer.got().json["results"]]
    assert statuses == ["applied", "conflict", "applied"]
    assert Receipt.select().count() == 3 and Visit.select().count() == 2


def test_a_group_that_is_given_up_is_done_piece_by_piece_and_each_is_answered_once(store, cast, as_):
    Phone(as_, cast).post([], report={"unsent": 3, "photos": 0, "oldest": None})
    done, device = [], Device.person == cast.worker.id
    busy = Writer(lambda: Device.update(label="another node").where(device).execute())
    committer = Committer()

    def label(number):
        def work():
            done.append(number)
            with db.transaction():
                Device.update(report={"unsent": number}).where(device).execute()
                write(number)
                if number == 1:
                    raise Problem("stale")
            return number

        return work

    def group():
        begun = threading.Event()
        first = committer.submit(begun.wait, 20)
        futures = [committer.submit(label(number)) for number in range(3)]
        begun.set()
        first.result(20)
        return [future.exception(30) or future.result() for future in futures]

    answer = Sending(group)
    busy.end()
    one, refused, three = answer.got()
    committer.shutdown()
    assert (one, refused.name, three) == (0, "stale", 2) and done == [0, 0, 1, 2]
    assert [row.subject for row in Entry.select().where(Entry.verb == "import").order_by(Entry.seq)] == [
        "0",
        "2",
    ]
    row = Device.get(device)
    assert (row.label, row.report) == ("another node", {"unsent": 2})


def test_a_piece_whose_question_the_database_refuses_is_answered_alone(store, cast):
    committer, begun = Committer(), threading.Event()
    committer.submit(begun.wait, 20)
    broken = committer.submit(lambda: db.database.execute_sql("SELECT * FROM nothing_of_that_name"))
    fine = committer.submit(db.transaction()(lambda: write(1).subject))
    begun.set()
    assert "does not exist" in str(broken.exception(20)) and fine.result(20) == "1"
    committer.shutdown()
    assert Entry.select().where(Entry.verb == "import").count() == 1


def test_an_op_whose_question_the_database_refuses_is_busy_and_its_neighbours_are_applied(store, cast, as_):
    phone = Phone(as_, cast)
    batch = [
        phone.op(),
        phone.op("matter.report", {"matter": new_id(), "category": "other", "text": "x"}),
        phone.op(),
    ]
    db.database.execute_sql("alter table matter rename to no_matter")
    statuses = [result["status"] for result in phone.post(batch).json["results"]]
    assert statuses == ["applied", "busy", "applied"]
    assert Receipt.select().count() == Visit.select().count() == 2


def other_content(op, cast):
    """Another node has just taken other content under the same id."""
    entry = record(Act(cast.worker, clock.now(), op=op), "visit", op, "record")
    Receipt.create(
        op=op, digest="0" * 64, type="visit.record", status="applied", person=cast.worker.id, seq=entry.seq
    )
