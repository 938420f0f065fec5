"""What residents answered to "solved?" and where open matters lie, each in an index of those alone: figures of a board and a desk's neighbours ask for them."""


def up(migrator, db):
    verdicts = "where actor = 'resident' and verb in ('rate', 'reopen')"
    db.execute_sql(f"create index entry_verdict on entry (subject, received) {verdicts}")
    db.execute_sql(f"create index entry_verdict_area on entry (area, received) {verdicts}")
    db.execute_sql(
        "create index matter_open_place on matter (lat, lon) where lat is not null and state not in ('closed', 'void')"
    )
