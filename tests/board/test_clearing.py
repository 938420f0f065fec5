"""Clearing: who may, what may never be shown, and that what was covered is gone from what is served."""

import io
import json
import re

import pytest
from PIL import Image

from app.board.clearing import clearance, masking, sources
from app.board.clearing.clearance import ChosenPhoto
from app.board.clearing.marks import Box, Marks, Stroke
from app.board.models import ClearedPhoto, Clearing
from app.core.problems.problem import Problem
from app.evidence import storage
from app.ledger.models import Entry
from app.matters.models import Matter
from tests import cast as c
from tests import place
from tests.board import done
from tests.matters import ops

OTHERS = ("worker", "worker2", "lead", "head", "dept")
FACE = (200, 150, 400, 300)
OVER_FACE = Box(x=0.25, y=0.25, w=0.25, h=0.25)


def refusal(call, *args, **more):
    with pytest.raises(Problem) as refused:
        call(*args, **more)
    return refused.value


def verbs(matter):
    return [e.verb for e in Entry.select().where(Entry.subject == matter.id).order_by(Entry.seq)]


def test_a_stranger_is_led_to_sign_in_and_the_outsider_finds_nothing(as_, cast):
    matter = done.settled(as_, cast)
    for path in ("/board/clear", f"/board/clear/{matter.id}"):
        assert "/sign-in" in as_(None).get(path).headers["Location"]
        assert as_("outsider").get(path).status_code == 403
    kept = clearance.save(cast.desk, matter.id, "说的", "做的", [])
    assert refusal(clearance.save, cast.outsider, matter.id, "a", "b", []).name == "not-found"
    assert (
        refusal(clearance.show, cast.outsider, matter.id, clearance.fingerprint(kept), True).name
        == "not-found"
    )
    assert refusal(clearance.take_off, cast.outsider, matter.id).name == "not-found"


@pytest.mark.parametrize("name", OTHERS)
def test_only_the_desk_above_it_clears(as_, cast, name):
    matter = done.settled(as_, cast)
    person = cast.people[name]
    assert refusal(clearance.save, person, matter.id, "a", "b", []).name in ("forbidden", "not-found")
    assert as_(name).get(f"/board/clear/{matter.id}").status_code == 403
    for act in ("", "/show", "/off"):
        answer = as_(name).post(f"/board/clear/{matter.id}{act}", data={"said": "a", "done": "b"})
        assert answer.status_code in (403, 404), act
    assert not Clearing.select().exists()


def test_the_desk_of_another_community_clears_nothing_here(as_, cast):
    from app.areas.models import Post

    Post.create(id="p-next-door", person=cast.outsider, area=c.OTHER_COMMUNITY, role="dispatcher")
    matter = done.settled(as_, cast)
    assert refusal(clearance.save, cast.outsider, matter.id, "a", "b", []).name == "not-found"
    assert as_("outsider").get(f"/board/clear/{matter.id}").status_code == 404
    assert matter.number not in as_("outsider").get("/board/clear").text


@pytest.mark.parametrize("category", ["dispute", "disputes", "wages", "public_order", "theft", "gathering"])
def test_quarrels_and_public_order_are_never_shown(as_, cast, category):
    matter = done.settled(as_, cast, category=category)
    assert refusal(clearance.save, cast.desk, matter.id, "a", "b", []).name == "not-for-the-board"
    assert as_("desk").get(f"/board/clear/{matter.id}").status_code == 409
    assert matter.number not in as_("desk").get("/board/clear").text


def test_what_is_confidential_or_not_done_is_never_shown(as_, cast):
    secret = done.through(cast, done.asked(confidential=True))
    unfinished = ops.report(cast.worker)
    for matter in (secret, unfinished):
        assert refusal(clearance.save, cast.desk, matter.id, "a", "b", []).name == "not-for-the-board"


@pytest.mark.parametrize("turned", ["renamed", "confidential", "reopened"])
def test_what_turns_out_later_to_be_no_matter_for_the_public_leaves_the_board_by_itself(as_, cast, turned):
    matter = done.settled(as_, cast)
    done.show(cast, matter)
    photo = ClearedPhoto.get().digest
    assert as_(None).get(f"/board/photos/{photo}").status_code == 200
    if turned == "renamed":
        Matter.update(category="dispute").where(Matter.id == matter.id).execute()
    elif turned == "confidential":
        Matter.update(confidential=True).where(Matter.id == matter.id).execute()
    else:
        ops.move(cast.desk, matter, "reopen", text="又堵上了")
    assert "有人堵消防通道" not in as_(None).get(f"/board/{c.COMMUNITY}").text
    assert as_(None).get(f"/board/photos/{photo}").status_code == 404


