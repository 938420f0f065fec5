"""The moves open to a person, each with its label, what it must carry and what there is to choose from."""

from __future__ import annotations

from typing import Any

from app.areas.models import Unit
from app.core.words import mark, translate
from app.matters.models import CLOSED, REPORTED, VOID, Call, Matter, SentBack
from app.matters.moves import open_calls, table
from app.matters.moves.passing_on import send_back
from app.matters.moves.record import Move, Row
from app.matters.moves.requirements import CARRIES
from app.matters.moves.time_limits import pause
from app.matters.queries import sent_back
from app.matters.responsibility import Duty
from app.matters.timing import pauses
from app.matters.views.loader import Reading
from app.matters.views.next_act import Act
from app.matters.workflow.roles import is_to_judge


def open_moves(acts: list[Act], matter: Matter, reading: Reading) -> list[dict[str, Any]]:
    """Those of the acts that screens show: `{"name", "label", "carries", "fields", "plain", "leads", "to" …}` each; `quick` is a reason that is a button of its own."""
    return [_offer(act, matter, reading) for act in acts if act.is_offered]


# What whoever has just reported something is offered until the office has shown it to them: what they keep themselves, and
# what they passed up (`Move.on_own_report`). The first is `open_moves` of such a matter, and a test holds the two together.
OWN_REPORTS = ("kept", "passed")
MAKER = {"finder", "finder_at_grid", "holder", "anyone"}


def fresh(language: str) -> dict[str, list[dict[str, Any]]]:
    """The offers of a phone's own report that has not been pulled yet, for acting on it without a line."""
    return {kind: _fresh(kind, language) for kind in OWN_REPORTS}


def _fresh(kind: str, language: str) -> list[dict[str, Any]]:
    moves = sorted(
        (move for move in table.MOVES if kind in move.on_own_report),
        key=lambda move: move.on_own_report[kind],
    )
    return [
        _bare(move, _maker_row(move), language)
        | {"label": translate(move.label, language), "leads": move.rank.leads and place == 0}
        for place, move in enumerate(moves)
    ]


def _maker_row(move: Move) -> Row:
    return next(row for row in move.rows if REPORTED in row.froms and MAKER & {*row.who})


def _bare(move: Move, row: Row, language: str) -> dict[str, Any]:
    """What the record alone says of a move."""
    fields = [key for word in row.carries for key in CARRIES[word][1]]
    offer = {
        "name": move.name,
        "carries": list(row.carries),
        "fields": list(dict.fromkeys(fields)),
        "plain": move.is_button and not set(row.carries) - {"call", "new_call"},
    }
    if "reason" in fields:
        offer["reasons"] = reasons(move, language)
    return offer


def reasons(move: Move, language: str) -> list[dict[str, str]]:
    """The reasons to choose from on a form: `{"code", "name"}` each."""
    return [
        {"code": reason.code, "name": translate(reason.words, language)}
        for reason in move.reasons
        if reason.on_form
    ]


def describe(move: Move, language: str) -> dict[str, Any]:
    """What a client is told once of a move, whoever makes it: only what there is of these.

    `word`: its label, with {next} for the next level; `hint`, `phrases`, `reasons` of its form; `is_button`: no form;
    `is_repeatable`: may wait twice in a queue; `settles`: says that the work is done; `for_residents`: may
    carry a sentence that residents who asked read; `ends`: the state in which a matter
    of one's own ends by it, as it is shown until the office has heard of it.
    """
    ends = {row.to for row in move.rows if row.to in (CLOSED, VOID)} if move.on_own_report else set()
    words = {
        "word": translate(move.label, language),
        "hint": translate(move.hint, language),
        "phrases": [translate(phrase, language) for phrase in move.phrases],
        "reasons": reasons(move, language),
        "is_button": move.is_button,
        "is_repeatable": move.is_repeatable,
        "settles": move.settles,
        "for_residents": move.has_resident_text,
        "ends": next(iter(ends), None),
    }
    return {key: value for key, value in words.items() if value}


