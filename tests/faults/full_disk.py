"""A phone whose disk is really full: what was called saved is there after a kill, and the rest was refused aloud (field row 11; needs root)."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Playwright, sync_playwright

from tests.phone.conftest import Office, bundled
from tests.phone.outbox.test_dying import WHOLE, Pocket

SIZE, LEFT = "160m", 2_000_000
SAVE = """const photo = await e.photos.keepPhoto(new Blob(Array.from({length: 8}, () => crypto.getRandomValues(new Uint8Array(65536)))));
          return (await e.report({photos: [photo.sha]})).id"""
ATTEMPT = f"try {{ return {{ id: await (async () => {{ {SAVE} }})() }} }} catch (error) {{ return {{ kind: error.kind ?? String(error) }} }}"


@contextmanager
def small_disk(folder: Path, size: str = SIZE) -> Iterator[Path]:
    """A disk of its own in memory, mounted on `folder`."""
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)


def fill(disk: Path) -> None:
    """Leave only LEFT bytes free."""
    free = os.statvfs(disk)
    with (disk / "ballast").open("wb") as ballast:
        for _ in range(max(0, free.f_bavail * free.f_frsize - LEFT) // 65_536):
            ballast.write(bytes(65_536))


def run(play: Playwright, office: Office, disk: Path) -> dict[str, Any]:
    """Save until the disk is full, and beyond; die; count. AssertionError when something called saved is not there."""
    phone = Pocket(play, disk / "profile", office.line.url, path="/engine.html")
    phone.do("await e.session.enterSession(a)", office.session("worker"))
    saved = [phone.do(SAVE) for _ in range(2)]
    fill(disk)
    refused = []
    for _ in range(12):
        said = phone.do(ATTEMPT)
        (saved.append(said["id"]) if "id" in said else refused.append(said["kind"]))
    trouble = phone.do("return e.database.currentTrouble()?.kind ?? null")
    (disk / "ballast").unlink()
    phone.kill()
    phone.open()
    kept = phone.do(WHOLE)
    phone.close()
    lost = [one for one in saved if one not in kept["ids"]]
    assert refused, "the disk never was full"
    assert trouble == "full", trouble
    assert not lost, f"called saved and gone: {lost}"
    assert not kept["missing"], "a record without its photo"
    return {"saved": len(saved), "refused": len(refused), "why": sorted(set(refused))}


def main() -> int:
    """Run it, or say why not."""
    if os.geteuid() != 0:
        print("full disk: skipped, mounting a small disk needs root")
        return 0
    with tempfile.TemporaryDirectory() as folder, small_disk(Path(folder) / "disk") as disk:
        home = Path(folder) / "office"
        home.mkdir()
        office = Office(home, bundled(home))
        try:
            with sync_playwright() as play:
                print("full disk: lost=0", run(play, office, disk))
        finally:
            office.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
