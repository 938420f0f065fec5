"""Another system may be told of visits too, from when and up to which one it has been; and what a sending is about."""


def up(migrator, db):
    db.execute_sql("alter table other_system add column visits_from bigint")
    db.execute_sql("alter table other_system add column visits_cursor bigint not null default 0")
    db.execute_sql("alter table sending add column kind text not null default 'matter'")
