"""Every setting, its default and its meaning, read once from the environment and an optional file."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from app import setting_values as values
from app.setting_values import BadSetting, Networks

APP = Path(__file__).resolve().parent
ROOT = APP.parent
IS_INSTALLED = (APP / "files").is_dir()  # from a wheel (`make wheel`), not a checkout
# what pages are made of: beside app/ in a checkout, inside it in an installed wheel
FILES = APP / "files" if IS_INSTALLED else ROOT

LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
PROCESSES = min(2, os.cpu_count() or 1)  # over SQLite: one interpreter uses one core


@dataclass(frozen=True)
class Settings:
    """The operator's choices. A relative path is meant from the checkout, never from the working directory."""

    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str = ""  # what links, QR codes, passkeys and origin checks are made for
    tls_cert: Path | None = None
    tls_key: Path | None = None
    data_dir: Path = ROOT / "var"
    database_url: str = ""  # sqlite:///path or postgresql://…
    evidence_url: str = ""  # file:///folder, or s3://bucket/folder and whatever else fsspec speaks to
    secret_file: Path = Path()  # signs QR codes and request tokens; part of a backup
    tz: str = "Asia/Shanghai"
    demo: bool = False
    city_name: str = "巡格"
    operator_name: str = ""  # who answers for this service, in the foot of every public page
    icp_number: str = ""  # 工信部 ICP 备案号
    psb_number: str = ""  # 公安联网备案号
    privacy_url: str = ""  # the operator's own privacy policy
    source_url: str = ""  # where the source of what runs here is offered (AGPL-3.0, section 13)
    channels: Path | None = None  # the file that names DingTalk, WeCom, SMS and the like (docs/notices.md)
    map_tiles: str = (
        ""  # the address of a map service's pictures, for the desk's map; empty: our own plan alone
    )
    map_subdomains: str = ""  # what may stand for {s} in it, a letter each
    map_attribution: str = ""  # whom the map names as its maker (审图号 too)
    map_datum: str = "wgs84"  # gcj02: its pictures are shifted, and so is what is drawn upon them
    push_private: bool = False  # web push also to private addresses and without TLS: for tests alone
    platform_hosts: frozenset[str] = frozenset()  # of platforms in the operator's own network
    processes: int = 0  # that answer on the one port; 0: as many as are worth it
    threads: int = 8  # of each, that work for whoever asked
    trusted_proxies: int = 0  # how many of our own stand in front: their word for a caller's address counts
    proxy_addresses: Networks = LOOPBACK  # from which they speak: nobody else's word is heard
    disk_floor: int = 5  # percent of a disk that are kept for texts: photos stop before
    source: str = "the defaults"  # where it was said which store to use
    zone: ZoneInfo = field(init=False)

    def __post_init__(self) -> None:
        put = object.__setattr__
        put(self, "data_dir", ROOT / self.data_dir)
        put(self, "public_url", (self.public_url or f"http://localhost:{self.port}").rstrip("/"))
        put(self, "database_url", self.database_url or f"sqlite:///{self.data_dir / 'gridwalk.db'}")
        if self.database_file is not None:
            put(self, "database_url", f"sqlite:///{self.database_file}")
        put(self, "evidence_url", self.evidence_url or f"file://{self.data_dir / 'evidence'}")
        secret = self.secret_file if str(self.secret_file) not in ("", ".") else self.data_dir / "secret"
        put(self, "secret_file", ROOT / secret)
        # over one PostgreSQL two would take the second core from it, and be given up for each other's sake
        put(self, "processes", self.processes or (PROCESSES if self.database_file is not None else 1))
        put(self, "zone", ZoneInfo(self.tz))

    @property
    def database_file(self) -> Path | None:
        """The file of a SQLite store; None for PostgreSQL."""
        if not self.database_url.startswith("sqlite"):
            return None
        return ROOT / urlsplit(self.database_url).path[1:]

    @property
    def database_name(self) -> str:
        """The database for a reader: the file, or the address without its password."""
        if self.database_file is not None:
            return str(self.database_file)
        parts = urlsplit(self.database_url)
        user, host = f"{parts.username}@" if parts.username else "", parts.hostname or "localhost"
        return f"{parts.scheme}://{user}{host}{f':{parts.port}' if parts.port else ''}{parts.path}"

    @property
    def secure(self) -> bool:
        """Whether people reach us over https, so that cookies may be Secure and __Host-."""
        return self.public_url.startswith("https://")

    @property
    def source_link(self) -> str:
        """Where everybody may fetch the source of what runs here: the operator's page, else this service itself."""
        return self.source_url or "/source.zip"

    @property
    def psb_digits(self) -> str:
        """The figures of the public-security number, by which its register is asked."""
        return "".join(sign for sign in self.psb_number if sign.isdigit())

    @property
    def rp_id(self) -> str:
        """The host name that passkeys are bound to."""
        return urlsplit(self.public_url).hostname or "localhost"

    @property
    def evidence_elsewhere(self) -> str:
        """The address of the store of photos on other machines; empty where a folder of this one holds them."""
        return "" if self.evidence_url.startswith("file:") else self.evidence_url

    @property
    def evidence_dir(self) -> Path:
        """The folder of this machine that holds the photos, or to which they come on their way elsewhere."""
        return (
            self.data_dir / "evidence" if self.evidence_elsewhere else Path(urlsplit(self.evidence_url).path)
        )

    @property
    def evidence_name(self) -> str:
        """The store of photos for a reader: the folder, or the address without its options, which may hold a key."""
        return self.evidence_elsewhere.partition("?")[0] or str(self.evidence_dir)

    @property
    def folders(self) -> tuple[Path, ...]:
        """Where this machine's disks hold the store: data folder, photos, and the database where it is a file."""
        database = [] if self.database_file is None else [self.database_file.parent]
        return tuple(dict.fromkeys((self.data_dir, self.evidence_dir, *database)))

    @property
    def origins(self) -> frozenset[str]:
        """The origins whose unsafe calls by cookie are ours."""
        own = {self.public_url}
        if self.rp_id in ("localhost", "127.0.0.1"):
            own |= {f"http://localhost:{self.port}", f"http://127.0.0.1:{self.port}"}
        return frozenset(own)


