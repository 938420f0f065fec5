"""The samples for nginx and Caddy run as they stand in front of a real server: what they let through, whose address counts, and what they hold up."""

from __future__ import annotations

import http.client
import json
import os
import re
import socket
import ssl
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from app import open_store
from app.core import db
from app.core.web import body_limits
from app.people.models import Throttle
from app.settings import ROOT, Settings
from tests import live
from tests.cast import PASSWORD
from tests.evidence.pictures import picture, sha
from tests.server import proxy_servers, raw
from tests.server.test_tls import certificate

SAMPLES = {"nginx": ROOT / "docs/proxies/nginx.conf", "caddy": ROOT / "docs/proxies/Caddyfile"}
NAME, UPSTREAM = "gridwalk.example.cn", "127.0.0.1:8000"
HOME, STRANGER = "127.5.6.7", "127.9.9.9"  # addresses of this machine, as two callers
FORGED = {"X-Forwarded-For": "203.0.113.9", "Forwarded": "for=203.0.113.9"}
AROUND_NGINX = """daemon off; pid {folder}/nginx.pid; error_log {folder}/proxy.log; {user}
events {{ worker_connections 512; }}
http {{ access_log {folder}/access.log; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s; include {folder}/sample; }}
"""


def test_the_samples_let_through_the_longest_body_that_there_is():
    for name, sample in SAMPLES.items():
        text = sample.read_text(encoding="utf-8")
        most = int(re.search(r"(?:client_max_body_size|max_size) (\d+)m", text, re.I)[1]) * 1_000_000
        assert most >= body_limits.EXPORT_MOST, name
        assert NAME in text and UPSTREAM in text and "TRUSTED_PROXIES=1" in text


class Front:
    """A proxy by its sample, in which only names, ports and places are put in, before a server."""

    def __init__(self, name: str, folder: Path) -> None:
        self.port, plain = live.free_port(), live.free_port()
        self.folder, files = folder, certificate(folder)
        self.trust = ssl.create_default_context(cafile=files["TLS_CERT"])
        self.cast = live.prepare(folder)
        self.server = live.Server(
            folder,
            PUBLIC_URL=f"https://localhost:{self.port}",
            TRUSTED_PROXIES="1",
            PROXY_ADDRESSES="127.0.0.1",
        )
        text = SAMPLES[name].read_text(encoding="utf-8").replace(UPSTREAM, f"127.0.0.1:{self.server.port}")
        for suffix in ("cert", "key"):
            text = text.replace(f"/etc/gridwalk/{suffix}.pem", str(folder / f"{suffix}.pem"))
        command = getattr(self, name)(text, plain)
        env = {
            **os.environ,
            "XDG_DATA_HOME": str(folder),
            "XDG_CONFIG_HOME": str(folder),
            "HOME": str(folder),
        }
        with (folder / "proxy.log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, env=env)
        until = time.monotonic() + live.PATIENCE
        while not self.answers():
            assert self.process.poll() is None and time.monotonic() < until, (
                folder / "proxy.log"
            ).read_text()
            time.sleep(0.05)

    def nginx(self, text: str, plain: int) -> list[str]:
        text = text.replace("listen [::]:", "# ").replace("listen 80;", f"listen 127.0.0.1:{plain};")
        text = text.replace("listen 443 ssl", f"listen 127.0.0.1:{self.port} ssl").replace(NAME, "localhost")
        (self.folder / "sample").write_text(text, encoding="utf-8")
        user = "user root;" if os.geteuid() == 0 else ""
        (self.folder / "around").write_text(
            AROUND_NGINX.format(folder=self.folder, user=user), encoding="utf-8"
        )
        return [str(proxy_servers.find("nginx")), "-p", str(self.folder), "-c", str(self.folder / "around")]

    def caddy(self, text: str, plain: int) -> list[str]:
        text = text.replace(f"\n{NAME} {{", f"\nhttps://localhost:{self.port} {{")
        around = "{\n\tadmin off\n\tauto_https disable_redirects\n}\n"
        (self.folder / "Caddyfile").write_text(around + text, encoding="utf-8")
        return [str(proxy_servers.find("caddy")), "run", "--config", str(self.folder / "Caddyfile")]

    def answers(self) -> bool:
        try:
            return self.ask("GET", "/healthz").status == 200
        except OSError:
            return False

    def ask(
        self, method: str, path: str, body: bytes | None = None, by: str = HOME, **headers: str
    ) -> http.client.HTTPResponse:
        line = http.client.HTTPSConnection(
            "localhost", self.port, timeout=30, context=self.trust, source_address=(by, 0)
        )
        line.request(method, path, body, {"Connection": "close", **headers})
        return line.getresponse()

    def bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.cast.sync_tokens['worker']}"}

    def sign_in(self, login: str, password: str) -> tuple[bytes, dict[str, str]]:
        given = {
            "login": login,
            "password": password,
            "device": {"id": self.cast.devices["worker"], "label": ""},
        }
        headers = {"Content-Type": "application/json", "Origin": f"https://localhost:{self.port}", **FORGED}
        return json.dumps(given).encode(), headers

    def neighbourhoods(self) -> set[str]:
        """To which failed sign-ins were counted."""
        open_store(Settings(data_dir=self.folder, demo=True))
        found = {row.key for row in Throttle.select() if row.key.startswith("net:")}
        db.database.close()
        return found

    def close(self) -> None:
        self.process.terminate()
        self.process.wait(20)
        self.server.stop()


