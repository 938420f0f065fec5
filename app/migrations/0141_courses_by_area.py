"""An area's figures are read off the index alone: of a street's year the rows themselves would be looked up one by one."""


def up(migrator, db):
    db.execute_sql("drop index course_received")
    db.execute_sql("drop index course_closed")
    db.execute_sql(
        "create index course_received on course (area, received_day, void, at_once, minutes, reopened, category, channel, matter)"
    )
    db.execute_sql(
        "create index course_closed on course (area, closed_day, void, highest, at_once, in_time, confirmed, category, channel, matter)"
    )
