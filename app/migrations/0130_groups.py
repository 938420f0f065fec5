"""What was pasted from owners' groups: which paste made which request, and nothing of its words."""


def up(migrator, db):
    db.execute_sql(
        "create table group_paste (id text not null primary key, desk text not null, area text not null, at bigint not null, "
        "by text not null, digest text not null)"
    )
    db.execute_sql("create index group_paste_of on group_paste (desk, at)")
    db.execute_sql(
        "create table group_request (request text not null primary key, paste text not null, sort integer not null)"
    )
    db.execute_sql("create index group_request_paste on group_request (paste)")
