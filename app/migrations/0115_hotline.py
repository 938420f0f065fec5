"""A hotline's tickets: the clocks of each with its matter, how a city's sheets are read, and which import brought which."""


def up(migrator, db):
    db.execute_sql("alter table matter add column ticket text")
    db.execute_sql("alter table matter add column ticket_at bigint")
    db.execute_sql("alter table matter add column ticket_look bigint")
    db.execute_sql("create index matter_ticket_look on matter (ticket_look) where ticket_look is not null")
    db.execute_sql(
        "create table hotline (code text not null primary key, area text not null unique, columns text not null, changed bigint, changed_by text)"
    )
    db.execute_sql(
        "create table hotline_sheet (id text not null primary key, hotline text not null, kind text not null, name text not null, at bigint not null, "
        "by text not null, counts text not null, taken_back bigint)"
    )
    db.execute_sql("create index hotline_sheet_of on hotline_sheet (hotline, at)")
    db.execute_sql(
        "create table hotline_ticket (matter text not null primary key, hotline text not null, number text not null, sheet text not null, "
        "received bigint not null)"
    )
    db.execute_sql("create unique index hotline_ticket_number on hotline_ticket (hotline, number)")
    db.execute_sql("create index hotline_ticket_received on hotline_ticket (hotline, received)")
    db.execute_sql("create index hotline_ticket_sheet on hotline_ticket (sheet)")
