"""What stands beside the code for whoever packs it or sends a change: licence, changelog, rules of contributing, editor and commit hook."""

from __future__ import annotations

import configparser
import hashlib
import re
import tomllib

import yaml

from app.settings import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
AGPL_3 = (
    "0d96a4ff68ad6d4b6f1f30f713b18d5184912ba8dd389f86aa7710db079abcb0"  # the Free Software Foundation's text
)


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def targets() -> set[str]:
    """What `make` can be asked for."""
    return set(re.findall(r"^([a-z-]+):", read("Makefile"), re.M))


def test_the_licence_is_the_whole_text_and_the_one_that_the_package_names():
    assert hashlib.sha256((ROOT / "LICENSE").read_bytes()).hexdigest() == AGPL_3
    assert PROJECT["project"]["license"] == "AGPL-3.0-or-later"
    assert "Affero General Public License" in read("README.md")


def test_the_changelog_keeps_its_form_and_knows_this_version():
    versions = re.findall(r"^## \[([^\]]+)\](?: - (\d{4}-\d\d-\d\d))?$", read("CHANGELOG.md"), re.M)
    assert versions[0] == ("Unreleased", "") and versions[1][0] == PROJECT["project"]["version"]
    assert all(date for _, date in versions[1:])
    assert [date for _, date in versions[1:]] == sorted((date for _, date in versions[1:]), reverse=True)
    kinds = re.findall(r"^### (.*)$", read("CHANGELOG.md"), re.M)
    assert set(kinds) <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def test_the_commit_hook_is_make_check_and_fetches_nothing():
    (repository,) = yaml.safe_load(read(".pre-commit-config.yaml"))["repos"]
    (hook,) = repository["hooks"]
    assert (repository["repo"], hook["language"], hook["entry"]) == ("local", "system", "make -s check")
    assert hook["always_run"] and not hook["pass_filenames"]


def test_editors_are_told_what_the_formatter_wants():
    rules = configparser.ConfigParser()
    rules.read_string("[top]\n" + read(".editorconfig"))
    assert rules["top"]["root"] == "true" and rules["*"]["insert_final_newline"] == "true"
    assert int(rules["*.py"]["max_line_length"]) == PROJECT["tool"]["ruff"]["line-length"]
    assert rules["Makefile"]["indent_style"] == "tab"


def test_every_make_command_in_the_papers_exists():
    for paper in (
        "README.md",
        "CONTRIBUTING.md",
        *(f"docs/{page.name}" for page in (ROOT / "docs").glob("*.md")),
    ):
        named = set(re.findall(r"^make ([a-z-]+)|`make ([a-z-]+)", read(paper), re.M))
        assert {one or other for one, other in named} <= targets(), paper
