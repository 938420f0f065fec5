"""Checks of the house's own rules: sizes of files, functions and folders, first sentences, circles, loose patterns."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

from tests import naming, rooms, word_pairs

ROOT = Path(__file__).resolve().parent.parent
FILE_MOST, FUNCTION_MOST = 400, 80


def tracked() -> list[Path]:
    """Every file git knows or would add."""
    said = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [ROOT / name for name in said.stdout.splitlines() if (ROOT / name).is_file()]


def faults_of_python(path: Path, text: str) -> list[str]:
    """What is wrong with one Python file."""
    tree = ast.parse(text)
    said = []
    if text.strip() and not ast.get_docstring(tree):
        said.append(f"{path}: no first sentence")
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > FUNCTION_MOST:
                said.append(f"{path}:{node.lineno}: {node.name} has {lines} lines")
    return said


def loose_patterns(path: Path, tree: ast.Module) -> list[str]:
    """Patterns in app/ that a final newline slips past: `$` in Python also matches before one (app/core/patterns.py)."""
    said = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        given = {key.arg: key.value for key in node.keywords}
        name = ast.unparse(node.func)
        if name.endswith("Meta") and "pattern" in given:
            value = given["pattern"]
            helped = isinstance(value, ast.Call) and ast.unparse(value.func).endswith("whole")
            if not helped and not (isinstance(value, ast.Name) and value.id.isupper()):
                said.append(f"{path}:{node.lineno}: a pattern not made by patterns.whole")
        if name.startswith("re.") and any(
            _ends_loosely(part.value)
            for argument in node.args[:1]
            for part in ast.walk(argument)
            if isinstance(part, ast.Constant) and isinstance(part.value, str)
        ):
            said.append(rf"{path}:{node.lineno}: `$` matches before a final newline; use fullmatch or \Z")
    return said


def _ends_loosely(pattern: str) -> bool:
    """Whether a `$` stands in it as an anchor, outside brackets and unescaped."""
    return "$" in re.sub(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", "", pattern)


def dead_links(path: Path, text: str) -> list[str]:
    """Relative links of a Markdown file that lead nowhere."""
    targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text)
    return [
        f"{path}: dead link {to}"
        for to in targets
        if "://" not in to and not to.startswith("mailto:") and not (path.parent / to).exists()
    ]


def faults_of_rooms() -> list[str]:
    """Folders that are too full, and circles of the application's modules."""
    paths = [path.relative_to(ROOT) for path in tracked() if path.suffix == ".py"]
    app = [path for path in paths if path.parts[0] == "app"]
    sources = {rooms.dotted(path): (ROOT / path).read_text(encoding="utf-8") for path in app}
    circles = [f"a circle of imports: {', '.join(group)}" for group in rooms.circles(rooms.imports(sources))]
    return rooms.full_folders(paths) + circles


def faults_of_scripts() -> list[str]:
    """Folders of JavaScript that are too full, circles of its modules, and circles of the rooms of the phone."""
    paths = [path.relative_to(ROOT) for path in tracked() if path.suffix == ".js"]
    paths = [path for path in paths if path.parts[0] in ("static", "service_worker")]
    graph = rooms.script_imports(
        {path.as_posix(): (ROOT / path).read_text(encoding="utf-8") for path in paths}
    )
    circles = rooms.circles(graph) + rooms.circles(rooms.between_rooms(graph, "static/js"))
    return rooms.full_folders(paths, ".js") + [
        f"a circle of imports: {', '.join(group)}" for group in circles
    ]


def main() -> int:
    """Print every fault; 1 if there are any."""
    said = []
    for path in tracked():
        if path.suffix not in (".py", ".js", ".mjs", ".css", ".html", ".md"):
            continue
        text = path.read_text(encoding="utf-8")
        if path.suffix != ".md" and text.count("\n") > FILE_MOST:
            said.append(f"{path}: {text.count(chr(10))} lines")
        if path.suffix == ".py":
            said += faults_of_python(path, text)
            if path.is_relative_to(ROOT / "app") and naming.is_done(path.relative_to(ROOT / "app")):
                said += [f"{path}:{line}: {sentence}" for line, sentence in naming.riddles(ast.parse(text))]
            if path.is_relative_to(ROOT / "app") and path.name != "patterns.py":
                said += loose_patterns(path, ast.parse(text))
            if path.is_relative_to(ROOT / "app") and not word_pairs.is_data(path.relative_to(ROOT / "app")):
                lines = word_pairs.find_pairs(ast.parse(text))
                said += [
                    f"{path}:{line}: English beside Chinese; mark it (app/core/words.py)" for line in lines
                ]
        if path.suffix == ".md":
            said += dead_links(path, text)
    said += faults_of_rooms()
    said += faults_of_scripts()
    print("\n".join(said) or "house: nothing to mend")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())
