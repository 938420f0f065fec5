"""A blank is brought, its cells are given figures, a newer one takes its place, and it ends; each with its entry."""

from __future__ import annotations

from collections import Counter

from app.areas import tree
from app.areas.access import permissions
from app.areas.access.reach import Reach, reach_of
from app.core import clock, db
from app.core.decode import UUID7_FORM
from app.core.problems.problem import Problem
from app.insight import asking
from app.insight.forms import blanks, files
from app.insight.forms.blanks import Sheet
from app.insight.forms.choices import CHOICES
from app.insight.forms.models import BlankForm
from app.people import events
from app.people.models import Person

NAME_MOST = 80
FORMS_MOST = 50  # of one area
FILES = "data", "former"  # columns that no list reads
KIND_NAMES = {files.XLSX: "Excel（.xlsx）", files.DOCX: "Word（.docx）"}
SPANS = NOW, BEFORE, YEAR = "now", "before", "year"


def of_area(area: str) -> list[BlankForm]:
    """The blanks of the area, by name, without their files."""
    columns = [field for field in BlankForm._meta.sorted_fields if field.name not in FILES]
    return list(
        BlankForm.select(*columns)
        .where(BlankForm.area == area, BlankForm.ended.is_null())
        .order_by(BlankForm.name, BlankForm.id)
    )


def find(reach: Reach, id: str) -> BlankForm:
    """A blank of an area whose figures this reach reads. Problem not-found, and form-ended for one that is not asked for."""
    form: BlankForm | None = BlankForm.get_or_none(BlankForm.id == id)
    if form is None or not permissions.may(reach, asking.ACT, form.area):
        raise Problem("not-found")
    if form.ended is not None:
        raise Problem("form-ended")
    return form


def bring(by: Person, area: str, id: str, name: str, data: bytes) -> BlankForm:
    """Keep a blank for the area; the same form sent again is the same blank.

    Problems: not-found (an area out of reach), bad-value, unreadable-form.
    """
    if not UUID7_FORM.fullmatch(id):
        raise Problem("bad-value", ("id", "bad-value"))
    if not permissions.may(reach_of(by), asking.ACT, area):
        raise Problem("not-found")
    name = _name(name)
    kind = files.kind_of(data)
    blanks.sheets(kind, data)
    with db.transaction():
        known: BlankForm | None = BlankForm.get_or_none(BlankForm.id == id)
        if known is not None:
            return find(reach_of(by), id)
        if len(of_area(area)) >= FORMS_MOST:
            raise Problem("bad-value", ("file", "too-many", {"most": FORMS_MOST}))
        form = BlankForm.create(id=id, area=area, name=name, kind=kind, data=data, cells={}, made_by=by.id)
        events.note(by, "area", area, "form_brought", None, {"form": id, "name": name})
    return form


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not name or len(name) > NAME_MOST:
        raise Problem("bad-value", ("name", "too-long" if name else "missing", {"most": NAME_MOST}))
    return name


def choose(by: Person, id: str, cell: str, figure: str, span: str, area: str) -> None:
    """Say which figure goes into a cell. Problems: not-found, bad-value for what is no free cell, figure, span or area."""
    with db.transaction():
        form = find(reach_of(by), id)
        if figure not in CHOICES:
            raise Problem("bad-value", ("figure", "not-a-choice"))
        if span not in SPANS:
            raise Problem("bad-value", ("span", "not-a-choice"))
        if area != form.area and area not in tree.parts_of(form.area):
            raise Problem("bad-value", ("area", "not-a-choice"))
        free = {
            one.key
            for sheet in blanks.sheets(form.kind, bytes(form.data))
            for row in sheet.rows
            for one in row
            if one.is_free
        }
        if cell not in free:
            raise Problem("bad-value", ("cell", "not-a-free-cell"))
        _write(by, form, {**form.cells, cell: [figure, span, area]})


def tap(by: Person, id: str, cell: str, figure: str, span: str, area: str) -> None:
    """A set cell is clicked: with what it has, or with nothing chosen, it is left empty, and with another choice it takes that.

    Problems: those of `choose`.
    """
    was = find(reach_of(by), id).cells.get(cell)
    if not figure or was in (None, [figure, span, area]):
        clear(by, id, cell)
    else:
        choose(by, id, cell, figure, span, area)


def clear(by: Person, id: str, cell: str) -> None:
    """Leave a cell empty again; one that is empty stays so. Problem not-found."""
    with db.transaction():
        form = find(reach_of(by), id)
        _write(by, form, {key: choice for key, choice in form.cells.items() if key != cell})


