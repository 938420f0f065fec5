"""The source of what runs is offered to everybody who uses it (AGPL-3.0, section 13)."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile

import pytest

from app.settings import ROOT, Settings
from tests.cast import BUILDING

PUBLIC = ("/ask", "/find", "/board", "/privacy", "/complaints", f"/ask?area={BUILDING}")
LINK = re.compile(r'href="([^"]+)"[^>]*>(?:(?!</a>).)*(?:源代码|source code|Source code)', re.DOTALL)


def test_nothing_but_the_program_is_in_it(as_):
    answer = as_(None).get("/source.zip")
    assert answer.status_code == 200 and answer.mimetype == "application/zip"
    names = {name.removeprefix("gridwalk/") for name in zipfile.ZipFile(io.BytesIO(answer.data)).namelist()}
    kept = set(subprocess.check_output(["git", "ls-files"], cwd=ROOT, text=True).splitlines())
    left = {name for name in kept if not name.startswith((".", "docs/"))} - names
    assert {
        "app/settings.py",
        "LICENSE",
        "static/js/app.js",
        "static/build.mjs",
        "templates/base.html",
    } <= names
    assert not [name for name in left if not name.endswith((".png", ".xls", ".xlsx"))], left
    assert not [
        name
        for name in names
        if name.startswith(("var/", ".")) or "built/" in name or name.endswith((".db", ".pyc"))
    ]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_public_page_and_one_s_own_page_offer_it(as_, cast, language):
    for path in (*PUBLIC, "/me"):
        reader = as_(None)
        reader.set_cookie("lang", language, domain="localhost")
        found = LINK.search(reader.get(path, follow_redirects=True).text)
        assert found and found[1] == "/source.zip", path


def test_an_operator_s_own_page_goes_first(app, as_):
    app.config["SETTINGS"] = app.jinja_env.globals["settings"] = Settings(
        source_url="https://example.cn/gridwalk"
    )
    assert LINK.search(as_(None).get("/ask").text)[1] == "https://example.cn/gridwalk"
