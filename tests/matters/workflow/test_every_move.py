"""Every situation × person × move against a table written by hand from the rules, refusals included."""

from __future__ import annotations

import uuid

import pytest

from app.areas.models import Post
from app.core import clock, db
from app.core.problems.problem import Deferred, Problem
from app.ledger.models import Entry
from app.matters.models import Matter
from app.matters.views import serialize
from app.people.models import Person
from tests import cast as c
from tests.matters import ops

# situation
#   person: the moves that are open. "-" none, "x" does not even see it. Who is not named is like `others`.
EXPECTED = """
at the grid
  worker: amend settle_on_spot take escalate note answer void
  lead: settle_on_spot take escalate whistle note remind
  guide: settle_on_spot take escalate whistle note remind
  desk: amend escalate note remind supervise answer merge void
  head: note
  city: note
  admin: -
  others: x
found by the head, with the worker
  head: amend settle_on_spot escalate note void
  worker: amend settle_on_spot take escalate note answer
  lead: settle_on_spot take escalate whistle note remind
  guide: settle_on_spot take escalate whistle note remind
  desk: amend escalate note remind supervise answer merge void
  city: note
  admin: -
  others: x
in hand at the grid
  worker: amend escalate note ask_extension pause resolve answer
  lead: take escalate whistle note remind
  guide: take escalate whistle note remind
  desk: amend escalate note extend remind supervise answer merge void
  head: note
  city: note
  admin: -
  others: x
at the desk
  worker: amend escalate note void
  lead: escalate whistle note remind
  guide: escalate whistle note remind
  desk: amend acknowledge take dispatch escalate hand_down whistle note shelve remind supervise answer merge void
  head: note
  city: note
  admin: -
  others: x
an emergency in the finder's own hands
  worker: amend send_back escalate note ask_extension pause resolve answer void
  lead: take escalate whistle note remind
  guide: take escalate whistle note remind
  desk: amend take dispatch escalate hand_down whistle note extend shelve remind supervise answer merge void
  head: note
  city: note
  admin: -
  others: x
called
  worker: amend escalate note void
  lead: escalate whistle note remind
  guide: escalate whistle note remind
  desk: amend acknowledge take dispatch escalate hand_down whistle call_off judge_call note shelve remind supervise answer merge void
  dept: accept attend return_call note
  head: note
  city: note
  admin: -
  others: x
in the desk's hands
  worker: escalate note
  lead: take escalate whistle note remind
  guide: take escalate whistle note remind
  desk: amend dispatch escalate hand_down whistle note ask_extension extend pause shelve remind supervise resolve answer merge void
  head: note
  city: note
  admin: -
  others: x
dispatched to the unit
  worker: amend escalate note void
  lead: escalate whistle note remind
  guide: escalate whistle note remind
  desk: amend dispatch escalate hand_down whistle note extend shelve remind supervise answer merge void
  dept: amend acknowledge take send_back escalate note ask_extension pause resolve answer
  head: note
  city: note
  admin: -
  others: x
dispatched a third time
  worker: amend escalate note void
  lead: escalate whistle note remind
  guide: escalate whistle note remind
  desk: amend dispatch escalate hand_down whistle note extend shelve remind supervise answer merge void
  dept: amend acknowledge take escalate note ask_extension pause resolve answer
  head: note
  city: note
  admin: -
  others: x
dispatched to a person
  worker: amend escalate note void
  worker2: amend take send_back escalate note ask_extension pause resolve answer
  lead: escalate whistle note remind
  guide: escalate whistle note remind
  desk: amend dispatch escalate hand_down whistle note extend shelve remind supervise answer merge void
  head: note
  city: note
  admin: -
  others: x
in the unit's hands
  worker: escalate note
  lead: take escalate whistle note remind
  guide: take escalate whistle note remind
  desk: amend take dispatch escalate hand_down whistle note extend shelve remind supervise answer merge void
  dept: amend send_back escalate note ask_extension pause resolve answer
  head: note
  city: note
  admin: -
  others: x
resolved, the head's turn
  worker: note
  lead: whistle note remind ring_head
  guide: whistle note remind ring_head
  desk: amend whistle note remind supervise reopen answer merge void ring_head
  dept: amend note answer
  head: note confirm refuse decline
  city: note
  admin: -
  others: x
resolved, the lead's turn
  worker: note
  lead: whistle note remind confirm refuse decline
  guide: whistle note remind confirm refuse decline
  desk: amend whistle note remind supervise reopen answer merge void
  dept: amend note answer
  head: note
  city: note
  admin: -
  others: x
resolved, the finder's turn
  worker: note confirm refuse decline
  lead: whistle note remind
  guide: whistle note remind
  desk: amend whistle note remind supervise reopen answer merge void
  dept: amend note answer
  head: note
  city: note
  admin: -
  others: x
resolved, the desk's turn
  worker: note
  lead: whistle note remind
  guide: whistle note remind
  desk: amend whistle note remind supervise confirm refuse decline reopen answer merge void
  dept: amend note answer
  head: note
  city: note
  admin: -
  others: x
resolved, the turn of the desk above
  worker: note
  lead: whistle note remind
  guide: whistle note remind
  desk: amend whistle note remind supervise reopen answer merge void
  dept: amend note answer
  head: note
  city: note confirm refuse decline
  admin: -
  others: x
confirmed
  worker: note
  lead: whistle note remind ring_back
  guide: whistle note remind ring_back
  desk: amend whistle note remind supervise close reopen answer merge void ring_back
  dept: amend note answer
  head: note
  city: note
  admin: -
  others: x
closed
  worker: -
  lead: -
  guide: -
  desk: reopen answer
  dept: answer
  head: -
  city: -
  admin: -
  others: x
closed at the grid
  worker: answer
  lead: -
  guide: -
  desk: reopen answer
  head: -
  city: -
  admin: -
  others: x
shelved
  worker: note
  lead: whistle note remind
  guide: whistle note remind
  desk: amend dispatch whistle note resume remind supervise answer merge void
  head: note
  city: note
  admin: -
  others: x
void
  worker: -
  lead: -
  guide: -
  desk: reopen answer
  head: -
  city: -
  admin: -
  others: x
at the top
  worker: amend escalate note void
  lead: escalate whistle note remind
  guide: escalate whistle note remind
  desk: note
  city: amend acknowledge take dispatch escalate hand_down whistle note shelve remind supervise answer merge void
  head: note
  admin: -
  others: x
"""

