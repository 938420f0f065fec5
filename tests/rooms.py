"""Checks of the rooms: no folder holds more modules than one can look over, and no module imports itself by a detour."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

MODULES_MOST = 16
NUMBERED = "migrations"  # steps in the order of their numbers: a list, not a room


def full_folders(paths: Iterable[Path], suffix: str = ".py") -> list[str]:
    """Folders with more than 16 modules of a language; `__init__.py` and folders of numbered steps are not counted."""
    sizes = Counter(path.parent for path in paths if path.suffix == suffix and path.name != "__init__.py")
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


_COMMENT = re.compile(r"/\*.*?\*/|^\s*//[^\n]*", re.DOTALL | re.MULTILINE)
_IMPORT = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*["'](\.[^"']+)["']""")


def script_imports(sources: Mapping[str, str]) -> dict[str, set[str]]:
    """Which scripts import which: {path: source} → {path: paths}, by `import`, `export … from` and `import()`.

    What is imported later counts as well: a circle is not opened by putting an import off. A type named in a comment
    does not count, for nothing is loaded by it.
    """
    return {
        path: {_joined(path, target) for target in _IMPORT.findall(_COMMENT.sub("", source))} & sources.keys()
        for path, source in sources.items()
    }


def _joined(path: str, target: str) -> str:
    """The path of `target`, as the script at `path` names it relative to itself."""
    parts = list(PurePosixPath(path).parent.parts)
    for part in PurePosixPath(target).parts:
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)


def between_rooms(graph: Mapping[str, set[str]], top: str) -> dict[str, set[str]]:
    """Which folders right below `top` import which other ones; files that lie in `top` itself are left out."""
    found: dict[str, set[str]] = {}
    for path, targets in graph.items():
        rooms = {room for target in targets if (room := _room(target, top)) and room != _room(path, top)}
        if here := _room(path, top):
            found.setdefault(here, set()).update(rooms)
    return found


def _room(path: str, top: str) -> str:
    """The folder right below `top` in which a file lies, with all of its path; "" for none."""
    first, _, rest = path.removeprefix(f"{top}/").partition("/")
    return f"{top}/{first}" if rest and path.startswith(f"{top}/") else ""


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
