"""When a storm is expected to be over: a phone without a line lets go of its list then."""


def up(migrator, db):
    db.execute_sql("alter table storm add column until bigint")
