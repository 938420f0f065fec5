"""Who is calling: the signed-in person of a cookie session, or the holder of a sync token."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from urllib.parse import quote

from flask import Flask, Response, current_app, g, redirect, request
from flask_login import LoginManager, UserMixin, current_user

from app.core import clock
from app.core.problems.problem import Problem
from app.core.web import guard, page
from app.people import tokens
from app.people.models import Person, Session, SyncToken
from app.people.sign_in import known_browsers, sessions
from app.settings import Settings

P = ParamSpec("P")
R = TypeVar("R")

KNOWN = "-device"  # after the session cookie's name


class SignedIn(UserMixin):
    """A live session row as Flask-Login's user: a copied cookie dies with the row."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.person: Person = session.person

    def get_id(self) -> str:
        return str(self.session.id)


def cookie_name(settings: Settings) -> str:
    """`__Host-gridwalk` over https, the plain name on loopback http."""
    return "__Host-gridwalk" if settings.secure else "gridwalk"


def install(app: Flask) -> None:
    """Sessions are our own rows: Flask-Login only asks us who a request belongs to."""
    manager = LoginManager(app)
    manager.session_protection = None
    guard.register_secret(is_secret)
    app.config["SESSION_COOKIE_NAME"] = "gridwalk-unused"  # Flask's own session is never written

    @manager.request_loader
    def load(_: Any) -> SignedIn | None:
        secret = request.cookies.get(cookie_name(current_app.config["SETTINGS"]))
        if not secret or g.get("without_database") or g.get("by_secret"):
            return None
        row = Session.get_or_none(Session.id == tokens.digest(secret))
        if row is None or not row.is_live() or not row.person.may_sign_in():
            return None
        if row.replaces is not None:
            sessions.take_over(row)
        if clock.due(row.seen + clock.HOUR, clock.HOUR):
            Session.update(seen=clock.now()).where(Session.id == row.id).execute()
        return SignedIn(row)


def set_cookies(
    response: Response, opened: sessions.Opened, settings: Settings, device: str | None = None
) -> None:
    """Give the session's secret to the browser, and the mark by which it is known at the next sign-in."""
    response.set_cookie(
        cookie_name(settings),
        opened.secret,
        max_age=opened.max_age,
        httponly=True,
        secure=settings.secure,
        samesite="Lax",
        path="/",
    )
    response.set_cookie(
        cookie_name(settings) + KNOWN,
        known_browsers.remember(known_by(settings), opened.person.id, device),
        max_age=known_browsers.LIFE // clock.SECOND,
        httponly=True,
        secure=settings.secure,
        samesite="Lax",
        path="/",
    )


def known_by(settings: Settings) -> str:
    """The mark that an earlier sign-in left in this browser; it outlives signing out and opens nothing."""
    return request.cookies.get(cookie_name(settings) + KNOWN, "")


def clear_cookie(response: Response, settings: Settings) -> None:
    """Take the session's secret back."""
    response.delete_cookie(
        cookie_name(settings), httponly=True, secure=settings.secure, samesite="Lax", path="/"
    )


def person() -> Person:
    """The signed-in person; Problem sign-in otherwise."""
    if not current_user.is_authenticated:
        raise Problem("sign-in")
    return current_user.person


def session() -> Session:
    """The live session of this request; Problem sign-in otherwise."""
    person()
    return current_user.session


def session_or_none() -> Session | None:
    """The live session of this request, if any."""
    return current_user.session if current_user.is_authenticated else None


def signed_in(view: Callable[P, R]) -> Callable[P, R | Any]:
    """A page for people who are signed in; others are led to the sign-in page, API callers get 401."""

    @wraps(view)
    def inner(*args: P.args, **kwargs: P.kwargs) -> Any:
        if not current_user.is_authenticated:
            if request.path.startswith("/api/") or page.is_fragment():
                raise Problem("sign-in")
            return redirect("/sign-in?next=" + quote(_to_come_back_to(), safe="/"))
        return view(*args, **kwargs)

    return inner


def _to_come_back_to() -> str:
    """The address that is asked for; of one that is only sent to, the page right above it."""
    if request.method in ("GET", "HEAD"):
        return request.full_path.removesuffix("?")
    addresses, path = current_app.create_url_adapter(request), request.path
    while path and addresses is not None and not addresses.test(path, "GET"):
        path = path.rpartition("/")[0]
    return path or "/"


def bearer() -> SyncToken | None:
    """The sync token of this request, revoked or not; None without one; Problem sign-in when unknown or expired."""
    if "sync_token" not in g:
        kind, _, secret = request.headers.get("Authorization", "").partition(" ")
        g.sync_token = None
        if kind == "Bearer":
            g.sync_token = tokens.find_sync_token(secret)
            if g.sync_token is None:
                raise Problem("sign-in")
    return g.sync_token


@dataclass(frozen=True)
class Guest:
    """Somebody without an account who holds a secret of ours: the key photos are brought under, and which ones."""

    key: str
    may_bring: Callable[[str], bool]


_guests: dict[str, Callable[[str], Guest | None]] = {}


def register_guest(kind: str, find: Callable[[str], Guest | None]) -> None:
    """Register the function that finds the guest holding a secret of this kind; called in create_app."""
    _guests[kind] = find


def guest() -> Guest | None:
    """The guest whose secret this request bears, if it is no sync token."""
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    if kind != "Bearer" or is_sync_token(secret):
        return None
    return next((holder for find in _guests.values() if (holder := find(secret)) is not None), None)


def bearer_secret() -> str | None:
    """The secret that this request bears in its header, whosever it is."""
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    return secret.strip() or None if kind.lower() == "bearer" else None


def is_secret(secret: str) -> bool:
    """Whether a bearer's secret is a sync token, revoked or not, or a guest's."""
    return is_sync_token(secret) or any(find(secret) is not None for find in _guests.values())


def is_sync_token(secret: str) -> bool:
    """Whether a bearer's secret is a sync token, revoked or not."""
    return tokens.find_sync_token(secret) is not None


def holder_of(secret: str) -> tuple[Person, SyncToken]:
    """Whose sync token this is, and the token, revoked or not. Problem sign-in when it is unknown or expired."""
    token = tokens.find_sync_token(secret)
    if token is None:
        raise Problem("sign-in")
    holder = Person.known(token.person_id)
    assert holder is not None  # the token's row would have gone with the person's
    return holder, token


def syncing() -> tuple[Person, SyncToken | None]:
    """The caller of sync and photo uploads: by token, or by session."""
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    return holder_of(secret) if kind == "Bearer" else (person(), None)
