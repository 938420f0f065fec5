"""Receipts of the phones' ops, and the quarantine of what could not be applied."""

from peewee import BigAutoField, BigIntegerField, BooleanField, IntegerField, Model, TextField


def up(migrator, db):
    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Receipt(Base):
        op = TextField(primary_key=True)
        person = TextField()
        device = TextField(null=True)
        digest = TextField()
        type = TextField()
        status = TextField()
        final = BooleanField()
        seq = BigIntegerField(null=True)
        entity = TextField(null=True)
        problem = TextField(null=True)
        photos = TextField(null=True)
        supersedes = TextField(null=True)
        imported = BooleanField()
        received = BigIntegerField()

        class Meta:
            indexes = ((("supersedes",), False), (("person", "received"), False))

    class Quarantine(Base):
        id = BigAutoField()
        op = TextField()
        digest = TextField()
        sender = TextField()
        person = TextField()
        device = TextField(null=True)
        raw = TextField(null=True)
        name = TextField()
        problem = TextField()
        received = BigIntegerField()
        times = IntegerField()
        settled = BigIntegerField(null=True)
        settled_by = TextField(null=True)

        class Meta:
            indexes = ((("op", "digest", "sender"), True), (("person", "settled"), False))

    db.create_tables([Receipt, Quarantine])
