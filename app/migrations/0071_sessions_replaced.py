"""Which session one that was resumed stands for: that one ends when the new one is first used, for the reply that brings it may be lost."""


def up(migrator, db):
    db.execute_sql("alter table session add column replaces text")
