"""Every setting, its default and its meaning, read once from the environment and an optional file."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

APP = Path(__file__).resolve().parent
ROOT = APP.parent
# what pages are made of: beside app/ in a checkout, inside it in an installed wheel (`make wheel`)
FILES = APP / "files" if (APP / "files").is_dir() else ROOT


def _from_file(path: str | None) -> dict[str, str]:
    """KEY=VALUE lines of the settings file; blank lines and lines starting with # are skipped."""
    if not path:
        return {}
    lines = (line.strip() for line in Path(path).read_text(encoding="utf-8").splitlines())
    pairs = (line.split("=", 1) for line in lines if line and not line.startswith("#") and "=" in line)
    return {key.strip(): value.strip().strip("\"'") for key, value in pairs}


def _hops(text: str | None) -> int:
    """A number of proxies; ValueError unless it is one."""
    hops = int(text or 0)
    if hops < 0:
        raise ValueError("TRUSTED_PROXIES cannot be below 0")
    return hops


@dataclass(frozen=True)
class Settings:
    """The operator's choices. Relative paths are relative to the working directory."""

    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str = ""  # what links, QR codes, passkeys and origin checks are made for
    tls_cert: str = ""
    tls_key: str = ""
    data_dir: Path = Path("var")
    database_url: str = ""  # sqlite:///path or postgresql://…
    evidence_url: str = ""  # file:///folder
    secret_file: Path = Path()  # signs QR codes and request tokens; part of a backup
    tz: str = "Asia/Shanghai"
    demo: bool = False
    city_name: str = "巡格"
    operator_name: str = ""  # who answers for this service, in the foot of every public page
    icp_number: str = ""  # 工信部 ICP 备案号
    psb_number: str = ""  # 公安联网备案号
    privacy_url: str = ""  # the operator's own privacy policy
    channels: Path | None = None  # the file that names DingTalk, WeCom, SMS and the like (docs/notices.md)
    push_private: bool = False  # web push also to private addresses and without TLS: for tests alone
    threads: int = 8  # blocking threads of the one web process
    trusted_proxies: int = 0  # of our own in front: whose word for a caller's address counts
    zone: ZoneInfo = field(init=False)

    def __post_init__(self) -> None:
        put = object.__setattr__
        put(self, "data_dir", Path(self.data_dir).absolute())
        put(self, "public_url", (self.public_url or f"http://localhost:{self.port}").rstrip("/"))
        put(self, "database_url", self.database_url or f"sqlite:///{self.data_dir / 'gridwalk.db'}")
        if self.database_file is not None:  # a relative one is meant from here, whoever opens it later
            put(self, "database_url", f"sqlite:///{self.database_file}")
        put(self, "evidence_url", self.evidence_url or f"file://{self.data_dir / 'evidence'}")
        secret = self.secret_file if str(self.secret_file) not in ("", ".") else self.data_dir / "secret"
        put(self, "secret_file", Path(secret).absolute())
        put(self, "zone", ZoneInfo(self.tz))

    @property
    def database_file(self) -> Path | None:
        """The file of a SQLite store; None for PostgreSQL."""
        if not self.database_url.startswith("sqlite"):
            return None
        return Path(urlsplit(self.database_url).path[1:]).absolute()

    @property
    def secure(self) -> bool:
        """Whether people reach us over https, so that cookies may be Secure and __Host-."""
        return self.public_url.startswith("https://")

    @property
    def psb_digits(self) -> str:
        """The figures of the public-security number, by which its register is asked."""
        return "".join(sign for sign in self.psb_number if sign.isdigit())

    @property
    def policy(self) -> str:
        """The address of the operator's privacy policy; empty unless it is one of the web or of this site."""
        return self.privacy_url if self.privacy_url.startswith(("https://", "http://", "/")) else ""

    @property
    def rp_id(self) -> str:
        """The host name that passkeys are bound to."""
        return urlsplit(self.public_url).hostname or "localhost"

    @property
    def evidence_dir(self) -> Path:
        """The folder that holds the photos."""
        return Path(urlsplit(self.evidence_url).path)

    @property
    def origins(self) -> frozenset[str]:
        """The origins whose unsafe calls by cookie are ours."""
        own = {self.public_url}
        if self.rp_id in ("localhost", "127.0.0.1"):
            own |= {f"http://localhost:{self.port}", f"http://127.0.0.1:{self.port}"}
        return frozenset(own)


def load(env: dict[str, str] | None = None) -> Settings:
    """Settings from the environment over the file named by GRIDWALK_SETTINGS. ValueError on a bad number or zone."""
    environment = dict(os.environ if env is None else env)
    values = {**_from_file(environment.get("GRIDWALK_SETTINGS")), **environment}
    return Settings(
        host=values.get("HOST") or "127.0.0.1",
        port=int(values.get("PORT") or 8000),
        public_url=values.get("PUBLIC_URL", ""),
        tls_cert=values.get("TLS_CERT", ""),
        tls_key=values.get("TLS_KEY", ""),
        data_dir=Path(values.get("DATA_DIR") or "var"),
        database_url=values.get("DATABASE_URL", ""),
        evidence_url=values.get("EVIDENCE_URL", ""),
        secret_file=Path(values.get("SECRET_FILE") or ""),
        tz=values.get("TZ") or "Asia/Shanghai",
        demo=values.get("GRIDWALK_DEMO", "0") == "1",
        city_name=values.get("CITY_NAME") or "巡格",
        operator_name=values.get("OPERATOR_NAME", ""),
        icp_number=values.get("ICP_NUMBER", ""),
        psb_number=values.get("PSB_NUMBER", ""),
        privacy_url=values.get("PRIVACY_URL", ""),
        channels=Path(values["CHANNELS"]).absolute() if values.get("CHANNELS") else None,
        push_private=values.get("PUSH_PRIVATE", "0") == "1",
        threads=int(values.get("THREADS") or 8),
        trusted_proxies=_hops(values.get("TRUSTED_PROXIES")),
    )
