"""A worker's own trackers that record while the phone is locked, and their positions that wait for a patrol's start."""


def up(migrator, db):
    db.execute_sql(
        "create table companion (id text primary key, person text not null, kind text not null, name text not null, "
        "secret text not null unique, agreed bigint not null, ended bigint, heard bigint, encrypted bigint, "
        "mode text, outside_told bigint)"
    )
    db.execute_sql("create index companion_person on companion (person, agreed)")
    db.execute_sql(
        "create table sealed_fix (companion text not null, t bigint not null, lat double precision not null, "
        "lon double precision not null, acc double precision not null, speed double precision, "
        "received bigint not null, primary key (companion, t))"
    )
    db.execute_sql("create index sealed_fix_received on sealed_fix (received)")
