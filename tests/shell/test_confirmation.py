"""What was done is said on the page that comes next: after a redirect, and beside a fragment for htmx; only our words."""

import pytest

from app.areas.models import Post, Telephone
from app.core.web import confirmation
from app.requests.models import Poster
from tests import cast as c
from tests import place
from tests.requests import saying


def acts(cast) -> dict[str, tuple[str, str, dict[str, str], str]]:
    """Name → who, where to, what is sent, what stands on the next page."""
    Telephone.create(area=c.COMMUNITY, kind="gas", name="燃气", number="0577-64210000", sort=1)
    line = Telephone.get().id
    post = Post.get(Post.person == cast.worker2)
    phone = {"kind": "police", "name": "临港所", "number": "0577-64211111"}
    new = {"name": "张三", "phone": "13900001111", "area": c.GRID, "role": "grid_worker"}
    held = saying.say(area=c.BUILDING)
    code = saying.poster().partition(".")[0]
    return {
        "a number": ("desk", f"/telephones/{c.COMMUNITY}", phone, "电话已记下，这里和下面的人都能看到。"),
        "no number": ("desk", f"/telephones/{c.COMMUNITY}/{line}/remove", {}, "已从电话表里去掉。"),
        "a person": ("admin", "/people/new", new, "人员已加上。下一步：发启用链接。"),
        "a post": ("admin", "/people/new", {**new, "role": "grid_lead"}, "这个人已有账号，岗位已加上。"),
        "no post": (
            "admin",
            f"/people/{cast.worker2.id}/posts/{post.id}/end",
            {},
            "岗位已结束，今天起不再承担。",
        ),
        "no account": (
            "admin",
            f"/people/{cast.worker.id}/disable",
            {},
            "账号已停用，手机上没传完的记录仍会收下待审。",
        ),
        "an account": ("admin", f"/people/{cast.worker.id}/enable", {}, "账号已恢复，可以重新登录。"),
        "a refusal": (
            "desk",
            f"/desk/held/{held.id}/refuse",
            {"reason": "不是这里"},
            "已记下：不受理。原因对方能看到。",
        ),
        "no poster": (
            "admin",
            f"/posters/{code}/end",
            {"area": c.COMMUNITY},
            "已停用，不再印。挂着的照样能用。",
        ),
        "examples": ("admin", "/desk/examples", {"zh": "您好", "en": "Hello"}, "已保存。"),
    }


def test_after_a_redirect_the_next_page_says_what_was_done_and_the_one_after_does_not(as_, cast):
    for name, (who, path, given, words) in acts(cast).items():
        client = as_(who)
        answer = client.post(path, data=given)
        assert answer.status_code == 303, name
        there = answer.headers["Location"]
        assert place.text(client.get(there).text, "#confirmation") == words, name
        assert place.text(client.get(there.partition("?")[0]).text, "#confirmation") == "", name
    assert Poster.get().ended is not None


@pytest.mark.parametrize("name", ["a number", "no number", "no account", "an account"])
def test_a_fragment_brings_the_sentence_for_the_place_of_the_page(as_, cast, name):
    who, path, given, words = acts(cast)[name]
    answer = as_(who).post(path, data=given, headers={"HX-Request": "true"})
    assert answer.status_code == 200 and "<html" not in answer.text
    assert (
        place.text(answer.text, "#confirmation") == words
        and 'id="confirmation" role="status" hx-swap-oob="true"' in answer.text
    )


def test_an_address_says_nothing_but_our_own_sentences(as_, cast):
    for said in ("请拨打 13800000000", "<b>x</b>", "nothing", ""):
        page = as_("desk").get(f"/telephones/{c.COMMUNITY}", query_string={"said": said}).text
        assert place.text(page, "#confirmation") == "" and "13800000000" not in page


def test_two_sentences_do_not_share_a_name():
    confirmation.sentence("examples-kept", "已保存。")
    with pytest.raises(ValueError, match="examples-kept"):
        confirmation.sentence("examples-kept", "另一句")
