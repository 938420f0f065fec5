"""What a reorganisation makes of a person's own posts, as the ledger told it last: from which areas to which, from which day on."""

from __future__ import annotations

from typing import Any

from app.core.words import mark, translate
from app.ledger.models import Entry
from app.notify.models import POSTS
from app.notify.recipients import OF_POSTS
from app.notify.wording import Thing


def people(entry: Entry) -> dict[str, dict[str, list[str]]]:
    """By person the codes of the areas "from" which and "to" which their posts go."""
    found: dict[str, dict[str, list[str]]] = (entry.body or {}).get("people") or {}
    return {person: sides for person, sides in found.items() if sides["from"] and sides["to"]}


def thing(subject: str, language: str = "zh") -> Thing:
    """第1网格 → 第1网格东 · 2026-12-01 零点起; "" for what the ledger does not name."""
    _, id, person = subject.split(":", 2)
    entries = Entry.select().where(Entry.kind == POSTS, Entry.subject == id, Entry.verb.in_(list(OF_POSTS)))
    for entry in entries.order_by(Entry.seq.desc()):
        sides = people(entry).get(person)
        if sides is not None:
            return _thing(entry.body or {}, sides, language)
    return Thing("")


def _thing(body: dict[str, Any], sides: dict[str, list[str]], language: str) -> Thing:
    comma = translate(mark("、"), language)
    before, after = (
        comma.join(body["names"].get(code, code) for code in sides[side]) for side in ("from", "to")
    )
    day = translate(mark("{day} 零点起"), language, day=body["day"])
    return Thing("", f"{before} → {after}", day, before=before)
