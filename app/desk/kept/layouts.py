"""How a person reads the desk's lists: the order of each view, and what stands in a row; nobody else's business, so without an entry."""

from __future__ import annotations

from collections.abc import Iterable

from app.core import db
from app.core.prepared import Prepared, given
from app.desk.kept.models import DeskLayout
from app.people.models import Person

EVERY = ""  # view of the row that holds the columns
NONE = "-"  # no column at all, as it is kept

_OF = Prepared(
    lambda: DeskLayout.select(DeskLayout.view, DeskLayout.sorting, DeskLayout.columns).where(
        DeskLayout.person == given("person"), DeskLayout.view.in_([EVERY, given("view")])
    )
)


def layout_of(person: str, view: str) -> tuple[str, tuple[str, ...] | None]:
    """(the order that the person chose for this view, or "", the columns that they chose, or None)."""
    rows = {name: (sorting, columns) for name, sorting, columns in _OF.rows(person=person, view=view)}
    columns = rows.get(EVERY, ("", ""))[1]
    return rows.get(view, ("", ""))[0], tuple(columns.replace(NONE, "").split()) if columns else None


def keep_layout(person: Person, view: str, sorting: str, columns: Iterable[str]) -> None:
    """Keep both."""
    with db.transaction():
        for name, order, shown in ((view, sorting, ""), (EVERY, "", " ".join(columns) or NONE)):
            DeskLayout.insert(person=person.id, view=name, sorting=order, columns=shown).on_conflict(
                conflict_target=[DeskLayout.person, DeskLayout.view],
                update={DeskLayout.sorting: order, DeskLayout.columns: shown},
            ).execute()


def of_person(person: Person) -> list[dict[str, str]]:
    """The person's own, for the download of one's own data."""
    rows = DeskLayout.select().where(DeskLayout.person == person.id).order_by(DeskLayout.view)
    return [{"view": row.view, "sorting": row.sorting, "columns": row.columns} for row in rows]
