"""What an area became and where it lay before; and reorganisations: what is to change from a day on, and what came of it."""

from peewee import PostgresqlDatabase

ACTS = ("insert", "update", "delete")
RARELY = ("successor", "lay_below")


def up(migrator, db):
    db.execute_sql(
        "create table successor (area text not null, successor text not null, day text not null, sort integer not null, "
        "primary key (area, successor))"
    )
    db.execute_sql(
        "create table lay_below (area text not null, until text not null, parent text not null, primary key (area, until))"
    )
    db.execute_sql(
        "create table reorganisation (id text not null primary key, title text not null, reason text not null, day text not null, "
        "plan text not null, state text not null, made bigint not null, made_by text, done bigint, counts text, undone text)"
    )
    for table in RARELY:
        if isinstance(db, PostgresqlDatabase):
            db.execute_sql(
                f"create trigger rarely_{table} after insert or update or delete on {table} "
                "for each statement execute function rarely_changed()"
            )
            continue
        for act in ACTS:
            db.execute_sql(
                f"create trigger rarely_{table}_{act} after {act} on {table} "
                "begin update meta set value = lower(hex(randomblob(12))) where key = 'rarely-version'; end"
            )
