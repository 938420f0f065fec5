"""What a phone holds once it is signed in, given to other phones, each with an id and a session of its own."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable
from http.cookies import SimpleCookie
from typing import Any

from playwright.sync_api import BrowserContext, Page

from app.core import ids
from tests import hands
from tests.cast import PASSWORD
from tests.live import Server


class SignedIn:
    """The store, notes and cookies of one person's phone."""

    def __init__(self, login: str, context: BrowserContext) -> None:
        held = context.storage_state(indexed_db=True)
        self.login, self._text = login, json.dumps(held)
        self._cookies = {cookie["name"]: cookie["value"] for cookie in held["cookies"]}
        origin = held["origins"][0]
        (note,) = (item["value"] for item in origin["localStorage"] if item["name"] == "phone")
        self._device = json.loads(note)["device"]
        stores = {store["name"]: store["records"] for store in origin["indexedDB"][0]["stores"]}
        (person,) = stores["people"]
        encoded = {pair["k"]: pair["v"] for pair in person.get("valueEncoded", {}).get("o", [])}
        self._token = {**encoded, **person.get("value", {})}["token"]

    def open(self, context: Callable[..., BrowserContext], server: Server) -> Page:
        """Another phone of the person with the app open, its service worker in charge and the office's news pulled."""
        page = context(storage_state=json.loads(self._anew(server))).new_page()
        with page.expect_response(lambda answer: "/api/v1/changes" in answer.url):
            page.goto(server.url + "/")
        hands.ready(page)
        hands.installed(page)
        return page

    def _anew(self, server: Server) -> str:
        """What it held, as of another phone that has signed in just now."""
        device = ids.uuid7()
        body = {"login": self.login, "password": PASSWORD, "device": {"id": device, "label": "Chrome"}}
        head = {"Content-Type": "application/json", "Origin": server.url}
        asked = urllib.request.Request(f"{server.url}/api/v1/session", json.dumps(body).encode(), head)
        with urllib.request.urlopen(asked) as answer:
            told: dict[str, Any] = json.loads(answer.read())
            cookies = SimpleCookie("; ".join(answer.headers.get_all("Set-Cookie")))
        fresh = {self._token: told["sync_token"], self._device: device}
        fresh |= {old: cookies[name].value for name, old in self._cookies.items() if name in cookies}
        text = self._text
        for old in sorted(fresh, key=len, reverse=True):  # a cookie holds the phone's id
            text = text.replace(old, fresh[old])
        return text
