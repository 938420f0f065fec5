"""Residents' uploads are replaced by copies without metadata; complaints and their answers."""

from peewee import BigIntegerField, Model, TextField


def up(migrator, db):
    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Complaint(Base):
        id = TextField(primary_key=True)
        number = TextField(unique=True)
        kind = TextField()
        text = TextField()
        area = TextField()
        name = TextField(null=True)
        phone = TextField(null=True)
        person = TextField(null=True)
        received = BigIntegerField()
        due = BigIntegerField()
        answer = TextField(null=True)
        answered = BigIntegerField(null=True)
        answered_by = TextField(null=True)
        contact_deleted = BigIntegerField(null=True)

        class Meta:
            indexes = ((("area", "answered"), False), (("person",), False))

    migrator.migrate(migrator.add_column("photo", "cleaned", BigIntegerField(null=True)))
    db.create_tables([Complaint])
