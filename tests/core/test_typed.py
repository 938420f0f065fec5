"""Numbers and codes are one thing however a person types or pastes them."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import telephone, typed
from app.core.problems.problem import Problem

NUMBER = "261129-0004"
WRITTEN = (
    "261129-0004", "2611290004", "261129 0004", " 261129 - 0004 ", "261129–0004", "261129—0004", "261129——0004",
    "261129−0004", "261129‑0004", "261129－0004", "２６１１２９－０００４", "２６１１２９０００４", "26 11 29 00 04", "编号261129-0004",
    "编号：２６１１２９　０００４。", "No. 261129-0004", "#2611290004", "第261129-0004号", "您的编号是 261129-0004，请保存",
    "261129_0004", "261129/0004", "261129一0004", "\u202a261129-0004\u202c", "261129-0004.0", "2611290004.0", "'261129-0004",
)  # fmt: skip
NONE = (
    "", "x", "261129", "0004", "261129-004", "13800138010", "B261129-0004", "T2611290004", "' or 1=1", "二六一一二九",
    "261129-0004 261129-0005", "261129-000400000", "99999999990004",
)  # fmt: skip


@pytest.mark.parametrize("text", WRITTEN)
def test_a_number_is_read_however_it_is_typed(text):
    assert typed.matter_number(text) == NUMBER


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_number_or_two_or_one_of_another_series_is_none(text):
    assert typed.matter_number(text) is None


def test_every_dash_of_unicode_is_one_and_so_is_a_drawn_line():
    dashes = [sign for sign in map(chr, range(0x110000)) if unicodedata.category(sign) == "Pd"]
    assert len(dashes) >= 25
    for dash in [*dashes, *"−⁻₋˗➖ーㅡ─━"]:
        assert typed.matter_number(f"261129{dash}0004") == NUMBER, hex(ord(dash))
        assert typed.code(f"A{dash}001") == "A-001", hex(ord(dash))


@pytest.mark.parametrize(
    "label", ["工号：", "工号 ", "账号：", "我的工号：", "手机号：", "电话 ", "tel: ", "尾号", "手机"]
)
def test_the_words_before_a_number_and_the_stop_behind_are_no_part_of_it(label):
    assert typed.unlabelled(f"{label}8000。") == "8000"


def test_a_name_that_begins_like_a_label_stays_whole():
    assert [typed.unlabelled(name) for name in ("telford", "phone1", "手机店", "A001")] == [
        "telford", "phone1", "手机店", "A001",
    ]  # fmt: skip


def test_a_count_of_five_digits_is_read_too():
    assert typed.matter_number("26112910004") == typed.matter_number("261129 10004") == "261129-10004"


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("0004", "0004"), ("1129-0004", "1129-0004"), ("11290004", "1129-0004"), ("1129 0004", "1129-0004"),
        ("编号 1129－０００４", "1129-0004"), ("261129", "261129"), ("路灯", None), ("3号楼", None), ("-", None), ("", None),
    ],
)  # fmt: skip
def test_a_part_of_a_number_is_what_a_search_may_look_for(text, part):
    assert typed.number_part(text) == part


@pytest.mark.parametrize(
    "text",
    ["330302", "330302.0", '="330302"', "'330302", "‘330302", '"330302"', "３３０３０２", "33 03 02", " 330302　", "\ufeff330302"],
)  # fmt: skip
def test_a_code_is_what_it_was_before_a_spreadsheet_or_a_keyboard(text):
    assert typed.code(text) == "330302"


def test_a_code_keeps_its_letters_and_its_dashes_and_its_key_does_not():
    assert typed.code("Ａ–００１") == "A-001" and typed.code("3303.02") == "3303.02"
    assert typed.key("Ａ–００１") == typed.key("a001") == typed.key(" A 001") == "a001"


@pytest.mark.parametrize(
    "text",
    ["13800138010", "13800138010.0", "138 0013 8010", "138-0013-8010", "138–0013–8010", "+8613800138010", "+86 138 0013 8010",
     "0086-138-0013-8010", "86 13800138010", "１３８００１３８０１０", "＋８６ 138－0013－8010", "138.0013.8010", "(138)00138010",
     "\u202d138 0013 8010\u202c", "13800138010\u200b"],
)  # fmt: skip
def test_a_mobile_number_is_the_same_eleven_digits_for_every_door(text):
    assert (
        telephone.number(text, "phone")
        == telephone.mobile(text, "phone")
        == telephone.digits(text)
        == "13800138010"
    )


def test_digits_of_what_is_no_number_are_none():
    for text in ("", "王芳", "A001", "138001380八0", "138x"):
        assert telephone.digits(text) == ""


NOT_ONE = (
    "12", "12345678", "1391234567", "139123456789", "22345678901", "12912345678", "call me", "0577", "+1 2025550123",
    "13912345678\n", "1391234567a", "00577 64212345", "64212345", "139 1234 5678 9", "1" * 41, "²³¹",
)  # fmt: skip
ONE = {
    "13912345678": "13912345678",
    " 139-1234-5678 ": "13912345678",
    "+86 139 1234 5678": "13912345678",
    "0086 13912345678": "13912345678",
    "＋８６１３９１２３４５６７８": "13912345678",
    "0577-64212345": "0577-64212345",
    "(0577) 6421 234": "0577-6421234",
    "（0577）64212345": "0577-64212345",
    "010-12345678": "010-12345678",
    "+86 577 64212345": "0577-64212345",
}


@pytest.mark.parametrize("said", NOT_ONE)
def test_what_cannot_be_a_number_is_refused(said):
    with pytest.raises(Problem) as refused:
        telephone.number(said, "contact.phone")
    assert refused.value.errors[0][:2] == ("contact.phone", "bad-number")


@pytest.mark.parametrize("said, kept", ONE.items())
def test_a_number_is_kept_in_one_form_however_it_is_written(said, kept):
    assert telephone.number(said, "phone") == kept
    assert telephone.number(kept, "phone") == kept


def test_a_landline_signs_nobody_in():
    with pytest.raises(Problem) as refused:
        telephone.mobile("0577-64212345", "phone")
    assert refused.value.errors[0][:2] == ("phone", "bad-phone")
    assert telephone.mobile("+86 139 1234 5678", "phone") == "13912345678"


def test_the_pattern_is_one_that_a_form_may_carry():
    """No look-behind, no Python-only escape, and in a set only what ECMA's `v` flag leaves unescaped."""
    for pattern in (telephone.PATTERN, telephone.MOBILE):
        assert not re.search(r"\\[AZzGK]|\(\?[<P]|\(\?!", pattern)
        for inside in re.findall(r"(?<!\\)\[((?:\\.|[^\]])*)\]", pattern):
            assert not re.search(r"(?<!\\)[()\[{}/|]", inside), inside


