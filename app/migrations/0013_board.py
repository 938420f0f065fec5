"""The public board: what was cleared for showing, and the masked copies of its photos."""

from peewee import BigIntegerField, CompositeKey, ForeignKeyField, IntegerField, Model, TextField


def up(migrator, db):
    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Matter(Base):
        id = TextField(primary_key=True)

    class Clearing(Base):
        matter = ForeignKeyField(Matter, column_name="matter", primary_key=True, on_delete="CASCADE")
        said = TextField()
        done = TextField()
        saved = BigIntegerField()
        saved_by = TextField()
        shown = BigIntegerField(null=True)
        shown_by = TextField(null=True)

        class Meta:
            indexes = ((("shown", "matter"), False),)

    class ClearedPhoto(Base):
        matter = ForeignKeyField(Clearing, column_name="matter", on_delete="CASCADE")
        source = TextField()
        digest = TextField(index=True)
        side = TextField()
        sort = IntegerField()
        width = IntegerField()
        height = IntegerField()
        marks = TextField()

        class Meta:
            primary_key = CompositeKey("matter", "source")

    db.create_tables([Clearing, ClearedPhoto])
