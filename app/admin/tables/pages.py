"""The pages of administration's tables: a list, one entry with its history, a file shown before it is written, and exports."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, render_template, request

from app.admin.members import Member, members_of
from app.admin.registers.units import UNITS
from app.admin.tables import batches, display, export, history, writing
from app.admin.tables import lookup as lookups
from app.admin.tables.lookup import Lookup, Unfit
from app.admin.tables.plan import Plan, heading, may_go_back, plan, single
from app.admin.tables.record import Column, Key, Record, Values
from app.admin.tables.records import BY_NAME
from app.areas.access import permissions
from app.areas.access.reach import Reach, reach_of
from app.core import clock, decode
from app.core.problems import fields
from app.core.problems.problem import Problem
from app.core.web import confirmation, page
from app.core.words import mark
from app.people.models import Person
from app.people.sign_in import identity

TABLES = "<any(units, categories, responsibilities, roster, holidays, telephones, places):table>"
ASKED_MOST, CELL_MOST, NAMED_MOST = 100, 2_000, 20
SAVED = confirmation.sentence("table-entry-saved", mark("已保存，记入台账，可以撤回。"))
SAME = confirmation.sentence("table-entry-same", mark("没有改动，什么都没有记。"))
REMOVED = confirmation.sentence("table-entry-removed", mark("已经去掉，台账里还在，可以撤回。"))
IMPORT_BACK = confirmation.sentence("table-import-taken-back", mark("这次导入已经整批撤回。"))
TAKEN_BACK = confirmation.sentence("table-entry-taken-back", mark("已经撤回，回到那次改动以前。"))

routes = Blueprint("admin_tables", __name__, url_prefix="/admin")


def _asked(table: str) -> tuple[Record, Reach, Lookup]:
    """The table, and the administrator who asks. Problem forbidden for anybody else."""
    reach = reach_of(identity.person())
    permissions.require(reach, "administer")
    return BY_NAME[table], reach, lookups.load(reach)


@routes.get(f"/{TABLES}")
@identity.signed_in
def listing(table: str) -> str:
    """Every entry, found by words and narrowed by choices."""
    record, _, lookup = _asked(table)
    asked = request.args.get("q", "")[:ASKED_MOST]
    chosen = {name: request.args.get(name, "")[:ASKED_MOST] for name in record.filters}
    begin = request.args.get("from", 0, type=lambda text: min(max(int(text), 0), 1_000_000))
    total, rows = display.listed(record, asked, chosen, lookup, page.language(), begin)
    return page.render(
        "admin/tables/list",
        record=record, q=asked, chosen=chosen, total=total, after=begin + display.PAGE,
        rows=rows,
        heads=[heading(record, name, page.language()) for name in record.listed],
        filters=[(name, heading(record, name, page.language()), _options(record, name)) for name in record.filters],
        doubts=display.doubts(record, page.language()),
        proposals=display.proposals(record, lookup, page.language()),
        is_over_all=lookup.is_over_all,
        removed=[
            (event.seq, display.call(record, event.before or {}, lookup, page.language()))
            for event in history.removed(record)
            if record.may(event.before or {}, lookup)
        ],
    )  # fmt: skip


def _options(record: Record, name: str) -> list[tuple[str, str]]:
    return [(code, page.translated(word)) for code, word in record.column(name).kind.words.items()]


@routes.get(f"/{TABLES}/new")
@identity.signed_in
def new(table: str) -> str:
    """An empty form."""
    record, _, lookup = _asked(table)
    cells = {name: request.args.get(name, "")[:ASKED_MOST] for name in record.keys}
    return _form(record, lookup, None, cells)


@routes.post(f"/{TABLES}/new")
@identity.signed_in
def add(table: str) -> Any:
    """One more entry."""
    record, reach, lookup = _asked(table)
    return _save(record, reach, lookup, None)


@routes.get(f"/{TABLES}/entry")
@identity.signed_in
def entry(table: str) -> str:
    """One entry, what it was, and a form to change it."""
    record, _, lookup = _asked(table)
    key, values = _one(record, lookup)
    cells = {name: record.text(values, name, lookup) for name in values}
    asked = {
        name: request.args[name][:ASKED_MOST] for name in values if name in request.args
    }  # as a note proposes
    return _form(
        record, lookup, key, cells | {name: asked[name] for name in asked if name not in record.keys}
    )


@routes.post(f"/{TABLES}/entry")
@identity.signed_in
def change(table: str) -> Any:
    """Change it; what is in use is told before it is done."""
    record, reach, lookup = _asked(table)
    key, _ = _one(record, lookup)
    return _save(record, reach, lookup, key)


@routes.post(f"/{TABLES}/entry/apply")
@identity.signed_in
def apply(table: str) -> Any:
    """Change an entry as its own note proposes; what proposes nothing any more stays as it is."""
    record, reach, lookup = _asked(table)
    key, values = _one(record, lookup)
    note = display.proposed_change(record, values, lookup)
    path = f"/admin/{record.name}/entry?of={record.subject(key)}"
    if note is None:
        return confirmation.after(path, SAME)
    cells = {name: record.text(values, name, lookup) for name in values} | note.fill
    saved, _ = writing.save(record, cells, reach, identity.person(), request.form.get("was") or None)
    return confirmation.after(path, SAVED)


@routes.post(f"/{TABLES}/entry/remove")
@identity.signed_in
def remove(table: str) -> Any:
    """Take an entry out whose table knows no last day."""
    record, reach, _ = _asked(table)
    if record.end_column:
        raise Problem("not-found")
    key = record.key_of(request.args.get("of", ""))
    history.remove(record, key, request.form.get("was", ""), reach, identity.person())
    return confirmation.after(f"/admin/{table}", REMOVED)


@routes.post(f"/{TABLES}/entry/take-back")
@identity.signed_in
def take_back(table: str) -> Any:
    """Make an entry what it was before one change of it."""
    record, reach, _ = _asked(table)
    seq = request.form.get("seq", "")
    if not seq.isdecimal() or len(seq) > 15:
        raise Problem("not-found")
    key = history.take_back(record, int(seq), reach, identity.person())
    path = f"/admin/{table}/entry?of={record.subject(key)}" if record.find(key) else f"/admin/{table}"
    return confirmation.after(path, TAKEN_BACK)


@routes.get(f"/{TABLES}/choices")
@identity.signed_in
def complete(table: str) -> str:
    """What fits what was typed into a column's field, the rest of the form being as it is."""
    record, _, lookup = _asked(table)
    name = request.args.get("column", "")
    cells = {column.name: request.args.get(column.name, "")[:CELL_MOST] for column in record.columns}
    found = display.completions(record, name, lookup, cells) if name in cells else []
    return render_template("admin/tables/_choices.html", found=found)


