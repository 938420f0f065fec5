"""A matter's clock may stand while the resident is asked or a case is filed; the number that another office gave a case."""


def up(migrator, db):
    db.execute_sql("alter table matter add column paused text")  # what was left when it was stopped
    db.execute_sql("alter table matter add column paused_until bigint")
    db.execute_sql("alter table matter add column case_number text")
    db.execute_sql("create index matter_paused on matter (paused_until) where paused_until is not null")
