"""Campaigns: when those there were told of the beginning and of the end to come; places that were taken off a list."""


def up(migrator, db):
    db.execute_sql("alter table campaign add column begun bigint")
    db.execute_sql("alter table campaign add column near_told bigint")
    db.execute_sql("alter table campaign_place add column taken_out bigint")
    db.execute_sql("update campaign set begun = created")  # nobody is told of what has begun long ago
