"""When somebody comes to the resident, since when a joint meeting has to settle it, and when the clock whistled for whoever waits."""


def up(migrator, db):
    db.execute_sql("alter table matter add column coming_at bigint")
    db.execute_sql("alter table matter add column joint_since bigint")
    db.execute_sql("alter table matter add column called_for bigint")
    db.execute_sql("alter table call add column kind text")
