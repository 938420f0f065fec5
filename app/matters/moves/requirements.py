"""What a move must carry: each word of the table's "carries" is one check here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from app.areas.models import Area, Post, Unit
from app.core import clock, decode, typed
from app.core.problems.problem import Deferred, Problem
from app.matters import categories, responsibility
from app.matters.commands import MoveBody
from app.matters.models import VOID, Call, Matter
from app.matters.moves import needs, open_calls, parts, ring_reason
from app.matters.moves.calls import judge_call
from app.matters.moves.handling import report_part
from app.matters.moves.hotline import contact_caller
from app.matters.moves.passing_on import send_back
from app.matters.moves.step import Step
from app.matters.moves.time_limits import pause
from app.matters.queries import lists
from app.matters.timing import hotline, pauses, thresholds
from app.matters.workflow.roles import Standing, is_to_judge
from app.people.models import Person

UNTIL_MOST = 2 * 365  # days: what is put off for longer is a slip of the year


def fill(step: Step, body: MoveBody) -> None:
    """Take into the step what the body says, refusing what cannot be read."""
    step.text = (body.text or "").strip() or None
    step.resident_text = " ".join((body.resident_text or "").split()) or None
    step.reason = (body.reason or "").strip() or None
    step.until = decode.time(body.until, "until") if body.until is not None else None
    step.call = body.call
    step.undoes = body.undoes
    step.to = [_target(text, f"to[{place}]") for place, text in enumerate(body.to)]
    given = {"category": body.category, "area": body.area, "spot": _spot(body), "urgency": body.urgency}
    step.changes = {key: value for key, value in given.items() if value is not None}
    if body.case_number is not None and body.case_number.strip():
        step.extra["case_number"] = body.case_number.strip()
    if body.basis is not None and body.basis.strip():
        step.extra["basis"] = body.basis.strip()
    if body.instruction is not None and body.instruction.strip():
        step.extra["instruction"] = body.instruction.strip()
    if body.instructed is not None:
        step.extra["instructed"] = body.instructed
    if body.category is not None:
        categories.require(body.category)


def _spot(body: MoveBody) -> str | None:
    """Another place without a spot of its own has none: what was said of the former one is not true of it."""
    if body.spot is not None:
        return body.spot.strip()
    return "" if body.area is not None else None


def _target(text: str, at: str) -> tuple[str, str]:
    kind, _, code = text.partition(":")
    if kind not in ("person", "unit", "area", "matter") or not code:
        raise Problem("bad-value", (at, "not-a-choice"))
    return kind, code


def check(step: Step, standing: Standing, carries: tuple[str, ...]) -> None:
    """Problem bad-value (or the named problem) for the first thing that is missing or wrong."""
    for word in carries:
        needs.require(step, word)
        CARRIES[word][0](step, standing)


def _whatever(step: Step, _: Standing) -> None:
    """Nothing beside what the word needs (`needs.NEEDS`); whatever else a phone may say is kept as it is."""


def _until(step: Step, _: Standing) -> None:
    assert step.until is not None
    if step.until <= clock.now():
        raise Problem("bad-value", ("until", "past"))
    last = clock.today() + dt.timedelta(days=UNTIL_MOST)
    if clock.date_of(step.until) > last:
        raise Problem("bad-value", ("until", "too-far", {"last": last.isoformat()}))


def _part_reason(step: Step, standing: Standing) -> None:
    """What the support says of its own part."""
    if step.reason not in {reason.code for reason in report_part.MOVE.reasons}:
        raise Problem("bad-value", ("reason", "not-a-choice"))
    step.to = [(part.kind, part.code) for part in standing.own_parts]


def _parts(step: Step, standing: Standing) -> None:
    """While a support has not answered, the text says why it is not waited for."""
    left = [part for part in standing.supports if part.state == "open"]
    if left and not step.text:
        raise Problem("bad-value", ("text", "parts-open", {"names": parts.names_of(left)}))


def check_case_number(step: Step, standing: Standing) -> None:
    """The number of another office is given by whoever holds it or the desk; Problem bad-value for anybody else."""
    if "case_number" in step.extra and not (standing.is_holder() or standing.is_("desk_over")):
        raise Problem("bad-value", ("case_number", "not-a-choice"))


def _pause_reason(step: Step, _: Standing) -> None:
    """A question to whoever asked, for a while; or a case that is filed, under its number, until its legal limit."""
    if step.reason is not None and step.reason not in {reason.code for reason in pause.MOVE.reasons}:
        raise Problem("bad-value", ("reason", "not-a-choice"))
    if step.matter.paused is not None and not pauses.is_question(step.matter):
        last = clock.date_of(step.matter.paused_until).isoformat()
        raise Problem("bad-value", ("until", "filed-already", {"last": last}))
    if step.reason == pauses.FILED:
        return
    days = thresholds.number(step.matter.level, "pause_days")
    if step.until is not None and step.until > clock.now() + days * clock.DAY:
        raise Problem("bad-value", ("until", "pause-too-long", {"most": f"{days:g}"}))


def _coming(step: Step, standing: Standing) -> None:
    """A time, if one is given, lies ahead; what a phone said long ago of a time that is over says nothing any more."""
    if step.until is not None and step.act.op is not None and step.until <= clock.now():
        step.until = None
    if step.until is not None:
        _until(step, standing)


def _instruction(step: Step, _: Standing) -> None:
    """A leader's instruction is its number and its day, and no words of it."""
    if "instructed" in step.extra and "instruction" not in step.extra:
        raise Problem("bad-value", ("instruction", "missing"))
    try:
        dt.date.fromisoformat(step.extra.get("instructed", "2000-01-01"))
    except ValueError as error:
        raise Problem("bad-value", ("instructed", "bad-date")) from error
    if step.extra.get("instructed", "") > clock.today().isoformat():
        raise Problem("bad-value", ("instructed", "in-future", {"last": clock.today().isoformat()}))