# setting → the field that it fills, and how it is read
READERS: dict[str, tuple[str, values.Reader]] = {
    "HOST": ("host", values.host),
    "PORT": ("port", values.whole(1, 65535)),
    "PUBLIC_URL": ("public_url", values.site),
    "TLS_CERT": ("tls_cert", values.path),
    "TLS_KEY": ("tls_key", values.path),
    "DATA_DIR": ("data_dir", values.path),
    "DATABASE_URL": ("database_url", values.database),
    "EVIDENCE_URL": ("evidence_url", values.photos),
    "SECRET_FILE": ("secret_file", values.path),
    "TZ": ("tz", values.zone),
    "GRIDWALK_DEMO": ("demo", values.yes_no),
    "CITY_NAME": ("city_name", values.text),
    "OPERATOR_NAME": ("operator_name", values.text),
    "ICP_NUMBER": ("icp_number", values.text),
    "PSB_NUMBER": ("psb_number", values.text),
    "PRIVACY_URL": ("privacy_url", values.page),
    "SOURCE_URL": ("source_url", values.page),
    "CHANNELS": ("channels", values.file),
    "MAP_TILES": ("map_tiles", values.tiles),
    "MAP_SUBDOMAINS": ("map_subdomains", values.letters),
    "MAP_ATTRIBUTION": ("map_attribution", values.text),
    "MAP_DATUM": ("map_datum", values.datum),
    "PUSH_PRIVATE": ("push_private", values.yes_no),
    "PLATFORM_HOSTS": ("platform_hosts", values.hosts),
    "PROCESSES": ("processes", values.whole(1, 64)),
    "THREADS": ("threads", values.whole(1, 256)),
    "DISK_FLOOR": ("disk_floor", values.whole(0, 50)),
    "TRUSTED_PROXIES": ("trusted_proxies", values.whole(0, 10)),
    "PROXY_ADDRESSES": ("proxy_addresses", values.networks),
}
NAMES_STORE = ("DATA_DIR", "DATABASE_URL", "EVIDENCE_URL")


def load(env: Mapping[str, str] | None = None) -> Settings:
    """Settings from the environment over the file named by GRIDWALK_SETTINGS. BadSetting with a sentence.

    A relative path of the file is meant from the file's folder; one of the environment from the checkout, and where
    there is none, because this was installed from a wheel, it is refused.
    """
    environment = os.environ if env is None else env
    file = environment.get("GRIDWALK_SETTINGS")
    given = values.in_file(file, READERS) if file else {}
    given |= values.in_environment(environment, READERS, None if IS_INSTALLED else ROOT)
    read = {READERS[name][0]: READERS[name][1](each) for name, each in given.items()}
    if IS_INSTALLED and "DATA_DIR" not in given:
        raise BadSetting("DATA_DIR is not set: name the folder for database and photos, as a whole path")
    for one, other in (("TLS_CERT", "TLS_KEY"), ("TLS_KEY", "TLS_CERT")):
        if one in given and other not in given:
            raise BadSetting(f"{one} is set and {other} is not: TLS needs both")
    places = dict.fromkeys(given[name].where for name in NAMES_STORE if name in given)
    settings = Settings(**read, source=" and ".join(places) or Settings.source)
    folder = settings.secret_file.parent
    if "SECRET_FILE" in given and not (folder.is_dir() or folder.is_relative_to(settings.data_dir)):
        raise given["SECRET_FILE"].refused(f"there is no folder {folder}; make it first")
    return settings