# where each move leads; "." stays where it was
LEADS_TO = """
amend . | settle_on_spot closed | acknowledge . | take in_hand | dispatch dispatched | send_back reported
escalate reported | hand_down reported | whistle . | accept . | attend . | return_call . | call_off . | judge_call . | note . | ask_extension . | pause . | extend .
shelve shelved | resume reported | remind . | supervise . | resolve resolved | report_part . | confirm closed | refuse in_hand
decline . | close closed | reopen reported | answer . | merge void | void void | join . | leave . | undo . | hotline_extend . | sign_for . | contact_caller . | ask_hotline . | ask_not_counted . | return_to_hotline void | reply_to_hotline . | ring_back . | ring_head .
"""


def parsed() -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = {}
    for line in EXPECTED.strip().splitlines():
        if not line.startswith(" "):
            here = found.setdefault(line.strip(), {})
        else:
            who, _, moves = line.strip().partition(": ")
            here[who] = [] if moves == "-" else moves.split()
    return found


TABLE = parsed()
TO = dict(pair.split() for line in LEADS_TO.strip().splitlines() for pair in line.split("|"))
OUT_OF_REACH = ("note", "take", "void", "confirm")  # whoever does not see it is stopped before the table
UNIT = f"unit:{c.ENFORCEMENT}"


def soon() -> str:
    return clock.rfc3339(clock.now() + clock.DAY)


def guide(cast: c.Cast) -> Person:
    person = Person.create(id=str(uuid.uuid4()), name="林指导", login="guide")
    Post.create(id=str(uuid.uuid4()), person=person, area=c.GRID, role="grid_guide")
    return person


def make(cast: c.Cast, situation: str) -> Matter:
    """A matter in the situation, brought there by moves alone."""
    if situation.startswith("found by the head"):
        return ops.report(cast.head)
    if situation == "closed at the grid":
        return ops.report(cast.worker, settled={"text": "搬走了"})
    matter = ops.report(cast.worker)
    if situation == "at the grid":
        return matter
    if situation == "in hand at the grid":
        ops.move(cast.worker, matter, "take")
        return matter
    ops.move(cast.worker, matter, "escalate")
    if situation == "at the top":
        ops.move(cast.desk, matter, "escalate")
    elif situation.startswith("an emergency"):
        ops.move(cast.desk, matter, "dispatch", to=[f"person:{cast.worker.id}"])
        ops.move(cast.worker, matter, "take")
        ops.move(cast.worker, matter, "amend", urgency="emergency")
    elif situation == "called":
        ops.move(cast.desk, matter, "whistle", to=[UNIT], text="请到现场")
    elif situation == "in the desk's hands":
        ops.move(cast.desk, matter, "take")
    elif situation == "shelved":
        ops.move(cast.desk, matter, "shelve", text="等改造", until=soon())
    elif situation == "void":
        ops.move(cast.worker, matter, "void", reason="看错了")
    elif situation == "dispatched to a person":
        ops.move(cast.desk, matter, "dispatch", to=[f"person:{cast.worker2.id}"])
    elif situation != "at the desk":
        _with_the_unit(cast, matter, situation)
    return matter


