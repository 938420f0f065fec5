"""A position that no other test knows, and the search for it in the bytes of files."""

from __future__ import annotations

import struct
import subprocess
from pathlib import Path

PLANTED = (27.58123456, 120.55123456)
MARKS = [
    form
    for number in PLANTED
    for form in (
        str(number).encode(), struct.pack(">d", number), struct.pack("<d", number),
        str(round(number * 1e8)).encode(), struct.pack("<q", round(number * 1e8)),
    )
]  # fmt: skip


def found_in(folder: Path) -> list[str]:
    """The files below the folder that hold one of the numbers in any form."""
    return [
        str(path.relative_to(folder))
        for path in sorted(folder.rglob("*"))
        if path.is_file() and any(mark in path.read_bytes() for mark in MARKS)
    ]


def copied(folder: Path, to: Path) -> Path:
    """A copy made by another process: one that closes a file of the store lets go of the locks that its own lines hold on it."""
    subprocess.run(["cp", "-r", str(folder), str(to)], check=True)
    return to
