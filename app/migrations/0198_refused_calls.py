"""A call for help that could not be applied says whose desk hears of it; those that wait are called from where their person has a post."""


def up(migrator, db):
    db.execute_sql("alter table quarantine add column called text")
    db.execute_sql(
        "update quarantine set called = (select post.area_id from post where post.person_id = quarantine.person "
        "order by post.ends desc, post.id limit 1) where settled is null "
        """and replace(raw, '"type":"storm.door"', '') <> raw and replace(raw, '"help":true', '') <> raw"""
    )
    db.execute_sql("create index quarantine_called on quarantine (called) where settled is null")
