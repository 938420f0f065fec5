"""A call is accepted before somebody comes, judged by whoever whistled, called off, and its listing climbs by a clock of its own."""

COLUMNS = (
    "called_by text",  # who whistled
    "reason text",  # the occasion it was whistled for
    "accepted bigint",
    "accepted_by text",
    "verdict text",
    "judged bigint",
    "judged_by text",
    "next_at bigint",  # when the clock looks at it next; null: it has nothing more to do
)


def up(migrator, db):
    for column in COLUMNS:
        db.execute_sql(f"alter table call add column {column}")
    db.execute_sql('update call set called_by = (select "by" from entry where entry.seq = call.entry)')
    db.execute_sql("update call set next_at = due where state = 'open'")
    db.execute_sql("create index call_next on call (next_at) where next_at is not null")
