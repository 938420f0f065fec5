"""Whom of the building heads somebody rang up to ask whether it is done: the entries in an index of those alone, as of residents."""


def up(migrator, db):
    db.execute_sql("create index entry_head_rung on entry (received) where verb = 'ring_head'")
