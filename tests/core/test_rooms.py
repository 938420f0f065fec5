"""The check of the rooms sees a folder that is too full, and a circle of modules wherever its imports stand."""

from __future__ import annotations

from pathlib import Path

from tests import rooms


def test_a_folder_with_more_modules_than_one_looks_over_is_refused_and_numbered_steps_are_not() -> None:
    full = [Path(f"app/matters/move{n}.py") for n in range(17)]
    fits = [Path(f"app/areas/part{n}.py") for n in range(16)] + [Path("app/areas/__init__.py")]
    steps = [Path(f"app/migrations/m{n:04}.py") for n in range(30)]
    assert rooms.full_folders([*full, *fits, *steps]) == ["app/matters: 17 modules, at most 16"]


def test_a_circle_is_found_also_where_an_import_stands_inside_a_function() -> None:
    sources = {
        "app.a": "from app import b",
        "app.b": "def late():\n    from app.c import thing",
        "app.c": "import app.a",
        "app.d": "from app.a import thing",
    }
    assert rooms.circles(rooms.imports(sources)) == [["app.a", "app.b", "app.c"]]


def test_a_line_of_imports_is_no_circle() -> None:
    sources = {"app.a": "from app import b, c", "app.b": "from app.c import thing", "app.c": "import os"}
    assert rooms.circles(rooms.imports(sources)) == []
