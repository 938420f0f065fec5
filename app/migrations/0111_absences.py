"""Who is absent from one day to another, who stands in, and the posts that this makes for as long as it lasts."""

from peewee import PostgresqlDatabase

ACTS = ("insert", "update", "delete")


def up(migrator, db):
    db.execute_sql(
        "create table absence (id text not null primary key, person text not null, substitute text not null, "
        "begins text not null, ends text not null, by text, created bigint not null)"
    )
    db.execute_sql("create index absence_person on absence (person, ends)")
    db.execute_sql("create index absence_substitute on absence (substitute, ends)")
    db.execute_sql("alter table post add column absence text")
    if isinstance(db, PostgresqlDatabase):
        db.execute_sql(
            "create trigger rarely_absence after insert or update or delete on absence "
            "for each statement execute function rarely_changed()"
        )
        return
    for act in ACTS:
        db.execute_sql(
            f"create trigger rarely_absence_{act} after {act} on absence "
            "begin update meta set value = lower(hex(randomblob(12))) where key = 'rarely-version'; end"
        )