def _send_back_reason(step: Step, _: Standing) -> None:
    if step.reason not in {reason.code for reason in send_back.MOVE.reasons}:
        raise Problem("bad-value", ("reason", "not-a-choice"))


def _change(step: Step, standing: Standing) -> None:
    area = step.changes.get("area")
    if area is not None and not _may_name(standing, area):
        raise Problem("unknown-area", ("area", "not-here"))


def _may_name(standing: Standing, area: str) -> bool:
    """An area in the person's own reach, or below where the matter lies for someone who only handles it."""
    return _exists(area) and (
        standing.reach.sees_area(area) or standing.matter.level in standing.ground.chain(area)
    )


def _exists(area: str) -> bool:
    found = Area.get_or_none(Area.code == area)
    return found is not None and found.on(clock.today())


def _kinds(step: Step, *kinds: str) -> None:
    for place, (kind, _) in enumerate(step.to):
        if kind not in kinds:
            raise Problem("bad-value", (f"to[{place}]", "not-a-choice"))
    step.to = list(dict.fromkeys(step.to))


def _to_handlers(step: Step, standing: Standing) -> None:
    _kinds(step, "unit", "person")
    for place, (kind, code) in enumerate(step.to):
        if kind == "unit":
            unit = _require_unit(code, place)
            _refuse_withdrawn(standing, unit.area_id, f"to[{place}]")
        elif not _is_colleague(code, standing):
            raise Problem("bad-value", (f"to[{place}]", "not-here"))


def _to_units(step: Step, standing: Standing) -> None:
    """Units that are there, and none that is called already: one open call per unit and matter."""
    _kinds(step, "unit")
    called = open_calls.open_units(standing.calls)
    for place, (_kind, code) in enumerate(step.to):
        _require_unit(code, place)
        if code in called:
            name = Unit.get_by_id(code).name
            raise Problem("bad-value", (f"to[{place}]", "called-already", {"unit": name}))


def _require_unit(code: str, place: int) -> Unit:
    found: Unit | None = Unit.get_or_none(Unit.code == code)
    if found is None:
        raise Problem("unknown-unit", (f"to[{place}]", "not-here"))
    if not found.stands(clock.now()):
        raise Problem("unknown-unit", (f"to[{place}]", "unit-ended", {"name": found.name}))
    return found


def _refuse_withdrawn(standing: Standing, area: str, at: str) -> None:
    """What the level above has taken back is never sent down to an area that it was taken from."""
    if responsibility.is_withdrawn_at(standing.matter.category, standing.ground.chain(area)):
        raise Problem("bad-value", (at, "withdrawn"))


def _is_colleague(person: str, standing: Standing) -> bool:
    """Someone who may sign in and holds a post today at, below or above where the matter lies."""
    day, level = clock.today().isoformat(), standing.matter.level
    posts = (
        Post.select(Post.area)
        .join(Person)
        .where(Post.person == person, Post.begins <= day, Post.ends >= day, Person.ended.is_null())
        .tuples()
    )
    above = standing.ground.chain(level)
    return any(area in above or level in standing.ground.chain(area) for (area,) in posts)


def _to_area(step: Step, standing: Standing) -> None:
    _kinds(step, "area")
    if len(step.to) > 1:
        raise Problem("bad-value", ("to", "too-many", {"most": 1}))
    code, level = step.to[0][1], standing.matter.level
    if not _exists(code) or level not in standing.ground.chain(code)[1:]:
        raise Problem("unknown-area", ("to[0]", "not-here"))
    _refuse_withdrawn(standing, code, "to[0]")


def _to_matter(step: Step, standing: Standing) -> None:
    _kinds(step, "matter")
    if len(step.to) > 1:
        raise Problem("bad-value", ("to", "too-many", {"most": 1}))
    named = step.to[0][1]  # its id, or its number as somebody typed it
    is_id = decode.UUID_FORM.fullmatch(named) is not None
    wanted = Matter.id == named if is_id else Matter.number == (typed.matter_number(named) or "")
    other = lists.visible(standing.reach).where(wanted).first()
    if other is None:
        raise Deferred
    step.to = [("matter", other.id)]
    if other.id == step.matter.id:
        raise Problem("bad-value", ("to[0]", "itself"))
    if other.state == VOID:
        gone_to = Matter.get_or_none(Matter.id == other.merged_into) if other.merged_into else None
        if gone_to is None:
            raise Problem("bad-value", ("to[0]", "is-void", {"number": other.number}))
        parameters = {"number": other.number, "other": gone_to.number}
        raise Problem("bad-value", ("to[0]", "merged-away", parameters))


