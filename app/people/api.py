"""The session, one's own account and one's passkeys over JSON."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, jsonify, request

from app.areas.access import permissions
from app.areas.access.reach import reach_of
from app.areas.duty.outdoors import pauses
from app.areas.patrons import naming as patrons
from app.areas.telephones import emergency
from app.core import clock
from app.core.db import Meta
from app.core.problems.problem import Problem
from app.core.web import page
from app.patrol.companions import allowed
from app.patrol.companions import devices as trackers
from app.people import commands, tokens
from app.people.models import Person, Session
from app.people.phones import devices, lost_work
from app.people.sign_in import identity, passkeys, sessions, sign_in
from app.settings import Settings
from app.shell import assets

routes = Blueprint("people_api", __name__, url_prefix="/api/v1")


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


def site() -> passkeys.Site:
    """What passkeys are bound to here."""
    settings = _settings()
    own = tuple(origin for origin in sorted(settings.origins) if f"//{settings.rp_id}" in origin)
    return passkeys.Site(settings.rp_id, own, settings.city_name, settings.secure)


def _no_store(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response


routes.after_request(_no_store)


def _posts(person: Person) -> list[dict[str, Any]]:
    return [post.serialize() for post in reach_of(person).posts]


def opened(new: sessions.Opened, phone: commands.DeviceIn) -> Response:
    """The reply to every way of signing in: sets the cookies and returns what the phone must know."""
    payload: dict[str, Any] = {
        "person": {"id": new.person.id, "name": new.person.name, "posts": _posts(new.person)},
        "sync_token": new.sync_token,
        "sync_token_expires": clock.rfc3339_or_none(new.sync_token_expires),
        "server": Meta.value_of("server"),
        "epoch": Meta.value_of("epoch"),
        "now": clock.rfc3339(clock.now()),
    }
    silent = lost_work.silent_devices(new.person, phone.id, phone.fresh)
    if silent:
        payload["gone"] = [
            {"device": row.id, "label": row.label, **_held(lost_work.last_report(row))} for row in silent
        ]
    answer = jsonify(payload)
    identity.set_cookies(answer, new, _settings(), phone.id)
    return answer


def _leave_behind() -> None:
    """Whoever was signed in in this browser before is signed out by the next one's signing in."""
    before = identity.session_or_none()
    if before is not None and before.is_live():
        sessions.end(before)


@routes.post("/session")
def begin_session() -> Response:
    """Sign in."""
    payload = page.json_body(commands.SignIn)
    new = sign_in.by_password(
        payload.login,
        payload.password,
        payload.device.id,
        payload.device.label,
        request.remote_addr,
        identity.known_by(_settings()),
    )
    _leave_behind()
    return opened(new, payload.device)


@routes.delete("/session")
def end_session() -> Response:
    """Sign out: this session alone."""
    sessions.end(identity.session())
    answer = Response(status=204)
    identity.clear_cookie(answer, _settings())
    return answer


@routes.delete("/sync-token")
def give_back_sync_token() -> Response:
    """A phone that is signed out and has nothing more to send: its token is none any more."""
    token = identity.bearer()
    if token is None:
        raise Problem("sign-in")
    tokens.end_sync_token(token)
    return Response(status=204)


@routes.post("/session/resume")
def resume_session() -> Response:
    """A new session and sync token for a phone whose cookie is live: after enrolment, or when the token ran out."""
    session, payload = identity.session(), page.json_body(commands.Resume)
    return opened(sessions.resume(session, payload.device.id, payload.device.label), payload.device)


@routes.post("/session/proof")
def prove() -> Response:
    """Show the password or a passkey once more, before changing how one signs in."""
    session, payload = identity.session(), page.json_body(commands.Proof)
    if payload.credential is not None:
        sign_in.prove_by_passkey(site(), session, payload.credential)
    elif payload.password is not None:
        sign_in.prove(session, payload.password)
    else:
        raise Problem("bad-value", ("password", "missing"))
    return Response(status=204)


@routes.get("/session/others")
def my_phones() -> dict[str, Any]:
    """The phones I use, with what each last told."""
    session = identity.session()
    return {"phones": [_phone(device, session) for device in devices.devices_of(session.person)]}


def _phone(device: Any, session: Session) -> dict[str, Any]:
    return {
        "device": device.id,
        "label": device.label,
        "this": device.id == session.device,
        "seen": clock.rfc3339(device.seen),
        "reported": clock.rfc3339_or_none(device.reported),
        "report": device.report,
        "lost": clock.rfc3339_or_none(device.lost),
        "gone": None if device.gone is None else _held(device.gone_held),
    }


