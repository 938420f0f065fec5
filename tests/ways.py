"""The ways in which people type a number or a code, made from the one in which it is kept."""

from __future__ import annotations


def wide(text: str) -> str:
    """With full-width digits, letters and dash."""
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)


def of_number(number: str) -> tuple[str, ...]:
    """Of `261129-0004`."""
    day, _, count = number.partition("-")
    return (
        day + count, f"{day} {count}", f"{day}–{count}", f"{day}——{count}", f"{day}−{count}", wide(number), wide(day + count),
        f"编号：{day} - {count}", f"编号{number}。", f"\u202a{number}\u202c",
        f"20{number}", f"20{day}{count}", f"20{day[:2]}-{day[2:4]}-{day[4:]} {count}", f"20{day[:2]}年{day[2:4]}月{day[4:]}日{count}号",
    )  # fmt: skip


def of_mobile(number: str) -> tuple[str, ...]:
    """Of `13800138010`."""
    a, b, c = number[:3], number[3:7], number[7:]
    return (
        f"{number}.0", f"{a} {b} {c}", f"{a}-{b}-{c}", f"{a}–{b}–{c}", f"+86{number}", f"+86 {a} {b} {c}", f"0086{number}",
        wide(number), f"\u202d{a} {b} {c}\u202c",
    )  # fmt: skip


def of_code(code: str) -> tuple[str, ...]:
    """Of `330302`, or with letters and dashes."""
    return (f" {code} ", wide(code), code.replace("-", "–"), f"'{code}", f'="{code}"', " ".join(code))
