"""The index by which matters are searched: SQLite's full text without the texts, on PostgreSQL an array of what stands in each.

What stands here before is written by the background work in pieces (`matter.indexed` is null); until it is done, searches walk along the
lists. The numbers of callers get an index as well, and so do the names of areas.
"""

from peewee import PostgresqlDatabase


def up(migrator, db):
    is_postgres = isinstance(db, PostgresqlDatabase)
    if is_postgres:
        db.execute_sql("create table matter_words (place bigint primary key, tokens text[] not null)")
        db.execute_sql("create index matter_words_tokens on matter_words using gin (tokens)")
    else:
        db.execute_sql(
            "create virtual table matter_words using fts5"
            "(tokens, content='', contentless_delete=1, detail=none, tokenize='ascii')"
        )
    db.execute_sql("alter table matter add column indexed text")
    db.execute_sql("alter table matter add column indexed_at bigint")
    db.execute_sql("create unique index matter_indexed_at on matter (indexed_at)")
    db.execute_sql("create index matter_unindexed on matter (received_at, id) where indexed is null")
    db.execute_sql("create index resident_request_phone on resident_request (phone) where phone is not null")
    db.execute_sql("create index area_name on area (name, code)")