def _held(held: dict[str, Any]) -> dict[str, Any]:
    return {**held, "heard": clock.rfc3339_or_none(held["heard"])}


@routes.post("/session/gone")
def say_gone() -> Response:
    """Note that what a phone of the caller's had not sent is lost."""
    session, payload = identity.session(), page.json_body(commands.GonePhone)
    lost_work.confirm(session, payload.device, payload.unsent)
    return Response(status=204)


@routes.post("/session/others")
def end_my_other_phones() -> dict[str, int]:
    """Sign out my other phones."""
    return {"ended": sessions.end_others(identity.session())}


@routes.get("/me")
def me() -> dict[str, Any]:
    """The caller, and which acts outside a matter's life their posts allow."""
    person = identity.person()
    reach = reach_of(person)
    why_not = site().why_not()
    return {
        "id": person.id,
        "name": person.name,
        "staff_no": person.staff_no,
        "phone": person.phone,
        "login": person.login,
        "large_type": person.large_type,
        "password": person.password is not None,
        "posts": [post.serialize() for post in reach.posts],
        "terms": sorted(reach.terms),
        "vocabulary": assets.address(f"vocabulary.{page.language()}.json"),
        "emergency": emergency.numbers_at(next(iter(sorted(reach.roots)), None)),
        "acts": [act for act in permissions.TABLE if permissions.may(reach, act)],
        "outdoor_pauses": [pauses.serialize(one, page.language()) for one in pauses.at_posts(reach)],
        "marks_only": [code for code in sorted(reach.areas) if allowed.goes_by_marks(code)],
        "trackers": allowed.may_use(person.id) or bool(trackers.live(person.id)),
        "patron": patrons.reads_reports(reach),
        "passkeys": [_passkey(passkey) for passkey in passkeys.passkeys_of(person)],
        "passkeys_here": why_not is None,
        "passkeys_why_not": Problem(why_not).body(page.language())["detail"] if why_not else None,
    }


@routes.post("/me/preferences")
def set_preferences() -> Response:
    """Keep my choices."""
    person, payload = identity.person(), page.json_body(commands.Preferences)
    Person.update(large_type=payload.large_type).where(Person.id == person.id).execute()
    return Response(status=204)


@routes.post("/me/password")
def change_password() -> Response:
    """Set another password; my other sessions end."""
    session, payload = identity.session(), page.json_body(commands.ChangePassword)
    sign_in.change_password(session, payload.old, payload.new)
    return Response(status=204)


def _passkey(passkey: Any) -> dict[str, Any]:
    return {
        "id": passkey.id,
        "label": passkey.label,
        "created": clock.rfc3339(passkey.created),
        "used": clock.rfc3339_or_none(passkey.used),
    }


@routes.get("/passkeys")
def my_passkeys() -> dict[str, Any]:
    """My passkeys."""
    return {"passkeys": [_passkey(passkey) for passkey in passkeys.passkeys_of(identity.person())]}


@routes.post("/passkeys/options")
def passkey_options() -> dict[str, Any]:
    """What the browser needs to make a passkey."""
    session = identity.session()
    sessions.require_fresh(session)
    return passkeys.enrol_options(site(), session.person)


@routes.post("/passkeys")
def add_passkey() -> tuple[dict[str, Any], int]:
    """Keep the passkey that the browser made."""
    session = identity.session()
    payload = page.json_body(commands.NewPasskey)
    sessions.require_fresh(session)
    return _passkey(passkeys.add(site(), session.person, payload.credential, payload.label)), 201


@routes.patch("/passkeys/<passkey>")
def rename_passkey(passkey: str) -> Response:
    """Give it another name."""
    person = identity.person()
    passkeys.rename(person, passkey, page.json_body(commands.RenamePasskey).label)
    return Response(status=204)


@routes.delete("/passkeys/<passkey>")
def remove_passkey(passkey: str) -> Response:
    """Forget it."""
    session = identity.session()
    sessions.require_fresh(session)
    passkeys.remove(session.person, passkey)
    return Response(status=204)


@routes.post("/session/passkey/options")
def passkey_sign_in_options() -> dict[str, Any]:
    """What the browser needs to sign in with a passkey; within a session, to prove oneself with one."""
    prover = identity.person() if request.args.get("prove") == "1" else None
    return passkeys.sign_in_options(site(), prover)


@routes.post("/session/passkey")
def begin_session_by_passkey() -> Response:
    """Sign in with a passkey; the same answer as with a password."""
    payload = page.json_body(commands.PasskeySignIn)
    new = sign_in.by_passkey(site(), payload.credential, payload.device.id, payload.device.label)
    _leave_behind()
    return opened(new, payload.device)
