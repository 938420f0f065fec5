"""Signing in as the tests do it."""

import uuid

from app.people.models import Person
from app.people.sign_in import passwords

PASSWORD = "three wet bicycles"
_kept: list[str] = []


def give_password(person, password=PASSWORD):
    """Set a password without the ceremony; the usual one is hashed once."""
    if password == PASSWORD:
        if not _kept:
            _kept.append(passwords.hash_password(PASSWORD))
        kept = _kept[0]
    else:
        kept = passwords.hash_password(password)
    Person.update(password=kept).where(Person.id == person.id).execute()


def device(label="测试手机"):
    """A phone that nobody has used."""
    return {"id": str(uuid.uuid4()), "label": label}


def sign_in(client, login, password=PASSWORD, on=None, **more):
    """POST /api/v1/session."""
    return client.post(
        "/api/v1/session", json={"login": login, "password": password, "device": on or device()}, **more
    )


def cookie(answer):
    """The session's secret in an answer."""
    return answer.headers["Set-Cookie"].split("gridwalk=")[1].split(";")[0]
