"""Plain examples to start an answer from, in both languages; the city may keep a list of its own."""

from __future__ import annotations

import json

from app.core import db, decode
from app.core.problems.problem import Problem
from app.core.words import mark, translate
from app.ledger.act import by_web
from app.ledger.record import record
from app.people.models import Person

KEY = "answer-examples"
MOST, LONG = 20, 500
LANGUAGES = ("zh", "en")

OURS: tuple[str, ...] = (
    mark("您说的情况我们看到了。今天下午派人到现场，看完再告诉您怎么处理。"),
    mark("今天已经到现场处理好，处理后的照片在下面。请您看看，没解决请点“还没有”。"),
    mark("这件事要物业配合，我们已经约好明天上午一起到现场，之后马上告诉您结果。"),
    mark("这件事不归社区管，已经转给负责的单位，他们会在三个工作日内答复您。"),
    mark("对不起，比说好的时间晚了。原因是配件没到，新的时间是后天下午。"),
)


def listed(language: str) -> list[str]:
    """The city's own list in this language, ours where it has none."""
    kept = _kept()
    return kept.get(language) or [translate(message, language) for message in OURS]


def _kept() -> dict[str, list[str]]:
    found: dict[str, list[str]] = json.loads(db.Meta.value_of(KEY, "{}"))
    return found


def save(person: Person, given: dict[str, str]) -> None:
    """Keep the lists, one example a line; an empty one brings ours back. Problem bad-value names the language."""
    lists = {language: _lines(language, given.get(language, "")) for language in LANGUAGES}
    with db.transaction():
        db.Meta.write(KEY, json.dumps(lists, ensure_ascii=False))
        record(by_web(person), "examples", "answers", "put", body=lists)


def _lines(language: str, text: str) -> list[str]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > MOST:
        raise Problem("bad-value", (language, "too-many", {"most": MOST}))
    if any(len(line) > LONG for line in lines):
        raise Problem("bad-value", (language, "too-long", {"most": LONG}))
    if any(decode.CONTROL.search(line) for line in lines):
        raise Problem("bad-value", (language, "control-character"))
    return lines
