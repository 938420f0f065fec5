"""`make audit`: Lighthouse on the screens that matter most, axe on every screen in every dress; tables and var/audit/."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from app.settings import ROOT
from tests import hands, live
from tests.audit import anyone, axe, city, lighthouse, pages
from tests.audit.screens import FIELD, Dress, dresses
from tests.cast import LAT, LON
from tests.chrome import Phone, playing

OUT = ROOT / "var" / "audit"
SEEN = ("today", "matters", "matter", "me")
SEEN_BY = {"head": ("look", "matter", "me"), "admin": ("me", "matters", "matter")}
MANAGING = ("admin", "lead", "desk", "dept")  # whose pages of the server are walked
STAFF = ("desk", "dept", "city", "admin", "lead", "head")


def main() -> int:
    """Both audits over one demonstration city; 1 when a score or a screen falls short."""
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name, city.served(Path(name)) as server:
        open_to_all = anyone.addresses(Path(name))
        scores = list(_lighthouse(server, open_to_all))
        found, seen = _axe(server, open_to_all)
    _tell(scores, found, seen)
    return int(bool(found) or not all(one.passes() for one in scores))


def _lighthouse(server: live.Server, open_to_all: dict[str, str]) -> Iterator[lighthouse.Scores]:
    yield lighthouse.settled("sign-in", server.url + "/", OUT)
    port = live.free_port()
    with playing() as play:
        phone = Phone(
            play, server.folder / "lighthouse", server.url, flags=[f"--remote-debugging-port={port}"]
        )
        hands.sign_in(phone.page, "worker")
        hands.installed(phone.page)
        for screen in ("today", "report", "queue"):
            yield lighthouse.settled(screen, server.url + FIELD[screen], OUT, port)
        phone.close()
    for screen in ("poster", "done", "look", "board"):
        yield lighthouse.settled(screen, server.url + open_to_all[screen], OUT)


def _axe(server: live.Server, open_to_all: dict[str, str]) -> tuple[list[axe.Found], int]:
    """What axe finds anywhere, and how many pages it looked at."""
    looks: list[list[axe.Found]] = []
    here = {"latitude": LAT, "longitude": LON, "accuracy": 9}
    with playing() as play:
        phone = Phone(play, server.folder / "worker", server.url, geolocation=here)
        looks += [look(phone, "sign-in", "/sign-in", dress) for dress in dresses()]
        city.dress(phone.page, Dress("zh", "light", ""))
        looks += _as(phone, "worker", FIELD)
        phone.close()
        phone = Phone(play, server.folder / "anyone", server.url, path="/ask")
        looks += list(_open_to_all(phone, open_to_all))
        phone.close()
        for login in STAFF:
            phone = Phone(play, server.folder / login, server.url, geolocation=here)
            looks += _as(phone, login, {name: FIELD[name] for name in SEEN_BY.get(login, SEEN)})
            if login in MANAGING:
                looks += list(_managed(phone, server, login))
            phone.close()
    return [one for look_ in looks for one in look_], len(looks)


def _as(phone: Phone, login: str, screens: dict[str, str]) -> list[list[axe.Found]]:
    """Every given field screen in every dress, as `login`."""
    hands.sign_in(phone.page, login)
    if login == "admin":
        phone.page.goto(
            phone.url + "/me"
        )  # administration, where one lands, is walked with the server's pages
        hands.ready(phone.page)
    filled = city.ids(phone.page, phone.url)
    if "patrol" in screens:
        city.busy(phone.page)
    said = []
    for dress in dresses():
        city.dress(phone.page, dress)
        hands.ready(phone.page)
        for name, path in screens.items():
            said.append(look(phone, f"{login} {name}", path.format(**filled), dress))
    return said


def look(phone: Phone, screen: str, path: str, dress: Dress) -> list[axe.Found]:
    """axe on one field screen."""
    if phone.page.evaluate("location.pathname") != path:
        hands.go(phone.page, path)
    else:
        city.dress(phone.page, dress)
        hands.ready(phone.page)
    return axe.look(phone.page, screen, str(dress))


def _open_to_all(phone: Phone, addresses: dict[str, str]) -> Iterator[list[axe.Found]]:
    for dress in dresses():
        city.dress(phone.page, dress)
        for name, path in addresses.items():
            phone.page.goto(phone.url + path)
            yield axe.look(phone.page, f"anyone {name}", str(dress))


def _managed(phone: Phone, server: live.Server, login: str) -> Iterator[list[axe.Found]]:
    routes = pages.table(server.folder)
    for dress in dresses():
        city.dress(phone.page, dress)
        for path in pages.walk(phone.page, server.url, routes):
            yield axe.look(phone.page, f"{login} {path}", str(dress))


def _tell(scores: list[lighthouse.Scores], found: list[axe.Found], seen: int) -> None:
    summary = {
        "lighthouse": [asdict(one) for one in scores],
        "axe": [asdict(one) for one in found],
        "pages": seen,
    }
    (OUT / "summary.json").write_text(json.dumps(summary, indent=1, ensure_ascii=False), encoding="utf-8")
    print(f"{'screen':<12}{'performance':>12}{'accessibility':>15}{'best practices':>16}")
    for one in scores:
        print(f"{one.screen:<12}{one.points['performance']:>12}{one.points['accessibility']:>15}{one.points['best-practices']:>16}")  # fmt: skip
        for name, least in lighthouse.LEAST.items():
            if one.points[name] < least:
                print(f"    {name}: {'; '.join(one.lost[name])}")
    print(f"axe: {len(found)} finding(s) on {seen} pages")
    for one in found:
        print(f"    {one.line()}")


if __name__ == "__main__":
    sys.exit(main())
