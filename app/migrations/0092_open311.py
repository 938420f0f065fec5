"""Pictures that a request by Open311 names by an address, until they are fetched."""

from peewee import BigAutoField, BigIntegerField, IntegerField, Model, TextField


def up(migrator, db):
    class AwaitedPicture(Model):
        id = BigAutoField()
        source = TextField()
        delivery = TextField()
        matter = TextField()
        url = TextField()
        tries = IntegerField()
        next_at = BigIntegerField(index=True)
        received = BigIntegerField()

        class Meta:
            database = db
            legacy_table_names = False

    db.create_tables([AwaitedPicture])
