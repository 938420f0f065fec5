"""Gridwalk's application factory: the one place where the slices are wired together."""

from __future__ import annotations

from contextlib import nullcontext
from importlib.metadata import PackageNotFoundError, version

import msgspec
from flask import Flask, request
from flask.json.provider import JSONProvider
from flask.typing import ResponseReturnValue
from htmx_flask import Htmx

from app.areas.imports import uploads
from app.core import clock, db, decode, migrate
from app.core.files import disk
from app.core.web import guard, outward, page, thin
from app.core.writers import again
from app.evidence import storage
from app.ledger import account_events, record
from app.matters import rekeying
from app.notify.channels import channel
from app.patrol.errands import slips
from app.people import events, tokens
from app.people.sign_in import identity, known_browsers
from app.places import feed as places
from app.requests import signing
from app.settings import APP, FILES, Settings, load
from app.storms import at_doors

try:
    __version__ = version("gridwalk")
except PackageNotFoundError:
    __version__ = "0"


READS = ("GET", "HEAD")


class Json(JSONProvider):
    """JSON is written by msgspec and read by `core.decode`."""

    def dumps(self, obj: object, **_: object) -> str:
        return msgspec.json.encode(obj).decode()

    def loads(self, s: str | bytes, **_: object) -> object:
        return decode.loads(s.encode() if isinstance(s, str) else s)


class Application(Flask):
    """Flask, which answers a request anew from its beginning where its write was given up for another's sake."""

    def dispatch_request(self) -> ResponseReturnValue:
        return again.repeated(self._dispatch) if self._may_repeat() else self._dispatch()

    def _dispatch(self) -> ResponseReturnValue:
        for file in request.files.values() if "files" in vars(request) else ():
            file.stream.seek(0)
        with db.noting() if request.method in READS else nullcontext():
            return super().dispatch_request()

    @staticmethod
    def _may_repeat() -> bool:
        """Not where the view reads the body itself, piece by piece, which can be done once."""
        return not request.path.startswith("/api/v1/photos/")


def open_store(settings: Settings) -> None:
    """Point the database, the clock, the ledger and the list of revoked tokens at what `settings` name."""
    clock.use_zone(settings.zone)
    db.use(settings.database_url)
    storage.use(settings.evidence_dir, settings.evidence_elsewhere)
    disk.use(*settings.folders, floor=settings.disk_floor / 100)
    tokens.remember_revoked_in(settings.data_dir / "revoked.txt")
    events.use(account_events.write)
    uploads.use(settings.data_dir / "incoming")
    known_browsers.use(settings.secret_file)
    signing.use(settings.secret_file, settings.public_url)
    slips.use(settings.secret_file, settings.public_url)
    channel.use(settings)
    outward.trust(settings.platform_hosts)
    record.register_follower("place", places.follow)
    record.register_follower("area", places.follow_setting)
    record.register_follower("matter", at_doors.take_back)
    migrate.register_filling(rekeying.fill)


def create_app(settings: Settings | None = None) -> Flask:
    """The web application over an opened, migrated store."""
    settings = settings or load()
    app = Application("app", root_path=str(APP), template_folder=str(FILES / "templates"), static_folder=None)
    app.json = Json(app)
    app.config.update(
        SETTINGS=settings,
        VERSION=__version__,
        LOGIN_DISABLED=False,
    )
    app.url_map.strict_slashes = False
    guard.install(app, settings)
    page.install_words(app)
    Htmx(app)
    identity.install(app)
    _wire(app)
    thin.install(app, settings)
    return app


def _wire(app: Flask) -> None:
    """Register every slice's routes, the rules of who may see a photo, and what templates may call."""
    from app import wiring

    wiring.install(app)