def test_a_matter_closed_anew_is_not_shown_again_before_somebody_looked(as_, cast):
    matter = done.settled(as_, cast)
    done.show(cast, matter)
    ops.move(cast.desk, matter, "reopen", text="又堵上了")
    Matter.update(state="closed", closed_at=Clearing.get().shown + 1).where(Matter.id == matter.id).execute()
    assert "有人堵消防通道" not in as_(None).get(f"/board/{c.COMMUNITY}").text
    clearance.show(cast.desk, matter.id, clearance.fingerprint(Clearing.get()), sure=True)
    assert verbs(matter)[-1] == "shown_on_board"


@pytest.mark.both
def test_nothing_is_public_before_a_person_showed_it_and_nothing_after_it_was_taken_off(as_, cast):
    matter = done.settled(as_, cast)
    kept = clearance.save(cast.desk, matter.id, "有人堵消防通道", "已经清空", [])
    assert "有人堵消防通道" not in as_(None).get(f"/board/{c.COMMUNITY}").text
    clearance.show(cast.desk, matter.id, clearance.fingerprint(kept), sure=False)
    clearance.show(cast.desk, matter.id, clearance.fingerprint(kept), sure=False)
    assert "有人堵消防通道" in as_(None).get(f"/board/{c.COMMUNITY}").text
    clearance.take_off(cast.desk, matter.id, "居民要求")
    clearance.take_off(cast.desk, matter.id)
    assert "有人堵消防通道" not in as_(None).get(f"/board/{c.COMMUNITY}").text
    assert verbs(matter)[-2:] == ["shown_on_board", "taken_off_board"]
    assert Entry.select().order_by(Entry.seq.desc()).first().text == "居民要求"


def test_only_what_was_looked_at_is_shown(as_, cast):
    matter = done.settled(as_, cast)
    seen = clearance.fingerprint(clearance.save(cast.desk, matter.id, "说的", "做的", []))
    clearance.save(cast.desk, matter.id, "说的别的", "做的", [])
    assert refusal(clearance.show, cast.desk, matter.id, seen, True).name == "stale"
    assert Clearing.get().shown is None


def test_saving_again_takes_it_off_and_drops_the_old_copies(as_, cast):
    matter = done.settled(as_, cast)
    done.show(cast, matter)
    old = [row.digest for row in ClearedPhoto.select()]
    clearance.save(cast.desk, matter.id, "改过", "改过", [])
    assert Clearing.get().shown is None and verbs(matter)[-1] == "taken_off_board"
    assert not any(masking.where(digest).exists() for digest in old)


@pytest.mark.parametrize(
    "marks",
    [
        Marks(boxes=[OVER_FACE]),
        Marks(strokes=[Stroke(d=0.3, p=[0.24, 0.3, 0.52, 0.3, 0.52, 0.46, 0.24, 0.46])]),
        Marks(strokes=[Stroke(d=0.5, p=[0.375, 0.375])]),
    ],
    ids=["box", "stroke", "dab"],
)
def test_what_was_covered_is_gone_from_the_served_bytes(as_, cast, marks):
    data = done.planted(FACE)
    matter = done.settled(as_, cast, before=data)
    source = sources.photos(sources.entries(matter.id))[0][0]
    kept = clearance.save(cast.desk, matter.id, "说的", "做的", [ChosenPhoto(source, marks)])
    clearance.show(cast.desk, matter.id, clearance.fingerprint(kept), sure=True)
    digest = ClearedPhoto.get().digest
    assert digest != source and digest in as_(None).get(f"/board/{c.COMMUNITY}").text
    served = as_(None).get(f"/board/photos/{digest}").data
    image = Image.open(io.BytesIO(served))
    pinkish = [
        p for p in image.convert("RGB").get_flattened_data() if p[0] > 160 and p[2] > 160 and p[1] < 100
    ]
    assert pinkish == []
    assert not image.getexif() and not {"exif", "comment", "icc_profile", "xmp"} & set(image.info)
    assert b"SECRET" not in served and getattr(image, "n_frames", 1) == 1
    assert len({image.convert("RGB").getpixel((x, 225)) for x in range(230, 370, 7)}) == 1


