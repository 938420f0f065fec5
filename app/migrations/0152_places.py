"""Places: what administration enters of one, and where its last check left it."""


def up(migrator, db):
    db.execute_sql(
        "create table place (code text not null primary key, name text not null, kind text not null, "
        "area text not null references area (code) on delete restrict, ends text not null default '', checked bigint, "
        "bad text not null default '[]', again text)"
    )
    db.execute_sql("create index place_area on place (area)")
    db.execute_sql("create index place_area_kind on place (area, kind)")
