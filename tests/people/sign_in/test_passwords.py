"""Which passwords are refused; there is no rule of composition and nothing is cut short."""

import pytest

from app.core.problems.problem import Problem
from app.people.sign_in import passwords

COMMON = [
    "12345678",
    "123456789",
    "1234567890",
    "87654321",
    "11111111",
    "00000000",
    "88888888",
    "12121212",
    "123123123",
    "112233445566",
    "abcdefgh",
    "abcd1234",
    "abc12345",
    "a1234567",
    "aa123456",
    "qwertyui",
    "qwertyuiop",
    "asdfghjkl",
    "1qaz2wsx",
    "zxcvbnm123",
    "1q2w3e4r",
    "qazwsxedc",
    "password",
    "password1",
    "Password123",
    "P@ssw0rd",
    "passw0rd!",
    "admin123",
    "admin888",
    "administrator",
    "root1234",
    "welcome1",
    "iloveyou",
    "woaini1314",
    "woaini520",
    "5201314520",
    "52013140",
    "wangge123",
    "gridwalk2026",
    "gridwalk",
    "19900101",
    "20261122",
    "31122000",
    "147258369",
    "１２３４５６７８",
    "PASSWORD",
    "qwerty123456",
    "asd12345",
    "abcabcabc",
]


@pytest.mark.parametrize("password", COMMON)
def test_what_is_tried_first_is_refused(password):
    with pytest.raises(Problem) as refused:
        passwords.check(password)
    assert refused.value.errors[0][:2] == ("password", "common-password")


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("seven77", "too-short"),
        ("", "too-short"),
        ("x" * 257, "too-long"),
        ("nul\x00inside it", "control-character"),
    ],
)
def test_too_short_too_long_and_control_characters_are_refused(password, reason):
    with pytest.raises(Problem) as refused:
        passwords.check(password, field="new")
    assert refused.value.errors[0][:2] == ("new", reason)


def test_ones_own_names_and_numbers_are_refused():
    for own in ("13900000001", "grid-worker-7", "GRID-WORKER-7"):
        with pytest.raises(Problem):
            passwords.check(own, ("王芳", "13900000001", None, "grid-worker-7"))


@pytest.mark.parametrize(
    "password",
    ["gridwalk-demo", "three wet bicycles", "春风又绿江南岸呀", "x9$kQ2!m", "the qwerty keyboard", "y" * 10 + "z" * 246,
     "28461937", "correcthorsebattery", " leading and trailing "],
)  # fmt: skip
def test_anything_else_from_eight_to_256_characters_is_good(password):
    passwords.check(password)
    kept = passwords.hash_password(password)
    assert passwords.matches(kept, password)
    assert not passwords.matches(kept, password.strip() + "x")
    assert not passwords.matches(kept, password[:-1])


def test_nobodys_password_matches_nothing():
    assert not passwords.matches(None, "the password of nobody")
    assert not passwords.matches("not a hash", "not a hash")
