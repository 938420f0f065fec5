"""What a move changed, kept for the seconds in which whoever made it may take it back."""

from peewee import BigIntegerField, Model, TextField


def up(migrator, db):
    class Takeback(Model):
        entry = BigIntegerField(primary_key=True)
        matter = TextField(index=True)
        by = TextField()
        until = BigIntegerField(index=True)
        was = TextField()

        class Meta:
            database = db
            table_name = "takeback"

    db.create_tables([Takeback])
