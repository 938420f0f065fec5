"""What lies after its own receipt is known as such: of tracks, marks, ends and visits; results keep how many rows were left out."""

from peewee import BigIntegerField, IntegerField, TextField


def up(migrator, db):
    migrator.migrate(
        migrator.add_column("chunk", "latest", BigIntegerField(null=True)),
        migrator.add_column("mark", "latest", BigIntegerField(null=True)),
        migrator.add_column("patrol", "latest", BigIntegerField(null=True)),
        migrator.add_column("summary", "uncounted", TextField(null=True)),
        migrator.add_column("visit", "ended", BigIntegerField(null=True)),
        migrator.add_column("receipt", "dropped", IntegerField(null=True)),
    )
    db.execute_sql("update visit set ended = started + minutes * 60000")
    # an emergency made normal went on climbing
    db.execute_sql("update matter set climb_at = null where urgency <> 'emergency'")
