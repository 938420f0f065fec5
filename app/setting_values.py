"""Reads the operator's settings as they were written: one sentence for each that cannot be meant."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo

Networks = tuple[IPv4Network | IPv6Network, ...]
SQLITE, POSTGRES = ("sqlite",), ("postgresql", "postgres")
NAME_MOST = 200  # characters of what is shown on pages


class BadSetting(ValueError):
    """A sentence for the operator about one setting; nothing was started or changed."""


@dataclass(frozen=True)
class Given:
    """A setting as somebody wrote it: its name, text, where it stands, and the folder from which a relative path is meant."""

    name: str
    text: str
    where: str
    folder: Path | None  # None: only a whole path will do

    def refused(self, meant: str, shown: str | None = None) -> BadSetting:
        """The refusal of this setting; `shown` stands for the text where that may hold a password."""
        return BadSetting(f"{self.name} is {shown or repr(self.text)} in {self.where}: {meant}")


Reader = Callable[[Given], Any]


def in_environment(
    environment: Mapping[str, str], names: Mapping[str, object], folder: Path | None
) -> dict[str, Given]:
    """Those of `names` that the environment sets to something."""
    given = ((name, environment.get(name, "").strip()) for name in names)
    return {name: Given(name, text, "the environment", folder) for name, text in given if text}


def in_file(path: str, names: Mapping[str, object]) -> dict[str, Given]:
    """The KEY=VALUE lines of a settings file; blank lines and lines starting with # are skipped.

    BadSetting where it cannot be read, and for a line that is none, an unknown key, or one that stands there twice.
    """
    file = Path(path).absolute()
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise BadSetting(f"GRIDWALK_SETTINGS names {file}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BadSetting(f"GRIDWALK_SETTINGS names {file}: it is not UTF-8 text") from error
    found: dict[str, Given] = {}
    for number, line in enumerate(map(str.strip, lines), 1):
        if not line or line.startswith("#"):
            continue
        key, sign, text = (part.strip() for part in line.partition("="))
        where = f"{file}, line {number}"
        if not sign:
            raise BadSetting(f"{where}: a line is KEY=VALUE, blank, or starts with #")
        if key not in names:
            raise BadSetting(f"{where}: there is no setting {key!r}{_closest(key, names)}")
        if key in found:
            raise BadSetting(f"{where}: {key} stands twice in this file")
        found[key] = Given(key, text.strip("\"'"), where, file.parent)
    return {key: given for key, given in found.items() if given.text}


def _closest(key: str, names: Mapping[str, object]) -> str:
    near = difflib.get_close_matches(key.upper(), list(names), 1)
    return f"; is {near[0]} meant?" if near else " (docs/deployment.md lists them all)"


def text(given: Given) -> str:
    """A line of text that pages show."""
    if len(given.text) > NAME_MOST or not given.text.isprintable():
        raise given.refused(f"a line of text of at most {NAME_MOST} characters is meant")
    return given.text


def host(given: Given) -> str:
    """An address or host name to listen on."""
    if any(sign.isspace() or sign in "/@?#" for sign in given.text):
        raise given.refused("an address such as 127.0.0.1 is meant, without https:// and without a port")
    return given.text


def whole(least: int, most: int) -> Reader:
    """The reader of a whole number between bounds."""

    def number(given: Given) -> int:
        """The number as it is given."""
        if not (given.text.isascii() and given.text.isdigit() and least <= int(given.text) <= most):
            raise given.refused(f"a whole number from {least} to {most} is meant")
        return int(given.text)

    return number


def networks(given: Given) -> Networks:
    """Addresses and networks with commas between."""
    try:
        return tuple(ip_network(part.strip()) for part in given.text.split(","))
    except ValueError as error:
        raise given.refused("addresses or networks such as 10.0.0.5, 10.0.1.0/24 are meant") from error


def hosts(given: Given) -> frozenset[str]:
    """Names or addresses of hosts, each with its port where it has an odd one, with commas between."""
    named = [part.strip().lower() for part in given.text.split(",")]
    if not all(re.fullmatch(r"(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?::[0-9]{1,5})?", host) for host in named):
        raise given.refused("hosts such as platform.city.local, 10.2.0.9:8080 are meant")
    return frozenset(named)


def yes_no(given: Given) -> bool:
    """1 or 0."""
    if given.text not in ("0", "1"):
        raise given.refused("1 (yes) or 0 (no) is meant")
    return given.text == "1"


def zone(given: Given) -> str:
    """The name of a time zone."""
    try:
        return ZoneInfo(given.text).key
    except (KeyError, ValueError, OSError) as error:
        raise given.refused("the name of a time zone such as Asia/Shanghai is meant") from error


def path(given: Given) -> Path:
    """A file or folder as a whole path: a relative one is meant from `given.folder`, never from where one stands."""
    if given.folder is None and not Path(given.text).is_absolute():
        raise given.refused("a whole path is meant, one that starts with /")
    return (given.folder or Path("/")) / given.text


def file(given: Given) -> Path:
    """A file that is there and can be read."""
    named = path(given)
    try:
        named.open("rb").close()
    except OSError as error:
        raise given.refused(f"a file that can be read is meant ({named}: {error.strerror})") from error
    return named


def _split(given: Given) -> SplitResult:
    try:
        parts = urlsplit(given.text)
        _ = parts.port
    except ValueError as error:
        raise given.refused(f"this is no address ({error})", "written") from error
    return parts


def site(given: Given) -> str:
    """Our own address as people type it: scheme and host, with a port if need be."""
    parts = _split(given)
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        raise given.refused("an address such as https://gridwalk.example.cn is meant")
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise given.refused("an address without a path is meant: Gridwalk has its host to itself")
    return given.text.rstrip("/")


def tiles(given: Given) -> str:
    """The address of a map's pictures, with {z}, {x}, {y} and perhaps {s}: XYZ, or WMTS written out."""
    host = r"https?://(?:\{s\}|[A-Za-z0-9.-])+(?::[0-9]{1,5})?/"
    fits = re.match(host, given.text) and given.text.isprintable() and " " not in given.text
    if not fits or not all(part in given.text for part in ("{z}", "{x}", "{y}")):
        raise given.refused(
            "an address such as https://tiles.example.cn/{z}/{x}/{y}.png is meant, with {z}, {x} and {y}"
        )
    return given.text


