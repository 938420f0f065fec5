"""Over TLS, as phones come: HTTP/2, the `__Host-` cookie, a photo brought and shown."""

from __future__ import annotations

import datetime as dt
import hashlib
import http.client
import ssl
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests import chrome, live
from tests.cast import PASSWORD
from tests.evidence.pictures import picture

pytestmark = pytest.mark.browser

SIGN_IN = """async ([login, password]) => {
  const device = { id: crypto.randomUUID(), label: "" };
  const answer = await fetch("/api/v1/session", { method: "POST", headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ login, password, device }) });
  return [answer.status, (await answer.json()).sync_token];
}"""
BRING = """async ([token, sha, bytes]) => {
  const put = await fetch(`/api/v1/photos/${sha}`, { method: "PUT", headers: { Authorization: `Bearer ${token}` }, body: new Uint8Array(bytes) });
  const head = await fetch(`/api/v1/photos/${sha}`, { method: "HEAD", headers: { Authorization: `Bearer ${token}` } });
  const me = await fetch("/api/v1/me");
  const lines = performance.getEntriesByType("resource").map((entry) => entry.nextHopProtocol);
  return { put: put.status, head: head.status, me: me.status, lines: [...new Set(lines)] };
}"""


def certificate(folder: Path) -> dict[str, str]:
    """A certificate of our own for localhost, as settings of the server."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1)).not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = serialization.Encoding.PEM
    (folder / "cert.pem").write_bytes(made.public_bytes(pem))
    (folder / "key.pem").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return {"TLS_CERT": str(folder / "cert.pem"), "TLS_KEY": str(folder / "key.pem")}


class Server(live.Server):
    """The web process with TLS."""

    def answers(self) -> bool:
        """Whether its health page says over TLS that it is well."""
        trust = ssl.create_default_context(cafile=self._env["TLS_CERT"])
        line = http.client.HTTPSConnection("localhost", self.port, timeout=5, context=trust)
        try:
            line.request("GET", "/healthz")
            return line.getresponse().status == 200
        except OSError:
            return False
        finally:
            line.close()


def test_a_phone_signs_in_over_http2_brings_a_photo_and_is_known_by_a_host_cookie(tmp_path, play):
    live.prepare(tmp_path)
    port = live.free_port()
    server = Server(
        tmp_path,
        awaited=False,
        **certificate(tmp_path),
        PORT=str(port),
        PUBLIC_URL=f"https://localhost:{port}",
    )
    server.port, server.url = port, f"https://localhost:{port}"
    try:
        server.wait()
        chromium = chrome.launch(play)
        context = chromium.new_context(ignore_https_errors=True)
        page = context.new_page()
        page.goto(server.url + "/board")
        status, token = page.evaluate(SIGN_IN, ["worker", PASSWORD])
        assert status == 200
        data = picture()
        brought = page.evaluate(BRING, [token, hashlib.sha256(data).hexdigest(), list(data)])
        assert brought == {"put": 201, "head": 200, "me": 200, "lines": ["h2"]}
        cookie = next(one for one in context.cookies() if one["name"] == "__Host-gridwalk")
        assert cookie["secure"] and cookie["httpOnly"] and cookie["sameSite"] == "Lax"
        chromium.close()
    finally:
        server.stop()
