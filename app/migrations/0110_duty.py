"""By which staff number or login a duty turn names a person of the house, where the roster says so."""


def up(migrator, db):
    db.execute_sql("alter table duty_turn add column staff text not null default ''")
