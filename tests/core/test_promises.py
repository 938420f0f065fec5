"""What the documents promise is so: settings, commands, headers, and what the log may hold."""

import json
import logging
import re
import tomllib

from app.cli.group import gridwalk
from app.core import clock
from app.people.models import SESSION_LIFE, TOKEN_LIFE
from app.run import log
from app.settings import READERS, ROOT, Settings, load


def _doc(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def test_every_documented_default_is_the_real_one():
    rows = re.findall(r"^\| `([A-Z_]+)` \| `([^`]*)` \|", _doc("deployment.md"), re.M)
    real = {
        "HOST": Settings.host, "PORT": str(Settings.port), "PUBLIC_URL": "http://localhost:PORT", "DATA_DIR": str(Settings().data_dir.relative_to(ROOT)),
        "SECRET_FILE": "DATA_DIR/secret", "TZ": Settings.tz, "CITY_NAME": Settings.city_name, "THREADS": str(Settings.threads), "TRUSTED_PROXIES": str(Settings.trusted_proxies), "GRIDWALK_DEMO": "0", "DISK_FLOOR": str(Settings.disk_floor), "MAP_DATUM": Settings.map_datum, "PROXY_ADDRESSES": ", ".join(map(str, Settings.proxy_addresses)),
    }  # fmt: skip
    assert dict(rows) == real
    for name in ("OPERATOR_NAME", "ICP_NUMBER", "PSB_NUMBER", "PRIVACY_URL", "SOURCE_URL"):
        assert f"| `{name}` | – |" in _doc("deployment.md") and getattr(load({}), name.lower()) == ""
        assert getattr(load({name: "/某某"}), name.lower()) == "/某某"
    assert {
        name
        for row in re.findall(r"^\| ((?:`[A-Z_]+`(?:, )?)+) \|", _doc("deployment.md"), re.M)
        for name in re.findall("[A-Z_]+", row)
    } == {*READERS} - {"PUSH_PRIVATE"}
    assert load({}).public_url == "http://localhost:8000"


def test_every_operators_verb_in_the_documents_exists():
    named = set()
    for page in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        named |= set(re.findall(r"gridwalk ([a-z][a-z-]+)", page.read_text(encoding="utf-8")))
    assert named <= set(gridwalk.commands)


def test_every_slice_stands_in_the_map_of_the_code_and_in_its_line_of_imports():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    slices = {found.parent.name for found in (ROOT / "app").glob("*/__init__.py")}
    assert slices == {*re.findall(r"`app/([a-z_]+)/`", readme)} - {"translations"}
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    rows = contracts["contracts"][0]["layers"]
    line = [" · ".join(row.replace("app.", "").split(" | ")) for row in rows]
    assert f"`{' → '.join(line)}`" in readme


def test_the_lives_of_sessions_and_tokens_are_as_written():
    assert f"| sessions | {SESSION_LIFE // clock.DAY} days;" in _doc("privacy.md")
    assert f"| upload tokens | {TOKEN_LIFE // clock.DAY} days;" in _doc("privacy.md")


def test_every_answer_carries_the_guards_headers(as_):
    for path in ("/healthz", "/api/v1/nothing", "/"):
        headers = as_(None).get(path).headers
        assert "script-src 'self'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"


def test_a_log_line_of_an_exception_does_not_quote_its_message():
    try:
        raise ValueError("手机 13900000001 的住户")
    except ValueError:
        record = logging.getLogger("x").makeRecord(
            "x", logging.ERROR, "f", 1, "internal", (), __import__("sys").exc_info()
        )
    line = log.JsonLines().format(record)
    assert "13900000001" not in line and json.loads(line)["error"] == "ValueError"


def test_no_template_carries_an_inline_script_or_style():
    for page in (ROOT / "templates").rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert not re.search(r"\sstyle=|\son[a-z]+=\"|<style", text), page
        for tag in re.findall(r"<script[^>]*>", text):
            assert "src=" in tag or 'type="application/json"' in tag, (page, tag)
