"""Passkeys (指纹/面容登录): added, used, renamed and removed, with the six checks that the library leaves to us.

The library is loaded with the first ceremony: most processes never hold one.
"""

from __future__ import annotations

import base64
import hmac
import ipaddress
import logging
import secrets
from dataclasses import dataclass
from typing import Any

from app.core import clock, db, decode
from app.core.problems.problem import Problem
from app.people import events, tokens
from app.people.models import CHALLENGE_LIFE, Challenge, Passkey, Person

EACH_MOST = 20
ID_MOST = 1400  # base64url of the 1,023 bytes that WebAuthn allows a credential id
LABEL_MOST = 40

log = logging.getLogger("gridwalk.passkeys")


@dataclass(frozen=True)
class Site:
    """What passkeys are bound to: the host of PUBLIC_URL, the origins on that host, and the city's name."""

    rp_id: str
    origins: tuple[str, ...]
    name: str
    secure: bool

    def why_not(self) -> str | None:
        """The problem that keeps passkeys from working here, or None."""
        try:
            ipaddress.ip_address(self.rp_id)
        except ValueError:
            return None if self.secure or self.rp_id == "localhost" else "passkeys-need-https"
        return "passkeys-need-a-name"

    def require(self) -> None:
        """Problem passkeys-need-a-name or passkeys-need-https where browsers refuse them."""
        why = self.why_not()
        if why is not None:
            raise Problem(why)


def enrol_options(site: Site, person: Person) -> dict[str, Any]:
    """What navigator.credentials.create() needs, as JSON; its challenge is good once, for five minutes."""
    import webauthn
    from webauthn.helpers import structs

    site.require()
    passkeys = list(Passkey.select().where(Passkey.person == person))
    if len(passkeys) >= EACH_MOST:
        raise Problem("bad-value", ("credential", "too-many", {"most": EACH_MOST}))
    options = webauthn.generate_registration_options(
        rp_id=site.rp_id,
        rp_name=site.name,
        user_id=_handle(person),
        user_name=person.staff_no or person.login or person.name,
        user_display_name=person.name,
        challenge=_new_challenge("enrol", person.id),
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.REQUIRED,
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[
            structs.PublicKeyCredentialDescriptor(id=_decoded(passkey.id)) for passkey in passkeys
        ],
    )
    return webauthn.helpers.options_to_json_dict(options)


def sign_in_options(site: Site, person: Person | None = None) -> dict[str, Any]:
    """What navigator.credentials.get() needs, as JSON; with `person` it is for proving oneself within a session."""
    import webauthn

    site.require()
    options = webauthn.generate_authentication_options(
        rp_id=site.rp_id,
        challenge=_new_challenge("sign-in", person.id if person else None),
        user_verification=webauthn.helpers.structs.UserVerificationRequirement.REQUIRED,
    )
    return webauthn.helpers.options_to_json_dict(options)


def add(site: Site, person: Person, credential: dict[str, Any], label: str) -> Passkey:
    """Keep a new passkey of the person; Problem passkey-not-added when anything about it is wrong."""
    import webauthn

    site.require()
    try:
        challenge = _client_data(credential, "webauthn.create")
        if not _consume(challenge, "enrol", person.id):
            raise ValueError("challenge unknown, over or used")
        verified = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=site.rp_id,
            expected_origin=list(site.origins),
            require_user_verification=True,
        )
        name = _encoded(verified.credential_id)
        if len(name) > ID_MOST or name != credential.get("id"):
            raise ValueError("credential id")
        eligible = verified.credential_device_type.value == "multi_device"
    except Exception as error:  # the library lets KeyError, IndexError and others through on mutated input
        log.info("not added", extra={"fields": {"why": type(error).__name__}})
        raise Problem("passkey-not-added") from error
    with db.transaction():
        if Passkey.get_or_none(Passkey.id == name) is not None:
            raise Problem("exists")
        row = Passkey.create(
            id=name,
            person=person,
            public_key=verified.credential_public_key,
            sign_count=verified.sign_count,
            backup_eligible=eligible,
            label=label,
        )
        events.note(person, "person", person.id, "passkey_added", body={"label": label})
    return row


def verify(site: Site, credential: dict[str, Any], prover: Person | None = None) -> Person:
    """The person whose passkey signed; `prover` when it is to prove who already is signed in.

    Compares and sets the sign count, so call it inside the transaction of its effect. Problem passkey-refused.
    """
    site.require()
    try:
        return _verified(site, credential, prover)
    except Exception as error:
        log.warning("refused", extra={"fields": {"way": "passkey", "why": type(error).__name__}})
        raise Problem("passkey-refused") from error


