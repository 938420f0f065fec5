"""What residents read of the words that came with a move: at once where nothing speaks against it, else after a desk has looked.

Two kinds of words are for them: the sentence of its own that says what was done (`resident_text`), and the text of a move
that they read anyway, such as an answer. Each is looked through like the board's words when the move is made, and the
entry keeps the finding. Words about disputes, public order and what was said in confidence wait for a desk whatever they
are: until it has answered in its own words, the resident reads how it stands, and no more.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.core.problems.problem import Problem
from app.core.words import mark, translate
from app.ledger import undone
from app.ledger.models import Entry
from app.matters.models import Category, Matter
from app.matters.moves.step import Step
from app.matters.residents import involved, public_words
from app.matters.workflow.roles import Standing

SENSITIVE = ("disputes", "public_order")  # 矛盾纠纷、维稳安保
BY_DESK, CLEAN, TO_LOOK_AT = "desk", "clean", "look"  # what an entry's `checked` says


def check(step: Step, standing: Standing, is_text_read: bool) -> None:
    """Keep in the step how far its words are for residents; `is_text_read`: they read this move's text.

    Somebody at a screen is asked to mend a sentence with a person's number, Problem bad-value. A phone's op was written long
    ago and far away: its move is made, and the sentence waits.
    """
    words = [step.resident_text, step.text if is_text_read else None]
    if not any(words):
        return
    has_number = any(public_words.has_personal_number(text) for text in words if text)
    if step.resident_text and step.act.op is None and public_words.has_personal_number(step.resident_text):
        raise Problem("bad-value", ("resident_text", "personal-number"))
    if standing.is_("desk_over") and not (has_number and step.resident_text):
        step.extra["checked"] = BY_DESK
        return
    names = involved.names(step.matter, step.by)
    bad = has_number or any(public_words.hints(text, names) for text in words if text)
    step.extra["checked"] = TO_LOOK_AT if bad else CLEAN
    if step.matter.resident_asked and (bad or is_sensitive(step.matter)):
        step.extra["waits"] = True  # a desk is told that somebody waits for it


def doubts(matter: Matter, words: str, language: str) -> list[str]:
    """Why a desk should look at the words before residents read them, as sentences."""
    found = [
        public_words.sentence(hint, language) for hint in public_words.hints(words, involved.names(matter))
    ]
    if public_words.has_personal_number(words):
        found.append(translate(mark("有像手机号或身份证号的数字。"), language))
    if is_sensitive(matter):
        found.append(translate(mark("纠纷、维稳和要求保密的事，居民先只看到办到哪一步。"), language))
    return found


def is_sensitive(matter: Matter) -> bool:
    """Whether its words wait for a desk whatever they are."""
    if matter.confidential or matter.category in SENSITIVE:
        return True
    return Category.select().where(Category.code == matter.category, Category.parent.in_(SENSITIVE)).exists()


def readable(entry: Entry, sensitive: bool, is_text_read: bool) -> str | None:
    """The words of the entry that residents may read now; None where it has none, or they wait for a desk.

    Entries of before there was a finding are answers that somebody meant for the resident.
    """
    body: dict[str, Any] = entry.body or {}
    words: str | None = body.get("resident_text") or (entry.text if is_text_read else None)
    checked = body.get("checked")
    if checked == TO_LOOK_AT or (checked == CLEAN and sensitive):
        return None
    return words


def waiting(entries: Iterable[Entry], sensitive: bool, read_verbs: tuple[str, ...]) -> str | None:
    """The latest words that wait, if no desk has answered since."""
    found = None
    for entry in undone.standing(entries):
        body = entry.body or {}
        if body.get("checked") == BY_DESK:
            found = None
        elif "checked" in body and readable(entry, sensitive, entry.verb in read_verbs) is None:
            found = body.get("resident_text") or entry.text
    return found


def may_see_after(entries: Iterable[Entry], sensitive: bool, settling: tuple[str, ...]) -> bool:
    """Whether residents see the photos of how it looks now: of sensitive matters once a desk has said something of it."""
    if not sensitive:
        return True
    cleared = False
    for entry in undone.standing(entries):
        checked = (entry.body or {}).get("checked")
        cleared = checked == BY_DESK or (cleared and entry.verb not in settling)
    return cleared
