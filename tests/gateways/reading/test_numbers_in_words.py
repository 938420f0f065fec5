"""Telephone numbers in running text: however they are written their middle is veiled, and other figures stand."""

from __future__ import annotations

import pytest

from app.core import telephone


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("请打我电话 13712345678", "请打我电话 137****5678"),
        ("手机13712345678，晚上打", "手机137****5678，晚上打"),
        ("tel13712345678x", "tel137****5678x"),
        ("137 1234 5678或137-8765-4321", "137****5678或137****4321"),
        ("１３７１２３４５６７８", "137****5678"),
        ("＋86 137 1234 5678", "137****5678"),
        ("008613712345678", "137****5678"),
        ("137.1234.5678", "137****5678"),
        ("137\u200b1234\u200b5678", "137****5678"),
        ("13712345678 13912345679", "137****5678 139****5679"),
        ("2 幢 301 13712345678", "2 幢 301 137****5678"),
        ("0577-64212345 转 8", "057****2345 转 8"),
        ("（0577）6421 2345", "057****2345"),
        ("+86 577 64212345", "577****2345"),
    ],
)
def test_a_number_is_veiled_and_nothing_around_it(text: str, shown: str) -> None:
    assert telephone.veiled(text) == shown
    assert telephone.veiled(shown) == shown


@pytest.mark.parametrize(
    "text",
    [
        "",
        "261129-0004",
        "2026-11-30 13:45 在 15 幢",
        "330399001001003001",
        "330302199001011234",
        "打 119、110、12345 或 95598",
        "13.30-15.30 在 205 室",
        "电表 137123456789",
        "路灯 1371234",
    ],
)
def test_other_figures_stand_as_they_were_written(text: str) -> None:
    assert telephone.veiled(text) == text
