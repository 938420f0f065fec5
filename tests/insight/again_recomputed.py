"""What comes again once more, matter by matter in Python from the raw ledger, without a line of what counts it in the application."""

from __future__ import annotations

from collections import Counter

from tests.insight.recomputed import MINUTE, Life, ask, day, lives

DAY = 24 * 60 * MINUTE
BY_RESIDENTS = ("qr", "web", "open311", "staff", "group")
WIDE = ("community", "street", "city")


def again(area: str, first: str, last: str) -> tuple[Counter[tuple[str, str]], Counter[tuple[str, str]]]:
    """(came back, said again): (place, thing) → how many matters of those received in the days."""
    every = [one for one in lives(area) if one.state != "void"]
    delicate = {
        code
        for code, parent in ask("select code, parent from category")
        if {code, parent} & {"disputes", "public_order"}
    }
    kinds = dict(ask("select code, kind from area"))
    secret = {id for (id,) in ask("select id from matter where confidential")}
    back, said = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for one in every:
        is_told = one.category not in delicate and kinds[one.area] not in WIDE and one.id not in secret
        if not is_told or not first <= day(one.received) <= last:
            continue
        same = [
            other
            for other in every
            if other.id != one.id and (other.area, other.category) == (one.area, one.category)
        ]
        back[one.area, one.category] += _is_back(one, same)
        said[one.area, one.category] += _is_said_again(one, same)
    return +back, +said


def _is_back(one: Life, same: list[Life]) -> bool:
    settled = [other.closed for other in same if other.state == "closed"]
    return any(0 <= one.received - closed <= 90 * DAY for closed in settled) or any(
        entry[1] == "reopen" for entry in one.entries
    )


def _is_said_again(one: Life, same: list[Life]) -> bool:
    asked = ask(
        "select count(*) from resident_request r join matter m on m.id = r.matter "
        "where (m.id = {p} or m.merged_into = {p}) and r.withdrawn is null",
        one.id, one.id,
    )[0][0]  # fmt: skip
    before = [
        other
        for other in same
        if other.channel in BY_RESIDENTS and (other.received, other.id) < (one.received, one.id)
    ]
    is_later = any(one.received - other.received <= 30 * DAY for other in before)
    return asked > 1 or (one.channel in BY_RESIDENTS and is_later)
