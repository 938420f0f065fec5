"""一般 in a hotline's sheet of call-backs is kept as what it is, and the city says whether it counts as satisfied."""


def up(migrator, db):
    db.execute_sql("alter table hotline add column middling text not null default 'no'")
    db.execute_sql("alter table hotline_call_back add column middling boolean not null default false")
