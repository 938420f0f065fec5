"""Each support of a matter answers for its own part; and what a unit sent back is remembered with the row that proposed it."""


def up(migrator, db):
    # those of before were never asked
    db.execute_sql("alter table support add column state text not null default ''")
    db.execute_sql("alter table support add column answered bigint")
    db.execute_sql("alter table support add column answered_by text")
    db.execute_sql(
        "create table sent_back (entry bigint primary key, matter text not null, category text not null, "
        "level_kind text not null, unit text not null, reason text not null, at bigint not null, instead text)"
    )
    db.execute_sql("create index sent_back_row on sent_back (category, level_kind, at)")
    db.execute_sql("create index sent_back_matter on sent_back (matter)")
