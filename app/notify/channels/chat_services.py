"""Channels that the operator names in a file: DingTalk, WeCom, Feishu, SMS gateways, mail, over Apprise's addresses."""

from __future__ import annotations

import functools
import logging
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import msgspec

from app.core.decode import Command
from app.notify.channels.channel import Hearer, Message, Result, Where
from app.notify.models import APPRISE
from app.notify.wording import KINDS
from app.people.models import Person

log = logging.getLogger("gridwalk.notify")

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
ABOUT_PERSON = ("phone", "staff_no", "login")  # what an address may ask for in braces
HOURS = 24
_HOLE = re.compile(r"\{(\w+)\}")


class Entry(Command):
    """One [[channel]] of the file."""

    name: str
    url: str
    kinds: list[str] = []
    areas: list[str] = []
    units: list[str] = []
    roles: list[str] = []
    urgent: bool = False
    daily: list[str] = []  # the areas and units whose daily digest goes there; then nothing else does
    daily_at: int = 8  # the hour from which yesterday's goes out


class File(Command):
    """The whole file."""

    channel: list[Entry] = []


@dataclass(frozen=True)
class Chat:
    """A channel of the file. Its address is a secret: it is never logged and never shown."""

    entry: Entry

    @property
    def name(self) -> str:
        """As rows of notices name it."""
        return APPRISE + self.entry.name

    @property
    def is_group(self) -> bool:
        """Whether its address names no person."""
        return not _HOLE.search(self.entry.url)

    def suits(self, hearer: Hearer, where: Where) -> bool:
        """Whether kind, place, unit, role and urgency are what the operator asked for."""
        config = self.entry
        if config.daily:  # neighbours read there: no notice of ours is for them
            return False
        wanted = (
            (not config.kinds or hearer.kind in config.kinds)
            and (where.urgent or not config.urgent)
            and (not config.areas or bool(where.areas & set(config.areas)))
            and (not config.units or bool(hearer.reach.units & set(config.units)))
            and (not config.roles or hearer.reach.holds(*config.roles))
        )
        return wanted and (self.is_group or self._address(hearer.person) is not None)

    def send(self, person: Person | None, message: Message, language: str) -> Result:
        """Over Apprise, which says no more than whether it went well."""
        address = self._address(person)
        return "never" if address is None else self._post(address, message.title, message.text)

    def tell(self, title: str, text: str) -> Result:
        """Put a text into the group's chat, where it is one."""
        return self._post(self.entry.url, title, text) if self.is_group else "never"

    def _post(self, address: str, title: str, text: str) -> Result:
        try:
            return "sent" if _apprise(address, title, text) else "later"
        except Exception as error:  # a plugin of somebody else's must not end the worker
            log.warning("channel", extra={"fields": {"name": self.entry.name, "error": type(error).__name__}})
            return "later"

    def _address(self, person: Person | None) -> str | None:
        """The address with what it asks for of the person; None where the person has no such thing."""
        asked = _HOLE.findall(self.entry.url)
        known = {name: getattr(person, name, None) for name in asked}
        if not all(known.values()):
            return None
        return _HOLE.sub(lambda hole: quote(str(known[hole[1]]), safe=""), self.entry.url)


def _apprise(address: str, title: str, text: str) -> bool:
    import apprise

    logging.getLogger("apprise").setLevel(logging.CRITICAL)  # its lines quote addresses
    plan = apprise.Apprise()
    return bool(plan.add(address)) and bool(plan.notify(title=title, body=text))


def read_channels(path: Path | None) -> list[Chat]:
    """The channels in the file; an error in it is logged once, with the channel's name and never with its address."""
    if path is None:
        return []
    try:
        stamp = path.stat().st_mtime_ns
    except OSError:
        stamp = 0
    return list(_read(path, stamp))


@functools.lru_cache(maxsize=4)
def _read(path: Path, stamp: int) -> tuple[Chat, ...]:
    try:
        file = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), File)
    except (OSError, ValueError) as error:  # both libraries' complaints are ValueErrors
        log.error("channels file", extra={"fields": {"problem": type(error).__name__}})
        return ()
    good, names = [], set()
    for number, entry in enumerate(file.channel, 1):
        wrong = _wrong(entry) or ("name twice" if entry.name in names else "")
        if wrong:
            log.error("channels file", extra={"fields": {"channel": number, "problem": wrong}})
            continue
        names.add(entry.name)
        good.append(Chat(entry))
    return tuple(good)


def _wrong(entry: Entry) -> str:
    """What keeps the channel from being used; "" when nothing does."""
    if not NAME.fullmatch(entry.name):
        return "name"
    if not set(entry.kinds) <= set(KINDS):
        return "kinds"
    if not 0 <= entry.daily_at < HOURS:
        return "daily_at"
    if entry.daily and _HOLE.search(entry.url):
        return "daily goes to a group: url asks for something of a person"
    if not set(_HOLE.findall(entry.url)) <= set(ABOUT_PERSON):
        return "url asks for something unknown"
    import apprise

    logging.getLogger("apprise").setLevel(logging.CRITICAL)
    tried = _HOLE.sub("13900000000", entry.url)
    return "" if apprise.Apprise.instantiate(tried, suppress_exceptions=True) is not None else "url"
