"""Photos, who brought them, and what they belong to."""

from peewee import BigIntegerField, CompositeKey, IntegerField, Model, TextField


def up(migrator, db):
    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Photo(Base):
        sha256 = TextField(primary_key=True)
        bytes = BigIntegerField()
        mime = TextField()
        width = IntegerField()
        height = IntegerField()
        received = BigIntegerField()

    class PhotoBringer(Base):
        sha256 = TextField()
        person = TextField()
        received = BigIntegerField()

        class Meta:
            primary_key = CompositeKey("sha256", "person")

    class PhotoUse(Base):
        sha256 = TextField()
        kind = TextField()
        subject = TextField()
        person = TextField(null=True)

        class Meta:
            primary_key = CompositeKey("sha256", "kind", "subject")
            indexes = ((("kind", "subject"), False),)

    db.create_tables([Photo, PhotoBringer, PhotoUse])