def _with_the_unit(cast: c.Cast, matter: Matter, situation: str) -> None:
    if situation == "confirmed":
        Matter.update(resident_asked=True).where(Matter.id == matter.id).execute()
    ops.move(cast.desk, matter, "dispatch", to=[UNIT])
    if situation == "dispatched a third time":
        for _ in range(2):
            ops.move(cast.dept, matter, "send_back", reason="not_ours")
            ops.move(cast.desk, matter, "dispatch", to=[UNIT])
    if situation.startswith("dispatched"):
        return
    ops.move(cast.dept, matter, "take")
    if situation == "in the unit's hands":
        return
    ops.move(cast.dept, matter, "resolve", text="办好了")
    for who, name in ((cast.head, "head"), (cast.lead, "lead"), (cast.worker, "finder"), (cast.desk, "desk")):
        if situation in ("confirmed", "closed"):
            ops.move(cast.head, matter, "confirm")
            return
        if situation == f"resolved, the {name}'s turn":
            return
        ops.move(who, matter, "decline")


def body(cast: c.Cast, name: str, other: Matter) -> dict[str, object]:
    """Everything that the move may have to carry."""
    to = {
        "dispatch": [UNIT],
        "whistle": [f"unit:{c.PROPERTY}"],
        "hand_down": [f"area:{c.GRID}"],
        "merge": [f"matter:{other.id}"],
    }
    said: dict[str, object] = {"text": "说明一下", "reason": "not_ours", "until": soon()}
    if name == "pause":
        said["reason"] = "asking"
    if name == "judge_call":
        said["reason"] = "came"
    if name in ("ring_back", "ring_head"):
        said["reason"] = "rung_nobody"
    return {**said, "to": to[name]} if name in to else said


class Undone(Exception):
    """Takes a tried move back."""


@pytest.mark.parametrize("situation", list(TABLE))
def test_what_each_person_may_do_and_where_it_leads(cast, situation):
    people = {**cast.people, "guide": guide(cast)}
    other = ops.report(cast.worker)
    ops.put(Matter.id == other.id, area=c.COMMUNITY, level=c.COMMUNITY)
    matter = make(cast, situation)
    before, entries = matter.__data__.copy(), Entry.select().count()
    for who, person in people.items():
        wanted = TABLE[situation].get(who, TABLE[situation]["others"])
        if wanted != ["x"]:
            assert sorted(serialize.for_person(matter, person)["moves"]) == sorted(wanted), who
        for name in TO.keys() - {"undo"} if wanted != ["x"] else OUT_OF_REACH:  # undo: moves/test_undo.py
            outcome = attempt(cast, person, matter, name, other)
            if wanted == ["x"]:
                assert outcome == "deferred", (who, name)
            elif name in wanted:
                assert outcome == leads_to(situation, name, matter), (who, name)
            else:
                assert outcome == "not-open", (who, name)
            assert ops.stored(matter.id).__data__ == before
    assert Entry.select().count() == entries


def leads_to(situation: str, name: str, matter: Matter) -> str:
    stays = TO[name] == "." or (situation == "at the top" and name == "escalate")
    return matter.state if stays else TO[name]


def attempt(cast: c.Cast, person: Person, matter: Matter, name: str, other: Matter) -> str:
    """The state the move leads to, tried and taken back; or how it was refused."""
    tried = ops.stored(matter.id)
    try:
        with db.transaction():
            ops.move(person, tried, name, **body(cast, name, other))
            raise Undone
    except Undone:
        return tried.state
    except Deferred:
        return "deferred"
    except Problem as problem:
        return problem.name


def test_the_table_by_hand_names_every_move_of_the_table_in_code():
    from app.matters import transition
    from app.matters.moves import table

    assert set(TO) == set(transition.VERBS) == set(table.NAMES) - {"rate", "redraw", "hand_on", "call_back"}
