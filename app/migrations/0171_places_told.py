"""Places are told to phones as they change: each has the number of its latest entry in the ledger."""


def up(migrator, db):
    db.execute_sql("alter table place add column seq bigint not null default 1")
    db.execute_sql("alter table place add column version integer not null default 1")
    db.execute_sql(
        "update place set seq = coalesce((select max(seq) from entry where kind = 'place' and subject = place.code), 1)"
    )
    db.execute_sql("create index place_seq on place (seq)")
