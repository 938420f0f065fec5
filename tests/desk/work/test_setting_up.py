"""The pages by which a city is set back: axe finds nothing on them in either language and any theme, and nothing is wider than a phone."""

import pytest

from app.admin.tables import batches, starter
from app.areas import local_settings
from app.areas.models import Area, Unit
from app.core import clock
from app.ledger.models import Entry
from tests import cast as c
from tests.admin.tables.files import UNITS_HEAD, file, written
from tests.audit import axe

pytestmark = pytest.mark.browser
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def addresses(office):
    """Each page with something on it: a kit of which a part is in use, an import, a setting that was changed, a unit that ends."""
    with office.acting() as cast:
        starter.load(Area.get_by_id(c.CITY), None, cast.admin)
        Unit.update(name="我们自己的综合行政执法队伍").where(Unit.code == f"ZF-{c.CITY}").execute()
        Unit.update(ended=clock.now() + 10 * clock.DAY).where(Unit.code == c.ENFORCEMENT).execute()
        written("units", file(UNITS_HEAD, ("CG01", "城管中队", "部门", "", c.CITY, "", "", "")), cast.admin)
        local_settings.set_value(cast.admin, c.CITY, "track_days", "5", "试行五天，看看居民来不来查")
        found = {
            row.verb: row.subject
            for row in Entry.select().where(Entry.kind == "import", Entry.verb != batches.BACK)
        }
    return (
        f"/admin/setup/kits/{found[batches.KIT_LOADED]}/take-back",
        f"/admin/units/import/take-back?batch={found['unit_imported']}",
        f"/admin/settings/{c.CITY}",
        f"/admin/units/entry?of={c.ENFORCEMENT}",
    )


@pytest.mark.parametrize("language", ["zh", "en"])
def test_axe_finds_nothing_and_nothing_is_wider_than_a_phone(office, window, language):
    paths = addresses(office)
    page = window("admin", "/admin", viewport={"width": 360, "height": 740})
    page.context.add_cookies([{"name": "lang", "value": language, "url": office.url}])
    for path in paths:
        page.goto(office.url + path)
        page.evaluate("document.querySelectorAll('details').forEach((it) => { it.open = true; })")
        for found in axe.in_every_look(page, path, language):
            assert [one.line() for one in found] == []
            assert page.evaluate(WIDER) <= 0, path
