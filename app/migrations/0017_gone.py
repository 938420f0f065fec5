"""What a phone held that is gone: when that was found out, from which phone, and what it was."""

from peewee import BigIntegerField, TextField


def up(migrator, db):
    migrator.migrate(
        migrator.add_column("device", "gone", BigIntegerField(null=True)),
        migrator.add_column("device", "gone_by", TextField(null=True)),
        migrator.add_column("device", "gone_held", TextField(null=True)),
    )
