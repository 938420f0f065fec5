"""A pasted conversation is read as it was copied: each message by itself, and of nobody's name or number anything left."""

from __future__ import annotations

import pytest

from app.gateways.groups import messages, nameless

PHONE = """王芳 2026/11/30 9:12
3号楼电梯又坏了，打我电话13800138000
@物业张工 快来看看
李四 11-30 09:15
[图片]
[捂脸]
昨天 21:03
"王芳" 撤回了一条消息
赵大 昨天 21:04
5幢门口井盖没了"""
COMPUTER = """王芳：
3号楼电梯又坏了

李四：
收到
————— 2026-11-30 —————
赵大：
「王芳：3号楼电梯又坏了」
- - - - - - - - - - - - - - -
5幢门口井盖没了"""
LINES = "[9:12] 王芳：3号楼电梯又坏了\n[9:15] 李四：收到\n[9:16] 赵大：5幢门口井盖没了"


@pytest.mark.parametrize("pasted", [PHONE, COMPUTER, LINES])
def test_every_way_of_copying_gives_the_same_two_things(pasted: str) -> None:
    found = messages.parse(pasted)
    assert [one.sender for one in found] == ["王芳", "李四", "赵大"]
    assert "电梯又坏了" in found[0].text and found[2].text == "5幢门口井盖没了"
    assert "撤回" not in "".join(one.text for one in found) and "「" not in found[2].text


def test_a_text_that_names_nobody_is_a_message_a_paragraph_and_loses_nothing() -> None:
    found = messages.parse("小区北门的路灯不亮\n已经三天了\n\n地点：5幢门口\n时间：昨晚 9:30")
    assert [one.text for one in found] == ["小区北门的路灯不亮\n已经三天了", "地点：5幢门口\n时间：昨晚 9:30"]
    assert [one.sender for one in found] == ["", ""]
    assert [one.text for one in messages.parse("8:00 停水了")] == ["8:00 停水了"]
    assert [one.text for one in messages.parse("停水通知 18:30\n王芳：好的")] == ["停水通知 18:30", "好的"]
    assert [one.text for one in messages.parse("今天停水到 18:30\n请存水")] == ["今天停水到 18:30\n请存水"]
    assert messages.parse(" \n\n[图片]\n")[0].pictures == 1 and messages.parse("\n \n") == []


def test_pictures_are_counted_and_signs_left_out() -> None:
    found = messages.parse(PHONE)
    assert (found[1].text, found[1].pictures) == ("", 1)


NAMED = [
    ("我是王芳，电话１３８００１３８０００，微信 wangfang_88", ("王芳", "138", "１３８", "wangfang")),
    ("@王芳 @所有人 打 0577-64212345 或 6421 2345", ("王芳", "所有人", "64212345")),
    ("车牌浙C12345堵着消防通道", ("浙C", "12345")),
    ("3-501王芳家漏水，王阿姨说找李师傅", ("王芳", "王阿姨", "李师傅")),
    ("身份证330327199001011234，邮箱 a.b@c.com", ("330327", "a.b@c.com")),
]


@pytest.mark.parametrize(("text", "gone"), NAMED)
def test_of_names_numbers_and_accounts_nothing_is_left(text: str, gone: tuple[str, ...]) -> None:
    bare = nameless.stripped(text, {"王芳", "3-501王芳"})
    assert not [part for part in gone if part in bare], bare


def test_what_a_matter_needs_stays() -> None:
    text = "3幢2单元501室漏水，11月30日早上9点开始，水表 3 圈，投诉过 12345"
    assert nameless.stripped(text, {"3-501"}) == text
    assert nameless.stripped("电梯坏了，邻居都走楼梯") == "电梯坏了，邻居都走楼梯"
