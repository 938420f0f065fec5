"""Blanks that others ask to be filled, and which figure goes in which of their cells."""

from peewee import PostgresqlDatabase


def up(migrator, db):
    blob = "bytea" if isinstance(db, PostgresqlDatabase) else "blob"
    db.execute_sql(
        f"create table blank_form (id text not null primary key, area text not null, name text not null, kind text not null, data {blob} not null,"
        " cells text not null, made bigint not null, made_by text not null, changed bigint not null, ended bigint)"
    )
    db.execute_sql("create index blank_form_area on blank_form (area)")
