"""Which units look after a community and get its report."""


def up(migrator, db):
    db.execute_sql(
        "create table patron (area text not null, unit text not null, made bigint not null, made_by text not null, primary key (area, unit))"
    )
    db.execute_sql("create index patron_unit on patron (unit)")
