"""Days on which patrols outdoors pause in an area and everything below it: typhoon, heat, ice."""

from peewee import PostgresqlDatabase

ACTS = ("insert", "update", "delete")


def up(migrator, db):
    db.execute_sql(
        "create table outdoor_pause (id text not null primary key, area text not null, kind text not null, "
        "begins text not null, ends text not null, by text, created bigint not null)"
    )
    if isinstance(db, PostgresqlDatabase):
        db.execute_sql(
            "create trigger rarely_outdoor_pause after insert or update or delete on outdoor_pause "
            "for each statement execute function rarely_changed()"
        )
        return
    for act in ACTS:
        db.execute_sql(
            f"create trigger rarely_outdoor_pause_{act} after {act} on outdoor_pause "
            "begin update meta set value = lower(hex(randomblob(12))) where key = 'rarely-version'; end"
        )
