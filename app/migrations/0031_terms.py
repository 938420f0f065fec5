"""Under which terms a matter is found, one table keyed for walking; and the areas that came to lie elsewhere since theirs were written.

What stood here before has no terms yet (`matter.keyed` is null): `core.migrate` fills them in pieces, once all steps are taken.
"""

from peewee import PostgresqlDatabase

ACTS = ("insert", "update", "delete")
COLUMNS = "term text not null, list integer not null, place bigint not null, matter text not null"


def up(migrator, db):
    is_postgres = isinstance(db, PostgresqlDatabase)
    end = "" if is_postgres else " without rowid"
    db.execute_sql(f"create table matter_term ({COLUMNS}, primary key (term, list, place, matter)){end}")
    db.execute_sql("alter table matter add column keyed text")
    db.execute_sql("create index matter_unkeyed on matter (id) where keyed is null")
    db.execute_sql("create index call_state_due on call (state, due)")
    db.execute_sql(
        "create table moved_area (area_id text primary key references area (code) on delete cascade, version text not null)"
    )
    # it changes rarely, as what stands in migration 0030 does
    if is_postgres:
        db.execute_sql(
            "create trigger rarely_moved_area after insert or update or delete on moved_area "
            "for each statement execute function rarely_changed()"
        )
        return
    for act in ACTS:
        db.execute_sql(
            f"create trigger rarely_moved_area_{act} after {act} on moved_area "
            "begin update meta set value = lower(hex(randomblob(12))) where key = 'rarely-version'; end"
        )
