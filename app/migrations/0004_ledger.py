"""The append-only ledger."""

from peewee import BigAutoField, BigIntegerField, BooleanField, Model, TextField


def up(migrator, db):
    class Entry(Model):
        seq = BigAutoField()
        kind = TextField()
        subject = TextField()
        verb = TextField()
        by = TextField(null=True)
        actor = TextField()
        at = BigIntegerField()
        received = BigIntegerField()
        skewed = BooleanField()
        imported = BooleanField()
        op = TextField(null=True)
        area = TextField(null=True)
        level = TextField(null=True)
        unit = TextField(null=True)
        person = TextField(null=True)
        place = TextField(null=True)
        text = TextField(null=True)
        photos = TextField(null=True)
        body = TextField(null=True)

        class Meta:
            database = db
            legacy_table_names = False
            indexes = ((("kind", "subject", "seq"), False), (("by", "received"), False))

    db.create_tables([Entry])
