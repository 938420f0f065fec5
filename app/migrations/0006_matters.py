"""Matters with their supports and calls, categories with our own tree, responsibility rows and the day's counter."""

from peewee import (
    BigIntegerField,
    BooleanField,
    Check,
    CompositeKey,
    DoubleField,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)

# class: code, name, English, icon, platform, hours, natural, shown to residents
CLASSES = (
    ("traffic_safety", "交通安全", "Traffic safety", "traffic-cone", "public_order_work", 14, False, True),
    ("public_order", "维稳安保", "Public order", "shield", "public_order_work", 14, False, False),
    ("urban_management", "城管执法", "Street order", "store", "enforcement", 14, False, True),
    ("cleanliness", "保洁保序", "Cleanliness", "trash-2", "enforcement", 7, False, True),
    ("fire_safety", "消防安全", "Fire safety", "flame", "public_order_work", 24, True, True),
    ("environment", "环境保护", "Environment", "leaf", "enforcement", 21, False, True),
    ("market", "市场监管", "Market and food", "shopping-basket", "market_regulation", 21, False, True),
    ("disputes", "矛盾纠纷", "Disputes", "users", "public_order_work", 35, False, True),
    ("public_facilities", "公共设施", "Public facilities", "lamp", "public_services", 21, False, True),
    ("services", "便民服务", "Services", "hand-helping", "public_services", 21, False, True),
    ("weather", "防汛防台", "Flood and typhoon", "cloud-rain-wind", "public_order_work", 4, True, True),
    ("other", "其他", "Other", "circle-help", "public_services", 21, False, True),
)
# thing: code, class, name, English, icon, hours, natural, shown to residents (platform as its class)
THINGS = (
    ("ebike_wire", "fire_safety", "飞线充电", "E-bike charged by a loose wire", "plug-zap", 24, True, True),
    ("ebike_indoors", "fire_safety", "电动车进楼", "E-bike inside the building", "bike", 24, True, True),
    ("fire_lane", "fire_safety", "消防通道", "Fire exit or lane blocked", "door-open", 24, True, True),
    ("stairwell_clutter", "fire_safety", "楼道堆物", "Stairwell cluttered", "boxes", 24, True, True),
    (
        "fire_gear",
        "fire_safety",
        "消防器材",
        "Fire equipment missing or broken",
        "fire-extinguisher",
        48,
        True,
        True,
    ),
    ("gas", "fire_safety", "燃气", "Smell of gas, gas fittings", "cylinder", 2, True, True),
    ("wiring", "fire_safety", "老化电线", "Old or bare wiring", "cable", 24, True, True),
    ("group_letting", "fire_safety", "群租房", "Overcrowded letting", "bed-double", 48, True, True),
    ("parking", "traffic_safety", "乱停车", "Vehicles parked in the way", "car", 7, False, True),
    (
        "road_damage",
        "traffic_safety",
        "路面破损",
        "Damaged road or pavement",
        "construction",
        24,
        True,
        True,
    ),
    (
        "traffic_sign",
        "traffic_safety",
        "交通设施",
        "Signs, lights, barriers",
        "traffic-cone",
        14,
        False,
        True,
    ),
    ("riding", "traffic_safety", "骑行安全", "Unsafe riding", "helmet", 14, False, True),
    ("theft", "public_order", "盗窃线索", "Signs of theft", "lock", 14, False, True),
    ("fraud", "public_order", "诈骗线索", "Signs of fraud", "phone-off", 14, False, True),
    ("gathering", "public_order", "人群聚集", "Crowd gathering", "users-round", 4, True, False),
    ("stalls", "urban_management", "占道经营", "Stalls on the pavement", "store", 7, False, True),
    (
        "illegal_building",
        "urban_management",
        "违章搭建",
        "Building without permission",
        "hammer",
        35,
        False,
        True,
    ),
    ("adverts", "urban_management", "小广告招牌", "Flyposting and loose signs", "sticker", 14, False, True),
    (
        "falling_object",
        "urban_management",
        "高空隐患",
        "Things that may fall",
        "arrow-down-to-line",
        12,
        True,
        True,
    ),
    ("litter", "cleanliness", "暴露垃圾", "Litter and refuse", "trash-2", 4, False, True),
    ("rubble", "cleanliness", "建筑垃圾", "Rubble", "shovel", 14, False, True),
    ("green", "cleanliness", "绿化损坏", "Damaged greenery", "trees", 35, False, True),
    ("shared_bikes", "cleanliness", "车辆乱摆放", "Bikes left about", "bike", 7, False, True),
    ("noise", "environment", "噪音", "Noise", "volume-2", 14, False, True),
    ("smoke", "environment", "油烟焚烧", "Smoke and burning", "cigarette", 14, False, True),
    ("sewage", "environment", "污水异味", "Sewage and smell", "droplets", 14, False, True),
    ("food", "market", "食品卫生", "Food hygiene", "utensils", 21, False, True),
    ("goods", "market", "假冒伪劣", "Fake or faulty goods", "badge-alert", 35, False, True),
    ("dispute", "disputes", "纠纷", "Quarrel between neighbours", "users", 35, False, True),
    ("wages", "disputes", "欠薪", "Unpaid wages", "banknote", 35, False, True),
    ("manhole", "public_facilities", "井盖", "Manhole cover", "circle-dot", 4, True, True),
    ("street_lamp", "public_facilities", "路灯", "Street or stair lamp", "lamp", 21, False, True),
    ("lift", "public_facilities", "电梯", "Lift", "arrow-up-down", 4, True, True),
    ("water_pipe", "public_facilities", "水管漏水", "Leaking water pipe", "droplet", 8, True, True),
    ("fitness", "public_facilities", "健身器材", "Playground and fitness gear", "dumbbell", 21, False, True),
    ("errand", "services", "帮办代办", "Errand for a resident", "hand-helping", 21, False, True),
    ("care", "services", "老人关怀", "Someone who needs looking after", "heart-handshake", 14, False, True),
    ("advice", "services", "咨询求助", "Question or request", "message-circle", 21, False, True),
    ("flooding", "weather", "积水", "Standing water", "waves", 4, True, True),
    ("storm_damage", "weather", "风灾隐患", "Storm damage", "wind", 4, True, True),
)


