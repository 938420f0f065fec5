"""A button that was pressed twice: the second press is told what the first has done, and nothing is written twice."""

import re

from app.areas.models import Area
from app.ledger.models import Entry
from app.people.models import Person
from app.requests.models import DoorPlate
from tests import cast as c
from tests.areas.geometry.test_doubts import NEW
from tests.areas.imports.test_what_the_page_says import send

TABLE = f"编码,名称,类型,上级\n{NEW},第3网格,网格,{c.COMMUNITY}\n".encode()
PEOPLE = f"姓名,手机号,网格,岗位\n张三,13800002222,{c.GRID},网格员\n".encode()


def value(text, name):
    """What stands in the button or hidden field of that name."""
    return re.search(rf'name="{name}" value="([^"]+)"', text)[1]


def imports():
    return Entry.select().where(Entry.kind == "import").count()


def test_the_second_press_on_areas_says_what_the_first_has_written(as_, cast):
    admin = as_("admin")
    agreed = value(send(admin, "/areas/import", TABLE).text, "agreed")
    outsider = send(as_("outsider"), "/areas/import", TABLE, agreed=agreed)
    assert outsider.status_code == 403 and not Area.select().where(Area.code == NEW).exists()
    first, second = (send(admin, "/areas/import", TABLE, agreed=agreed).text for _ in range(2))
    assert "已经导入" in first and "全部写好了。" in first and "又点了一次" not in first
    assert (
        "已经导入" in second and "又点了一次，没有再写一遍。" in second and "没有写入。请再看" not in second
    )
    figures = r'<dt>新增</dt><dd class="num">1</dd>'
    assert re.search(figures, first) and re.search(figures, second)
    assert Area.select().where(Area.code == NEW).count() == 1


def test_what_somebody_else_has_changed_meanwhile_is_no_second_press(as_, cast):
    admin = as_("admin")
    agreed = value(send(admin, "/areas/import", TABLE).text, "agreed")
    other = TABLE.replace(b"001003,", b"001009,")
    again = value(send(admin, "/areas/import", other).text, "agreed")
    assert "已经导入" in send(admin, "/areas/import", other, agreed=again).text
    assert "没有写入。请再看" in send(admin, "/areas/import", TABLE, agreed=agreed).text
    assert not Area.select().where(Area.code == NEW).exists()


def test_the_second_press_on_people_is_not_called_over(as_, cast):
    admin = as_("admin")
    shown = send(admin, "/people/import", PEOPLE).text
    form = {name: value(shown, name) for name in ("token", "fingerprint")}
    first, second = (admin.post("/people/import/confirm", data=form) for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 200)
    assert "新增 1 行" in first.text and "新增 1 行" in second.text
    assert "又点了一次，没有再写一遍。" in second.text and "已经过期" not in second.text
    assert Person.select().where(Person.name == "张三").count() == 1
    assert as_("admin").post("/people/import/confirm", data={**form, "token": "0" * 32}).status_code == 410


def test_the_second_press_on_door_plates_says_what_the_first_has_written(as_, cast):
    admin, table = as_("admin"), f"门牌码,楼栋编码\nX1,{c.BUILDING}\n".encode()
    agreed = value(send(admin, "/posters/plates/import", table).text, "agreed")
    first, second = (send(admin, "/posters/plates/import", table, agreed=agreed).text for _ in range(2))
    assert "又点了一次" not in first and "又点了一次，没有再写一遍。" in second
    assert DoorPlate.select().count() == 1