@routes.get(f"/{TABLES}/import")
@identity.signed_in
def import_form(table: str) -> str:
    """Where a file is chosen, and what it should hold."""
    record, _, _ = _asked(table)
    return page.render(
        "admin/tables/import",
        record=record, plan=None, done=False, heading=heading, earlier=_imports(record),
    )  # fmt: skip


@routes.post(f"/{TABLES}/import")
@identity.signed_in
def import_file(table: str) -> str:
    """Show what the file would change; write it if the plan that the person agreed to is sent along."""
    record, reach, lookup = _asked(table)
    agreed, data = page.form_body(page.Agreed).agreed, page.file_body()
    if agreed is None:
        result, done = plan(record, data, lookup), False
    else:
        result, done = writing.write(record, data, reach, identity.person(), agreed, page.file_name())
    return page.render(
        "admin/tables/import",
        record=record, plan=result, done=done, stale=agreed is not None and not done, heading=heading, earlier=_imports(record),
    )  # fmt: skip


@routes.get(f"/{TABLES}/import/take-back")
@identity.signed_in
def ask_import_back(table: str) -> str:
    """Which file it was and what would become of its rows, before anything is taken back."""
    record, reach, lookup = _asked(table)
    back = batches.show(record, request.args.get("batch", "")[:40], reach)

    def called(rows: Sequence[Values]) -> list[str]:
        return [display.call(record, values, lookup, page.language()) for values in rows[:NAMED_MOST]]

    by = None if back.first.by is None else Person.get_or_none(Person.id == back.first.by)
    return render_template(
        "admin/tables/take_back.html",
        record=record, batch=back.first.subject, file=back.first.body.get("file", ""),
        at=clock.rfc3339(back.first.received), by="" if by is None else by.name,
        parts=[
            (mark("会去掉 {n} 条新增的"), len(back.gone), called(back.gone)),
            (mark("会改回 {n} 条"), len(back.restored), called(back.restored)),
        ],
        changed=(len(back.changed_since), called(back.changed_since)), in_use=(len(back.in_use), called(back.in_use)),
        is_back=batches.is_back(back.first.subject), may_go_back=may_go_back(back.first.body),
    )  # fmt: skip


@routes.post(f"/{TABLES}/import/take-back")
@identity.signed_in
def take_import_back(table: str) -> Any:
    """Make every row what it was before one import."""
    record, reach, _ = _asked(table)
    batches.take_back(record, request.form.get("batch", "")[:40], reach, identity.person())
    return confirmation.after(f"/admin/{table}", IMPORT_BACK)


def _imports(record: Record) -> list[dict[str, Any]]:
    """The latest imports: when, by whom, which file, how many rows, whether they were taken back."""
    found = batches.imports_of(record)
    ids = [row.by for row, _ in found if row.by]
    people = dict(Person.select(Person.id, Person.name).where(Person.id.in_(ids)).tuples())
    return [
        {
            "batch": row.subject, "at": clock.rfc3339(row.received), "by": people.get(row.by, ""), "is_back": is_back,
            "new": row.body["new"], "changed": row.body["changed"], "may_go_back": may_go_back(row.body),
            "file": row.body.get("file", ""),
        }
        for row, is_back in found
    ]  # fmt: skip


