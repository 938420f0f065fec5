"""Ids that the server makes are UUIDv7, in the order in which they are made, in every table and entry."""

from __future__ import annotations

import re
import uuid
from concurrent.futures import ThreadPoolExecutor

from app.areas.access import posts
from app.areas.imports import areas, people
from app.core import clock, db, ids
from app.people.accounts import opening
from app.requests.posters import door_plates
from app.settings import ROOT
from tests import cast as c
from tests.matters import ops
from tests.requests import form, saying
from tests.requests.test_at_the_desk import enter

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-([0-9a-f])[0-9a-f]{3}-([0-9a-f])[0-9a-f]{3}-[0-9a-f]{12}")
AREAS = f"code,name,kind,parent\n330399001003,西门社区,社区,{c.CITY}\n"
PEOPLE = "姓名,手机,角色,区域\n王小芳,13800138011,网格员,{area}\n"


def test_an_id_is_of_version_7_and_of_its_moment(store):
    clock.freeze(1_700_000_000_123)
    made = uuid.UUID(ids.uuid7())
    assert (made.version, made.variant, made.int >> 80) == (7, uuid.RFC_4122, 1_700_000_000_123)
    assert str(made) == str(made).lower()


def test_many_of_one_moment_are_in_order_and_none_is_twice_from_however_many_threads(store):
    clock.freeze(1_700_000_000_123)
    one_thread = [ids.uuid7() for _ in range(5000)]
    assert one_thread == sorted(one_thread)
    with ThreadPoolExecutor(8) as pool:
        made = [
            id_ for some in pool.map(lambda _: [ids.uuid7() for _ in range(500)], range(8)) for id_ in some
        ]
    assert len({*made, *one_thread}) == 9000
    clock.freeze(1_700_000_000_124)
    assert ids.uuid7() > max(made)


def test_whatever_is_made_here_has_such_an_id_in_every_table_and_entry(app, cast):
    person = opening.add(cast.admin, "周小梅", "13800138012", "", "")
    posts.give(cast.admin, person, "grid_worker", c.GRID)
    assert areas.write(AREAS.encode(), cast.admin)[1]
    table = PEOPLE.format(area=c.GRID).encode()
    assert people.apply(table, None, cast.admin, people.plan(table, None).fingerprint)[1]
    assert door_plates.write(cast.admin, f"门牌码,楼栋编码\n望海路1号,{c.BUILDING}\n".encode())[1]
    ops.report(cast.worker, escalate=True)
    saying.asked()
    enter(cast.desk)
    browser = form.visitor(app)
    assert form.send(browser, form.filled(form.opened(browser))).status_code == 303
    found = 0
    for table in db.database.get_tables():
        for row in db.database.execute_sql(f'select * from "{table}"').fetchall():
            for version, variant in UUID.findall(" ".join(map(str, row))):
                found += 1
                assert (version, variant in "89ab") == ("7", True), (table, row)
    assert found > 60


def test_there_is_one_function_that_makes_them():
    made = [
        str(file.relative_to(ROOT))
        for file in (ROOT / "app").rglob("*.py")
        if re.search(r"\buuid[14]\(|\bUUID\(int|\b7 << 76", file.read_text(encoding="utf-8"))
    ]
    assert made == ["app/core/ids.py"]
