"""The program's own files as one archive: what is offered to everybody where the operator names no page for it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from app.settings import IS_INSTALLED, ROOT

# what the program is made of, and nothing else that may lie beside it: settings, stores and keys are in no list
FOLDERS = ("app",) if IS_INSTALLED else ("app", "templates", "static", "service_worker", "docs", "tests")
FILES = (
    "pyproject.toml", "requirements.txt", "requirements-build.txt", "requirements-s3.txt", "requirements-dev.txt", "package.json", "package-lock.json",
    "Makefile", "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "LICENSE",
)  # fmt: skip
KINDS = frozenset((
    ".py", ".po", ".toml", ".html", ".css", ".js", ".mjs", ".ts", ".json", ".svg", ".md", ".txt", ".csv", ".xml", ".geojson", ".typed",
))  # fmt: skip
MADE = frozenset(("__pycache__", "built", "node_modules"))  # by the build, from what is here
STAMP = (1980, 1, 1, 0, 0, 0)  # the same program gives the same bytes


@lru_cache(maxsize=1)
def archive() -> bytes:
    """The zip; made at the first asking, for a program does not change while it runs."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in _paths(ROOT):
            entry = zipfile.ZipInfo(f"gridwalk/{path.relative_to(ROOT).as_posix()}", STAMP)
            packed.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _paths(root: Path) -> Iterator[Path]:
    """The files of the program, in the order of their names; no link is followed out of it."""
    yield from (root / name for name in FILES if (root / name).is_file())
    for folder in FOLDERS:
        yield from (path for path in sorted((root / folder).rglob("*")) if _is_ours(path, root))


def _is_ours(path: Path, root: Path) -> bool:
    parts = path.relative_to(root).parts
    is_made = not MADE.isdisjoint(parts) or any(part.startswith(".") for part in parts)
    return not is_made and path.suffix in KINDS and path.is_file() and not path.is_symlink()