def _verified(site: Site, credential: dict[str, Any], prover: Person | None) -> Person:
    import webauthn

    passkey = Passkey.get_or_none(Passkey.id == str(credential.get("id"))[: ID_MOST + 1])
    if passkey is None or credential.get("rawId") != passkey.id:
        raise ValueError("unknown credential")
    person: Person = passkey.person
    if not person.may_sign_in() or (prover is not None and prover.id != person.id):
        raise ValueError("not this person")
    answer = credential["response"]
    if not hmac.compare_digest(_decoded(answer["userHandle"]), bytes(person.handle or b"")):
        raise ValueError("user handle of somebody else")
    checked = webauthn.verify_authentication_response(
        credential=credential,
        expected_challenge=_client_data(credential, "webauthn.get"),
        expected_rp_id=site.rp_id,
        expected_origin=list(site.origins),
        credential_public_key=bytes(passkey.public_key),
        credential_current_sign_count=passkey.sign_count,
        require_user_verification=True,
    )
    flags = webauthn.helpers.parse_authenticator_data(_decoded(answer["authenticatorData"])).flags
    if bool(flags.be) != passkey.backup_eligible:
        raise ValueError("backup eligibility changed")
    counted = (
        Passkey.update(sign_count=checked.new_sign_count, used=clock.now())
        .where(Passkey.id == passkey.id, Passkey.sign_count == passkey.sign_count)
        .execute()
    )
    if not counted:
        raise ValueError("sign count moved meanwhile")
    return person


def consume_sign_in(credential: dict[str, Any], prover: Person | None = None) -> None:
    """Use the challenge up, whatever comes of it: in a transaction of its own, before `verify`. Problem passkey-refused."""
    try:
        challenge = _client_data(credential, "webauthn.get")
    except Exception as error:
        raise Problem("passkey-refused") from error
    if not _consume(challenge, "sign-in", prover.id if prover else None):
        raise Problem("passkey-refused")


def _client_data(credential: dict[str, Any], kind: str) -> bytes:
    """The challenge in clientDataJSON; ValueError for another ceremony or one inside somebody else's page."""
    client_data = decode.loads(_decoded(credential["response"]["clientDataJSON"]))
    if client_data.get("type") != kind:
        raise ValueError("another ceremony")
    if client_data.get("crossOrigin") not in (None, False) or client_data.get("topOrigin") is not None:
        raise ValueError("inside another site's page")
    return _decoded(client_data["challenge"])


def _new_challenge(purpose: str, person: str | None) -> bytes:
    challenge = secrets.token_bytes(64)
    Challenge.create(
        id=tokens.digest(_encoded(challenge)),
        purpose=purpose,
        person=person,
        expires=clock.now() + CHALLENGE_LIFE,
    )
    return challenge


def _consume(challenge: bytes, purpose: str, person: str | None) -> bool:
    whose = Challenge.person.is_null() if person is None else Challenge.person == person
    with db.transaction():
        return bool(
            Challenge.delete()
            .where(
                Challenge.id == tokens.digest(_encoded(challenge)),
                Challenge.purpose == purpose,
                whose,
                ~clock.due(Challenge.expires, CHALLENGE_LIFE),
            )
            .execute()
        )


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(f"{text}===")  # too many of them are ignored


def _handle(person: Person) -> bytes:
    """The person's user handle: 64 random bytes, created with the first passkey."""
    Person.update(handle=secrets.token_bytes(64)).where(
        Person.id == person.id, Person.handle.is_null()
    ).execute()
    return bytes(Person.get(Person.id == person.id).handle)


def passkeys_of(person: Person) -> list[Passkey]:
    """The person's passkeys, the oldest first."""
    return list(Passkey.select().where(Passkey.person == person).order_by(Passkey.created, Passkey.id))


def rename(person: Person, passkey: str, label: str) -> None:
    """Give it another name; Problem not-found."""
    with db.transaction():
        if not (Passkey.update(label=label).where(Passkey.id == passkey, Passkey.person == person).execute()):
            raise Problem("not-found")
        events.note(person, "person", person.id, "passkey_renamed", body={"label": label})


def remove(person: Person, passkey: str, by: Person | None = None) -> None:
    """Forget it; Problem not-found."""
    with db.transaction():
        row = Passkey.get_or_none(Passkey.id == passkey, Passkey.person == person)
        if row is None:
            raise Problem("not-found")
        Passkey.delete().where(Passkey.id == passkey).execute()
        events.note(by or person, "person", person.id, "passkey_removed", body={"label": row.label})


def sweep() -> int:
    """Forget challenges that are over; how many."""
    return Challenge.delete().where(clock.due(Challenge.expires, CHALLENGE_LIFE)).execute()
