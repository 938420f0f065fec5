"""Room in the ledger for a chain of digests, so that it can be shown later that no entry was changed: salt, digest, link."""

from peewee import TextField


def up(migrator, db):
    for name in ("salt", "digest", "link"):
        migrator.migrate(migrator.add_column("entry", name, TextField(null=True)))
