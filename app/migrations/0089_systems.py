"""Other systems to which matters go: how each calls things, what waits to be sent to it, and what it calls a matter."""


def up(migrator, db):
    db.execute_sql(
        "create table other_system (code text not null primary key, name text not null, area text not null, categories text not null, "
        "address text, fields text not null, answer text not null, source text, key text not null unique, serial integer not null, "
        "cursor bigint not null, tries integer not null, try_at bigint not null, trouble text, trouble_since bigint, last_sent bigint, "
        "ended bigint, made bigint not null, made_by text)"
    )
    db.execute_sql(
        "create table sending (id text not null primary key, system text not null, matter text not null, seq bigint not null, "
        "body text not null, state text not null, tries integer not null, due bigint not null, made bigint not null, sent bigint, fault text)"
    )
    db.execute_sql("create unique index sending_of on sending (system, matter, seq)")
    db.execute_sql("create index sending_waiting on sending (system, state, seq)")
    db.execute_sql(
        "create table foreign_case (system text not null, matter text not null, number text, state text, words text, url text, at bigint, "
        "told bigint not null, other_number text, primary key (system, matter))"
    )
    db.execute_sql("create index foreign_case_number on foreign_case (system, number)")
    db.execute_sql("create index foreign_case_matter on foreign_case (matter)")
