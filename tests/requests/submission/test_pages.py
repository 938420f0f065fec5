"""The residents' pages without a script: refusals first, words never lost, sent once however often it is sent."""

from __future__ import annotations

import io
import re

import pytest

from app.areas.models import Telephone
from app.core import clock
from app.evidence.models import Photo
from app.matters.models import Matter
from app.requests.models import ResidentRequest
from app.requests.posters import codes
from tests import cast as c
from tests import place
from tests.requests import form, saying


@pytest.fixture
def visitor(app):
    """A neighbour's browser without a script."""
    yield form.visitor(app)
    clock.freeze(None)


def kept() -> list[ResidentRequest]:
    return list(ResidentRequest.select())


@pytest.mark.both
@pytest.mark.parametrize(
    "path",
    ["/q/abc", "/q/abc.def", "/q/" + "x" * 500, "/q/../etc/passwd", "/s/zzzzzzz", "/q/%00", "/q/a.b.c"],
)
def test_a_code_that_nobody_knows_opens_the_form_with_a_plain_sentence(visitor, path):
    answer = visitor.get(path)
    assert answer.status_code == 200
    assert "认不出来" in place.text(answer.text, ".banner") and 'id="ask"' in answer.text


def test_a_forged_signature_names_the_place_and_earns_no_trust(visitor):
    code = saying.poster().partition(".")[0]
    page = visitor.get(f"/q/{code}.AAAAAAAAAAAAAA").text
    assert "请看看下面的地点" in place.text(page, ".banner")
    fields = form.opened(visitor, f"/q/{code}.AAAAAAAAAAAAAA")
    assert fields["area"] == c.BUILDING
    form.token(form.send(visitor, form.filled(fields)))
    assert kept()[0].trust == "held"


def test_a_machine_that_fills_what_people_do_not_see_is_held(visitor):
    fields = form.opened(visitor, f"/q/{saying.poster()}")
    form.token(form.send(visitor, form.filled(fields, website="http://spam")))
    assert kept()[0].held_why == "suspicious"


def test_a_form_sent_before_anybody_could_read_it_is_held(visitor):
    fields = form.opened(visitor, f"/q/{saying.poster()}", slowly=False)
    form.token(form.send(visitor, form.filled(fields)))
    assert kept()[0].held_why == "suspicious"


@pytest.mark.parametrize("began", ["", "0", "1790000000000.AAAA", "²", "9" * 40 + ".x"])
def test_a_form_time_of_ones_own_making_is_held(visitor, began):
    fields = form.opened(visitor, f"/q/{saying.poster()}")
    form.token(form.send(visitor, form.filled(fields, began=began)))
    assert kept()[0].held_why == "suspicious"