def _write(by: Person, form: BlankForm, cells: dict[str, list[str]]) -> None:
    if cells == form.cells:
        return
    BlankForm.update(cells=cells, changed=clock.now()).where(BlankForm.id == form.id).execute()
    events.note(by, "area", form.area, "form_cells", None, {"form": form.id, "was": form.cells, "now": cells})


def renew(by: Person, id: str, data: bytes) -> None:
    """Put a newer blank of the same kind in its place, with what is found in it again; the former one is kept once.

    Of a former one whose cells were not found then they are looked for in this one, too; until they are found it is that
    one which is kept. Problems: not-found, unreadable-form.
    """
    kind = files.kind_of(data)
    new = blanks.sheets(kind, data)
    with db.transaction():
        form = find(reach_of(by), id)
        if kind != form.kind:
            raise Problem("unreadable-form", ("file", "other-kind", {"kind": KIND_NAMES[form.kind]}))
        old = sheets_of(form)
        cells = {there: form.cells[key] for key, there in blanks.carried(form.cells, old, new).items()}
        fallen = fallen_out(form)
        again = blanks.carried(fallen, former_sheets(form), new)
        for key, there in again.items():
            cells.setdefault(there, form.former_cells[key])
        is_kept = form.former is None or (bool(form.cells) and len(again) == len(fallen))
        former = {"former": bytes(form.data), "former_cells": form.cells} if is_kept else {}
        BlankForm.update(data=data, cells=cells, changed=clock.now(), **former).where(
            BlankForm.id == id
        ).execute()
        events.note(
            by, "area", form.area, "form_renewed", None, {"form": id, "was": form.cells, "now": cells}
        )


def take_back(by: Person, id: str) -> None:
    """Put the former blank with its cells in its place again; where there is none nothing happens. Problem not-found."""
    with db.transaction():
        form = find(reach_of(by), id)
        if form.former is None:
            return
        BlankForm.update(
            data=bytes(form.former),
            cells=form.former_cells,
            former=None,
            former_cells=None,
            changed=clock.now(),
        ).where(BlankForm.id == id).execute()
        was_now = {"form": id, "was": form.cells, "now": form.former_cells}
        events.note(by, "area", form.area, "form_taken_back", None, was_now)


def sheets_of(form: BlankForm) -> tuple[Sheet, ...]:
    """Its sheets or tables."""
    return blanks.sheets(form.kind, bytes(form.data))


def former_sheets(form: BlankForm) -> tuple[Sheet, ...]:
    """Those of the blank that it took the place of."""
    return () if form.former is None else blanks.sheets(form.kind, bytes(form.former))


def fallen_out(form: BlankForm) -> dict[str, list[str]]:
    """The cells of the former blank that were not found in this one, and whose number no cell was given since."""
    if not form.former_cells:
        return {}
    found = blanks.carried(form.former_cells, former_sheets(form), sheets_of(form))
    given = Counter(map(tuple, form.cells.values()))
    given -= Counter(tuple(form.former_cells[key]) for key in found)
    fallen = {}
    for key, choice in form.former_cells.items():
        if key in found:
            continue
        if given[tuple(choice)] > 0:
            given[tuple(choice)] -= 1
        else:
            fallen[key] = choice
    return fallen


def end(by: Person, id: str) -> None:
    """Ask for it no more. Problems: not-found, form-ended."""
    with db.transaction():
        form = find(reach_of(by), id)
        BlankForm.update(ended=clock.now()).where(BlankForm.id == id).execute()
        events.note(by, "area", form.area, "form_ended", None, {"form": id, "name": form.name})


def resume(by: Person, id: str) -> BlankForm:
    """Ask for an ended one again; one that is asked for stays so. Problem not-found."""
    with db.transaction():
        form: BlankForm | None = BlankForm.get_or_none(BlankForm.id == id)
        if form is None or not permissions.may(reach_of(by), asking.ACT, form.area):
            raise Problem("not-found")
        if form.ended is not None:
            BlankForm.update(ended=None).where(BlankForm.id == id).execute()
            events.note(by, "area", form.area, "form_resumed", None, {"form": id, "name": form.name})
    return form


def ended_of(area: str) -> list[BlankForm]:
    """The ended blanks of the area, the last ended first, without their files."""
    rows = BlankForm.select(BlankForm.id, BlankForm.name, BlankForm.kind, BlankForm.ended)
    ended = rows.where(BlankForm.area == area, BlankForm.ended.is_null(False))
    return list(ended.order_by(BlankForm.ended.desc(), BlankForm.id).limit(FORMS_MOST))
