"""The course of each matter, of which figures are counted; the clock's work fills it from the ledger."""


def up(migrator, db):
    db.execute_sql(
        "create table course (matter text not null primary key, entry bigint not null, area text not null, category text not null, "
        "origin text not null, channel text not null, void boolean not null, highest integer not null, received_at bigint not null, "
        "received_day text not null, closed_at bigint, closed_day text, at_once boolean not null, in_time boolean, minutes double precision, "
        "confirmed boolean, reopened integer not null)"
    )
    db.execute_sql("create index course_received on course (area, received_day)")
    db.execute_sql("create index course_closed on course (area, closed_day)")
