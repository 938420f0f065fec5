"""Telephone lists as one table of all areas: the same numbers as on each area's page, with history, and taken back by either door."""

import pytest

from app.admin.tables import export, records
from app.areas.access.reach import reach_of
from app.areas.models import Post, Telephone
from app.areas.telephones import directory
from app.ledger.models import Entry
from tests import cast as c
from tests.admin.tables.files import file, planned, why, written

HEAD = ("适用区域", "号码类型", "名称", "电话")
DESK = (c.COMMUNITY, "指挥室值班", "临港社区值班室", "0577-64210001")
GAS = (c.CITY, "燃气抢修", "望海燃气", "0577-64210119 转 8")


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (("火星", *DESK[1:]), "area", "no-such-entry"),
        ((DESK[0], "单位", *DESK[2:]), "kind", "unknown-word"),
        ((*DESK[:2], "", DESK[3]), "name", "missing"),
        ((*DESK[:2], "甲/乙", DESK[3]), "name", "one-a-row"),
        ((*DESK[:3], "喊一声"), "number", "bad-listed-number"),
        (DESK, "area", "twice-in-table"),
    ],
)
def test_a_bad_number_gets_its_sentence(cast, row, column, reason):
    assert why(planned("telephones", file(HEAD, DESK, row))) == [(3, column, reason)]


def test_a_list_holds_so_many_numbers_and_no_more(cast, monkeypatch):
    monkeypatch.setattr(directory, "MOST", 2)
    rows = [(c.COMMUNITY, "其他", f"第{n}家", "0577-1234567") for n in range(3)]
    assert {reason for *_, reason in why(planned("telephones", file(HEAD, *rows)))} == {"too-many"}
    written("telephones", file(HEAD, *rows[:2], GAS))


def test_an_administrator_elsewhere_writes_no_number_here_and_sees_none(cast, as_):
    written("telephones", file(HEAD, DESK))
    for name in ("worker", "lead", "desk", "outsider"):
        assert as_(name).get("/admin/telephones").status_code == 403
    Post.update(area=c.OTHER_COMMUNITY).where(Post.person == cast.admin).execute()
    assert why(planned("telephones", file(HEAD, DESK), reach_of(cast.admin)))[0][1:] == ("area", "not-here")
    assert "临港社区值班室" not in as_("admin").get("/admin/telephones").text


@pytest.mark.both
@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_what_is_written_reaches_phones_and_imports_back_unchanged(cast, suffix):
    written("telephones", file(HEAD, DESK, GAS))
    directory.add(cast.admin, c.COMMUNITY, [directory.parse_entry("lift", "电梯急修", "0577 6421 0003")])
    numbers = {row["number"] for row in directory.for_phone(reach_of(cast.worker))}
    assert {"0577-64210001", "0577-64210119 转 8"} <= numbers
    result = planned("telephones", export.export(records.BY_NAME["telephones"], None, suffix))
    assert result.counts == {"new": 0, "changed": 0, "unchanged": 3, "refused": 0, "left": 0}


@pytest.mark.both
def test_a_number_taken_off_on_the_area_s_page_comes_back_from_the_table(as_, cast):
    admin = as_("admin")
    sent = {"kind": "gas", "name": "望海燃气", "number": "0577-64210119"}
    assert admin.post(f"/telephones/{c.COMMUNITY}", data=sent).status_code == 303
    row = Telephone.get()
    entry = f"/admin/telephones/entry?of={c.COMMUNITY}/gas/望海燃气/0577-64210119"
    page = admin.get(entry).text
    assert "新增" in page and "郑洁" in page and "燃气抢修" in page
    admin.post(f"/telephones/{c.COMMUNITY}/{row.id}/remove")
    assert not Telephone.select().exists() and "望海燃气" in admin.get("/admin/telephones").text
    last = Entry.select().where(Entry.verb == "telephone_removed").get()
    assert admin.post("/admin/telephones/entry/take-back", data={"seq": last.seq}).status_code == 303
    assert Telephone.get().number == "0577-64210119"
    assert "望海燃气" in admin.get(f"/telephones/{c.COMMUNITY}").text
