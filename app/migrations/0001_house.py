"""The table of single facts about this store."""

from peewee import Model, TextField


def up(migrator, db):
    class Meta_(Model):
        key = TextField(primary_key=True)
        value = TextField()

        class Meta:
            database = db
            table_name = "meta"

    db.create_tables([Meta_])
