"""What corrects an op is found by that op alone: few receipts correct anything, and only those are in the index."""


def up(migrator, db):
    db.execute_sql('drop index if exists "receipt_supersedes"')
    db.execute_sql(
        'create index "receipt_corrections" on "receipt" ("supersedes", "person") where "supersedes" is not null'
    )
