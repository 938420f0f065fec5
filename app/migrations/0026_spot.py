"""Where exactly something is, as a desk corrected it: the place on a poster is not that of the matter once this is another."""

from peewee import TextField


def up(migrator, db):
    migrator.migrate(migrator.add_column("matter", "spot", TextField(null=True)))
