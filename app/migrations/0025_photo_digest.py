"""A resident's photo that gave way to a copy without metadata: the digest of that copy, so that it can be proved whole."""

from peewee import TextField


def up(migrator, db):
    migrator.migrate(migrator.add_column("photo", "cleaned_digest", TextField(null=True)))
