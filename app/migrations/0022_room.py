"""What is held for a supervisor knows its size; photos are found by who brought them, and named by what was recorded with them."""

import json

from peewee import BigIntegerField, CompositeKey, Model, TextField

STEP = 1000


def up(migrator, db):
    migrator.migrate(
        migrator.add_column("quarantine", "bytes", BigIntegerField(default=0)),
        migrator.add_index("quarantine", ("sender", "device")),
        migrator.add_index("photo_bringer", ("person", "received")),
    )
    db.execute_sql("update quarantine set bytes = length(raw) where raw is not null")
    _name_photos(db)


def _name_photos(db):
    """Some kinds of record named no photo of theirs: now that unnamed ones go, each is named by its receipt's thing."""

    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Receipt(Base):
        op = TextField(primary_key=True)
        person = TextField()
        entity = TextField(null=True)
        photos = TextField(null=True)

    class PhotoUse(Base):
        sha256 = TextField()
        kind = TextField()
        subject = TextField()
        person = TextField(null=True)

        class Meta:
            primary_key = CompositeKey("sha256", "kind", "subject")

    named = Receipt.photos.is_null(False) & Receipt.entity.is_null(False)
    rows, last = [None], ""
    while rows:
        rows = list(Receipt.select().where(named, Receipt.op > last).order_by(Receipt.op).limit(STEP))
        for row in rows:
            thing = json.loads(row.entity)
            for sha256 in json.loads(row.photos):
                PhotoUse.insert(
                    sha256=sha256, kind=thing["kind"], subject=thing["id"], person=row.person
                ).on_conflict_ignore().execute()
        last = rows[-1].op if rows else last
