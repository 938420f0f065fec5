"""Days on which a city works or rests otherwise than the published list says, and who is on duty when, at which desk or unit."""

from peewee import PostgresqlDatabase

ACTS = ("insert", "update", "delete")
TABLES = ("holiday", "duty_turn")


def up(migrator, db):
    db.execute_sql(
        "create table holiday (day text not null primary key, kind text not null, name text not null)"
    )
    db.execute_sql(
        "create table duty_turn (area text not null, unit text not null, begins text not null, ends text not null, "
        "name text not null, phone text not null, primary key (area, unit, begins, name))"
    )
    for table in TABLES:
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
