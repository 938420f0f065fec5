"""Areas, their ancestry, units, posts and settings by area."""

from peewee import (
    BigIntegerField,
    BooleanField,
    CompositeKey,
    DoubleField,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)


def up(migrator, db):
    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Person(Base):
        id = TextField(primary_key=True)

    class Area(Base):
        code = TextField(primary_key=True)
        kind = TextField()
        name = TextField()
        parent = ForeignKeyField("self", null=True, on_delete="RESTRICT")
        begins = TextField()
        ends = TextField()
        overlay = BooleanField()
        ext_code = TextField(null=True)
        shape = TextField(null=True)
        lat = DoubleField(null=True)
        lon = DoubleField(null=True)
        m2 = DoubleField(null=True)
        depth = IntegerField()

    class Ancestry(Base):
        area = ForeignKeyField(Area, on_delete="CASCADE")
        ancestor = ForeignKeyField(Area, on_delete="CASCADE")
        distance = IntegerField()

        class Meta:
            primary_key = CompositeKey("area", "ancestor")
            indexes = ((("ancestor", "distance"), False),)

    class Unit(Base):
        code = TextField(primary_key=True)
        name = TextField()
        kind = TextField()
        platform = TextField(null=True)
        area = ForeignKeyField(Area, on_delete="RESTRICT")
        phone = TextField(null=True)
        ended = BigIntegerField(null=True)

    class Post(Base):
        id = TextField(primary_key=True)
        person = ForeignKeyField(Person, on_delete="CASCADE")
        area = ForeignKeyField(Area, on_delete="RESTRICT")
        role = TextField()
        unit = ForeignKeyField(Unit, null=True, on_delete="RESTRICT")
        begins = TextField()
        ends = TextField()
        created = BigIntegerField()

        class Meta:
            indexes = ((("area", "role"), False),)

    class AreaSetting(Base):
        area = ForeignKeyField(Area, on_delete="CASCADE")
        name = TextField()
        value = TextField()
        by = TextField(null=True)
        reason = TextField()
        at = BigIntegerField()

        class Meta:
            primary_key = CompositeKey("area", "name")

    db.create_tables([Area, Ancestry, Unit, Post, AreaSetting])