def up(migrator, db):
    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Area(Base):
        code = TextField(primary_key=True)

    class Person(Base):
        id = TextField(primary_key=True)

    class Unit(Base):
        code = TextField(primary_key=True)

    category = _categories(Base, db)
    matter = _matter(Base, Area, Person, Unit, category)
    db.create_tables([matter, *_around(Base, matter, Unit)])


def _categories(Base, db):
    class Category(Base):
        code = TextField(primary_key=True)
        parent = ForeignKeyField("self", null=True, column_name="parent", on_delete="RESTRICT")
        name = TextField()
        name_en = TextField()
        icon = TextField()
        platform = TextField()
        hours = IntegerField()
        natural = BooleanField()
        resident_visible = BooleanField()
        sort = IntegerField()

    class ResponsibilityRow(Base):
        category = ForeignKeyField(Category, column_name="category", on_delete="CASCADE")
        level_kind = TextField()
        lead = TextField(null=True)
        supports = TextField(null=True)
        basis = TextField()
        code = TextField()
        hours = IntegerField(null=True)
        natural = BooleanField(null=True)

        class Meta:
            primary_key = CompositeKey("category", "level_kind")

    db.create_tables([Category, ResponsibilityRow])
    keys = (
        "code",
        "parent",
        "name",
        "name_en",
        "icon",
        "platform",
        "hours",
        "natural",
        "resident_visible",
        "sort",
    )
    platforms = {row[0]: row[4] for row in CLASSES}
    rows = [(c, None, n, en, i, p, h, nat, res) for c, n, en, i, p, h, nat, res in CLASSES]
    rows += [(c, k, n, en, i, platforms[k], h, nat, res) for c, k, n, en, i, h, nat, res in THINGS]
    Category.insert_many(
        [dict(zip(keys, (*row, place), strict=True)) for place, row in enumerate(rows)]
    ).execute()
    return Category


