"""Handovers of a desk's shift: who handed over to whom, and what was open then."""


def up(migrator, db):
    db.execute_sql(
        "create table handover (id text not null primary key, area text not null, since bigint not null, at bigint not null, "
        'by text not null, "to" text, remark text not null, note text not null)'
    )
    db.execute_sql("create index handover_area on handover (area, at)")
