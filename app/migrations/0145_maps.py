"""Map files that are given as ground: what each holds and for which area; their bytes lie beside the photos."""


def up(migrator, db):
    db.execute_sql(
        "create table map_file (id text not null primary key, area text not null, name text not null, digest text not null, "
        "bytes bigint not null, tiles text not null, lowest integer not null, highest integer not null, "
        "west double precision not null, south double precision not null, east double precision not null, "
        "north double precision not null, is_shifted boolean not null, attribution text not null, made bigint not null, "
        "made_by text, ended bigint)"
    )
