"""A version of the tables that change rarely, made anew by a trigger beside every change of one, so that it can be known what is stale."""

from peewee import PostgresqlDatabase

TABLES = ("ancestry", "area", "area_setting", "category", "person", "post", "responsibility_row", "unit")
KEY = "rarely-version"
ACTS = ("insert", "update", "delete")


def up(migrator, db):
    if isinstance(db, PostgresqlDatabase):
        _postgres(db)
    else:
        _sqlite(db)


def _sqlite(db):
    fresh = "lower(hex(randomblob(12)))"
    db.execute_sql(f"insert into meta (key, value) values ('{KEY}', {fresh})")
    for table in TABLES:
        for act in ACTS:
            db.execute_sql(
                f'create trigger "rarely_{table}_{act}" after {act} on "{table}" '
                f"begin update meta set value = {fresh} where key = '{KEY}'; end"
            )


def _postgres(db):
    fresh = "md5(random()::text || clock_timestamp()::text || txid_current()::text)"
    db.execute_sql(f"insert into meta (key, value) values ('{KEY}', {fresh})")
    db.execute_sql(
        "create or replace function rarely_changed() returns trigger language plpgsql as "
        f"$$ begin update meta set value = {fresh} where key = '{KEY}'; return null; end $$"
    )
    for table in TABLES:
        db.execute_sql(
            f'create trigger rarely_{table} after insert or update or delete on "{table}" '
            "for each statement execute function rarely_changed()"
        )
