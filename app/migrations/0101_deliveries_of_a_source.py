"""What a source handed over, the latest first, is found without looking through what others did."""


def up(migrator, db):
    db.execute_sql("create index delivery_of_source on delivery (source, received)")
