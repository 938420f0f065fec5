"""Storms: what was declared, the list of doors of each grid, and the newest answers at each door."""

TABLES = (
    "create table storm (id text not null primary key, name text not null, areas text not null, begins bigint not null, "
    "by_id text not null references person (id) on delete restrict, created bigint not null, ended bigint, "
    "ended_by_id text references person (id) on delete restrict)",
    "create index storm_ended_created on storm (ended, created)",
    "create index storm_by_id on storm (by_id)",
    "create index storm_ended_by_id on storm (ended_by_id)",
    "create table storm_list (id text not null primary key, storm_id text not null references storm (id) on delete restrict, "
    "area_id text not null references area (code) on delete restrict, closed bigint, seq bigint not null, version integer not null)",
    "create unique index storm_list_storm_id_area_id on storm_list (storm_id, area_id)",
    "create index storm_list_storm_id on storm_list (storm_id)",
    "create index storm_list_area_id on storm_list (area_id)",
    "create index storm_list_area_id_closed on storm_list (area_id, closed)",
    "create index storm_list_seq on storm_list (seq)",
    "create table storm_door (list_id text not null references storm_list (id) on delete cascade, "
    "area_id text not null references area (code) on delete restrict, told boolean, told_at bigint, moved boolean, moved_at bigint, "
    "help boolean, help_at bigint, matter text, primary key (list_id, area_id))",
    "create index storm_door_list_id on storm_door (list_id)",
    "create index storm_door_area_id on storm_door (area_id)",
)


def up(migrator, db):
    for statement in TABLES:
        db.execute_sql(statement)
