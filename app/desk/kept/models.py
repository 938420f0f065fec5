"""The tables of what is kept of a desk's lists."""

from __future__ import annotations

from peewee import BigIntegerField, CompositeKey, TextField

from app.core.db import Row


class SavedView(Row):
    """A list as it was narrowed, under a name; `owner` is `person:ID` or `desk:AREA`."""

    id = TextField(primary_key=True)  # uuid of the form that made it
    owner = TextField()
    name = TextField()
    query = TextField()  # as it stands in the address (`app.desk.lists.address`)
    made = BigIntegerField()
    made_by = TextField()
    ended = BigIntegerField(null=True)  # not listed any more; it can be taken up again

    class Meta:
        table_name = "saved_view"

    @property
    def is_of_desk(self) -> bool:
        """Whether everybody at the desk has it."""
        return self.owner.startswith("desk:")

    @property
    def desk(self) -> str | None:
        """The area whose desk has it; None for a person's own."""
        return self.owner.removeprefix("desk:") if self.is_of_desk else None


class DeskLayout(Row):
    """How a person reads the lists: with the view "" what stands in every row, with another one the order of that view."""

    person = TextField()
    view = TextField()
    sorting = TextField(default="")
    columns = TextField(default="")  # with spaces between

    class Meta:
        table_name = "desk_layout"
        primary_key = CompositeKey("person", "view")
