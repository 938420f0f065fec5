"""Every unsafe address there is, called by cookie from somewhere else, is refused before anything looks at it."""

import re

import pytest

from tests.cast import client as client_of

SAFE = {"GET", "HEAD", "OPTIONS"}
FILL = {
    "uuid": "00000000-0000-4000-8000-000000000000",
    "string": "x",
    "default": "x",
    "int": "1",
    "path": "x",
}
# doors of people without an account: no session opens them, but what stands in the address or the body
PUBLIC = ("/m/", "/e/", "/r/", "/q/", "/s/", "/ask", "/find", "/complaints", "/api/v1/requests", "/open311/")
ELSEWHERE = [
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": ""},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "https://evil.example", "Authorization": "Basic Zm9v"},
    {"Referer": "http://localhost:8000/people"},
    {},
]


def unsafe_addresses(app):
    for rule in app.url_map.iter_rules():
        built = re.sub(r"<any\((\w+)[^)]*\):\w+>", r"\1", rule.rule)
        for name, converter in rule._converters.items():
            called = type(converter).__name__
            kind = "uuid" if "UUID" in called else "int" if "Integer" in called else "string"
            for form in (
                f"<{name}>",
                f"<uuid:{name}>",
                f"<path:{name}>",
                f"<int:{name}>",
                f"<string:{name}>",
            ):
                built = built.replace(form, FILL[kind])
        for method in sorted(rule.methods - SAFE):
            yield method, built


@pytest.mark.parametrize("headers", ELSEWHERE, ids=str)
def test_no_unsafe_address_is_open_to_other_sites(app, cast, headers):
    client = app.test_client()
    client.set_cookie("gridwalk", cast.sessions["admin"], domain="localhost")
    addresses = list(unsafe_addresses(app))
    assert len(addresses) > 20
    for method, address in addresses:
        answer = client.open(address, method=method, headers=headers)
        assert answer.status_code == 403, (method, address)
        assert answer.headers["X-Problem"] == "cross-site"


def test_a_bearer_call_needs_no_origin_but_opens_only_the_phones_doors(app, cast):
    client = app.test_client()
    bearer = {"Authorization": f"Bearer {cast.sync_tokens['admin']}", "Origin": "https://evil.example"}
    gives_back = "/api/v1/sync-token"  # comes last: it ends the token
    opened = {
        address
        for method, address in sorted(unsafe_addresses(app), key=lambda one: one[1] == gives_back)
        if client.open(address, method=method, headers=bearer, json={}).status_code not in (401, 403, 302)
    }
    assert "/api/v1/sync" in opened
    signing_in = {"/api/v1/session", "/api/v1/session/passkey", "/api/v1/session/passkey/options", "/enrol/x"}
    others = {a for a in opened if not a.startswith(("/api/v1/photos/", *PUBLIC))}
    assert others - signing_in == {"/api/v1/sync", gives_back}


def test_the_same_call_from_our_own_page_goes_through(app, cast):
    answer = client_of(app, cast, "admin").post("/api/v1/session/others")
    assert answer.status_code == 200
