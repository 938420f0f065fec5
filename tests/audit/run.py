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
from tests.audit.screens import FIELD, LANGUAGES, Dress
from tests.cast import LAT, LON
from tests.chrome import Phone, playing
from tests.screens import room

OUT = ROOT / "var" / "audit"
SEEN = ("today", "matters", "matter", "me")
SEEN_BY = {
    "worker": tuple(FIELD),
    "head": ("look", "matter", "me"),
    "admin": ("me", "matters", "matter"),  # whose home is administration, walked with the server's pages
}
MANAGING = ("admin", "lead", "desk", "dept")  # whose pages of the server are walked
ALL_EYES = ("worker", "anyone", "desk", "dept", "city", "admin", "lead", "head")


def main() -> int:
    """Both audits over one demonstration city; 1 when a score or a screen falls short.

    Or parts of them by name: `lighthouse`, `axe`, axe as some of those who look (`worker anyone`), or of the command room alone
    (`room`): its tables, forms, previews and papers.
    """
    chosen = set(sys.argv[1:]) or {"lighthouse", "axe"}
    who = ALL_EYES if "axe" in chosen else tuple(eyes for eyes in ALL_EYES if eyes in chosen)
    is_room_alone = chosen == {"room"}
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name, city.served(Path(name)) as server:
        open_to_all = anyone.addresses(Path(name))
        scores = list(_lighthouse(server, open_to_all)) if "lighthouse" in chosen else []
        found, seen = _axe(server, open_to_all, tuple(room.OPENED) if is_room_alone else who, is_room_alone)
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


def _axe(
    server: live.Server, open_to_all: dict[str, str], who: tuple[str, ...], is_room_alone: bool = False
) -> tuple[list[axe.Found], int]:
    """What axe finds anywhere as these, and how many times it looked."""
    here = {"latitude": LAT, "longitude": LON, "accuracy": 9}
    looks: list[list[axe.Found]] = []
    with playing() as play:
        for eyes in who:
            phone = Phone(
                play,
                server.folder / eyes,
                server.url,
                geolocation=here,
                path="/ask" if eyes == "anyone" else "/",
            )
            if is_room_alone:
                hands.sign_in(phone.page, eyes)
                looks += _opened(phone, eyes)
            elif eyes == "anyone":
                looks += _open_to_all(phone, open_to_all)
            else:
                looks += _at_the_door(phone) if eyes == "worker" else []
                looks += _as(phone, eyes, {name: FIELD[name] for name in SEEN_BY.get(eyes, SEEN)})
            if eyes in MANAGING and not is_room_alone:
                looks += _managed(phone, server, eyes)
                looks += _opened(phone, eyes)
            phone.close()
    return [one for look_ in looks for one in look_], len(looks)


def _at_the_door(phone: Phone) -> Iterator[list[axe.Found]]:
    """The screen for signing in."""
    yield from _dressed(phone, "anyone", {"sign-in": "/sign-in"})
    city.dress(phone.page, Dress("zh", "light", ""))


def _as(phone: Phone, login: str, screens: dict[str, str]) -> Iterator[list[axe.Found]]:
    """Every given field screen in every dress, as `login`."""
    hands.sign_in(phone.page, login)
    phone.page.goto(phone.url + "/me")  # an administrator has landed elsewhere
    hands.ready(phone.page)
    filled = city.ids(phone.page, phone.url)
    if "patrol" in screens:
        city.busy(phone.page)
    yield from _dressed(phone, login, {name: path.format(**filled) for name, path in screens.items()})
    city.dress(phone.page, Dress("zh", "light", ""))


def _dressed(phone: Phone, login: str, addresses: dict[str, str]) -> Iterator[list[axe.Found]]:
    """The field app's screens at these addresses in every dress."""
    for language in LANGUAGES:
        city.dress(phone.page, Dress(language, "light", ""))
        hands.ready(phone.page)
        for name, path in addresses.items():
            hands.go(phone.page, path)
            yield from axe.in_every_look(phone.page, f"{login} {name}", language)
        print(f"axe: {login} in {language}", flush=True)


def look(phone: Phone, screen: str, path: str, dress: Dress) -> list[axe.Found]:
    """axe on one field screen in one dress."""
    if phone.page.evaluate("location.pathname") != path:
        hands.go(phone.page, path)
    else:
        city.dress(phone.page, dress)
        hands.ready(phone.page)
    return axe.look(phone.page, screen, str(dress))


def _open_to_all(phone: Phone, addresses: dict[str, str]) -> Iterator[list[axe.Found]]:
    for language in LANGUAGES:
        city.dress(phone.page, Dress(language, "light", ""))
        for name, path in addresses.items():
            phone.page.goto(phone.url + path)
            yield from axe.in_every_look(phone.page, f"anyone {name}", language)


def _managed(phone: Phone, server: live.Server, login: str) -> Iterator[list[axe.Found]]:
    routes = pages.table(server.folder)
    for language in LANGUAGES:
        city.dress(phone.page, Dress(language, "light", ""))
        for path in pages.walk(phone.page, server.url, routes):
            yield from axe.in_every_look(phone.page, f"{login} {path}", language)
        print(f"axe: pages of {login} in {language}", flush=True)


def _opened(phone: Phone, login: str) -> Iterator[list[axe.Found]]:
    """The command room's own: every table, with forms open, with what a file would do, on paper."""
    for language in LANGUAGES:
        city.dress(phone.page, Dress(language, "light", ""))
        for name, (path, act) in room.OPENED.get(login, {}).items():
            phone.page.goto(phone.url + path)
            if act is not None:
                act(phone.page)
            yield from axe.in_every_look(phone.page, f"{login} {name}", language)
        print(f"axe: the room's pages of {login} in {language}", flush=True)


def _tell(scores: list[lighthouse.Scores], found: list[axe.Found], seen: int) -> None:
    summary = {
        "lighthouse": [asdict(one) for one in scores],
        "axe": [asdict(one) for one in found],
        "looks": seen,
    }
    (OUT / "summary.json").write_text(json.dumps(summary, indent=1, ensure_ascii=False), encoding="utf-8")
    print(f"{'screen':<12}{'performance':>12}{'accessibility':>15}{'best practices':>16}")
    for one in scores:
        print(f"{one.screen:<12}{one.points['performance']:>12}{one.points['accessibility']:>15}{one.points['best-practices']:>16}")  # fmt: skip
        for name, least in lighthouse.LEAST.items():
            if one.points[name] < least:
                print(f"    {name}: {'; '.join(one.lost[name])}")
    print(f"axe: {len(found)} finding(s) in {seen} looks")
    for one in found:
        print(f"    {one.line()}")


if __name__ == "__main__":
    sys.exit(main())
