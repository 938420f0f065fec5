"""What was found at a door: the latest answer to each question counts, every one stands in the ledger, and help is called once."""

from __future__ import annotations

from app.areas import history, tree
from app.areas.access import permissions
from app.areas.models import Area
from app.core import clock, db, ids
from app.core.problems.problem import Deferred, Problem
from app.core.words import mark, translate
from app.ledger import record as ledger
from app.ledger.act import Act
from app.ledger.models import Entry
from app.ledger.outcome import Outcome
from app.matters import categories, reports, transition
from app.matters.commands import MoveBody, ReportBody
from app.matters.models import OPEN, Matter
from app.matters.moves.ending import void
from app.matters.moves.handling import note
from app.storms.commands import DoorBody
from app.storms.doors import KINDS
from app.storms.models import QUESTIONS, StormDoor, StormList
from app.storms.on_duty import MAY

CATEGORY = "weather"
HELP = mark("{storm}：{area}有人需要帮忙。上门时记下的，只知道是哪一栋。")

CALLED_BY_OTHERS = mark("别人也说这里要帮忙，不能当误触撤回。不用帮忙了，就在名单里改成“否”。")
NO_HELP = mark("上门的人改记为不用帮忙了。这件事怎么办，由接件的定。")

# what the ledger says of it
SENTENCES = {
    "declared": {"": mark("{by} 开启防汛防台")},
    "door": {"": mark("{by} 上门")},
    "expected": {"": mark("{by} 改了防汛防台预计结束的时间")},
    "followed": {"": mark("区域调整，上门名单跟着走")},
    "ended": {"": mark("{by} 结束防汛防台")},
}


def record(act: Act, body: DoorBody) -> Outcome:
    """Keep what was found; what comes after the storm's end counts as well.

    Problem no-post, list-not-yours where the list is not here or out of reach, bad-value without an answer, unknown-area
    for a door that is none of this list's.
    """
    answers = {name: getattr(body, name) for name in QUESTIONS if getattr(body, name) is not None}
    if not answers:
        raise Problem("bad-value", ("told", "missing"))
    with db.transaction():
        found = _list_of(act, body)
        door = _door_of(found, body.area)
        moment = act.moment
        newest = {
            name: value for name, value in answers.items() if moment >= (getattr(door, f"{name}_at") or 0)
        }
        had_called = bool(door.help)
        for name, value in newest.items():
            setattr(door, name, value)
            setattr(door, f"{name}_at", moment)
        fields: dict[str, object] = {**answers}
        if len(newest) < len(answers):
            fields["overtaken"] = sorted(answers.keys() - newest.keys())
        if found.storm.ended is not None:
            fields["after_end"] = True
        if answers.get("help"):
            door.matter = _call_for_help(act, found, door, "help" in newest)
            fields["matter"] = door.matter
        elif had_called and not door.help and door.matter is not None:
            _say_that_none_is_needed(act, door.matter)
        entry = ledger.record(act, "storm", door.list_id, "door", body=fields, area=door.area_id, photos=())
        changed = {
            name: getattr(door, name) for name in (*QUESTIONS, *(f"{q}_at" for q in QUESTIONS), "matter")
        }
        StormDoor.update(changed).where(
            StormDoor.list == door.list_id, StormDoor.area == door.area_id
        ).execute()
        StormList.update(seq=entry.seq, version=StormList.version + 1).where(
            StormList.id == door.list_id
        ).execute()
    return Outcome("storm", door.list_id, entry.seq)


def _list_of(act: Act, body: DoorBody) -> StormList:
    reach = act.reach_for_facts()
    if not permissions.may(reach, MAY):
        raise Problem("no-post")
    found: StormList | None = StormList.get_or_none(StormList.id == body.storm)
    if found is None or not (
        permissions.may(reach, MAY, found.area_id) or permissions.may(reach, MAY, body.area)
    ):
        raise Problem(
            "list-not-yours"
        )  # the office makes the lists: one that is not here does not come later
    return found


def _door_of(found: StormList, area: str) -> StormDoor:
    """The door in this storm, or that of the building that took over from it; one that was entered since is put onto the list."""
    heirs = (area, *history.successors(area))
    in_storm = StormDoor.select(StormDoor, StormList).join(StormList).where(StormList.storm == found.storm_id)
    known = {door.area_id: door for door in in_storm.where(StormDoor.area.in_(heirs))}
    if known:
        return next(known[code] for code in heirs if code in known)
    entered = Area.get_or_none(Area.code == area)
    if entered is None or entered.kind not in KINDS:
        raise Problem("unknown-area", ("area", "no-door-of-list"))
    above = tree.chain(area)
    lists = StormList.select().where(StormList.storm == found.storm_id, StormList.area.in_(above))
    there = sorted(lists, key=lambda row: (row.id != found.id, above.index(row.area_id)))
    if not there:
        raise Problem("unknown-area", ("area", "no-door-of-list"))
    return StormDoor.create(list=there[0], area=area)


def _call_for_help(act: Act, found: StormList, door: StormDoor, counts: bool) -> str | None:
    """The matter that stands for this door: filed once, and once more only where that one is over and help is needed again.

    counts: whether the answer is the latest one; the first yes of a door is heard though a no overtook it.
    """
    former = Matter.get_or_none(Matter.id == door.matter) if door.matter is not None else None
    if former is not None and (former.state in OPEN or not counts):
        return str(former.id)
    area = Area.get_by_id(door.area_id)
    standing = area if area.on(clock.today()) else Area.get_by_id(found.area_id)
    made = reports.report(
        act,
        ReportBody(
            matter=ids.uuid7(), category=categories.standing_or_other(CATEGORY), urgency="emergency", escalate=True,
            text=translate(HELP, "zh", storm=found.storm.name, area=area.name),
            area=standing.code if standing.on(clock.today()) else None,
        ),
    )  # fmt: skip
    return made.id


def _say_that_none_is_needed(act: Act, matter: str) -> None:
    """Who was called reads it in the matter's history; what becomes of the matter is theirs to decide, and one that is over stays so."""
    body = MoveBody(matter=matter, move=note.MOVE.name, text=translate(NO_HELP, "zh"))
    try:
        transition.move(act, body)
    except Deferred:  # out of reach by now
        return
    except Problem as problem:
        if problem.name != "not-open":
            raise


def take_back(entry: Entry) -> None:
    """误触: a call that was a mistake answers no at its door, in the entry's transaction.

    Problem forbidden where another called there as well: their call is in this matter, and would ring no more.
    The door keeps no time of that no: whatever is answered there, also what is still on its way from others, counts after it.
    """
    if entry.verb != void.MOVE.name or (entry.body or {}).get("reason") != "mistake":
        return
    door = StormDoor.get_or_none(StormDoor.matter == entry.subject, StormDoor.help == True)  # noqa: E712
    if door is None:
        return
    if len(_callers(door)) > 1:
        raise Problem("forbidden", sentence=CALLED_BY_OTHERS)
    of_list = StormDoor.list == door.list_id
    StormDoor.update(help=False, help_at=None).where(of_list, StormDoor.area == door.area_id).execute()
    StormList.update(seq=entry.seq, version=StormList.version + 1).where(
        StormList.id == door.list_id
    ).execute()


def _callers(door: StormDoor) -> set[str]:
    """Who said that help is needed there while this matter stood for it."""
    answers = Entry.select(Entry.by, Entry.body).where(
        Entry.kind == "storm", Entry.subject == door.list_id, Entry.verb == "door"
    )
    return {row.by for row in answers if row.body.get("help") and row.body.get("matter") == door.matter}
