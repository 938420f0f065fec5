"""The next time of a visit, planned visits, errands, and the telephone list of each area."""

from peewee import (
    BigAutoField,
    BigIntegerField,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)


def up(migrator, db):
    migrator.migrate(
        migrator.add_column("visit", "next", TextField(null=True)),
        migrator.add_column("visit", "plan", TextField(null=True)),
    )

    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Person(Base):
        id = TextField(primary_key=True)

    class Area(Base):
        code = TextField(primary_key=True)

    class VisitPlan(Base):
        id = TextField(primary_key=True)
        person = ForeignKeyField(Person, on_delete="RESTRICT")
        area = ForeignKeyField(Area, on_delete="RESTRICT")
        household = TextField(null=True)
        purpose = TextField()
        on = TextField()
        since = BigIntegerField()
        closed = BigIntegerField(null=True)
        visit = TextField(null=True)
        seq = BigIntegerField()
        version = IntegerField()

        class Meta:
            indexes = ((("person", "closed"), False), (("area", "closed"), False), (("seq",), False))

    class Errand(Base):
        id = TextField(primary_key=True)
        number = TextField(unique=True)
        token = TextField(unique=True)
        person = ForeignKeyField(Person, on_delete="RESTRICT")
        taken_by = ForeignKeyField(Person, on_delete="RESTRICT")
        area = ForeignKeyField(Area, on_delete="RESTRICT")
        household = TextField(null=True)
        what = TextField()
        papers = TextField()
        held = TextField()
        promised = TextField(null=True)
        state = TextField()
        taken = BigIntegerField()
        received = BigIntegerField()
        seq = BigIntegerField()
        version = IntegerField()

        class Meta:
            indexes = (
                (("person", "state"), False),
                (("taken_by",), False),
                (("area", "state"), False),
                (("seq",), False),
            )

    class Telephone(Base):
        id = BigAutoField()
        area = ForeignKeyField(Area, on_delete="CASCADE")
        kind = TextField()
        name = TextField()
        number = TextField()
        sort = IntegerField()

        class Meta:
            indexes = ((("area", "sort"), False),)

    db.create_tables([VisitPlan, Errand, Telephone])
