"""What the people routes accept, as types."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

from app.core.decode import Command, Uuid
from app.people.phones.devices import LABEL_MOST
from app.people.sign_in.passkeys import LABEL_MOST as PASSKEY_LABEL_MOST
from app.people.sign_in.passwords import MOST

Secret = Annotated[str, msgspec.Meta(max_length=MOST)]
Login = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
Short = Annotated[str, msgspec.Meta(max_length=100)]
PasskeyLabel = Annotated[str, msgspec.Meta(min_length=1, max_length=PASSKEY_LABEL_MOST)]


class DeviceIn(Command):
    """The phone: an id it made for itself, and what it calls itself."""

    id: Uuid
    label: Annotated[str, msgspec.Meta(max_length=LABEL_MOST)] = ""
    fresh: bool = False  # somebody was signed in here, but the phone's store came back empty


class SignIn(Command):
    """Sign-in by staff number, phone number or given name."""

    login: Login
    password: Secret
    device: DeviceIn


class PasskeySignIn(Command):
    """Sign-in by passkey: what navigator.credentials.get() gave."""

    credential: dict[str, Any]
    device: DeviceIn


class Resume(Command):
    """A fresh sync token for a phone whose session is live."""

    device: DeviceIn


class GonePhone(Command):
    """A phone of mine whose unsent work is gone; how many, where some were found again."""

    device: Uuid
    unsent: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)] | None = None


class Proof(Command):
    """The password, or a passkey's signature, once more."""

    password: Secret | None = None
    credential: dict[str, Any] | None = None


class ChangePassword(Command):
    """The old password (left out by those who only have a passkey) and the new one."""

    new: Secret
    old: Secret | None = None


class NewPasskey(Command):
    """What navigator.credentials.create() gave, and a name for it."""

    credential: dict[str, Any]
    label: PasskeyLabel


class RenamePasskey(Command):
    """Another name for a passkey."""

    label: PasskeyLabel


class Preferences(Command):
    """Choices that follow the person from phone to phone."""

    large_type: bool


class Unmask(Command):
    """Why a phone number is read."""

    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class FirstPassword(Command):
    """The newcomer's password."""

    password: Secret


class ConfirmImport(Command):
    """The table that was shown and what it showed.

    With `end_left` whoever it leaves out is to be listed; their posts end with `end`, the number of people listed.
    """

    token: Annotated[str, msgspec.Meta(max_length=64)]
    fingerprint: Annotated[str, msgspec.Meta(max_length=64)]
    end_left: Annotated[str, msgspec.Meta(max_length=8)] | None = None
    end: Annotated[str, msgspec.Meta(max_length=8)] | None = None


class NewPerson(Command):
    """A person and a post, as a row of the people table says it."""

    name: Short = ""
    phone: Short = ""
    staff_no: Short = ""
    area: Short = ""
    role: Short = ""
    unit: Short = ""
    begins: Short = ""
    ends: Short = ""
