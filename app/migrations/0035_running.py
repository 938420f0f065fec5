"""The patrol that somebody walks now is the last of an index: asked for every report, it needs no sorting."""


def up(migrator, db):
    db.execute_sql('drop index if exists "patrol_person_id_started"')
    db.execute_sql('create index "patrol_person_id_started_id" on "patrol" ("person_id", "started", "id")')
