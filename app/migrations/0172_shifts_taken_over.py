"""Handovers: who took the shift over, and when."""


def up(migrator, db):
    db.execute_sql("alter table handover add column taken bigint")
    db.execute_sql("alter table handover add column taken_by text")