def letters(given: Given) -> str:
    """What may stand for {s}, a letter or digit each."""
    if not re.fullmatch(r"[A-Za-z0-9]{1,20}", given.text):
        raise given.refused("letters or digits such as 01234567 are meant, without commas")
    return given.text


def datum(given: Given) -> str:
    """How a map is drawn: gcj02 is shifted, wgs84 is not."""
    if given.text not in ("gcj02", "wgs84"):
        raise given.refused("wgs84 or gcj02 is meant")
    return given.text


def page(given: Given) -> str:
    """The address of a page: of the web, or of this site."""
    parts = _split(given)
    if not (parts.scheme in ("http", "https") and parts.hostname) and not given.text.startswith("/"):
        raise given.refused("an address that starts with https://, http:// or / is meant")
    return given.text


def database(given: Given) -> str:
    """sqlite:///… with a whole path, or postgresql://…"""
    parts = _split(given)
    if parts.scheme in POSTGRES:
        if len(parts.path) < 2:
            raise given.refused(
                "postgresql://user:password@host/name is meant, and the name is missing", "written"
            )
        return given.text
    if parts.scheme not in SQLITE:
        scheme = repr(parts.scheme) if parts.scheme else "missing"
        raise given.refused(
            "sqlite:////folder/file.db or postgresql://user:password@host/name is meant, "
            f"and the scheme is {scheme}",
            "written",
        )
    if parts.netloc or len(parts.path) < 2 or parts.path.endswith(("/", "/:memory:")):
        raise given.refused("sqlite:////folder/file.db is meant, with four strokes before a whole path")
    file = path(Given(given.name, parts.path[1:], given.where, given.folder))
    if file.is_dir():
        raise given.refused("sqlite:////folder/file.db is meant, and this is a folder")
    return f"sqlite:///{file}"


def photos(given: Given) -> str:
    """file:///folder, or the address of a store that fsspec speaks to, with options after a question mark."""
    parts = _split(given)
    if parts.scheme == "file" and not parts.netloc and parts.path.startswith("/"):
        return given.text
    if parts.scheme not in _stores():
        raise given.refused(
            "file:///folder is meant, with three strokes before a whole path, or s3://bucket/folder",
            "written",
        )
    if not parts.netloc or "@" in parts.netloc:
        raise given.refused(f"{parts.scheme}://bucket/folder is meant", "written")
    if any("=" not in option for option in parts.query.split("&") if parts.query):
        raise given.refused(
            f"{parts.scheme}://bucket/folder is meant, with each option after a question mark as name=value",
            "written",
        )
    try:
        import fsspec
        import upath  # noqa: F401

        fsspec.get_filesystem_class(parts.scheme)
    except ImportError as error:
        raise given.refused(f"a package is missing, see docs/deployment.md ({error})", "written") from error
    return given.text


def _stores() -> set[str]:
    """The kinds of store on other machines, where what speaks to them is installed; "s3" in any case, to be told of that."""
    try:
        from fsspec import available_protocols
    except ImportError:
        return {"s3"}
    return set(available_protocols()) - {"file", "local", "memory", "data", "http", "https"}
