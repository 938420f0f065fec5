"""Who at a desk has which matter open just now, for the colleagues who see it too; forgotten within minutes."""


def up(migrator, db):
    db.execute_sql(
        "create table open_beside (person text not null, matter text not null, since bigint not null, seen bigint not null, "
        "is_writing boolean not null, primary key (person, matter))"
    )
    db.execute_sql("create index open_beside_matter on open_beside (matter, seen)")
