"""The index of what a matter went on in holds those alone that did: with the others in it, statistics made every search of it a scan."""


def up(migrator, db):
    db.execute_sql("drop index matter_merged_into")
    db.execute_sql("create index matter_merged_into on matter (merged_into) where merged_into is not null")
