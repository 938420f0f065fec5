"""Links to one matter, kept as digests; how long a session lasts, which for building heads is a year."""

from peewee import BigIntegerField, IntegerField, Model, TextField


def up(migrator, db):
    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Link(Base):
        id = TextField(primary_key=True)
        matter = TextField()
        person = TextField(null=True)
        unit = TextField(null=True)
        purpose = TextField()
        round = IntegerField()
        mark = BigIntegerField()
        made_by = TextField(null=True)
        created = BigIntegerField()
        expires = BigIntegerField()
        ended = BigIntegerField(null=True)
        answer = TextField(null=True)

        class Meta:
            indexes = ((("matter", "ended"), False), (("expires",), False))

    migrator.migrate(migrator.add_column("session", "life", BigIntegerField(null=True)))
    db.create_tables([Link])
