"""信访: petitions as they were registered and handed over, a number once at a desk."""


def up(migrator, db):
    db.execute_sql(
        "create table petition (id text not null primary key, desk text not null, number text not null, received text not null, "
        "handed_to text not null, handed text, informed text, accepted text, is_extended boolean not null, done text, "
        "made bigint not null, made_by text not null, version bigint not null)"
    )
    db.execute_sql("create unique index petition_number on petition (desk, number)")
