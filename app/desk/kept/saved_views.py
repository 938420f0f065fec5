"""Views kept under a name: made, renamed, changed, ended and taken up again, each by whoever it belongs to.

A desk's is everybody's who dispatches there, so its changes stand in the ledger. One's own is nobody else's business, like the
order of things on one's table, and leaves no entry.
"""

from __future__ import annotations

from peewee import IntegrityError

from app.areas.access.reach import Reach
from app.core import clock, db, decode
from app.core.decode import UUID7_FORM
from app.core.prepared import PreparedFor, given
from app.core.problems.problem import Problem
from app.desk.kept.models import SavedView
from app.ledger.act import by_web
from app.ledger.record import record
from app.people.models import Person

MOST = 20  # in use, of one owner
NAME_MOST = 20
QUERY_MOST = 4000
ENDED_SHOWN = 20  # the latest, to be taken up again

_LISTED = PreparedFor(50)


def owners(reach: Reach) -> list[str]:
    """Whose views the person has: the person's own, then each desk's."""
    return [f"person:{reach.person}", *(f"desk:{area}" for area in reach.asked_as.get("desk", ()))]


def listed(reach: Reach) -> list[SavedView]:
    """Those in use, one's own first, each owner's in the order in which they were made."""
    names = owners(reach)
    query = _LISTED.of_key(
        len(names),
        lambda: (
            SavedView.select()
            .where(
                SavedView.owner.in_([given(f"o{at}") for at in range(len(names))]), SavedView.ended.is_null()
            )
            .order_by(SavedView.made, SavedView.id)
        ),
    )
    found = query.all_of(SavedView, **{f"o{at}": owner for at, owner in enumerate(names)})
    return sorted(found, key=lambda view: names.index(view.owner))


def ended(reach: Reach) -> list[SavedView]:
    """Those that were ended, the latest first, so many at most."""
    of_theirs = SavedView.select().where(SavedView.owner.in_(owners(reach)), SavedView.ended.is_null(False))
    return list(of_theirs.order_by(SavedView.ended.desc(), SavedView.id).limit(ENDED_SHOWN))


def of_person(person: Person) -> list[dict[str, str]]:
    """The person's own, in use or ended, for the download of one's own data."""
    rows = SavedView.select().where(SavedView.owner == f"person:{person.id}").order_by(SavedView.made)
    return [{"name": view.name, "query": view.query, "made": clock.rfc3339(view.made)} for view in rows]


def find(reach: Reach, id: str) -> SavedView:
    """The view, in use or ended. Problem not-found for any that the person does not have."""
    found = SavedView.get_or_none(SavedView.id == id, SavedView.owner.in_(owners(reach)))
    if found is None:
        raise Problem("not-found")
    return found


def store(person: Person, reach: Reach, id: str, owner: str, name: str, query: str) -> SavedView:
    """Keep the list under this name. The same form again changes nothing.

    Problem bad-value for a name that is none, is used or is one too many; not-found for another desk; form-done.
    """
    if not UUID7_FORM.fullmatch(id):
        raise Problem("bad-value", ("id", "bad-id"))
    if owner not in owners(reach):
        raise Problem("not-found")
    if len(query) > QUERY_MOST:
        raise Problem("bad-value", ("name", "too-much-chosen"))
    view = SavedView(
        id=id, owner=owner, name=_name(name), query=query, made=clock.now(), made_by=person.id, ended=None
    )
    with db.transaction():
        earlier = SavedView.get_or_none(SavedView.id == id)
        if earlier is not None:
            if (earlier.owner, earlier.name, earlier.query) != (view.owner, view.name, view.query):
                raise Problem("form-done")
            return earlier
        _require_room(owner)
        _require_free(view)
        _write(view, is_new=True)
        _note(person, view, "save", {"name": view.name, "query": query})
    return view


def rename(person: Person, view: SavedView, name: str) -> None:
    """Give it another name. Problem bad-value."""
    before, view.name = view.name, _name(name)
    if before == view.name:
        return
    with db.transaction():
        if view.ended is None:
            _require_free(view)
        _write(view)
        _note(person, view, "rename", {"name": view.name, "was": before})


def change(person: Person, view: SavedView, query: str) -> None:
    """Let it be the list as it is narrowed now. Problem bad-value."""
    if len(query) > QUERY_MOST:
        raise Problem("bad-value", ("name", "too-much-chosen"))
    before, view.query = view.query, query
    if before == query:
        return
    with db.transaction():
        _write(view)
        _note(person, view, "change", {"name": view.name, "query": query, "was": before})


def end(person: Person, view: SavedView) -> None:
    """List it no more. One that has ended stays so."""
    if view.ended is not None:
        return
    view.ended = clock.now()
    with db.transaction():
        _write(view)
        _note(person, view, "end", {"name": view.name})


def take_up(person: Person, view: SavedView) -> None:
    """List it again. Problem bad-value where its name has been given to another, or there are too many."""
    if view.ended is None:
        return
    view.ended = None
    with db.transaction():
        _require_room(view.owner)
        _require_free(view)
        _write(view)
        _note(person, view, "take up", {"name": view.name})


def _name(text: str) -> str:
    name = " ".join(text.split(" ")).strip()
    if not name:
        raise Problem("bad-value", ("name", "missing"))
    if len(name) > NAME_MOST:
        raise Problem("bad-value", ("name", "too-long", {"most": NAME_MOST}))
    if "\n" in name or "\t" in name or decode.CONTROL.search(name):
        raise Problem("bad-value", ("name", "control-character"))
    return name


def _require_room(owner: str) -> None:
    in_use = SavedView.select().where(SavedView.owner == owner, SavedView.ended.is_null())
    if in_use.count() >= MOST:
        raise Problem("bad-value", ("name", "too-many-views", {"most": MOST}))


def _require_free(view: SavedView) -> None:
    others = SavedView.select().where(
        SavedView.owner == view.owner,
        SavedView.name == view.name,
        SavedView.ended.is_null(),
        SavedView.id != view.id,
    )
    if others.exists():
        raise Problem("bad-value", ("name", "view-there", {"value": view.name}))


def _write(view: SavedView, is_new: bool = False) -> None:
    """Problem bad-value where somebody else has taken the name at the same moment."""
    try:
        view.save(force_insert=is_new)
    except IntegrityError as error:
        raise Problem("bad-value", ("name", "view-there", {"value": view.name})) from error


def _note(person: Person, view: SavedView, verb: str, body: dict[str, str]) -> None:
    """What happened to a desk's, in its ledger."""
    if view.is_of_desk:
        record(by_web(person), "saved_view", view.id, verb, area=view.desk, body=body)
