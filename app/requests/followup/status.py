"""A request as its resident sees it: in plain words, and nothing of anybody else."""

from __future__ import annotations

from typing import Any

from app.areas.models import Area
from app.core import clock
from app.core.words import translate
from app.evidence import uses
from app.matters.models import CLOSED, CONFIRMED, RESOLVED, SHELVED, VOID, WORKING, Category, Matter
from app.matters.timing import pauses, thresholds
from app.requests import lookup, photos, phrases
from app.requests.followup import contacts, requesters, resident_acts
from app.requests.followup.offices import Offices
from app.requests.followup.timeline import Timeline
from app.requests.models import ResidentRequest, Verdict
from app.requests.phrases import day, when

find = lookup.find


def without_missing(view: dict[str, Any]) -> dict[str, Any]:
    """What `serialize` returns, with only those photos whose bytes have arrived: a page shows no broken picture."""
    named = [*view["after"], *(sha256 for event in view["events"] for sha256 in event["photos"])]
    away = set(uses.missing(named))
    events = [
        {**event, "photos": [sha256 for sha256 in event["photos"] if sha256 not in away]}
        for event in view["events"]
    ]
    return {**view, "after": [sha256 for sha256 in view["after"] if sha256 not in away], "events": events}


def serialize(request: ResidentRequest, language: str = "zh") -> dict[str, Any]:
    """Plain data for the page and for JSON: who has it, until when, what happened, and what the resident may do now."""
    chain = lookup.matters_told(request)
    matter = chain[-1] if chain else None
    offices = Offices(matter.area if matter is not None else request.area, language)
    events = Timeline(request, chain, offices).events()
    state = state_of(request, matter)
    who = offices.holder(matter) if matter is not None and state in (*WORKING, SHELVED) else None
    round = resident_acts.round_of(matter) if matter is not None else 0
    verdict = resident_acts.verdict(request, matter, round) if matter is not None else None
    after = photos.after(matter) if matter is not None and state in (RESOLVED, CONFIRMED, CLOSED) else []
    return {
        "number": request.number,
        "state": state,
        "sentence": _sentence(request, matter, state, events, offices, verdict),
        "who": who,
        "until": clock.rfc3339_or_none(matter.due if matter is not None and state in WORKING else None),
        "coming": clock.rfc3339_or_none(_coming(matter, state, events)),
        "thing": _thing(request, language),
        "place": place_of(request),
        "received": clock.rfc3339(request.received),
        "words": request.words,
        "confidential": bool(request.confidential),
        "joined": bool(request.joined),
        "photos": [{"sha256": sha256, "here": photos.is_here(request, sha256)} for sha256 in request.photos],
        "photos_missing": photos.missing(request),
        "before": [sha256 for sha256 in request.photos if photos.is_here(request, sha256)],
        "after": after,
        "events": events,
        "answers": [
            {"at": event["at"], "when": event["when"], "text": event["text"], "office": event["who"]}
            for event in events
            if event["kind"] == "answered"
        ],
        "done": next(
            (
                {"at": event["at"], "when": event["when"], "text": event["text"], "office": event["who"]}
                for event in reversed(events)
                if event["kind"] == "done" and state in (RESOLVED, CONFIRMED, CLOSED)
            ),
            None,
        ),
        "may": _may(request, matter, state, verdict),
        "round": round,
        "verdict": _verdict(verdict),
        "closes": clock.rfc3339_or_none(
            matter.close_at if matter is not None and state == CONFIRMED else None
        ),
        "contact": contacts.masked(request),
    }


def state_of(request: ResidentRequest, matter: Matter | None) -> str:
    """The matter's state, or held, refused, withdrawn."""
    if request.withdrawn is not None:
        return "withdrawn"
    if request.refused is not None:
        return "refused"
    return matter.state if matter is not None else "held"


def sentence_of(request: ResidentRequest, matter: Matter | None, offices: Offices) -> str:
    """How it stands in one sentence, for lists: that of `serialize` without what one learns from its events."""
    return _sentence(request, matter, state_of(request, matter), [], offices, None)


