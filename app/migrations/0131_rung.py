"""Whom somebody rang up to ask whether it is solved: the entries in an index of those alone, for figures ask for them."""


def up(migrator, db):
    db.execute_sql("create index entry_rung on entry (received) where verb = 'ring_back'")
