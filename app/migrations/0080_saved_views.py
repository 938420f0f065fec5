"""Views of a desk's list that somebody keeps under a name: a person's own, or a desk's."""


def up(migrator, db):
    db.execute_sql(
        "create table saved_view (id text not null primary key, owner text not null, name text not null, query text not null, "
        "made bigint not null, made_by text not null, ended bigint)"
    )
    # a name that stands for one view, while that is in use
    db.execute_sql("create unique index saved_view_name on saved_view (owner, name) where ended is null")
    db.execute_sql("create index saved_view_owner on saved_view (owner, made)")
