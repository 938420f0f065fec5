"""Posters' codes: signed today, older, forged, foreign, typed, mapped from a door plate; once printed they open for ever."""

import pytest

from app.areas.access.reach import reach_of
from app.areas.models import Area
from app.desk.lists import rows
from app.requests import signing
from app.requests.followup import status
from app.requests.models import DoorPlate, Poster, ResidentRequest
from app.requests.posters import codes
from tests import cast as c
from tests import ways
from tests.requests import saying


def test_todays_signature_is_trusted_with_the_whole_address_too(store, cast):
    said = saying.poster()
    for form in (
        said,
        codes.address(said.partition(".")[0]),
        said.upper().split(".")[0] + "." + said.split(".")[1],
        ways.wide(said.split(".")[0]) + "." + said.split(".")[1],
    ):
        code = codes.find_code(form)
        assert (code.area, code.trust, code.is_trusted, code.label) == (c.BUILDING, "now", True, "1幢大门")
    assert codes.address("abc").startswith(f"{store.public_url}/q/abc.")
    assert codes.short_address("abc") == f"{store.public_url}/s/abc"


def test_the_short_code_opens_the_form_however_it_is_typed(app, cast):
    code = saying.poster().partition(".")[0]
    for typed in (code, code.upper(), ways.wide(code), f" {code[:3]} {code[3:]} ", f"{code[:3]}-{code[3:]}"):
        assert codes.find_code(typed).area == c.BUILDING, typed
        assert "1幢大门" in app.test_client().get(f"/s/{typed.strip()}").text, typed


@pytest.mark.both
def test_an_older_one_opens_the_form_for_ever_with_less_trust(cast):
    printed = saying.poster()
    for _ in range(3):
        codes.rotate()
    code = codes.find_code(printed)
    assert (code.area, code.trust) == (c.BUILDING, "older")
    done = saying.say(qr=printed)
    request = ResidentRequest.get_by_id(done.id)
    assert done.held and (request.area, request.channel) == (c.BUILDING, "qr")
    assert not saying.say(qr=printed, proof=saying.proof()).held
    assert codes.find_code(codes.sign(printed.partition(".")[0])).is_trusted


def test_a_forged_or_foreign_signature_names_the_place_and_earns_nothing(cast, tmp_path, store):
    code, _, mark = saying.poster().partition(".")
    other = saying.poster().partition(".")[2]
    for signature in ("", "x", other, mark[:-1], mark + "A", mark[:-1] + ("A" if mark[-1] != "A" else "B")):
        found = codes.find_code(f"{code}.{signature}")
        assert (found.area, found.trust) == (c.BUILDING, "none")
    signing.use(tmp_path / "another-citys-secret", store.public_url)
    foreign = codes.sign(code)
    signing.use(store.secret_file, store.public_url)
    assert codes.find_code(foreign).trust == "none"


@pytest.mark.parametrize(
    "said", [None, "", " ", "nothing", "nothing.here", "x" * 301, "\x00", "../../etc/passwd", "<script>"]
)
def test_what_we_never_printed_names_no_place(cast, said):
    assert codes.find_code(said) is None


def test_an_unknown_code_still_lets_the_resident_speak(cast):
    done = saying.say(qr="unknown.code")
    assert done.held and ResidentRequest.get().channel == "web"


def test_a_typed_short_code_and_a_door_plate_name_the_place(cast):
    code = saying.poster().partition(".")[0]
    assert codes.find_code(code).trust == "none" and codes.find_code(f" {code.upper()} ").area == c.BUILDING
    DoorPlate.create(code="https://dz.example/?id=3303.27", area=c.BUILDING2)
    assert (
        codes.find_code("https://dz.example/?id=3303.27").area,
        codes.find_code("https://dz.example/?id=3303.27").kind,
    ) == (c.BUILDING2, "plate")


def test_a_building_that_is_gone_leaves_its_code_to_the_grid(cast):
    printed = saying.poster()
    Area.update(ends="2020-01-01").where(Area.code == c.BUILDING).execute()
    assert codes.find_code(printed).area == c.GRID


def test_codes_can_be_typed_and_do_not_repeat(cast):
    made = {codes.new() for _ in range(200)}
    assert len(made) == 200 and all(set(code) <= set(codes.LETTERS) for code in made)


def test_an_ended_poster_still_opens(cast):
    printed = saying.poster()
    Poster.update(ended=1).execute()
    assert codes.find_code(printed).is_trusted


def test_what_a_lamps_poster_says_is_told_to_whoever_goes_there(as_, cast):
    qr = saying.poster(area=c.GRID, kind="lamp", label="3号路灯")
    request, matter, _ = saying.asked(qr=qr)
    assert status.serialize(request)["place"] == "第1网格 · 3号路灯"
    for name in ("worker", "desk"):
        assert as_(name).get(f"/api/v1/matters/{matter.id}").json["spot"] == "3号路灯"
    assert rows.lines([matter], reach_of(cast.desk), "zh")[0].where == "第1网格 · 3号路灯"
    other, elsewhere, _ = saying.asked(qr=qr, area=c.BUILDING)
    assert as_("worker").get(f"/api/v1/matters/{elsewhere.id}").json["spot"] is None