@pytest.fixture(params=proxy_servers.installed())
def front(request: Any, tmp_path: Path) -> Any:
    made = Front(request.param, tmp_path)
    yield made
    made.close()


def test_through_the_sample_all_comes_as_it_is_and_every_caller_is_who_they_are(front):
    body, headers = front.sign_in("worker", PASSWORD)
    signed_in = front.ask("POST", "/api/v1/session", body, **headers)
    assert signed_in.status == 200 and signed_in.headers["Set-Cookie"].startswith("__Host-gridwalk=")
    # an address that the caller wrote counts neither through the proxy nor past it
    body, headers = front.sign_in("nobody", "wrong password")
    assert front.ask("POST", "/api/v1/session", body, **headers).status == 401
    assert front.neighbourhoods() == {"net:127.5.6.0/24"}
    past = http.client.HTTPConnection(
        "127.0.0.1", front.server.port, timeout=30, source_address=(STRANGER, 0)
    )
    past.request("POST", "/api/v1/session", body, headers)
    assert past.getresponse().status == 401
    assert front.neighbourhoods() == {"net:127.5.6.0/24", "net:127.9.9.0/24"}
    assert "not believed" in (front.folder / "server.log").read_text()
    # the largest photo there is comes through, and back
    photo = picture(size=(900, 700))
    photo += os.urandom(body_limits.PHOTO_MOST - len(photo))
    path = f"/api/v1/photos/{sha(photo)}"
    assert front.ask("PUT", path, photo, **front.bearer()).status == 201
    assert front.ask("HEAD", path, **front.bearer()).status == 200
    refuse_before_it_is_here(front, path)


def refuse_before_it_is_here(front: Front, path: str) -> None:
    """What is too long is refused in our words, by the head alone: of the body not one byte is waited for."""
    with socket.create_connection(("localhost", front.port), timeout=20) as plain:
        line = front.trust.wrap_socket(plain, server_hostname="localhost")
        head = f"PUT {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 60000000\r\nConnection: close\r\n"
        line.sendall(f"{head}Authorization: {front.bearer()['Authorization']}\r\n\r\n".encode())
        answer = raw.heard(line)
    assert (answer.status, answer.headers.get("x-problem")) == (413, "too-large")


def test_the_samples_name_every_address_in_which_a_secret_stands(app: Any) -> None:
    quiet = re.search(r"location ~ (\^\S+) \{", SAMPLES["nginx"].read_text(encoding="utf-8"))
    skipped = re.search(r"@secret path (.+)", SAMPLES["caddy"].read_text(encoding="utf-8"))
    assert quiet and skipped
    secret = [
        rule.rule for rule in app.url_map.iter_rules() if re.search(r"<(?:\w+:)?(?:token|secret)>", rule.rule)
    ]
    # what is named behind a session opens nothing by itself
    secret = [rule for rule in secret if not rule.startswith("/desk/")]
    assert len(secret) > 15
    for rule in [*secret, "/gateways/osmand", "/open311/v2/requests.json"]:
        assert re.match(quiet[1], rule), rule
        assert any(rule.startswith(part.removesuffix("*")) for part in skipped[1].split()), rule
    for rule in ("/", "/healthz", "/api/v1/sync", "/q/x", "/people", "/requests", "/matters/1"):
        assert not re.match(quiet[1], rule), rule


def test_a_secret_in_an_address_stands_in_no_log_of_the_proxy(front: Front) -> None:
    doors = (
        "/gateways/osmand?id=SECRET&lat=27.58&lon=120.55",
        "/gateways/osmand/?id=SECRET",
        "/open311/v2/requests.json?api_key=SECRET",
        "/m/SECRET",
        "/m/SECRET/not-yet",
        "/r/SECRET",
        "/e/SECRET",
        "/enrol/SECRET",
        "/complaints/mine/SECRET",
        "/api/v1/requests/SECRET",
        "/api/v1/requests/SECRET/photos/" + "a" * 64,
    )
    statuses = [front.ask("GET", path).status for path in doors]
    assert all(status in (401, 403, 404, 410) for status in statuses), statuses
    assert front.ask("GET", "/healthz?seen").status == 200
    front.server.stop()
    assert [front.ask("GET", path).status for path in doors] == [502] * len(doors)
    logs = "".join(path.read_text() for path in front.folder.glob("*.log") if path.name != "server.log")
    assert "SECRET" not in logs
    if (front.folder / "access.log").exists():
        assert "/healthz?seen" in logs  # what nginx was asked is logged elsewhere
