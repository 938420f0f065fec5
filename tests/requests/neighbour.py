"""What a neighbour's hands do with the form in a browser, and what the server's store holds then."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from app import open_store
from app.core import db
from app.requests.models import ResidentRequest
from app.settings import Settings
from tests import hands

WORDS = "三单元二楼的灯三天不亮了"


@contextmanager
def books(folder: Path) -> Iterator[None]:
    """The server's store, opened beside it."""
    open_store(Settings(data_dir=folder, demo=True))
    db.connect()
    try:
        yield
    finally:
        db.database.close()


def kept(folder: Path) -> list[ResidentRequest]:
    """The requests that the server has, the first one first."""
    with books(folder):
        return list(ResidentRequest.select().order_by(ResidentRequest.received))


def write(page: Page, words: str = WORDS, tile: str = "灯不亮") -> None:
    """Choose what it is and write a sentence."""
    page.locator(".tiles label", has_text=tile).click()
    page.fill("#text", words)


def file(name: str, data: bytes, mime: str = "image/jpeg") -> dict[str, Any]:
    """A file as the phone's gallery hands it over."""
    return {"name": name, "mimeType": mime, "buffer": data}


def choose(page: Page, *files: dict[str, Any]) -> None:
    """Choose these files on the camera's tile."""
    with page.expect_file_chooser() as chooser:
        page.locator(".strip label").click()
    chooser.value.set_files(list(files))


def photograph(page: Page, seed: int = 1) -> None:
    """Add a photo and see it in the strip."""
    choose(page, file("IMG.jpg", hands.picture(seed, 3000, 2250)))
    expect(page.locator(".strip img")).to_have_count(1)
