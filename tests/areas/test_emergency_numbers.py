"""The numbers to ring first are set once: form, poster, desk and app say the same, and an area below may have its own."""

import re

from app.areas import local_settings
from app.areas.models import Telephone
from tests import cast as c
from tests import place
from tests.requests import saying


def told(as_, cast):
    """What each door says: (fire, ambulance, police, gas) by its name."""
    form = as_(None).get(f"/q/{saying.poster()}").text
    dial = re.findall(r'href="tel:([^"]+)"', form)
    poster = place.texts(as_("admin").get(f"/posters/print?area={c.COMMUNITY}").text, ".danger")[0]
    numbers = re.findall(r"[0-9][0-9-]+", poster)
    desk = re.findall(
        r"[0-9][0-9-]+", as_("desk").get("/desk/new").text.partition("请对方马上打")[2].partition("。")[0]
    )
    app = as_("worker").get("/api/v1/me").json["emergency"]
    return {
        "form": (dial[0], dial[1], None, dial[2]),
        "poster": (numbers[0], numbers[1], numbers[2], numbers[3]),
        "desk": (desk[0], desk[1], desk[2], None),
        "app": (app["fire"], app["ambulance"], app["police"], app["gas"] or app["fire"]),
    }


def agreed(as_, cast):
    """The one answer of all doors, each number that they say."""
    columns = zip(*told(as_, cast).values(), strict=True)
    values = [{number for number in column if number is not None} for column in columns]
    assert all(len(column) == 1 for column in values), values
    return tuple(column.pop() for column in values)


def test_without_a_setting_they_are_the_countrys_and_gas_is_the_fire_brigades(as_, cast):
    assert agreed(as_, cast) == ("119", "120", "110", "119")


def test_a_gas_line_in_the_telephone_list_stands_everywhere(as_, cast):
    Telephone.create(area=c.CITY, kind="gas", name="燃气抢修", number="0577-96177", sort=1)
    assert agreed(as_, cast) == ("119", "120", "110", "0577-96177")


def test_a_setting_stands_everywhere_and_comes_before_the_list(as_, cast):
    Telephone.create(area=c.CITY, kind="gas", name="燃气抢修", number="0577-96177", sort=1)
    for name, number in (
        ("fire_phone", "0577-64210119"),
        ("police_phone", "0577-64210110"),
        ("ambulance_phone", "999"),
        ("gas_phone", "96777"),
    ):
        local_settings.set_value(cast.admin, c.CITY, name, number, "本市号码")
    assert agreed(as_, cast) == ("0577-64210119", "999", "0577-64210110", "96777")


def test_no_number_to_ring_first_stands_in_a_template_or_a_script(as_, cast):
    """But for the defaults in the table of settings."""
    from app.settings import ROOT

    for folder, kind in (("templates", "*.html"), ("static/js", "*.js")):
        for file in (ROOT / folder).rglob(kind):
            assert not re.search(r"tel:1[12][09]|[\"'>]1[12][09][\"'<]", file.read_text(encoding="utf-8")), (
                file
            )
