"""What every request passes through: size limits, origin, headers, request id, and problems as replies."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable
from typing import Any

from flask import Flask, Response, current_app, g, jsonify, render_template, request
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Request

from app.core import db
from app.core.problems.problem import Problem
from app.core.web import body_limits, dialects, dress, page
from app.core.web.proxies import Proxies
from app.core.words import mark
from app.settings import Settings

BY_SECRET = re.compile(
    r"/api/v1/(?:sync|sync-token|photos/[^/]*|intake|systems/[^/]*/(?:answers|matters))"
)  # doors at which a Bearer goes before a session
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
LOOKS = "GET", "HEAD"  # requests that save nothing
NOTHING_TO_SAVE = mark("下面标出的地方不对，请改好再看。")
BY_HTTP = {
    400: "bad-json",
    401: "sign-in",
    403: "forbidden",
    404: "not-found",
    405: "method",
    413: "too-large",
    415: "not-json",
    429: "slow-down",
    503: "busy",
}


def install(app: Flask, settings: Settings) -> None:
    """Put the guard around every route of `app`."""
    _believe_proxies(app, Proxies(settings.trusted_proxies, settings.proxy_addresses))

    @app.before_request
    def arrive() -> None:
        g.request_id = secrets.token_hex(8)
        g.began = time.monotonic()
        _check_size()
        if not request.path.startswith(("/static/", "/healthz")):
            db.connect()
        if request.method not in SAFE:
            check_origin(settings)

    @app.after_request
    def leave(response: Response) -> Response:
        _log(dressed(response))
        return response

    app.register_error_handler(Problem, refuse)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def dressed(response: Response) -> Response:
    """Give a reply the headers that every one of ours carries, and press it where that gains."""
    for name, value in dress.headers(current_app.config["SETTINGS"].secure).items():
        response.headers.setdefault(name, value)
    response.headers["X-Request-Id"] = g.get("request_id", "")
    response.vary.update(dress.varies(request.path))
    if dress.is_worded(request.path):
        _compress(response)
    return response


def _believe_proxies(app: Flask, proxies: Proxies) -> None:
    """Take the caller's address from what our own proxies wrote, counted from the right; what a caller wrote stays unheard.

    Without a proxy of ours, and from any other address, the header is anybody's to forge and is not read at all.
    """
    bare, hops = app.wsgi_app, proxies.hops
    fixed = ProxyFix(bare, x_for=hops, x_proto=hops, x_host=0, x_port=0, x_prefix=0)

    def believing(environ: Any, start_response: Any) -> Any:
        believed = proxies.are_believed(environ.get("REMOTE_ADDR", ""))
        return (fixed if believed else bare)(environ, start_response)

    app.wsgi_app = believing  # type: ignore[method-assign]


def _check_size() -> None:
    """Refuse a body that is too long, for an application that runs without our own server, which checks it earlier."""
    most = body_limits.most(request.path, request.mimetype)
    request.max_content_length = most + 1  # werkzeug refuses whoever looks for the end of exactly as much
    if (request.content_length or 0) > most:
        request.stream.read(body_limits.read_first(request.content_length or 0))
        raise Problem("too-large")


def check_origin(settings: Settings) -> None:
    """An unsafe call by cookie must come from our own pages (SECURITY: fetch metadata, else Origin).

    Exempt is a call by a secret in its header: where only that counts (`BY_SECRET`), and elsewhere if a secret of ours
    stands there, for words that open nothing must not switch the check off for the cookie beside them. An exempt call
    is the secret's alone (`by_secret`): a session that rides along opens nothing.
    """
    g.by_secret = _is_by_secret()
    if g.by_secret:
        return
    origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site")
    if origin == "null" and site == "same-origin":
        return  # what our Referrer-Policy makes of a form's Origin (Fetch, "append a request Origin header")
    if origin is not None:
        if origin not in settings.origins:
            raise Problem("cross-site")
        return
    if site is not None and site != "same-origin":
        raise Problem("cross-site")
    if site is None and request.cookies:
        raise Problem("cross-site")


def wants_json(asked: Request) -> bool:
    """Whether the caller reads problems as JSON: everybody does at the API, and every tracker."""
    read = asked.accept_mimetypes.best_match(["text/html", "application/json"])
    return asked.path.startswith(("/api/", "/gateways/")) or read == "application/json"


def _is_by_secret() -> bool:
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    if kind != "Bearer":
        return False
    return BY_SECRET.fullmatch(request.path) is not None or any(opens(secret) for opens in _secrets)


_secrets: list[Callable[[str], bool]] = []


def register_secret(opens: Callable[[str], bool]) -> None:
    """Register the function that recognises our bearer tokens; called when the slices are wired."""
    if opens not in _secrets:
        _secrets.append(opens)


def refuse(problem: Problem) -> Response:
    """The reply to a problem: JSON for the API, a fragment for htmx, a page for a person, or as the door's protocol has it."""
    response = _told(problem)
    response.headers.update(dress.problem_headers(problem))
    if problem.status == 405 and "allow" in g:
        response.headers["Allow"] = g.allow
    return response


def _told(problem: Problem) -> Response:
    dialect = dialects.find(request.path)
    if dialect is not None:
        status, text = dialect.write(problem, page.language())
        return Response(text, status, content_type=dialect.content_type)
    payload = {**problem.body(page.language()), "request_id": g.get("request_id", "")}
    if wants_json(request):
        response = jsonify(payload)
        response.content_type = dress.PROBLEM
    else:
        if request.method in LOOKS and problem.name == "bad-value" and not problem.sentence:
            payload["detail"] = page.translated(NOTHING_TO_SAVE)
        template = "_problem.html" if page.is_fragment() else g.get("problem_page", "problem.html")
        response = Response(
            render_template(template, problem=payload), content_type="text/html; charset=utf-8"
        )
    response.status_code = problem.status
    return response


def _http(error: HTTPException) -> Response | HTTPException:
    code = error.code or 500
    if code < 400:
        return error
    if code == 405:
        g.allow = ", ".join(sorted(getattr(error, "valid_methods", None) or []))
    return refuse(Problem(BY_HTTP.get(code, "bad-value" if code < 500 else "internal")))


def _unexpected(error: Exception) -> Response:
    problem = dress.problem_of(error, g.get("request_id", ""))
    if problem.name == "busy":
        db.let_go()
        g.without_database = True  # the page that says so must not ask it who is reading
    return refuse(problem)


def _compress(response: Response) -> None:
    """Press what is text and large enough to gain; photos and streams go as they are."""
    if response.direct_passthrough or "Content-Encoding" in response.headers:
        return
    encoding = dress.encoding_for(response.content_type or "", request.headers.get("Accept-Encoding", ""))
    data = None if encoding is None else dress.pressed(response.get_data(), encoding)
    if encoding is not None and data is not None:
        response.set_data(data)
        response.headers["Content-Encoding"] = encoding
        response.vary.add("Accept-Encoding")


def _log(response: Response) -> None:
    route = request.url_rule.rule if request.url_rule else "-"
    spent = time.monotonic() - g.get("began", time.monotonic())
    dress.note(g.get("request_id"), request.method, route, response.status_code, spent)
