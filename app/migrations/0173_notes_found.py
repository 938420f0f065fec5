"""A search finds the words that notes added: matters with such are written into its index anew."""


def up(migrator, db):
    db.execute_sql(
        "update matter set indexed = null where id in "
        "(select subject from entry where kind = 'matter' and verb = 'note' and text is not null)"
    )
