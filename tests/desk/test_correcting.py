"""更正 at a desk: the first words stay to be read, and what is wrong with the place is said where it is put right."""

from __future__ import annotations

import re

from app.matters.models import Matter
from tests import cast as c
from tests import place
from tests.matters import ops
from tests.requests import saying


def form_of(page: str) -> str:
    """The form of 更正 on a page."""
    return re.search(r"<form[^>]*/moves/amend\?.*?</form>", page, re.DOTALL).group()


def test_the_words_of_a_resident_stand_beside_those_a_desk_made_of_them(as_, cast):
    _, matter, _ = saying.asked(text="楼下天天半夜唱歌，谁来管管")
    ops.move(cast.worker, matter, "escalate")
    desk, path = as_("desk"), f"/desk/matters/{matter.id}"
    page = desk.get(path).text
    assert not place.texts(page, "#first-words")
    form = form_of(page)
    assert "内容改成（不写就不改，原话会留着）" in form and "一句话" not in form
    assert desk.post(f"{path}/moves/amend", data={"text": "夜间噪音"}).status_code == 303
    page = desk.get(path).text
    assert place.text(page, "#matter-words") == "夜间噪音"
    assert place.text(page, "#first-words") == "更正前的原话：楼下天天半夜唱歌，谁来管管"


def test_first_words_said_in_confidence_are_kept_from_a_handler(as_, cast):
    matter = ops.report(cast.worker, text="邻居的秘密", escalate=True)
    Matter.update(confidential=True).where(Matter.id == matter.id).execute()
    ops.move(cast.desk, matter, "amend", text="另一句")
    ops.move(cast.desk, matter, "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    assert "邻居的秘密" in place.text(as_("desk").get(f"/desk/matters/{matter.id}").text, "#first-words")
    assert "邻居的秘密" not in as_("dept").get(f"/desk/matters/{matter.id}").text


def test_where_several_places_are_called_so_they_stand_right_below_what_is_said(as_, cast):
    matter = ops.report(cast.worker, escalate=True)
    answer = as_("desk").post(f"/desk/matters/{matter.id}/moves/amend", data={"where": "网格"})
    form = form_of(answer.text)
    assert answer.status_code == 422 and "有几个地方叫这个名字" in form
    first = re.search(r"<(?:select|input|textarea)(?![^>]*hidden)[^>]*>", form).group()
    assert 'name="area"' in first and form.count("说的是哪一个？") == 1
    assert len(re.findall(r"data-focus", answer.text)) == 1 and "data-focus" in form


def test_of_a_place_nobody_knows_it_is_said_what_to_do(as_, cast):
    matter = ops.report(cast.worker, escalate=True)
    answer = as_("desk").post(f"/desk/matters/{matter.id}/moves/amend", data={"where": "月亮上"})
    assert answer.status_code == 422
    assert "换个说法试试" in " ".join(place.texts(answer.text, ".error"))
