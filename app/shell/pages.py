"""The shell's addresses: the app's one document, its files, service worker, manifest, rescue page and health."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, g, jsonify, render_template, request

from app.core import db
from app.core.files import disk
from app.core.problems.problem import Problem
from app.core.web import page
from app.evidence import storage
from app.shell import assets, document, program

routes = Blueprint("shell", __name__)
YEAR = 31_536_000


@routes.get("/healthz")
def health() -> tuple[dict[str, Any], int, dict[str, str]]:
    """Whether each part is well; 503 when one is not.

    `disk` is "low" when photos are refused because the last of the room is begun, "full" when nothing can be written.
    """
    settings = current_app.config["SETTINGS"]
    writes = disk.takes_writing(settings.data_dir)
    parts = {
        "database": "ok" if db.healthy() else "down",
        "evidence": "ok" if storage.takes_writing() else "down",
        "disk": "full" if not writes else "low" if disk.is_low() else "ok",
    }
    well = all(part == "ok" for part in parts.values())
    return {
        "status": "ok" if well else "down",
        **parts,
        "version": current_app.config["VERSION"],
    }, *((200, {}) if well else (503, {"Retry-After": "5"}))


def _kept_document(language: str) -> document.Document:
    """The shell in `language`, rendered once for as long as the front end stays the same."""
    documents = current_app.extensions.setdefault("gridwalk-shell", {})
    key = (language, tuple(sorted(assets.names().items())))
    if key not in documents or current_app.debug:
        before = g.get("language")
        g.language = language
        documents[key] = document.with_digest(render_template("field/app.html"))
        g.language = before or language
    return documents[key]


def _shell(language: str) -> Response:
    page_document = _kept_document(language)
    response = Response(page_document.html, content_type="text/html; charset=utf-8")
    response.headers["X-Gridwalk"] = "shell"
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Content-Language"] = "en" if language == "en" else "zh-CN"
    response.set_etag(page_document.digest)
    response.make_conditional(request)
    return response


def app_shell(**_: str) -> Response:
    """Any address of the field app: the document in the language of the cookie."""
    return _shell(page.language())


def _flask_rule(path: str) -> str:
    return path.replace("*", "<segment>")


for _path in document.field_paths():
    routes.add_url_rule(_flask_rule(_path), "app", app_shell, methods=["GET"])


@routes.get("/shell/<language>")
def shell_of(language: str) -> Response:
    """The document in a named language, which the service worker keeps."""
    if language not in page.LANGUAGES:
        raise Problem("not-found")
    return _shell(language)


@routes.get("/static/<name>")
def static_file(name: str) -> Response:
    """A built file, for ever; its name carries its digest."""
    file = assets.read_asset(name, request.headers.get("Accept-Encoding", ""))
    if file is None:
        raise Problem("not-found")
    data, kind, encoding = file
    response = Response(data, content_type=kind)
    response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    response.vary.add("Accept-Encoding")
    if encoding:
        response.headers["Content-Encoding"] = encoding
    return response


@routes.get("/sw.js")
def service_worker() -> Response:
    """The service worker, told which version of the document it keeps: a new text, sentence or file is a new worker."""
    source = assets.worker_source()
    if source is None:
        raise Problem("not-found")
    shells = "-".join(_kept_document(language).digest for language in page.LANGUAGES)
    response = Response(source.replace("__SHELLS__", shells), content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Service-Worker-Allowed"] = "/"
    return response


@routes.get("/manifest.webmanifest")
def manifest() -> Response:
    """What an installed app is called and looks like."""
    asked = request.args.get("lang")
    language = asked if asked in page.LANGUAGES else page.language()
    members = document.manifest(language, current_app.config["SETTINGS"].city_name, assets.address)
    response = jsonify(members)
    response.content_type = "application/manifest+json"
    response.headers["Cache-Control"] = "no-cache"
    return response


def _plain(template: str) -> Response:
    response = Response(render_template(template), content_type="text/html; charset=utf-8")
    response.headers["X-Gridwalk"] = "page"
    response.headers["Cache-Control"] = "no-cache"
    return response


@routes.get("/rescue.html")
def rescue() -> Response:
    """The page that exports the local queue when nothing else opens."""
    return _plain("shell/rescue.html")


@routes.get("/offline.html")
def offline() -> Response:
    """What the service worker answers with, without a network, for a page that is not kept."""
    return _plain("shell/offline.html")


@routes.get("/sw-kill")
def kill() -> Response:
    """Serve a service worker that removes itself and its caches; operations waiting for upload stay."""
    return _plain("shell/kill.html")


@routes.get("/source.zip")
def source() -> Response:
    """The program as it runs here, for whoever uses it (AGPL-3.0, section 13)."""
    response = Response(program.archive(), content_type="application/zip")
    response.headers["Content-Disposition"] = "attachment; filename=gridwalk-source.zip"
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


@routes.get("/favicon.ico")
def favicon() -> Response:
    """Serve the small icon that browsers ask for by themselves."""
    return static_file(assets.names().get("favicon.png", "none"))
