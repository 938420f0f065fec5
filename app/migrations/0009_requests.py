"""Residents' requests, their verdicts, posters and door plates, and what keeps strangers from flooding the desk."""

from peewee import (
    BigAutoField,
    BigIntegerField,
    BooleanField,
    DoubleField,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)

# code, name, English, icon, whose it is, English, telephone: what people ask a city for and others look after
NOT_OURS = (
    ("water_meter", "水表水费", "Water meter and bill", "gauge", "供水公司", "the water company", None),
    ("power_meter", "电表电费停电", "Power cut, meter and bill", "zap", "国家电网", "the State Grid", "95598"),
    ("gas_meter", "燃气表燃气费", "Gas meter and bill", "cylinder", "燃气公司", "the gas company", None),
    ("telephone_line", "宽带电话信号", "Broadband, telephone, signal", "wifi", "通信公司", "the telephone company", None),
    ("parcel", "快递丢失", "Lost parcel", "package", "快递公司（投诉可拨 12305）", "the courier (complaints: 12305)", "12305"),
    ("bank_card", "银行卡社保卡", "Bank card", "credit-card", "发卡银行", "the bank that issued it", None),
)  # fmt: skip


def up(migrator, db):
    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Area(Base):
        code = TextField(primary_key=True)

    class Matter(Base):
        id = TextField(primary_key=True)

    class Category(Base):
        code = TextField(primary_key=True)

    request = _request(Base, Area, Matter, Category)
    db.create_tables([request, *_beside(Base, request), *_codes(Base, Area), *_gate(Base)])
    not_ours = _not_ours(Base)
    db.create_tables([not_ours])
    keys = ("code", "name", "name_en", "icon", "whose", "whose_en", "phone", "sort")
    rows = [dict(zip(keys, (*row, place), strict=True)) for place, row in enumerate(NOT_OURS)]
    not_ours.insert_many(rows).execute()


def _request(Base, Area, Matter, Category):
    def of_area(name):
        return ForeignKeyField(Area, column_name=name, on_delete="RESTRICT", backref="+")

    class ResidentRequest(Base):
        id = TextField(primary_key=True)
        nonce_digest = TextField()
        digest = TextField()
        token = TextField(unique=True)
        found = TextField(unique=True)
        number = TextField(index=True)
        matter = ForeignKeyField(Matter, null=True, column_name="matter", on_delete="RESTRICT", backref="+")
        join_to = TextField(null=True)
        joined = BooleanField()
        words = TextField()
        category = ForeignKeyField(Category, column_name="category", on_delete="RESTRICT", backref="+")
        area = of_area("area")
        placed = TextField()
        place = TextField(null=True)
        lat = DoubleField(null=True)
        lon = DoubleField(null=True)
        channel = TextField()
        trust = TextField()
        poster = TextField(null=True)
        entered_by = TextField(null=True)
        name = TextField(null=True)
        phone = TextField(null=True)
        confidential = BooleanField()
        photos = TextField()
        received = BigIntegerField()
        held = BigIntegerField(null=True)
        held_why = TextField(null=True)
        released = BigIntegerField(null=True)
        released_by = TextField(null=True)
        refused = BigIntegerField(null=True)
        refused_by = TextField(null=True)
        refused_reason = TextField(null=True)
        withdrawn = BigIntegerField(null=True)
        contact_deleted = BigIntegerField(null=True)

        class Meta:
            indexes = ((("held", "released", "refused"), False), (("area", "received"), False))

    return ResidentRequest


def _beside(Base, Request):
    class Verdict(Base):
        id = BigAutoField()
        request = ForeignKeyField(Request, column_name="request", on_delete="CASCADE", backref="+")
        matter = TextField(index=True)
        round = IntegerField()
        solved = BooleanField()
        score = IntegerField(null=True)
        text = TextField(null=True)
        at = BigIntegerField()

        class Meta:
            indexes = ((("request", "matter", "round", "solved"), True),)

    return (Verdict,)


def _codes(Base, Area):
    class Poster(Base):
        code = TextField(primary_key=True)
        kind = TextField()
        area = ForeignKeyField(Area, column_name="area", on_delete="RESTRICT", backref="+")
        label = TextField()
        made = BigIntegerField()
        made_by = TextField(null=True)
        ended = BigIntegerField(null=True)

    class DoorPlate(Base):
        code = TextField(primary_key=True)
        area = ForeignKeyField(Area, column_name="area", on_delete="CASCADE", backref="+")

    return Poster, DoorPlate


def _gate(Base):
    class Spent(Base):
        challenge = TextField(primary_key=True)
        expires = BigIntegerField(index=True)

    class Bucket(Base):
        key = TextField(primary_key=True)
        level = DoubleField()
        at = BigIntegerField(index=True)

    return Spent, Bucket


def _not_ours(Base):
    class NotOurs(Base):
        code = TextField(primary_key=True)
        name = TextField()
        name_en = TextField()
        icon = TextField()
        whose = TextField()
        whose_en = TextField()
        phone = TextField(null=True)
        sort = IntegerField()

    return NotOurs
