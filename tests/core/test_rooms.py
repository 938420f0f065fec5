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


def test_a_circle_of_scripts_is_found_also_where_one_is_loaded_later_and_a_type_in_a_comment_is_none() -> (
    None
):
    sources = {
        "static/js/app.js": 'import "./ui/dom.js";\nimport * as feed from "./feed/feed.js";',
        "static/js/feed/feed.js": 'import {\n  on,\n} from "../store/bus.js";',
        "static/js/store/bus.js": 'const more = async () => (await import("../feed/feed.js")).more;',
        "static/js/ui/dom.js": '/** @param {import("./words.js").Word} word */\n// import "./words.js";',
        "static/js/ui/words.js": 'export { h } from "./dom.js";\nimport htmx from "htmx.org";',
    }
    graph = rooms.script_imports(sources)
    assert graph["static/js/ui/words.js"] == {"static/js/ui/dom.js"}
    assert graph["static/js/app.js"] == {"static/js/ui/dom.js", "static/js/feed/feed.js"}
    assert rooms.circles(graph) == [["static/js/feed/feed.js", "static/js/store/bus.js"]]


def test_two_rooms_that_know_each_other_are_a_circle_though_no_two_modules_are() -> None:
    graph = {
        "static/js/app.js": {"static/js/feed/feed.js"},
        "static/js/feed/feed.js": {"static/js/patrol/track.js"},
        "static/js/feed/names.js": {"static/js/feed/feed.js"},
        "static/js/patrol/track.js": set(),
        "static/js/patrol/recorder.js": {"static/js/feed/names.js"},
    }
    assert rooms.circles(graph) == []
    assert rooms.circles(rooms.between_rooms(graph, "static/js")) == [["static/js/feed", "static/js/patrol"]]


def test_a_folder_of_scripts_that_is_too_full_is_refused() -> None:
    full = [Path(f"static/js/ui/part{n}.js") for n in range(17)]
    assert rooms.full_folders(full, ".js") == ["static/js/ui: 17 modules, at most 16"]
