"""When somebody at a desk wants to look at a matter again: for themselves alone."""


def up(migrator, db):
    db.execute_sql(
        "create table look_again (person text not null, matter text not null, at bigint not null, made bigint not null, "
        "primary key (person, matter))"
    )
    db.execute_sql("create index look_again_at on look_again (at)")
