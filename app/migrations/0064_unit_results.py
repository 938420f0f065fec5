"""The calls of a unit are found by the unit and when it was called: what became of them stands on a desk's page."""


def up(migrator, db):
    db.execute_sql("create index call_unit_at on call (unit, at)")
