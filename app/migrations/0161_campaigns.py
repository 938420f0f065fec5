"""Campaigns: what was opened, the list of places of each grid, what was last found at each place, and the matters made of it."""

TABLES = (
    "create table campaign (id text not null primary key, name text not null, category text not null, first text not null, "
    "last text not null, areas text not null, kinds text not null, questions text not null, "
    "by_id text not null references person (id) on delete restrict, created bigint not null, ended bigint, "
    "ended_by_id text references person (id) on delete restrict)",
    "create index campaign_ended_last on campaign (ended, last)",
    "create index campaign_by_id on campaign (by_id)",
    "create index campaign_ended_by_id on campaign (ended_by_id)",
    "create table campaign_list (id text not null primary key, "
    "campaign_id text not null references campaign (id) on delete restrict, "
    "area_id text not null references area (code) on delete restrict, closed bigint, seq bigint not null, version integer not null)",
    "create unique index campaign_list_campaign_id_area_id on campaign_list (campaign_id, area_id)",
    "create index campaign_list_campaign_id on campaign_list (campaign_id)",
    "create index campaign_list_area_id on campaign_list (area_id)",
    "create index campaign_list_area_id_closed on campaign_list (area_id, closed)",
    "create index campaign_list_seq on campaign_list (seq)",
    "create table campaign_place (list_id text not null references campaign_list (id) on delete cascade, place text not null, "
    "name text not null, area text not null, outcome text, at bigint, bad text not null default '[]', "
    "chosen text not null default '{}', again text, late boolean not null default false, primary key (list_id, place))",
    "create index campaign_place_list_id on campaign_place (list_id)",
    "create table campaign_matter (matter text not null primary key, "
    "list_id text not null references campaign_list (id) on delete cascade, place text not null)",
    "create index campaign_matter_list_id on campaign_matter (list_id)",
)


def up(migrator, db):
    for statement in TABLES:
        db.execute_sql(statement)