def _offer(act: Act, matter: Matter, reading: Reading) -> dict[str, Any]:
    move, row = act.move, act.row
    up = reading.ground.next_level(matter.level)
    label = move.label_for(row, reading.standing(matter))
    offer = _bare(move, row, reading.language) | {
        "label": translate(
            label,
            reading.language,
            next=reading.ground.name(up),
            back=reading.ground.name(matter.dispatched_by),
        ),
        "leads": act.leads,
    }
    if move.name == pause.MOVE.name and not matter.resident_asked:  # nobody's answer can be waited for
        offer["reasons"] = [reason for reason in offer["reasons"] if reason["code"] == pauses.FILED]
    if move.quick:
        offer["quick"] = next(
            reason for reason in reasons(move, reading.language) if reason["code"] == move.quick
        )
    if "{next}" in move.label:
        offer["to"] = {"area": up, "name": reading.ground.name(up)}
    if "to_handlers" in row.carries:
        offer["proposed"] = proposed(matter, reading)
        offer["people"] = [
            person
            for code in reading.ground.chain(matter.area)
            for person in reading.colleagues.get(code, [])
        ]
    if "parts" in row.carries and any(part.state == "open" for part in reading.supports[matter.id]):
        offer["carries"] = ["text", *row.carries]  # why it is not waited for those that have not answered
    _offer_calls(offer, act, matter, reading)
    return offer


def _offer_calls(offer: dict[str, Any], act: Act, matter: Matter, reading: Reading) -> None:
    """Which calls can be answered, called off or judged."""
    standing = reading.standing(matter)
    carries = act.row.carries
    if "call" in carries or "new_call" in carries:
        offer["calls"] = [
            call.entry
            for call in standing.calls
            if call.state == "open"
            and call.unit in reading.reach.units
            and not ("new_call" in carries and call.accepted)
        ]
    if "to_units" in carries:
        offer["waiting"] = sorted(f"unit:{unit}" for unit in open_calls.open_units(standing.calls))
    if "to_called" in carries or "to_judged" in carries:
        fits = is_to_judge if "to_judged" in carries else _is_open
        units = dict.fromkeys(call.unit for call in standing.own_calls if fits(call))
        offer["called"] = [
            {"to": f"unit:{unit}", "name": reading.units[unit].name if unit in reading.units else unit}
            for unit in units
        ]


def _is_open(call: Call) -> bool:
    return bool(call.state == "open")


def proposed(matter: Matter, reading: Reading) -> dict[str, Any] | None:
    """Who should lead and support by the responsibility rows; it proposes, a person decides.

    Nobody is in `to` where the one that should lead has given this very matter back; `given_back` says so, and why.
    """
    duty = reading.duty_for(matter)
    if duty is None or duty.lead is None or duty.is_withdrawn:
        return None
    units, row = [duty.lead, *duty.supports], duty.row
    back = sent_back.given_back(matter, duty.lead)
    return {
        "to": [] if back else [f"unit:{code}" for code in units],
        "supports": [unit.name for unit in Unit.select().where(Unit.code.in_(list(duty.supports)))],
        "basis": row.basis,
        "code": row.code,
        **({"given_back": _given_back(back, reading.language)} if back else {}),
        **_came_back(duty, reading.language),
    }


def _given_back(back: SentBack, language: str) -> str:
    """Who gave this matter back, and why."""
    unit = Unit.get_or_none(Unit.code == back.unit)
    why = next((one["name"] for one in reasons(send_back.MOVE, language) if one["code"] == back.reason), "")
    message = mark("{unit}退回过这一件：{why}。请看该派给谁")
    return translate(message, language, unit=unit.name if unit else back.unit, why=why or back.reason)


def _came_back(duty: Duty, language: str) -> dict[str, str]:
    """What a desk should know of the row before it goes by it: how often its unit gave back what it was given."""
    returns = sent_back.returns_of(duty.row.category, duty.row.level_kind, duty.lead or "")
    if not returns.count:
        return {}
    unit = Unit.get_or_none(Unit.code == returns.proposed) if returns.proposed else None
    message = mark("近一年退回过 {n} 次，多数改派给了{unit}") if unit else mark("近一年退回过 {n} 次")
    return {"returned": translate(message, language, n=returns.count, unit=unit.name if unit else "")}
