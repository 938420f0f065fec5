"""The operator's file of channels, and a real place that they lead to."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.core import clock
from app.notify.channels import channel
from app.settings import Settings
from tests.notify.listening import Listener, listening

NOON = clock.parse("2026-11-23T12:00:00+08:00")


@pytest.fixture
def listener() -> Iterator[Listener]:
    """A real HTTP server on the loopback."""
    with listening() as kept:
        yield kept


@pytest.fixture
def noon(store: Settings) -> None:
    """Monday, 23 November 2026, twelve o'clock."""
    clock.freeze(NOON)


@pytest.fixture
def configured(store: Settings, tmp_path: Path, listener: Listener) -> Callable[..., Path]:
    """`configured(kinds=["new"])` writes a file with one channel that leads to the listener, and uses it."""

    def write(address: str = "", more: str = "", **chosen: Any) -> Path:
        url = address or f"json://127.0.0.1:{listener.port}/"
        lines = ["[[channel]]", 'name = "post"', f'url = "{url}"']
        lines += [f"{key} = {_toml(value)}" for key, value in chosen.items()]
        file = tmp_path / "channels.toml"
        file.write_text("\n".join(lines) + "\n" + more, encoding="utf-8")
        channel.use(dataclasses.replace(store, channels=file, push_private=True))
        return file

    return write


def _toml(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(f'"{one}"' for one in value) + "]"
    return str(value).lower()
