"""Of which standing troubles with another system word was left."""


def up(migrator, db):
    db.execute_sql("alter table other_system add column told text not null default '[]'")
