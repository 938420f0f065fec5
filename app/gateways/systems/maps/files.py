"""A map as a file: JSON, or a table to be looked through with the other system's people."""

from __future__ import annotations

import json
from typing import Any

from app.areas.imports import file_kinds, tables, workbook
from app.core import decode
from app.core.problems.problem import Problem
from app.core.words import mark, translate
from app.gateways.systems.commands import MapBody
from app.gateways.systems.maps import mapping
from app.gateways.systems.maps.fields import FIELDS

COLUMNS: dict[str, tuple[str, ...]] = {
    "theirs": ("对方的字段",),
    "ours": ("我们的字段",),
    "fixed": ("固定的值",),
    "values": ("值的对照",),
}
ANSWER = "答复："  # rows that say where what stands in an answer: 答复：number
SHEET = "字段对照"
BETWEEN = "；"
NOTES = (
    mark("一行一个字段。“我们的字段”和“固定的值”填一个。"),
    mark("值的对照写成：closed=4；reported=1"),
    mark("对方答复里什么在哪儿：对方的字段写路径，我们的字段写 答复：number、答复：state、答复：ok，答复：ok 的“固定的值”写表示收下了的值。"),
)  # fmt: skip


def as_json(body: MapBody) -> bytes:
    """The map as JSON that can be imported again."""
    fields, answer = mapping.as_kept(body)
    return (json.dumps({"fields": fields, "answer": answer}, ensure_ascii=False, indent=1) + "\n").encode()


def as_table(body: MapBody, language: str = "zh") -> bytes:
    """The map as an XLSX that can be imported again, with our fields on the second sheet."""
    rows = [[headers[0] for headers in COLUMNS.values()]]
    for entry in body.fields:
        values = BETWEEN.join(f"{ours}={word}" for ours, word in entry.values.items())
        rows.append([entry.theirs, entry.ours or "", entry.fixed or "", values])
    answer = body.answer
    for name, path in (("ok", answer.ok), ("number", answer.number), ("state", answer.state)):
        if path is not None:
            rows.append([path, f"{ANSWER}{name}", (answer.is_ok or "") if name == "ok" else "", ""])
    return workbook.book(SHEET, rows) if body.fields else _empty(rows[0], language)


def _empty(header: list[str], language: str) -> bytes:
    """A table to fill in, with our fields as examples."""
    examples = [["", name, "", ""] for name in FIELDS]
    return workbook.template(SHEET, header, examples, [translate(words, language) for words in NOTES])


def parse(data: bytes) -> MapBody:
    """The map in a file. Problems: bad-json, bad-value with the entry, unreadable-table."""
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start in (b"{", b"["):
        value = decode.loads(data.removeprefix(b"\xef\xbb\xbf"))
        return mapping.parse({"fields": value} if isinstance(value, list) else value)
    if file_kinds.kind_of(data) not in ("xlsx", "xls", "csv"):
        raise Problem("bad-json")
    return mapping.parse(_of_rows([row.cells for row in tables.read_table(data, COLUMNS).rows]))


def _of_rows(rows: list[dict[str, str]]) -> dict[str, Any]:
    fields: list[dict[str, Any]] = []
    answer: dict[str, str] = {}
    for row in rows:
        path, ours, fixed = row["theirs"].strip(), row["ours"].strip(), row["fixed"].strip()
        if ours.startswith(ANSWER):
            answer[ours.removeprefix(ANSWER).strip()] = path
            if fixed:
                answer["is_ok"] = fixed
            continue
        entry: dict[str, Any] = {"theirs": path}
        entry |= {key: value for key, value in (("ours", ours), ("fixed", fixed)) if value}
        if row["values"].strip():
            entry["values"] = _values(row["values"], len(fields))
        fields.append(entry)
    return {"fields": fields, "answer": answer}


def _values(text: str, number: int) -> dict[str, str]:
    found: dict[str, str] = {}
    for pair in text.replace(";", BETWEEN).replace("\n", BETWEEN).split(BETWEEN):
        if not pair.strip():
            continue
        ours, sign, word = (part.strip() for part in pair.partition("="))
        if not sign or not ours or not word:
            raise Problem("bad-value", (f"fields[{number}].values", "bad-pair", {"value": pair.strip()}))
        found[ours] = word
    return found