def test_the_original_is_not_reached_from_the_board(as_, cast):
    matter = done.settled(as_, cast, before=done.planted(FACE))
    done.show(cast, matter, OVER_FACE)
    page = as_(None).get(f"/board/{c.COMMUNITY}").text
    for source, _ in sources.photos(sources.entries(matter.id)):
        assert source not in page
        assert as_(None).get(f"/board/photos/{source}").status_code == 404
        assert as_(None).get(f"/board/clear/{matter.id}/photos/{source}").status_code == 302
        assert as_("worker").get(f"/board/clear/{matter.id}/photos/{source}").status_code == 403
        assert as_("desk").get(f"/board/clear/{matter.id}/photos/{source}").content_type == "image/webp"
    assert storage.folder() / "cleared" in masking.where("a" * 64).parents


def test_the_page_shown_for_covering_carries_no_line_of_names(as_, cast):
    data = done.planted(FACE)
    matter = done.settled(as_, cast, before=data)
    source = sources.photos(sources.entries(matter.id))[0][0]
    shown = Image.open(io.BytesIO(as_("desk").get(f"/board/clear/{matter.id}/photos/{source}").data))
    corner = shown.convert("RGB").crop((0, 560, 400, 600))
    assert max(high - low for low, high in corner.getextrema()) < 12


def test_a_photo_of_another_matter_or_one_that_is_not_here_is_refused(as_, cast):
    matter, other = done.settled(as_, cast), done.settled(as_, cast)
    theirs = sources.photos(sources.entries(other.id))[0][0]
    for source in (theirs, "a" * 64):
        said = refusal(clearance.save, cast.desk, matter.id, "a", "b", [ChosenPhoto(source)])
        assert said.name == "bad-value" and said.errors[0][:2] == ("photos", "not-among-photos")
    lost = ops.report(cast.worker, photos=("d" * 64,), settled={"text": "好了"})
    assert refusal(clearance.save, cast.desk, lost.id, "a", "b", [ChosenPhoto("d" * 64)]).name == "bad-value"


PERSONAL = (
    "请打13900001111", "电话139 0000 1111", "139-0000-1111", "+8613900001111", "１３９００００１１１１",
    "身份证330302199001011234", "33030219900101123X", "单号12345678901",
)  # fmt: skip


@pytest.mark.parametrize("words", PERSONAL)
@pytest.mark.parametrize("which", ["said", "done"])
def test_numbers_of_persons_are_refused(as_, cast, words, which):
    matter = done.settled(as_, cast)
    given = {"said": "说的", "done": "做的", which: words}
    said = refusal(clearance.save, cast.desk, matter.id, given["said"], given["done"], [])
    assert said.errors[0][:2] == (which, "personal-number") and not Clearing.select().exists()


@pytest.mark.parametrize(
    "words, key",
    [
        ("王芳已经清空", "name"), ("浙C12345的车主已挪车", "plate"), ("粤B·D12345", "plate"), ("物业电话88123456", "phone"),
        ("0577-88123456", "phone"), ("李女士已同意", "addressed"), ("302室门口", "door"), ("3单元502", "door"),
    ],
)  # fmt: skip
def test_what_looks_like_a_person_needs_a_second_look(as_, cast, words, key):
    matter = done.settled(as_, cast)
    kept = clearance.save(cast.desk, matter.id, "说的", words, [])
    assert key in [hint[0] for hint in clearance.hints(matter, words)]
    said = refusal(clearance.show, cast.desk, matter.id, clearance.fingerprint(kept), sure=False)
    assert said.errors[0][:2] == ("sure", "needs-a-look")
    clearance.show(cast.desk, matter.id, clearance.fingerprint(kept), sure=True)
    assert Clearing.get().shown is not None


@pytest.mark.parametrize(
    "words",
    [
        "2026年11月22日清空",
        "3幢北侧清运 12 车",
        "换了 LED 灯 40 盏",
        "投诉热线12345",
        "11月3日，11月9日各清一次",
    ],
)
def test_ordinary_words_raise_no_alarm(as_, cast, words):
    matter = done.settled(as_, cast)
    assert clearance.hints(matter, words) == []
    clearance.save(cast.desk, matter.id, words, words, [])


@pytest.mark.parametrize("said, reason", [("", "needs-text"), ("  ", "needs-text"), ("长" * 301, "too-long")])
def test_empty_and_endless_words_are_refused(as_, cast, said, reason):
    matter = done.settled(as_, cast)
    assert refusal(clearance.save, cast.desk, matter.id, said, "做的", []).errors[0][1] == reason


