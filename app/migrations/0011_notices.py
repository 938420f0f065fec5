"""Notices to people, and the browsers that asked for web push."""

from peewee import BigAutoField, BigIntegerField, BooleanField, IntegerField, Model, TextField


def up(migrator, db):
    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Notice(Base):
        id = BigAutoField()
        entry = BigIntegerField()
        recipient = TextField()
        channel = TextField()
        subject = TextField()
        kind = TextField()
        urgent = BooleanField()
        state = TextField()
        made = BigIntegerField()
        due = BigIntegerField()
        tries = IntegerField()
        claimed = BigIntegerField(null=True)
        sent = BigIntegerField(null=True)
        read_at = BigIntegerField(null=True)
        seq = BigIntegerField()

        class Meta:
            indexes = (
                (("entry", "recipient", "channel"), True),
                (("recipient", "channel", "seq"), False),
                (("state", "due"), False),
                (("subject", "recipient"), False),
            )

    class Subscription(Base):
        id = TextField(primary_key=True)
        person = TextField(index=True)
        device = TextField(null=True)
        endpoint = TextField()
        p256dh = TextField()
        auth = TextField()
        language = TextField()
        created = BigIntegerField()
        used = BigIntegerField(null=True)

    db.create_tables([Notice, Subscription])
    # from here on people are told: what happened before belongs to the past, and in a new store nothing has
    db.execute_sql(
        "insert into meta (key, value) select 'notify:cursor', cast(coalesce(max(seq), 0) as text) from entry"
    )