def _call(step: Step, standing: Standing) -> None:
    step.calls = (open_calls.choose(standing, step.call, _units_of(step)),)
    step.to = []


def _new_call(step: Step, standing: Standing) -> None:
    step.calls = (open_calls.choose(standing, step.call, _units_of(step), is_new=True),)
    step.to = []


def _to_called(step: Step, standing: Standing) -> None:
    """Those of the open calls that are meant."""
    _mean(step, standing, [call for call in standing.own_calls if call.state == "open"])


def _to_judged(step: Step, standing: Standing) -> None:
    """The calls that are meant; several units of one whistle are named each, for each has its own verdict."""
    is_named = bool(_units_of(step))
    _mean(step, standing, [call for call in standing.own_calls if is_to_judge(call)])
    if len(step.calls) > 1 and not is_named:
        raise Problem("bad-value", ("to", "needs-called", {"names": open_calls.names_of(step.calls)}))


def _mean(step: Step, standing: Standing, calls: list[Call]) -> None:
    over = open_calls.over_by_now(standing.own_calls, calls, step.call, _units_of(step))
    if over is not None:
        raise Problem("bad-value", over)
    step.calls = tuple(open_calls.meant(calls, step.call, _units_of(step)))
    entries = {call.entry for call in step.calls}
    step.call = entries.pop() if len(entries) == 1 else None
    step.to = [("unit", call.unit) for call in step.calls]


def _units_of(step: Step) -> list[str]:
    """The units that the step names; Problem bad-value for anything else."""
    for place, (kind, _) in enumerate(step.to):
        if kind != "unit":
            raise Problem("bad-value", (f"to[{place}]", "not-a-choice"))
    return list(dict.fromkeys(code for _, code in step.to))


def _verdict(step: Step, _: Standing) -> None:
    if step.reason not in {reason.code for reason in judge_call.MOVE.reasons}:
        raise Problem("bad-value", ("reason", "not-a-choice"))
    due = max((call.due for call in step.calls if call.state == "open"), default=0)
    if step.reason == judge_call.ABSENT and due > clock.now():
        until = clock.to_the_minute(due)
        raise Problem("bad-value", ("reason", "may-still-come", {"until": until}))


def _contact_reason(step: Step, _: Standing) -> None:
    """Whether they were reached; one of the two."""
    if step.reason not in {reason.code for reason in contact_caller.MOVE.reasons}:
        raise Problem("bad-value", ("reason", "not-a-choice"))


def _basis(step: Step, _: Standing) -> None:
    """By which law or rule a ticket goes back, while the hotline's clock for that runs."""
    until = (step.matter.ticket or {"due": {}})["due"].get(hotline.RETURN)
    if until is not None and until <= clock.now():
        raise Problem("bad-value", ("basis", "return-over", {"until": clock.to_the_minute(until)}))


def _undoes(step: Step, _: Standing) -> None:
    if step.undoes is None:
        raise Problem("bad-value", ("undoes", "needs-undoes"))


Check = Callable[[Step, Standing], None]

# word of the table → (check, the keys a phone should offer for it)
CARRIES: dict[str, tuple[Check, tuple[str, ...]]] = {
    "text": (_whatever, ("text",)),
    "text_or_photo": (_whatever, ("text", "photos")),
    "until": (_until, ("until",)),
    "reason": (_whatever, ("reason",)),
    "reason_or_text": (_whatever, ("reason", "text")),
    "send_back_reason": (_send_back_reason, ("reason", "text")),
    "change": (_change, ("category", "area", "spot", "urgency", "text")),
    "coming": (_coming, ("until",)),
    "instruction": (_instruction, ("instruction", "instructed")),
    "shelf_reason": (_whatever, ("reason",)),  # why it rests
    "pause_reason": (_pause_reason, ("reason", "case_number")),
    "part_reason": (_part_reason, ("reason", "text")),
    "parts": (_parts, ("text",)),
    "to_handlers": (_to_handlers, ("to",)),
    "to_units": (_to_units, ("to",)),
    "to_area": (_to_area, ("to",)),
    "to_matter": (_to_matter, ("to",)),
    "call": (_call, ("call",)),
    "new_call": (_new_call, ("call",)),
    "to_called": (_to_called, ("to",)),
    "to_judged": (_to_judged, ("to",)),
    "verdict": (_verdict, ("reason", "text")),
    "transfer": (_whatever, ("reason",)),  # whether it is a case that is handed over
    "occasion": (_whatever, ("reason",)),  # what a whistle is for; before there were any, none was named
    "contact_reason": (_contact_reason, ("reason",)),
    "ring_reason": (ring_reason.check, ("reason",)),
    "basis": (_basis, ("basis",)),
    "undoes": (_undoes, ("undoes",)),
    "solved": (_whatever, ("solved",)),  # decoded by the residents' own door, which always has a verdict
}
