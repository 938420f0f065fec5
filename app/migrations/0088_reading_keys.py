"""Other systems that read matters by a key, each with the reach of a role in an area."""


def up(migrator, db):
    db.execute_sql(
        "create table reading_key (code text not null primary key, name text not null, key text not null unique, role text not null, "
        "area text not null, unit text, daily integer not null, expires bigint, ended bigint, made bigint not null, made_by text, "
        "last_used bigint)"
    )
