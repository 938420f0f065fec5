"""A person joins, or a number of theirs changes."""

from __future__ import annotations

from app.core import db, ids, typed
from app.core.problems.problem import Problem
from app.people import events, names
from app.people.models import Person


def word(text: str, field: str) -> str | None:
    """A staff number or login as it is kept, however it was typed: 1–60 characters, or None; Problem bad-value."""
    plain = typed.code(text)
    if not plain:
        return None
    if len(plain) > names.LOGIN_MOST:
        raise Problem("bad-value", (field, "too-long", {"most": names.LOGIN_MOST}))
    if not plain.isprintable():
        raise Problem("bad-value", (field, "bad-value"))
    return plain


def add(by: Person | None, name: str, phone: str = "", staff_no: str = "", login: str = "") -> Person:
    """A new person who has no password yet; Problem bad-value naming the first field that is wrong or taken.

    At least one of phone, staff number and login is needed to sign in by. `by` None: the operator.
    """
    columns = {
        "phone": names.phone(phone) if phone else None,
        "staff_no": word(staff_no, "staff_no"),
        "login": word(login, "login"),
    }
    if not any(columns.values()):
        raise Problem("bad-value", ("phone", "missing"))
    with db.transaction():
        for field, value in columns.items():
            if value:
                names.check_free(value, field)
        return enter(by, names.name(name), **columns)


def enter(by: Person | None, name: str, **numbers: str | None) -> Person:
    """Like `add`, inside the caller's transaction, for values that were checked before."""
    person = Person.create(id=ids.uuid7(), name=name, **numbers)
    events.note(by, "person", person.id, "added")
    return person


def change(by: Person | None, person: Person, **values: str | None) -> bool:
    """Set name, phone or staff number to checked values; whether anything changed. Problem bad-value when taken."""
    changed = {field: value for field, value in values.items() if getattr(person, field) != value}
    if not changed:
        return False
    with db.transaction():
        for field, value in changed.items():
            if field != "name" and value:
                names.check_free(value, field, but=person)
        Person.update(**changed).where(Person.id == person.id).execute()
        events.note(by, "person", person.id, "changed", body={"fields": sorted(changed)})
    return True


def unmask(by: Person, person: Person, reason: str) -> str:
    """The person's full phone number; that it was read, by whom and why, goes into the ledger. Problem bad-value."""
    why = " ".join(reason.split())
    if not why:
        raise Problem("bad-value", ("reason", "needs-reason"))
    with db.transaction():
        events.note(by, "person", person.id, "phone_read", text=why)
    return person.phone or ""