BAD_FORMS = (
    {"photo-0": "../../etc/passwd"},
    {"marks-0": '{"boxes":[{"x":2,"y":0,"w":1,"h":1}]}'},
    {"marks-0": '{"strokes":[{"d":9,"p":[0,0]}]}'},
    {"marks-0": '{"strokes":[{"d":0.1,"p":[0,0,0]}]}'},
    {"marks-0": '{"boxes":[{"x":NaN,"y":0,"w":1,"h":1}]}'},
    {"marks-0": "[" * 2000},
    {"marks-0": "x" * 200_000},
    {"box-0-0-x": "abc", "box-0-0-w": "5", "box-0-0-h": "5"},
    {"box-0-0-x": "nan", "box-0-0-y": "0", "box-0-0-w": "5", "box-0-0-h": "5"},
    {"box-0-0-x": "101", "box-0-0-y": "0", "box-0-0-w": "5", "box-0-0-h": "5"},
    {"said": "a\x00b"},
    {"said": "<script>alert(1)</script>", "done": "13900001111"},
)


@pytest.mark.parametrize("given", BAD_FORMS, ids=str)
def test_a_bad_form_is_answered_by_the_form_with_its_words_kept(as_, cast, given):
    matter = done.settled(as_, cast)
    source = sources.photos(sources.entries(matter.id))[0][0]
    form = {"said": "写了很久的一句话", "done": "做的", "photo-0": source, **given}
    answer = as_("desk").post(f"/board/clear/{matter.id}", data=form)
    assert answer.status_code in (400, 422) and not Clearing.select().exists()
    assert "<textarea" in answer.text and "<script>alert" not in answer.text
    if "said" not in given:
        assert place.text(answer.text, "#f-said") == "写了很久的一句话"


def test_the_form_goes_without_script_from_draft_to_the_board_and_off(as_, cast):
    desk, matter = as_("desk"), done.settled(as_, cast, before=done.planted(FACE))
    page = desk.get(f"/board/clear/{matter.id}").text
    assert place.text(page, "#f-said") == "巡查时发现第1网格：消防通道。"
    assert place.text(page, "#f-done") == "已清空，画了线"
    source = sources.photos(sources.entries(matter.id))[0][0]
    form = {"said": "消防通道被堵", "done": "已清空", "photo-0": source}
    form |= {"box-0-0-x": "25", "box-0-0-y": "25", "box-0-0-w": "25", "box-0-0-h": "25"}
    assert desk.post(f"/board/clear/{matter.id}", data=form).status_code == 303
    look = desk.get(f"/board/clear/{matter.id}").text
    digest = ClearedPhoto.get().digest
    assert desk.get(f"/board/clear/{matter.id}/copies/{digest}").status_code == 200
    assert as_(None).get(f"/board/photos/{digest}").status_code == 404
    seen = re.search(r'name="seen" value="([0-9a-f]{64})"', look)[1]
    kept = json.loads(re.search(r'name="marks-0" value="([^"]*)"', look)[1].replace("&#34;", '"'))
    assert kept["boxes"] == [{"x": 0.25, "y": 0.25, "w": 0.25, "h": 0.25}]
    assert desk.post(f"/board/clear/{matter.id}/show", data={"seen": seen}).status_code == 303
    assert as_(None).get(f"/board/photos/{digest}").status_code == 200
    assert desk.post(f"/board/clear/{matter.id}/off", data={}).status_code == 422
    assert desk.post(f"/board/clear/{matter.id}/off", data={"reason": "居民要求"}).status_code == 303
    assert as_(None).get(f"/board/photos/{digest}").status_code == 404


def test_the_draft_leaves_out_names_and_numbers(as_, cast):
    matter = done.settled(as_, cast)
    ops.move(cast.desk, matter, "answer", text="王芳已联系车主13900001111，3幢北侧已清空，谢谢林晓梅")
    page = as_("desk").get(f"/board/clear/{matter.id}").text
    draft = re.search(r'<textarea[^>]*name="done"[^>]*>([^<]*)<', page)[1]
    assert draft == "工作人员已联系车主…，3幢北侧已清空，谢谢工作人员"


