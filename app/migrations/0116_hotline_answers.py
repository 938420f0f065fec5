"""What went to the hotline in which sheet of answers, and what the hotline heard when it called back, each row once."""


def up(migrator, db):
    db.execute_sql(
        "create table hotline_reply (sheet text not null, matter text not null, number text not null, state text not null, answer text not null, "
        "contacted bigint, done bigint, primary key (sheet, number))"
    )
    db.execute_sql("create index hotline_reply_matter on hotline_reply (matter)")
    db.execute_sql(
        "create table hotline_call_back (matter text not null, digest text not null, sheet text not null, contacted boolean, solved boolean, "
        "satisfied boolean, counted boolean not null, at bigint not null, received bigint not null, primary key (matter, digest))"
    )
    db.execute_sql("create index hotline_call_back_sheet on hotline_call_back (sheet)")
    db.execute_sql("create index hotline_call_back_latest on hotline_call_back (matter, at)")
