"""The shell: one document for everyone, files that never change under their names, and what makes it installable."""

from __future__ import annotations

import gzip
import json
import re

import brotli
import pytest

from app.shell import assets, document

PATHS = [path.replace("*", "0192f0c1") for path in document.field_paths()]


def test_an_unknown_file_is_not_there_whatever_its_name_tries(as_) -> None:
    for name in (
        "app.js",
        "assets.json",
        "sw.js",
        "..%2f..%2fapp%2fjobs.py",
        "%2e%2e/secret",
        "app-0000000000.js",
    ):
        assert as_(None).get(f"/static/{name}").status_code == 404


def test_an_unknown_language_has_no_document(as_) -> None:
    assert as_(None).get("/shell/fr").status_code == 404


@pytest.mark.parametrize("path", PATHS)
def test_every_field_address_is_the_same_document_for_everyone(as_, path: str) -> None:
    replies = [as_(name).get(path) for name in ("worker", "outsider", None)]
    assert {reply.status_code for reply in replies} == {200}
    assert len({reply.data for reply in replies}) == 1
    assert replies[0].headers["X-Gridwalk"] == "shell"


def test_the_document_follows_the_cookie_and_the_worker_can_ask_for_either(as_) -> None:
    stranger = as_(None)
    stranger.set_cookie("lang", "en", domain="localhost")
    assert stranger.get("/").data == as_(None).get("/shell/en").data
    assert b'<html lang="zh-CN"' in as_(None).get("/shell/zh").data
    assert as_(None).get("/shell/zh").data != as_(None).get("/shell/en").data


def test_the_document_is_not_sent_twice_to_who_has_it(as_) -> None:
    first = as_(None).get("/")
    again = as_(None).get("/", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_the_manifest_makes_it_installable_in_both_languages(as_) -> None:
    for language, tag in (("zh", "zh-CN"), ("en", "en")):
        reply = as_(None).get(f"/manifest.webmanifest?lang={language}")
        said = json.loads(reply.data)
        assert reply.status_code == 200
        assert reply.mimetype == "application/manifest+json"
        assert said["lang"] == tag
        assert {"name", "icons", "start_url", "display", "id"} <= set(said)
        assert any(icon["purpose"] == "maskable" for icon in said["icons"])


def test_the_rescue_page_and_the_way_out_need_no_session(as_) -> None:
    for path in ("/rescue.html", "/offline.html", "/sw-kill"):
        reply = as_(None).get(path)
        assert reply.status_code == 200
        assert 'lang="en"' in reply.get_data(as_text=True)
        assert "app.js" not in reply.get_data(as_text=True).replace("app.css", "")


@pytest.mark.browser
def test_built_files_are_for_ever_and_compressed(as_) -> None:
    for logical, name in assets.names().items():
        reply = as_(None).get(f"/static/{name}", headers={"Accept-Encoding": "gzip, br"})
        assert reply.status_code == 200, logical
        assert "immutable" in reply.headers["Cache-Control"]
        assert reply.headers.get("Content-Encoding") == (None if name.endswith(".png") else "br")
    plain = as_(None).get(f"/static/{assets.names()['app.js']}")
    assert "Content-Encoding" not in plain.headers
    assert plain.mimetype == "text/javascript"


@pytest.mark.browser
def test_a_reply_is_pressed_in_the_best_way_that_the_browser_reads(as_) -> None:
    plain = as_(None).get("/shell/zh")
    assert "Content-Encoding" not in plain.headers
    for accepted, encoding, unpressed in (
        ("identity", None, bytes),
        ("gzip", "gzip", gzip.decompress),
        ("br;q=0, gzip", "gzip", gzip.decompress),
        ("gzip, deflate, br, zstd", "br", brotli.decompress),
    ):
        reply = as_(None).get("/shell/zh", headers={"Accept-Encoding": accepted})
        assert reply.headers.get("Content-Encoding") == encoding, accepted
        assert unpressed(reply.data) == plain.data and reply.headers["ETag"] == plain.headers["ETag"]


@pytest.mark.browser
def test_the_service_worker_names_the_documents_it_keeps(as_) -> None:
    reply = as_(None).get("/sw.js")
    source = reply.get_data(as_text=True)
    assert reply.headers["Cache-Control"] == "no-cache"
    assert reply.headers["Service-Worker-Allowed"] == "/"
    assert "__SHELLS__" not in source
    digest = as_(None).get("/shell/zh").headers["ETag"].strip('"')
    assert digest in source
    named = set(re.findall(r"/static/([A-Za-z0-9.-]+)", source))
    assert named
    assert named <= set(assets.names().values())
