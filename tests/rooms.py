"""Checks of the rooms: no folder holds more modules than one can look over, and no module imports itself by a detour."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

MODULES_MOST = 16
NUMBERED = "migrations"  # steps in the order of their numbers: a list, not a room


def full_folders(paths: Iterable[Path]) -> list[str]:
    """Folders of Python with more than 16 modules; `__init__.py` and folders of numbered steps are not counted."""
    sizes = Counter(path.parent for path in paths if path.suffix == ".py" and path.name != "__init__.py")
    return [
        f"{folder}: {size} modules, at most {MODULES_MOST}"
        for folder, size in sorted(sizes.items())
        if size > MODULES_MOST and folder.name != NUMBERED
    ]


def imports(sources: Mapping[str, str]) -> dict[str, set[str]]:
    """Which of the modules import which: {dotted name: source} → {dotted name: dotted names}.

    An import inside a function counts as well: it is where a circle would hide.
    """
    found: dict[str, set[str]] = {name: set() for name in sources}
    for name, source in sources.items():
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                named = {f"{node.module}.{alias.name}" for alias in node.names}
                found[name] |= {one if one in sources else node.module for one in named} & sources.keys()
            elif isinstance(node, ast.Import):
                found[name] |= {alias.name for alias in node.names} & sources.keys()
    return found


def circles(graph: Mapping[str, set[str]]) -> list[list[str]]:
    """Groups of modules that import each other in a circle, each group sorted; empty when there is none."""
    after = {name: _reachable(graph, name) for name in graph}
    groups = {
        tuple(sorted({name} | {other for other in after[name] if name in after[other]}))
        for name in graph
        if name in after[name]
    }
    return [list(group) for group in sorted(groups)]


def _reachable(graph: Mapping[str, set[str]], start: str) -> set[str]:
    """Every module that `start` imports, directly or through others."""
    found: set[str] = set()
    ahead = list(graph[start])
    while ahead:
        name = ahead.pop()
        if name not in found:
            found.add(name)
            ahead += graph.get(name, ())
    return found


def dotted(path: Path) -> str:
    """The dotted name of a module by its path from the top: app/core/db.py → app.core.db."""
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
