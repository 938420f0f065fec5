"""What a source calls a matter is found by its last five signs, without dashes and in either case."""

from peewee import PostgresqlDatabase

BARE = "lower(replace(external, '-', ''))"


def up(migrator, db):
    ending = f"right({BARE}, 5)" if isinstance(db, PostgresqlDatabase) else f"substr({BARE}, -5)"
    db.execute_sql(f"create index delivery_ending on delivery (({ending}))")
