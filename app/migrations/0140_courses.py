"""The course of each matter, of which figures are counted, and the tallies of wide areas; the clock's work fills both from the ledger."""


def up(migrator, db):
    db.execute_sql(
        "create table course (matter text not null primary key, entry bigint not null, area text not null, category text not null, "
        "origin text not null, channel text not null, void boolean not null, highest integer not null, received_at bigint not null, "
        "received_day text not null, closed_at bigint, closed_day text, at_once boolean not null, in_time integer not null, minutes integer not null, "
        "confirmed integer not null, reopened integer not null)"
    )
    db.execute_sql("create index course_received on course (area, received_day)")
    db.execute_sql("create index course_closed on course (area, closed_day)")
    db.execute_sql("create index course_by_day on course (received_day, matter)")
    db.execute_sql("create index course_by_end on course (closed_day, matter)")
    db.execute_sql(
        "create table tally (area text not null, moment text not null, span text not null, category text not null, channel text not null, "
        "void boolean not null, highest integer not null, at_once boolean not null, in_time integer not null, minutes integer not null, "
        "confirmed integer not null, reopened integer not null, matters integer not null, "
        "primary key (area, moment, span, category, channel, void, highest, at_once, in_time, minutes, confirmed, reopened))"
    )
