"""What a password must be, how it is kept (argon2id), and how one is compared without telling more than yes or no."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.core import decode
from app.core.problems.problem import Problem

LEAST, MOST = 8, 256
# OWASP's second choice for argon2id: 19 MiB, two passes: 8 threads together stay below 200 MB
HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)

STEMS = frozenset(
    [
        "password",
        "passw0rd",
        "passwd",
        "pass",
        "pwd",
        "admin",
        "administrator",
        "root",
        "user",
        "guest",
        "test",
        "demo",
        "welcome",
        "hello",
        "login",
        "master",
        "qwerty",
        "qwertyui",
        "qwertyuiop",
        "asdf",
        "asdfgh",
        "asdfghjkl",
        "zxcvbn",
        "zxcvbnm",
        "qaz",
        "wsx",
        "qazwsx",
        "qazwsxedc",
        "abc",
        "abcd",
        "abcdef",
        "iloveyou",
        "woaini",
        "woaiwojia",
        "woaizuguo",
        "aini",
        "wangge",
        "wanggeyuan",
        "xunge",
        "gridwalk",
        "grid",
        "shequ",
        "jiedao",
        "zhongguo",
        "beijing",
        "longgang",
        "wenzhou",
        "mima",
        "denglu",
        "gongan",
        "zhengfu",
        "nihao",
        "dragon",
        "monkey",
        "sunshine",
        "princess",
        "football",
        "letmein",
    ]
)
RUNS = (
    "01234567890123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "qazwsxedcrfvtgbyhnujmikolp",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "1q2w3e4r5t6y7u8i9o0p",
    "zaq12wsxcde34rfvbgt56yhn",
)
LUCKY = frozenset(
    [
        "5201314",
        "1314520",
        "13145200",
        "52013140",
        "5211314",
        "7758521",
        "7758258",
        "147258369",
        "789456123",
        "741852963",
        "159357",
        "a123456",
        "aa123456",
        "a1234567",
        "a12345678",
        "qq123456",
        "abc12345",
        "abcd1234",
        "asd12345",
        "qwe12345",
        "zxc12345",
        "123qweasd",
    ]
)
_CHARMS = re.compile(r"(?:520|521|1314|168|666|888|999|000|123|a|aa|qq|woaini)+")
_LEET = str.maketrans("@$01345", "asoleas")
_EDGES = re.compile(r"^[\d\W_]+|[\d\W_]+\Z")


def check(password: str, own: tuple[str | None, ...] = (), field: str = "password") -> None:
    """Problem bad-value naming `field` unless it is 8–256 characters, has no control characters and is not common.

    `own` are the person's name, numbers and login, which are no secret. There is no rule of composition (NIST 800-63B).
    """
    if len(password) < LEAST:
        raise Problem("bad-value", (field, "too-short", {"least": LEAST}))
    if len(password) > MOST:
        raise Problem("bad-value", (field, "too-long", {"most": MOST}))
    if decode.CONTROL.search(password) or "\t" in password or "\n" in password:
        raise Problem("bad-value", (field, "control-character"))
    folded = unicodedata.normalize("NFKC", password).casefold()
    if is_common(folded) or folded in {word.casefold() for word in own if word}:
        raise Problem("bad-value", (field, "common-password"))


def is_common(folded: str) -> bool:
    """Whether a lower-case password is one of those that are tried first."""
    return (
        folded in LUCKY
        or _CHARMS.fullmatch(folded) is not None
        or any(_EDGES.sub("", text) in STEMS for text in (folded, folded.translate(_LEET)))
        or re.sub(r"[\d\W_]", "", folded) in STEMS
        or _repeats(folded)
        or _runs(folded)
        or (folded[::2] == folded[1::2] and _runs(folded[::2]))
        or _is_date(folded)
    )


def _repeats(text: str) -> bool:
    """One piece of at most four characters over and over."""
    return any(text == (text[:size] * len(text))[: len(text)] for size in range(1, 5))


def _runs(text: str) -> bool:
    """A run along the digits, the alphabet or the keyboard, or two halves of such runs."""
    return any(text in line or text[::-1] in line for line in RUNS) or (
        len(text) <= 16 and len(text) >= 4 and all(_in_run(half) for half in _halves(text))
    )


def _halves(text: str) -> tuple[str, str]:
    letters = re.match(r"\D+|\d+", text)
    cut = letters.end() if letters and letters.end() < len(text) else len(text) // 2
    return text[:cut], text[cut:]


def _in_run(text: str) -> bool:
    return len(set(text)) == 1 or any(text in line or text[::-1] in line for line in RUNS)


def _is_date(text: str) -> bool:
    if not (text.isascii() and text.isdigit() and len(text) == 8):
        return False
    for form in ("%Y%m%d", "%d%m%Y", "%m%d%Y"):
        try:
            return 1900 <= dt.datetime.strptime(text, form).year <= 2100
        except ValueError:
            continue
    return False


def hash_password(password: str) -> str:
    """The argon2id hash that is stored for a password."""
    return HASHER.hash(password)


@cache
def _nobodys() -> str:
    return HASHER.hash("the password of nobody")


def matches(stored_hash: str | None, password: str) -> bool:
    """Whether the password fits the stored hash; takes as long if there is no hash (unknown person)."""
    try:
        return HASHER.verify(stored_hash or _nobodys(), password) and stored_hash is not None
    except (VerificationError, InvalidHashError):
        return False


def outdated(stored_hash: str) -> bool:
    """Whether it was hashed with other parameters than today's."""
    return HASHER.check_needs_rehash(stored_hash)
