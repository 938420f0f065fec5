"""Which matters come again is kept beside their courses; all of them are read anew by the clock's work."""


def up(migrator, db):
    db.execute_sql(
        "create table recurrence (kind text not null, matter text not null, area text not null, category text not null, "
        "received_day text not null, primary key (matter, kind))"
    )
    db.execute_sql(
        "create index recurrence_by_area on recurrence (kind, area, received_day, category, matter)"
    )
    db.execute_sql(
        "create index recurrence_by_day on recurrence (kind, received_day, area, category, matter)"
    )
    db.execute_sql("delete from tally")
    db.execute_sql("delete from answer")
    db.execute_sql("delete from called")
    db.execute_sql("delete from meta where key in ('insight-read', 'insight-walked', 'insight-drawn')")
