"""The blank that another took the place of is kept once with its cells, so that it can be taken back."""

from peewee import PostgresqlDatabase


def up(migrator, db):
    blob = "bytea" if isinstance(db, PostgresqlDatabase) else "blob"
    db.execute_sql(f"alter table blank_form add column former {blob}")
    db.execute_sql("alter table blank_form add column former_cells text")
