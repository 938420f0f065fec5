"""What can be a telephone number, one rule for the API, the pages and the browser's own check."""

from __future__ import annotations

import re

import pytest

from app.core import telephone
from app.core.problems.problem import Problem

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
