"""What the tables of administration say besides: duty hours, what residents call a thing, who may confirm it, whose power a duty is and until when, and where it holds."""

from peewee import (
    BooleanField,
    CompositeKey,
    ForeignKeyField,
    IntegerField,
    Model,
    PostgresqlDatabase,
    TextField,
)

ACTS = ("insert", "update", "delete")
OLD = 'category, level_kind, lead, supports, basis, code, hours, "natural"'
NEW = "area, type, name, list_kind, power, power_begins, power_ends, taker_begins, taker_ends"
FILLED = "'', '', '', '', 'own', '', '', '', ''"


def up(migrator, db):
    text = "text not null default"
    db.execute_sql(f"alter table unit add column duty_hours {text} ''")
    for column in ("plain_name", "plain_name_en", "confirmers", "ends"):
        db.execute_sql(f"alter table category add column {column} {text} ''")
    _make(db)
    db.execute_sql(
        f"insert into responsibility_new ({OLD}, {NEW}) select {OLD}, {FILLED} from responsibility_row"
    )
    db.execute_sql("drop table responsibility_row")
    db.execute_sql("alter table responsibility_new rename to responsibility_row")
    _watch(db)


def _make(db):
    """The same table, in which a row may hold in one area alone."""

    class Category(Model):
        code = TextField(primary_key=True)

        class Meta:
            database = db
            table_name = "category"

    class Responsibility(Model):
        category = ForeignKeyField(Category, column_name="category", on_delete="CASCADE", index=False)
        level_kind = TextField()
        area = TextField(default="")
        lead = TextField(null=True)
        supports = TextField(null=True)
        basis = TextField()
        code = TextField()
        hours = IntegerField(null=True)
        natural = BooleanField(null=True)
        type = TextField(default="")
        name = TextField(default="")
        list_kind = TextField(default="")
        power = TextField(default="own")
        power_begins = TextField(default="")
        power_ends = TextField(default="")
        taker = TextField(null=True)
        taker_begins = TextField(default="")
        taker_ends = TextField(default="")

        class Meta:
            database = db
            table_name = "responsibility_new"
            primary_key = CompositeKey("category", "level_kind", "area")

    db.create_tables([Responsibility])


def _watch(db):
    """A change of it makes anew what is remembered of the tables that change rarely (see migration 0030)."""
    if isinstance(db, PostgresqlDatabase):
        db.execute_sql(
            "create trigger rarely_responsibility_row after insert or update or delete on responsibility_row "
            "for each statement execute function rarely_changed()"
        )
        return
    for act in ACTS:
        db.execute_sql(
            f"create trigger rarely_responsibility_row_{act} after {act} on responsibility_row "
            "begin update meta set value = lower(hex(randomblob(12))) where key = 'rarely-version'; end"
        )
