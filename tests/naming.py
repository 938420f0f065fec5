"""Names that say nothing to whoever has not just written them: functions and locals that the house check refuses."""

from __future__ import annotations

import ast
from pathlib import Path

FUNCTIONS = frozenset(
    [
        "as_",
        "every",
        "fine",
        "here",
        "its",
        "keep",
        "kept",
        "left",
        "look",
        "made",
        "of",
        "one",
        "put",
        "read",
        "said",
        "shown",
        "theirs",
        "told",
        "up",
        "what",
    ]
)
LOCALS = frozenset({"its", "said", "theirs", "told"})
# whose usual word is one of those above
EXEMPT = ("migrations", "cli/server.py")


def is_done(path: Path) -> bool:
    """Whether the check holds for this file, given as a path below app/; `up` is the usual word of migrations and a verb."""
    return not any(path.is_relative_to(part) for part in EXEMPT)


def riddles(tree: ast.Module) -> list[tuple[int, str]]:
    """(line, sentence) of every public function and every parameter or local whose name is a riddle."""
    faults = set()
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if not isinstance(function, ast.Lambda) and function.name in FUNCTIONS:
            faults.add((function.lineno, f"{function.name}() does not say what it returns or does"))
        for node in ast.walk(function):
            line, name = _bound(node)
            if name in LOCALS:
                faults.add((line, f"a local called {name} does not say what it holds"))
    return sorted(faults)


def _bound(node: ast.AST) -> tuple[int, str]:
    """The line and the name of the parameter or local that the node itself binds; (0, "") where it binds none."""
    if isinstance(node, ast.arg):
        return node.lineno, node.arg
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        return node.lineno, node.id
    return 0, ""
