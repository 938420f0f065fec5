"""Other systems that hand matters over, what they handed over, and which of residents' requests came by one of them."""

from peewee import BigIntegerField, BooleanField, IntegerField, Model, TextField


def up(migrator, db):
    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Source(Base):
        code = TextField(primary_key=True)
        name = TextField()
        kind = TextField()
        key = TextField(unique=True)
        area = TextField()
        categories = TextField()
        daily = IntegerField()
        expires = BigIntegerField(null=True)
        ended = BigIntegerField(null=True)
        made = BigIntegerField()
        made_by = TextField(null=True)
        last_used = BigIntegerField(null=True)
        quiet_told = BigIntegerField(null=True)

    class Delivery(Base):
        id = TextField(primary_key=True)
        source = TextField()
        external = TextField()
        digest = TextField()
        matter = TextField(index=True)
        number = TextField()
        is_note = BooleanField()
        external_url = TextField(null=True)
        due = BigIntegerField(null=True)
        contact_by = BigIntegerField(null=True)
        received = BigIntegerField()

        class Meta:
            indexes = ((("source", "external", "received"), False), (("external", "received"), False))

    db.create_tables([Source, Delivery])
    db.execute_sql("alter table resident_request add column source text")
