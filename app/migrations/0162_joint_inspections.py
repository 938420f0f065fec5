"""Joint inspections: which units have a part in a list."""


def up(migrator, db):
    db.execute_sql(
        "create table campaign_unit (list_id text not null references campaign_list (id) on delete cascade, unit text not null, "
        "primary key (list_id, unit))"
    )
    db.execute_sql("create index campaign_unit_list_id on campaign_unit (list_id)")
    db.execute_sql("create index campaign_unit_unit on campaign_unit (unit)")
