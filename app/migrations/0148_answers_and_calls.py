"""What residents answered and what became of calls, as figures count them; tallies say how matters began, and all of them are made anew by themselves."""

COURSES = "area, received_day, void, at_once, minutes, reopened, origin, category, channel, matter"
TALLY = (
    "area text not null, moment text not null, span text not null, category text not null, channel text not null, origin text not null, "
    "void boolean not null, highest integer not null, at_once boolean not null, in_time integer not null, minutes integer not null, "
    "confirmed integer not null, reopened integer not null, yes integer not null, matters integer not null, "
    "primary key (area, moment, span, category, channel, origin, void, highest, at_once, in_time, minutes, confirmed, reopened, yes)"
)
PLACED = "area text not null, category text not null, channel text not null, day text not null"


def up(migrator, db):
    db.execute_sql(
        f"create table answer (entry bigint not null primary key, matter text not null, {PLACED}, yes integer not null)"
    )
    db.execute_sql("create index answer_matter on answer (matter)")
    db.execute_sql("create index answer_area on answer (area, day, yes, category, channel)")
    db.execute_sql("create index answer_day on answer (day, entry)")
    db.execute_sql(
        f"create table called (entry bigint not null, unit text not null, matter text not null, {PLACED}, came integer not null, "
        "minutes integer not null, primary key (entry, unit))"
    )
    db.execute_sql("create index called_matter on called (matter)")
    db.execute_sql("create index called_area on called (area, day, unit, came, minutes, category, channel)")
    db.execute_sql("create index called_day on called (day, entry)")
    db.execute_sql("drop index course_received")
    db.execute_sql(f"create index course_received on course ({COURSES})")
    db.execute_sql("drop table tally")
    db.execute_sql(f"create table tally ({TALLY})")
    db.execute_sql("delete from meta where key in ('insight-read', 'insight-walked', 'insight-drawn')")