def _sentence(
    request: ResidentRequest,
    matter: Matter | None,
    state: str,
    events: list[dict[str, Any]],
    offices: Offices,
    verdict: Verdict | None,
) -> str:
    language = offices.language
    names = {"reason": request.refused_reason or "", "who": "", "until": ""}
    if matter is None or state in ("withdrawn", "refused"):
        return translate(phrases.STATES[state], language, **names)
    names["who"] = offices.spoken(offices.holder(matter))
    names["until"] = day(_named_until(matter, state), language)
    kinds = [event["kind"] for event in events]
    key = state
    if state in WORKING and matter.paused is not None:
        key = "paused" if pauses.is_question(matter) else pauses.FILED
    elif state in resident_acts.DONE and verdict is not None and verdict.solved:
        key = "done yes"
    elif state == CLOSED and "closed by silence" in kinds[-2:]:
        key = "closed silence"
    elif state == CLOSED and kinds and kinds[-1] == "yes":
        key = "closed yes"
    text = translate(phrases.STATES[key], language, **names)
    if state in WORKING and matter.due is not None:
        message = phrases.LATE if matter.due < clock.now() else phrases.DUE
        text += ("" if language == "zh" else " ") + translate(
            message, language, until=when(matter.due, language)
        )
    return text


def _named_until(matter: Matter, state: str) -> int | None:
    """The time that the state's sentence names."""
    if state == SHELVED:
        return matter.shelved_until
    if state in WORKING:
        return matter.paused_until
    return matter.close_at if state == CONFIRMED else reopen_until(matter)


def reopen_until(matter: Matter) -> int | None:
    """Until when "not yet" reopens what has ended."""
    if matter.closed_at is None:
        return None
    return matter.closed_at + round(thresholds.number(matter.area, "reopen_days") * clock.DAY)


def _coming(matter: Matter | None, state: str, events: list[dict[str, Any]]) -> int | None:
    """The moment that was named to the resident: somebody comes, or it is shelved or extended until then."""
    if matter is None:
        return None
    if state == SHELVED:
        return matter.shelved_until
    if state in WORKING and matter.coming_at is not None and matter.coming_at > clock.now():
        return matter.coming_at
    extended = any(event["kind"] == "extended" for event in events)
    return matter.due if state in WORKING and extended else None


def _thing(request: ResidentRequest, language: str) -> dict[str, str]:
    category = Category.get_by_id(request.category)
    name = category.name_en if language == "en" else category.name
    return {"code": category.code, "name": name, "icon": category.icon}


def place_of(request: ResidentRequest) -> str:
    """Where it is: the area with the one above a building, and what the poster there says."""
    spot = requesters.spot(request)
    return f"{_area(request)} · {spot}" if spot else _area(request)


def _area(request: ResidentRequest) -> str:
    area = Area.get_by_id(request.area)
    if area.kind in ("building", "checkpoint", "micro_grid") and area.parent_id is not None:
        return f"{area.parent.name} {area.name}"
    return str(area.name)


def _may(
    request: ResidentRequest, matter: Matter | None, state: str, verdict: Verdict | None
) -> dict[str, bool]:
    """What is open to the resident now; `reopen`: it has ended, and "not yet" is still heard."""
    if matter is None or state in ("withdrawn", "refused"):
        return {"words": False, "withdraw": state == "held", "rate": False, "reopen": False}
    until = reopen_until(matter)
    in_time = until is not None and clock.now() <= until
    return {
        "words": matter.is_open(),
        "withdraw": state in resident_acts.WITHDRAWABLE,
        "rate": state in resident_acts.DONE and verdict is None,
        "reopen": state in (CLOSED, VOID) and in_time and (verdict is None or bool(verdict.solved)),
    }


def _verdict(verdict: Verdict | None) -> dict[str, Any] | None:
    if verdict is None:
        return None
    return {
        "solved": bool(verdict.solved),
        "score": verdict.score,
        "text": verdict.text,
        "at": clock.rfc3339(verdict.at),
    }