@routes.get(f"/{TABLES}/export.<any(csv, xlsx):suffix>")
@identity.signed_in
def export_file(table: str, suffix: str) -> Response:
    """The table as a file that can be imported again."""
    record, reach, _ = _asked(table)
    response = Response(export.export(record, reach, suffix), content_type=export.MIMES[suffix])
    response.headers["Content-Disposition"] = f'attachment; filename="gridwalk-{table}.{suffix}"'
    return response


def _one(record: Record, lookup: Lookup) -> tuple[Key, Values]:
    """The entry that the address names; Problem not-found."""
    key = record.key_of(request.args.get("of", "")[:300])
    values = record.find(key)
    if values is None or not record.sees(values, lookup):
        raise Problem("not-found")
    return key, values


def _typed(record: Record) -> dict[str, str]:
    """The form's fields as a table's cells; several ticks of one column stand beside each other in one cell."""
    cells = {column.name: "、".join(request.form.getlist(column.name)) for column in record.columns}
    for name, text in cells.items():
        if len(text) > CELL_MOST:
            raise Problem("bad-value", (name, "too-long", {"most": CELL_MOST}))
    return decode.convert(cells, dict[str, str])


def _save(record: Record, reach: Reach, lookup: Lookup, key: Key | None) -> Any:
    cells = _typed(record)
    if key is not None:
        cells |= dict(zip(record.keys, map(str, key), strict=True))
    draft = single(record, cells, lookup)
    line = draft.lines[0]
    there = _there(record, draft) if key is None else None
    if line.why or there is not None:
        wrong = dict(reversed(draft.fields_wrong(line, page.language())))
        if there is not None:
            called = cells[record.keys[0]] if len(record.keys) == 1 else line.called
            wrong[record.keys[0]] = fields.sentence("entry-there", page.language(), {"value": called})
        is_seen = there is not None and record.sees(there, lookup)
        return _form(record, lookup, key, cells, wrong, there=there if is_seen else None), 422
    affected = record.affected(line.before, line.values) if line.before else []
    if affected and "sure" not in request.form:
        return _form(record, lookup, key, cells, affected=affected)
    saved, verdict = writing.save(record, cells, reach, identity.person(), request.form.get("was") or None)
    sentence = SAME if verdict == "unchanged" else SAVED
    return confirmation.after(f"/admin/{record.name}/entry?of={record.subject(saved)}", sentence)


def _there(record: Record, draft: Plan) -> Values | None:
    """What stands where a new entry would, unless the form says the same of it: then it was sent twice."""
    line = draft.lines[0]
    return None if line.key is None or line.verdict == "unchanged" else record.find(line.key)


def _form(
    record: Record,
    lookup: Lookup,
    key: Key | None,
    cells: dict[str, str],
    wrong: dict[str, str] | None = None,
    affected: Any = (),
    there: Values | None = None,
) -> str:
    values = None if key is None else record.find(key)
    stories = (
        [] if key is None else display.stories(record, key, _people(record, key), lookup, page.language())
    )
    return page.render(
        "admin/tables/entry",
        record=record, cells=cells, wrong=wrong or {}, affected=affected, stories=stories,
        there=None if there is None else (record.subject(record.key(there)), display.call(record, there, lookup, page.language())),
        subject=None if key is None else record.subject(key),
        title=None if values is None else display.call(record, values, lookup, page.language()),
        was="" if values is None else request.form.get("was") or writing.digest_of(values),
        notes=() if values is None else tuple(record.notes(values, lookup)),
        may=values is None or record.may(values, lookup),
        members=_members(record, values, lookup),
        is_over=values is not None and display.has_ended(record, values, lookup),
        heads={column.name: heading(record, column.name, page.language()) for column in record.columns},
        picked={column.name: _picked(column, cells.get(column.name, ""), lookup) for column in record.columns},
        options={column.name: _options(record, column.name) for column in record.columns},
        choices={column.name: display.choices(record, column.name, lookup, cells) for column in record.columns},
        classes=display.classes(lookup, cells.get("code", ""), cells.get("parent", "").partition(" ")[0]),
        when=clock.rfc3339,
    )  # fmt: skip


def _members(record: Record, values: Values | None, lookup: Lookup) -> list[Member] | None:
    """Whoever has a post at the unit of this page; None for what has no members, or is not the asker's."""
    if record.name != UNITS.name or values is None or lookup.reach is None or not record.may(values, lookup):
        return None
    return members_of(values["code"], values["area"], lookup.reach)


def _picked(column: Column, text: str, lookup: Lookup) -> list[str]:
    """The codes that stand in a field of a choice."""
    if column.kind.control not in ("choice", "several") or not text:
        return []
    try:
        return str(column.kind.parse(text, lookup)).split(",")
    except Unfit:
        return []


def _people(record: Record, key: Key) -> dict[str, str]:
    ids = {event.by for event in history.events_of(record, key) if event.by}
    return (
        dict(Person.select(Person.id, Person.name).where(Person.id.in_(sorted(ids))).tuples()) if ids else {}
    )
