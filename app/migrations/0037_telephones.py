"""Telephone lists change rarely too, so that a phone that has them is told so without their being worked out (see migration 0030)."""

from peewee import PostgresqlDatabase

ACTS = ("insert", "update", "delete")


def up(migrator, db):
    if isinstance(db, PostgresqlDatabase):
        db.execute_sql(
            "create trigger rarely_telephone after insert or update or delete on telephone "
            "for each statement execute function rarely_changed()"
        )
        return
    for act in ACTS:
        db.execute_sql(
            f"create trigger rarely_telephone_{act} after {act} on telephone "
            "begin update meta set value = lower(hex(randomblob(12))) where key = 'rarely-version'; end"
        )