@pytest.mark.parametrize(
    "lost", ["3.30302E+14", "1.38E+10", "1.38001E+10", "3.30302006044001E+17", "3E5", "v1.0", "330302.5"]
)
def test_a_code_that_has_lost_digits_or_never_had_them_stays_as_it_is(lost):
    assert typed.code(lost) == lost


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1.3800138010E+10", "13800138010"),
        ("1.380013801E10", "13800138010"),
        ("3.30302006044001E14", "330302006044001"),
    ],
)
def test_a_number_that_a_program_wrote_as_a_power_has_all_its_digits(written, meant):
    assert typed.code(written) == meant


@given(st.integers(0, 10**15 - 1))
def test_whole_numbers_survive_a_spreadsheet(number):
    digits = str(number)
    wide = digits.translate({48 + n: 0xFF10 + n for n in range(10)})
    assert {typed.code(text) for text in (f"{number}.0", f'="{digits}"', f"'{digits}", wide)} == {digits}


@pytest.mark.parametrize(
    "said",
    [
        "海滨花园12幢",
        "海滨花园12栋",
        "海滨花园12号楼",
        "海滨花园12#楼",
        "海滨花园十二幢",
        "海滨花园十二号楼",
        "海滨花园１２栋",
    ],
)
def test_a_building_is_one_however_it_is_called(said):
    assert {"海滨花园12幢", "海滨花园12栋", "海滨花园十二号楼"} <= set(typed.building_spellings(said))
    assert typed.building_spellings(said)[0] == said


def test_what_is_no_building_is_left_as_it_is():
    assert typed.building_spellings("三里亭第2网格") == ("三里亭第2网格",)
