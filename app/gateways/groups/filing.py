"""Drafts become matters, all at once and once: each a request of the channel `group`, entered by whoever read the group."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace

from app.areas.access.reach import Reach
from app.areas.models import DESK_ROLES
from app.core import db, decode
from app.core.problems.problem import Problem
from app.gateways.groups import drafts, nameless
from app.gateways.groups.drafts import DROP, FILE, JOIN, MOST, Draft, Find
from app.gateways.groups.models import GroupPaste, GroupRequest
from app.gateways.hotline import places
from app.ledger.act import by_web
from app.people import events
from app.people.models import Person
from app.requests.commands import RequestBody
from app.requests.models import GROUP
from app.requests.submission import submit

AT_ONCE = 25  # of one transaction: nobody waits long for the one writer
LISTED = 20


def parse_form(form: Mapping[str, str], find: Find) -> list[Draft]:
    """The drafts as the form has them, each with its place; `wrong` where one is still to be mended."""
    length = 0
    count = next((n for n in range(MOST) if f"text-{n}" not in form), MOST)
    every: list[Draft] = []
    for n in range(count):
        draft = _parsed(form, n)
        if draft.act == JOIN and not length:
            draft = replace(draft, act=FILE)  # there is nothing before it
        if draft.act != DROP:
            length = len(draft.text) + (length + 1 if draft.act == JOIN else 0)
            draft = _checked(draft, find, form.get(f"known-{n}", ""), length)
        every.append(draft)
    return every


def _parsed(form: Mapping[str, str], n: int) -> Draft:
    text = nameless.stripped(form[f"text-{n}"].replace("\r", "\n"))
    act = form.get(f"act-{n}", FILE)
    return Draft(
        form.get(f"id-{n}", ""), text, form.get(f"category-{n}", "") or drafts.OTHER, form.get(f"where-{n}", "").strip(),
        form.get(f"area-{n}", ""), act if act in (FILE, JOIN, DROP) else FILE, doubts=drafts.doubts_of(text),
    )  # fmt: skip


def _checked(draft: Draft, find: Find, known: str, length: int) -> Draft:
    """`length`: of the whole matter's words up to here."""
    if not draft.text:
        return replace(draft, wrong="needs-text")
    if length > decode.TEXT_MOST:
        return replace(draft, wrong="too-long")
    return drafts.placed(find, draft, known) if draft.act == FILE else draft


def joined(every: list[Draft]) -> list[Draft]:
    """Those that become a matter, each with the words of those that go on from it."""
    found: list[Draft] = []
    for draft in every:
        if draft.act == JOIN:
            found[-1] = replace(found[-1], text=f"{found[-1].text}\n{draft.text}")
        elif draft.act == FILE:
            found.append(draft)
    return found


def file(person: Person, reach: Reach, id: str, nonce: str, area: str, every: list[Draft]) -> GroupPaste:
    """The paste under this id, filed once: the same sent again files what is left of it, and nothing twice.

    Problems: form-done (something else was filed under this id, or by somebody else), those of `submit.enter`.
    """
    if not decode.UUID7_FORM.fullmatch(id):
        raise Problem("bad-value", ("id", "bad-id"))
    bodies = [
        decode.convert(
            {"id": one.id, "nonce": nonce, "category": one.category, "text": one.text, "area": one.area},
            RequestBody,
        )
        for one in joined(every)
    ]
    content = [(body.id, body.category, body.text, body.area) for body in bodies]
    digest = hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()
    for start in range(0, len(bodies), AT_ONCE):
        with db.transaction():
            paste = _paste(person, reach, id, area, digest)
            for sort, body in enumerate(bodies[start : start + AT_ONCE], start):
                if not GroupRequest.select().where(GroupRequest.request == body.id).exists():
                    submit.enter(by_web(person), body, GROUP)
                    GroupRequest.create(request=body.id, paste=id, sort=sort)
    return paste


def _paste(person: Person, reach: Reach, id: str, area: str, digest: str) -> GroupPaste:
    known: GroupPaste | None = GroupPaste.get_or_none(GroupPaste.id == id)
    if known is None:
        desk = places.desk_of(reach)
        events.note(person, "import", id, "group_filed", None, {"desk": desk, "area": area})
        return GroupPaste.create(id=id, desk=desk, area=area, by=person.id, digest=digest)
    if (known.by, known.digest) != (person.id, digest):
        raise Problem("form-done")
    return known


def paste_of(reach: Reach, id: str) -> GroupPaste:
    """What a desk of one's own, or one below it, has filed. Problem not-found."""
    paste: GroupPaste | None = GroupPaste.get_or_none(GroupPaste.id == id)
    if paste is None or not reach.roles_over(paste.desk).intersection(DESK_ROLES):
        raise Problem("not-found")
    return paste


def latest(desk: str) -> list[GroupPaste]:
    """The latest of a desk, the last one first."""
    return list(
        GroupPaste.select()
        .where(GroupPaste.desk == desk)
        .order_by(GroupPaste.at.desc(), GroupPaste.id)
        .limit(LISTED)
    )