def _matter(Base, Area, Person, Unit, Category):
    one_holder = (
        "(case when holder_desk is null then 0 else 1 end) + (case when holder_unit is null then 0 else 1 end)"
        " + (case when holder_person is null then 0 else 1 end) = 1"
    )

    def person(name):
        return ForeignKeyField(
            Person, null=True, column_name=name, on_delete="RESTRICT", backref="+", index=False
        )

    class Matter(Base):
        id = TextField(primary_key=True)
        number = TextField(unique=True)
        state = TextField()
        area = ForeignKeyField(Area, column_name="area", on_delete="RESTRICT", backref="+")
        level = ForeignKeyField(Area, column_name="level", on_delete="RESTRICT", backref="+")
        placed = TextField()
        category = ForeignKeyField(Category, column_name="category", on_delete="RESTRICT", backref="+")
        text = TextField()
        place = TextField(null=True)
        lat = DoubleField(null=True)
        lon = DoubleField(null=True)
        urgency = TextField()
        holder_desk = ForeignKeyField(
            Area, null=True, column_name="holder_desk", on_delete="RESTRICT", backref="+"
        )
        holder_unit = ForeignKeyField(
            Unit, null=True, column_name="holder_unit", on_delete="RESTRICT", backref="+"
        )
        holder_person = ForeignKeyField(
            Person, null=True, column_name="holder_person", on_delete="RESTRICT", backref="+"
        )
        taken_by = person("taken_by")
        dispatched_by = TextField(null=True)
        send_backs = IntegerField()
        finder = ForeignKeyField(Person, null=True, column_name="finder", on_delete="RESTRICT", backref="+")
        resolver = person("resolver")
        resident_asked = BooleanField()
        confidential = BooleanField()
        about = TextField(null=True)
        patrol = TextField(null=True)
        merged_into = TextField(null=True, index=True)
        shelved_from = TextField(null=True)
        shelved_until = BigIntegerField(null=True)
        confirm_turn = TextField(null=True)
        confirm_desk = TextField(null=True)
        confirm_until = BigIntegerField(null=True)
        started_due = BigIntegerField(null=True)
        due = BigIntegerField(null=True)
        near_at = BigIntegerField(null=True)
        late_told = BooleanField()
        due_note = TextField(null=True)
        asked_until = BigIntegerField(null=True)
        supervised_until = BigIntegerField(null=True)
        climb_at = BigIntegerField(null=True, index=True)
        close_at = BigIntegerField(null=True)
        version = IntegerField()
        moved_version = IntegerField()
        seq = BigIntegerField(index=True)
        reported_at = BigIntegerField()
        received_at = BigIntegerField()
        closed_at = BigIntegerField(null=True)

        class Meta:
            constraints = [Check(one_holder)]
            indexes = ((("received_at", "id"), False), (("state", "due"), False))

    return Matter


def _around(Base, Matter, Unit):
    class Support(Base):
        matter = ForeignKeyField(Matter, column_name="matter", on_delete="CASCADE")
        kind = TextField()
        code = TextField()

        class Meta:
            primary_key = CompositeKey("matter", "kind", "code")
            indexes = ((("kind", "code"), False),)

    class Call(Base):
        entry = BigIntegerField()
        matter = ForeignKeyField(Matter, column_name="matter", on_delete="CASCADE")
        unit = ForeignKeyField(Unit, column_name="unit", on_delete="RESTRICT")
        state = TextField()
        at = BigIntegerField()
        due = BigIntegerField()
        reminded = BigIntegerField(null=True)
        listed = TextField(null=True)
        answered = BigIntegerField(null=True)
        answered_by = TextField(null=True)

        class Meta:
            primary_key = CompositeKey("entry", "unit")

    class Counter(Base):
        day = TextField(primary_key=True)
        last = IntegerField()

    return Support, Call, Counter