def test_the_draft_quotes_no_answer_that_was_given_before_it_was_done(as_, cast):
    matter = done.asked()
    ops.move(cast.desk, matter, "answer", text="已经派人去看，这两天会有结果")
    page = as_("desk").get(f"/board/clear/{done.through(cast, matter).id}").text
    assert re.search(r'<textarea[^>]*name="done"[^>]*>([^<]*)<', page)[1] == "清走了"


def test_an_odd_id_is_not_there(as_, cast):
    for odd in ("x", "%00", "../etc", "0" * 3000):
        assert as_("desk").get(f"/board/clear/{odd}").status_code == 404
        assert as_(None).get(f"/board/photos/{odd}").status_code == 404


@pytest.mark.both
def test_the_lists_tell_what_residents_asked_for_from_what_staff_found_and_what_is_shown(as_, cast):
    found, asked, shown = done.settled(as_, cast), done.through(cast, done.asked()), done.settled(as_, cast)
    done.show(cast, shown)
    desk = as_("desk")
    lists = {name: desk.get(f"/board/clear?show={name}").text for name in ("asked", "found", "on", "odd")}
    where = {
        name: [m.number for m in (found, asked, shown) if m.number in text] for name, text in lists.items()
    }
    assert where == {
        "asked": [asked.number],
        "found": [found.number],
        "on": [shown.number],
        "odd": [asked.number],
    }


def test_the_name_a_resident_gave_is_pointed_out(as_, cast):
    from app.requests.models import ResidentRequest

    matter = done.through(cast, done.asked())
    ResidentRequest.create(
        id=ops.uuid7(), nonce_digest="n", digest="d", token="t", number=matter.number, matter=matter.id,
        category="litter", area=c.BUILDING, placed="chosen", channel="qr", trust="qr", found="f", name="欧阳小燕",
    )  # fmt: skip
    desk = as_("desk")
    desk.post(f"/board/clear/{matter.id}", data={"said": "欧阳小燕说垃圾没人清", "done": "清了"})
    page = desk.get(f"/board/clear/{matter.id}").text
    assert "有这件事里的人名：欧阳小燕" in page
    seen = re.search(r'name="seen" value="([0-9a-f]{64})"', page)[1]
    assert desk.post(f"/board/clear/{matter.id}/show", data={"seen": seen}).status_code == 422
    assert desk.post(f"/board/clear/{matter.id}/show", data={"seen": seen, "sure": "1"}).status_code == 303


def test_the_desk_finds_its_way_from_a_closed_matter_to_the_board(as_, cast):
    matter, quarrel = done.settled(as_, cast), done.settled(as_, cast, category="dispute")
    open_one = ops.report(cast.worker)
    assert f"/board/clear/{matter.id}" in as_("desk").get(f"/desk/matters/{matter.id}").text
    for other in (quarrel, open_one):
        assert "/board/clear/" + other.id not in as_("desk").get(f"/desk/matters/{other.id}").text


@pytest.mark.parametrize("then", ["confidential", "leaves", "stays"])
def test_photos_told_in_confidence_or_taken_back_are_not_offered(as_, cast, then):
    from app.ledger.act import by_resident
    from app.matters.residents import acts

    matter, photo = ops.report(cast.worker), done.bring(as_, done.plain())
    act, request = by_resident("request:y"), ops.uuid7()
    acts.move(act, matter.id, "join", request, photos=(photo,), confidential=then == "confidential")
    if then == "leaves":
        acts.move(act, matter.id, "leave", request, asked=False)
    matter = done.through(cast, Matter.get_by_id(matter.id))
    offered = [sha for sha, _ in sources.photos(sources.entries(matter.id))]
    assert offered == ([photo] if then == "stays" else [])


def test_a_photo_on_which_nothing_is_covered_needs_a_second_look(as_, cast):
    matter = done.settled(as_, cast)
    source = sources.photos(sources.entries(matter.id))[0][0]
    kept = clearance.save(cast.desk, matter.id, "说的", "做的", [ChosenPhoto(source)])
    said = refusal(clearance.show, cast.desk, matter.id, clearance.fingerprint(kept), sure=False)
    assert said.errors[0][:2] == ("sure", "needs-a-look")
    assert "1 张照片没有遮盖" in as_("desk").get(f"/board/clear/{matter.id}").text
    kept = clearance.save(
        cast.desk, matter.id, "说的", "做的", [ChosenPhoto(source, Marks(boxes=[OVER_FACE]))]
    )
    clearance.show(cast.desk, matter.id, clearance.fingerprint(kept), sure=False)