@pytest.mark.parametrize(
    ("given", "at", "sentence"),
    [
        ({"text": "", "note": ""}, "#e-text", "请写一句话"),
        ({"text": "x" * 2001}, "#e-text", "2000"),
        ({"text": "字" * 100_000}, "#e-text", "2000"),
        ({"text": "a\x00b"}, "#e-text", "控制"),
        ({"category": ""}, "#e-category", ""),
        ({"category": "gathering"}, "#e-category", ""),
        ({"category": "'; drop table"}, "#e-category", ""),
        ({"phone": "call me"}, "#e-phone", ""),
        ({"phone": "1380000123"}, "#e-phone", "请填 11 位手机号"),
        ({"area": "999"}, ".error", ""),
        ({"area": "../../etc"}, ".error", ""),
        ({"id": "1"}, ".banner", ""),
        ({"nonce": "short"}, ".banner", ""),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_place_and_every_word_stays(visitor, given, at, sentence):
    fields = form.filled(form.opened(visitor)) | {
        "phone": "13800001234",
        "name": "李阿姨",
        "text": "灯<b>不亮</b>",
    }
    answer = form.send(visitor, {**fields, **given})
    assert answer.status_code == 422
    assert place.text(answer.text, at) and sentence in place.text(answer.text, at)
    assert 'id="name" name="name" autocomplete="name" maxlength="40" value="李阿姨"' in answer.text
    assert "<b>不亮" not in answer.text
    assert "text" in given or place.text(answer.text, "#text") == "灯<b>不亮</b>"
    assert kept() == []
    again = form.hidden(answer)
    form.token(form.send(visitor, form.filled(again)))


@pytest.mark.both
@pytest.mark.parametrize("value", ["a\x00b", "\u202e\ud7ff", "²", "9" * 400, "nan", "' or 1=1 --"])
def test_whatever_stands_in_a_field_it_is_answered_and_never_fails(visitor, value):
    fields = form.opened(visitor)
    for name in (*fields, "category", "within", "note", "text", "phone", "name", "step", "website"):
        answer = form.send(visitor, form.filled(fields) | {name: value})
        assert answer.status_code in (200, 303, 409, 422, 429), name


@pytest.mark.both
def test_whatever_stands_in_the_address_the_form_opens(visitor):
    for query in (
        "area=%00",
        "area=' or 1=1",
        "lang=%00",
        "size=x",
        "at=%00",
        "wider=%00",
        "at=" + "9" * 2000,
    ):
        for path in ("/ask", "/ask/place", "/find"):
            assert visitor.get(f"{path}?{query}").status_code == 200


def test_a_form_from_another_site_is_refused(app, visitor):
    fields = form.filled(form.opened(visitor))
    visitor.environ_base["HTTP_ORIGIN"] = "https://elsewhere.example"
    assert form.send(visitor, fields).status_code == 403
    assert kept() == []


@pytest.mark.parametrize(
    "file",
    [(io.BytesIO(b"MZ\x90not a picture"), "photo.jpg"), (io.BytesIO(b"<svg onload=alert(1)>"), "x.svg")],
)
def test_what_is_not_a_photo_is_refused_with_the_words_kept(visitor, file):
    fields = form.filled(form.opened(visitor, f"/q/{saying.poster()}"))
    answer = form.send(visitor, {**fields, "photo": [file]})
    assert answer.status_code == 415
    assert place.text(answer.text, "#text") == "楼道的灯坏了三天"
    assert "JPEG" in place.text(answer.text, ".error")
    assert kept() == []


def test_a_photo_cut_short_is_named_and_every_word_stays(visitor):
    whole, name = form.picture()
    fields = form.filled(form.opened(visitor, f"/q/{saying.poster()}"))
    answer = form.send(visitor, {**fields, "photo": [(io.BytesIO(whole.read()[:400]), name)]})
    assert answer.status_code == 422
    assert place.text(answer.text, "#text") == "楼道的灯坏了三天"
    assert "照片不完整" in place.text(answer.text, ".error")
    assert kept() == []


@pytest.mark.parametrize("name", ["../../../etc/passwd", "C:\\windows\\x.jpg", "照片.jpg", ".." * 200])
def test_a_file_named_like_a_path_is_kept_by_its_digest_alone(visitor, store, name):
    before = {path for path in store.data_dir.rglob("*") if "evidence" not in path.parts}
    fields = form.filled(form.opened(visitor, f"/q/{saying.poster()}"))
    form.token(form.send(visitor, {**fields, "photo": [form.picture(name=name)]}))
    assert Photo.select().count() == 1
    now = {path for path in store.data_dir.rglob("*") if "evidence" not in path.parts}
    assert {path for path in now - before if path.suffix not in (".db", ".db-wal", ".db-shm")} <= {
        store.secret_file
    }


def test_four_photos_are_one_too_many(visitor):
    fields = form.filled(form.opened(visitor, f"/q/{saying.poster()}"))
    answer = form.send(visitor, {**fields, "photo": [form.picture(n) for n in range(4)]})
    assert answer.status_code == 422
    assert kept() == []


def test_sent_twice_and_sent_again_after_going_back_it_is_one(visitor):
    fields = form.filled(form.opened(visitor, f"/q/{saying.poster()}"))
    answers = [form.send(visitor, {**fields, "photo": [form.picture()]}) for _ in range(3)]
    assert len({form.token(answer) for answer in answers}) == 1
    assert len(kept()) == 1 and Matter.select().count() == 1


def test_gone_back_without_the_photos_it_is_still_the_same(visitor):
    fields = form.filled(form.opened(visitor, f"/q/{saying.poster()}"))
    first = form.token(form.send(visitor, {**fields, "photo": [form.picture()]}))
    assert form.token(form.send(visitor, fields)) == first
    assert len(kept()) == 1


def test_other_words_under_the_same_form_are_offered_as_another_request(visitor):
    fields = form.filled(form.opened(visitor, f"/q/{saying.poster()}"))
    token = form.token(form.send(visitor, fields))
    answer = form.send(visitor, {**fields, "text": "还有电梯也坏了"})
    assert answer.status_code == 409
    assert re.findall(r'class="button" href="([^"]+)"', answer.text) == [f"/r/{token}"]
    assert place.text(answer.text, "#text") == "还有电梯也坏了"
    again = form.send(visitor, form.filled(form.hidden(answer), text="还有电梯也坏了", offered="1"))
    assert form.token(again) != token
    assert len(kept()) == 2


def test_somebody_elses_form_number_gives_nothing_away(app, visitor):
    fields = form.filled(form.opened(visitor, f"/q/{saying.poster()}"))
    token = form.token(form.send(visitor, fields))
    stranger = form.visitor(app)
    answer = form.send(stranger, {**fields, "nonce": "another-nonce-altogether"})
    assert answer.status_code == 409
    assert token not in answer.text


def test_what_others_look_after_is_told_with_whose_it_is_and_nothing_is_stored(visitor):
    fields = form.filled(form.opened(visitor), category="power_meter", text="停电了")
    answer = form.send(visitor, fields)
    assert answer.status_code == 422
    told = place.text(answer.text, ".banner")  # its name and its number stand in the list of things too
    assert "国家电网" in told and told.endswith("9559812345")
    assert place.text(answer.text, "#text") == "停电了"
    assert kept() == []


def test_by_a_poster_the_place_is_filled_in_and_it_goes_straight_to_the_grid(visitor):
    qr = saying.poster()
    page = visitor.get(f"/q/{qr}")
    assert place.text(page.text, ".here").startswith("临港社区 · 1幢 · 1幢大门")
    answer = form.send(visitor, form.filled(form.hidden(page), phone="138 0000 1234", confidential="1"))
    its = kept()[0]
    assert (its.trust, its.area, its.phone, its.confidential) == ("qr", c.BUILDING, "13800001234", True)
    private = visitor.get(answer.headers["Location"])
    assert place.text(private.text, ".number") == its.number
    assert "第1网格已经收到" in place.text(private.text, ".state")


def test_typed_from_the_poster_it_opens_the_same_place(visitor):
    fields = form.opened(visitor, f"/s/{saying.poster().partition('.')[0].upper()}")
    assert fields["area"] == c.BUILDING


def test_the_place_is_chosen_list_by_list_and_nothing_written_is_lost(visitor):
    first = form.filled(form.opened(visitor), note="二楼", step="place", within=c.COMMUNITY)
    second = form.send(visitor, first)
    assert second.status_code == 200 and f'<option value="{c.BUILDING}">' in second.text
    assert place.text(second.text, "#text") == "楼道的灯坏了三天"
    assert 'id="note" name="note" maxlength="200" value="二楼"' in second.text
    third = form.send(visitor, form.filled(form.hidden(second), note="二楼", step="place", within=c.BUILDING))
    assert place.text(third.text, ".here").startswith("临港社区 · 1幢")
    back = form.send(visitor, form.filled(form.hidden(third), step="elsewhere"))
    assert form.hidden(back)["area"] == c.COMMUNITY
    form.token(form.send(visitor, form.filled(form.hidden(third), note="二楼")))
    its = kept()[0]
    assert its.area == c.BUILDING and its.words == "二楼：楼道的灯坏了三天"


def test_chosen_and_sent_in_one_go_the_place_counts(visitor):
    form.token(form.send(visitor, form.filled(form.opened(visitor), within=c.COMMUNITY)))
    assert kept()[0].area == c.COMMUNITY


def test_the_place_list_of_a_script_is_the_same_list(visitor):
    assert f'<option value="{c.BUILDING}">' in visitor.get(f"/ask/place?at={c.COMMUNITY}").text
    assert f'<option value="{c.COMMUNITY}">' in visitor.get("/ask/place?at=nothing").text


def test_a_language_or_large_type_is_chosen_without_losing_a_word(visitor):
    fields = form.filled(form.opened(visitor))
    answer = form.send(visitor, {**fields, "step": "en"})
    assert '<html lang="en"' in answer.text and place.text(answer.text, "#text") == "楼道的灯坏了三天"
    answer = form.send(visitor, {**fields, "step": "large"})
    assert '<html lang="en" data-size="large"' in answer.text
    assert visitor.get("/find").text.count('data-size="large"') == 1
    assert visitor.get("/find?size=normal&lang=zh").headers["Location"] == "/find"
    assert '<html lang="zh-CN"' in visitor.get("/find").text
    assert "?number=261122-0001&amp;size=large" in visitor.get("/find?number=261122-0001").text


def test_one_nearby_is_offered_and_joined_instead_of_said_twice(app, visitor):
    form.token(form.send(visitor, form.filled(form.opened(visitor, f"/q/{saying.poster()}"))))
    neighbour = form.visitor(app)
    page = neighbour.get(f"/q/{saying.poster()}")
    offered = form.send(neighbour, form.filled(form.hidden(page), text="灯不亮"))
    assert offered.status_code == 200 and "附近已经有人反映过" in place.text(offered.text, "#near")
    assert "楼道的灯坏了三天" not in offered.text  # never another's words
    ref = offered.text.partition('value="join:')[2].partition('"')[0]
    joined = form.send(neighbour, form.filled(form.hidden(offered), text="灯不亮", step=f"join:{ref}"))
    token = form.token(joined)
    assert Matter.select().count() == 1 and len(kept()) == 2
    assert "您也反映了这件事" in place.text(neighbour.get(f"/r/{token}").text, ".timeline")


def test_the_areas_gas_number_stands_on_top_where_one_was_entered(visitor):
    assert place.text(visitor.get("/ask").text, ".dial") == "急事先打电话 着火 119 有人受伤 120 燃气味 119"
    Telephone.create(area=c.CITY, kind="gas", name="燃气抢修", number="0577-96177", sort=1)
    page = visitor.get(f"/q/{saying.poster()}").text
    assert place.text(page, ".dial") == "急事先打电话 着火 119 有人受伤 120 燃气味 0577-96177"
    assert re.findall(r'href="tel:([^"]+)"', page) == ["119", "120", "0577-96177"]


def test_the_pages_are_light_private_and_free_of_script_in_the_text(visitor):
    answer = visitor.get("/ask")
    assert "<style" not in answer.text and " style=" not in answer.text and " onclick" not in answer.text
    assert "app.css" not in answer.text and "desk.js" not in answer.text
    assert (
        answer.headers["Cache-Control"] == "private, no-cache"
    )  # so that "back" shows the same form, with its id
    assert "noindex" in answer.headers["X-Robots-Tag"]
    token = form.token(form.send(visitor, form.filled(form.hidden(answer))))
    private = visitor.get(f"/r/{token}")
    assert private.headers["Cache-Control"] == "no-store"
    assert private.headers["Referrer-Policy"] == "same-origin, strict-origin"


def test_too_many_are_told_to_wait_with_their_words_in_the_form(visitor):
    for _ in range(40):
        answer = form.send(visitor, form.filled(form.opened(visitor)))
        if answer.status_code == 429:
            break
    assert answer.status_code == 429 and int(answer.headers["Retry-After"]) > 0
    assert place.text(answer.text, "#text") == "楼道的灯坏了三天"


def test_codes_once_printed_open_the_form_for_ever(visitor):
    qr = saying.poster()
    codes.rotate()
    fields = form.opened(visitor, f"/q/{qr}")
    assert fields["area"] == c.BUILDING
    form.token(form.send(visitor, form.filled(fields)))
    assert kept()[0].trust == "held"
