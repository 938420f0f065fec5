"""People from a table: what it would do is worked out row by row and shown, then done in one transaction or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TypeVar

from app.areas.access import people_reach, permissions, posts
from app.areas.access.reach import Reach
from app.areas.imports import people_lookup, people_words, receipts, sheets, tables
from app.areas.imports.messages import Remark
from app.areas.imports.people_lookup import Lookup
from app.areas.models import FOREVER, Area, Post
from app.core import clock, db, typed
from app.core.problems.problem import Problem
from app.people import names
from app.people.accounts import opening
from app.people.models import Person

T = TypeVar("T")
GIVEN_BY_LEADS = ("grid_worker", "building_head")
ADDED = ("person", "post", "dates", "nothing")  # nothing: both were here already, as after a double tap
Why = tuple[str, str, dict[str, object]]  # field, reason, parameters


@dataclass(frozen=True)
class WantedPost:
    """What one row asks for: a person and a post; dates None where the row says nothing."""

    name: str
    phone: str | None
    staff_no: str | None
    area: str
    role: str
    unit: str | None
    begins: str | None
    ends: str | None


@dataclass(frozen=True)
class Line:
    """One row and what it would do: new, changed, unchanged or refused, and why or what."""

    number: int | str
    verdict: str
    name: str
    phone: str  # masked
    area: str
    role: str
    changes: tuple[tuple[str, str, str], ...] = ()  # field, before, after
    why: tuple[Why, ...] = ()
    wanted: WantedPost | None = None
    person: Person | None = None
    post: Post | None = None

    @property
    def begins(self) -> str:
        """The post's first day, as it would stand."""
        asked = self.wanted.begins if self.wanted else None
        return asked or (self.post.begins if self.post else clock.today().isoformat())

    @property
    def ends(self) -> str:
        """The post's last day, as it would stand."""
        asked = self.wanted.ends if self.wanted else None
        return asked or (self.post.ends if self.post else FOREVER)

    @property
    def is_over(self) -> bool:
        """Whether the post would be over before today."""
        return self.ends < clock.today().isoformat()


@dataclass(frozen=True)
class Leaving:
    """A person whom the table leaves out, their posts there, and the rows of others who are called so in these areas."""

    person: Person
    posts: tuple[Post, ...]
    namesakes: tuple[Line, ...]

    @property
    def phone(self) -> str:
        """The masked phone number, which tells persons with the same name apart."""
        return names.masked(self.person.phone)


@dataclass(frozen=True)
class Plan:
    """What a table would do, and the posts in its areas and roles that it leaves out."""

    lines: tuple[Line, ...]
    left: tuple[Post, ...] = field(default=())
    remarks: tuple[Remark, ...] = ()  # what of the file was left out

    def lines_of(self, verdict: str) -> list[Line]:
        """The lines with this verdict: "new", "changed", "unchanged" or "refused"."""
        return [line for line in self.lines if line.verdict == verdict]

    @property
    def counts(self) -> dict[str, int]:
        """How many lines of each verdict, and how many persons the table leaves out."""
        verdicts = ("new", "changed", "unchanged", "refused")
        return {verdict: len(self.lines_of(verdict)) for verdict in verdicts} | {"left": len(self.leaving)}

    @property
    def leaving(self) -> list[Leaving]:
        """The persons whose posts would end, each once, in the order of their names."""
        posts: dict[str, list[Post]] = {}
        for post in self.left:
            posts.setdefault(post.person_id, []).append(post)
        called: dict[tuple[str, str], list[Line]] = {}
        for line in self.lines:
            if line.wanted is not None:
                called.setdefault((line.wanted.name, line.wanted.area), []).append(line)
        persons = [_leaving(several, called) for several in posts.values()]
        return sorted(persons, key=lambda entry: (entry.person.name, entry.person.id))

    @property
    def may_end(self) -> bool:
        """Whether this table may end posts: somebody is left out, and no refused row could be that person."""
        return bool(self.left) and not self.lines_of("refused")

    @property
    def fingerprint(self) -> str:
        """Changes when the table or what it would do changes."""
        content = [(line.number, line.verdict, line.wanted, line.changes) for line in self.lines]
        return hashlib.sha256(repr((content, [post.id for post in self.left])).encode()).hexdigest()


def _leaving(posts: list[Post], called: dict[tuple[str, str], list[Line]]) -> Leaving:
    person, areas = posts[0].person, dict.fromkeys(post.area_id for post in posts)
    rows = [line for area in areas for line in called.get((person.name, area), [])]
    others = tuple(line for line in rows if line.person is None or line.person.id != person.id)
    return Leaving(person, tuple(posts), others)


def plan(data: bytes, reach: Reach | None) -> Plan:
    """What the table would do for an administrator with this reach (None: the operator, everywhere).

    Problem unreadable-table; what is wrong with single rows is in the lines.
    """
    return plan_table(tables.read_table(data, people_words.COLUMNS), reach)


def plan_table(table: tables.Table, reach: Reach | None, act: str = "import_people") -> Plan:
    """Like `plan`, for a table that was read before, by the rule of the act."""
    look = people_lookup.load()
    lines: list[Line] = []
    seen: dict[tuple[str | None, ...], int | str] = {}
    for row in table.rows:
        line = _line(row, look, reach, act)
        if line.wanted is not None:
            key = _key(line.wanted)
            if key in seen:
                line = _refused(row, ("name", "twice-in-table", {"row": seen[key]}))
            seen.setdefault(key, row.number)
        lines.append(line)
    _number_for_one_name(lines)
    return Plan(tuple(lines), _posts_left_out(lines, look), table.remarks)


def _key(wanted: WantedPost) -> tuple[str | None, ...]:
    return (wanted.staff_no or wanted.phone, wanted.area, wanted.role, wanted.unit, wanted.begins)


def _number_for_one_name(lines: list[Line]) -> None:
    """One new phone or staff number with two names in the same table is a slip: the later row is refused."""
    owners: dict[str, tuple[str, int | str]] = {}
    for index, line in enumerate(lines):
        if line.wanted is None:
            continue
        for number in (line.wanted.phone, line.wanted.staff_no):
            if number is None:
                continue
            name, first = owners.setdefault(number, (line.wanted.name, line.number))
            if name != line.wanted.name:
                why: Why = ("name", "other-name-in-table", {"row": first})
                lines[index] = Line(
                    line.number, "refused", line.name, line.phone, line.area, line.role, why=(why,)
                )


def _refused(row: tables.Row, *why: Why) -> Line:
    cells = row.cells
    masked = names.masked(typed.code(cells["phone"]))
    return Line(row.number, "refused", cells["name"], masked, cells["area"], cells["role"], why=why)


def _line(row: tables.Row, look: Lookup, reach: Reach | None, act: str) -> Line:
    wanted, why = _wanted(row.cells, look, reach, act)
    if wanted is None:
        return _refused(row, *why)
    person, wrong = look.person(wanted.name, wanted.phone, wanted.staff_no)
    if wrong is not None:
        return _refused(row, wrong)
    if person is not None and _is_same_number(person.staff_no, wanted.staff_no):
        wanted = replace(wanted, staff_no=person.staff_no)  # LG9007 stays so where somebody types lg9007
    post = look.post(person, wanted.area, wanted.role, wanted.unit, wanted.begins, wanted.ends)
    labels = (wanted.name, names.masked(wanted.phone), look.title(wanted.area), wanted.role)
    changes = tuple(_changes(wanted, person, post))
    own = [change for change in changes if change[0] in ("name", "phone", "staff_no")]
    if own and reach and person and not people_reach.may(reach, act, person):
        return _refused(row, (own[0][0], "posts-elsewhere", {}))
    verdict = "new" if person is None or post is None else "changed" if changes else "unchanged"
    line = Line(row.number, verdict, *labels, changes=changes, wanted=wanted, person=person, post=post)
    return line if line.begins <= line.ends else _refused(row, ("term", "before-start", {}))


def _is_same_number(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and typed.key(one) == typed.key(other)


def _wanted(
    cells: dict[str, str], look: Lookup, reach: Reach | None, act: str
) -> tuple[WantedPost | None, list[Why]]:
    """The row's meaning, or everything that is wrong with it."""
    why: list[Why] = [
        (name, tables.error_reason(text), {"value": text})
        for name, text in cells.items()
        if tables.is_error(text)
    ]
    if why:
        return None, why

    def checked(work: Callable[..., T], *arguments: object) -> T | None:
        try:
            return work(*arguments)
        except Problem as problem:
            why.extend(problem.errors)
            return None

    name = checked(names.name, cells["name"])
    phone = checked(people_words.phone, cells["phone"]) if cells["phone"] else None
    staff_no = checked(opening.word, cells["staff_no"], "staff_no")
    if not cells["phone"] and not cells["staff_no"]:
        why.append(("phone", "missing", {}))
    area = checked(look.area, cells["area"])
    if area is not None and reach is not None and not look.may_give_posts(reach, act, area):
        why.append(("area", "not-here", {}))
    role = people_words.role(cells["role"])
    if role is None:
        why.append(("role", "missing" if not cells["role"] else "unknown-role", {}))
    unit = checked(look.unit, cells["unit"], role) if role else None
    term = checked(people_words.period, cells)
    if why or name is None or area is None or role is None or term is None:
        return None, why
    return WantedPost(name, phone, staff_no, area, role, unit, *term), []


def _changes(wanted: WantedPost, person: Person | None, post: Post | None) -> list[tuple[str, str, str]]:
    """What would change about a known person and post; a column left empty changes nothing."""
    changes: list[tuple[str, str, str]] = []
    if person is not None:
        for name, before, after in (
            ("name", person.name, wanted.name),
            ("phone", person.phone, wanted.phone),
            ("staff_no", person.staff_no, wanted.staff_no),
        ):
            if after is not None and before != after:
                hide = names.masked if name == "phone" else str
                changes.append((name, hide(before) if before else "", hide(after)))
    if post is not None:
        for name, before, after in (
            ("begins", post.begins, wanted.begins),
            ("ends", post.ends, wanted.ends),
        ):
            if after is not None and before != after:
                changes.append((name, before, after))
    return changes


def _posts_left_out(lines: list[Line], look: Lookup) -> tuple[Post, ...]:
    """Present posts in the areas and roles that the table names, of persons whom it does not name there."""
    standing: dict[tuple[str, str], set[str]] = {}
    for line in lines:
        if line.wanted is not None:
            persons = standing.setdefault((line.wanted.area, line.wanted.role), set())
            if line.person is not None:
                persons.add(line.person.id)
    today = clock.today()
    return tuple(
        post
        for post in look.posts()
        if (post.area_id, post.role) in standing
        and post.person_id not in standing[post.area_id, post.role]
        and post.on(today)
    )


def apply(
    data: bytes,
    reach: Reach | None,
    by: Person | None,
    fingerprint: str,
    end: int | None = None,
    agreed: str | None = None,
) -> tuple[Plan, list[Person]]:
    """Do what was shown, in one transaction; the plan, and the persons who are new and have a post that is not over.

    The posts that the table leaves out end only where `end` is the number of persons who were listed for it. With
    `agreed` a second press finds the receipt. Problem stale when the table would now do something else than was
    shown; mend-rows-first, not-the-number: nothing is written.
    """
    table = tables.read_table(data, people_words.COLUMNS)
    with db.transaction():
        result = plan_table(table, reach)
        if result.fingerprint != fingerprint:
            raise Problem("stale")
        if end is not None:
            _require_number(result, end)
        joined: dict[str, Person] = {}
        for line in result.lines:
            if line.wanted is not None and line.verdict in ("new", "changed"):
                _do(line, line.wanted, by, joined)
        if end is not None:
            for post in result.left:
                posts.end(by, post)
        waiting = _waiting(result, joined)
        done = {"counts": result.counts, "joined": len(waiting), "ended": end or 0}
        receipts.write_receipt("people", by, agreed, done)
    return result, waiting


def _waiting(result: Plan, joined: dict[str, Person]) -> list[Person]:
    """Those of the new who have something to sign in for."""
    staying = [line.wanted for line in result.lines if line.wanted is not None and not line.is_over]
    numbers = dict.fromkeys(
        number for wanted in staying for number in (wanted.phone, wanted.staff_no) if number
    )
    return list({joined[number].id: joined[number] for number in numbers if number in joined}.values())


def _require_number(result: Plan, end: int) -> None:
    """A Problem unless posts may end by this table and `end` is how many persons it would concern."""
    if result.lines_of("refused"):
        raise Problem("mend-rows-first")
    if end != len(result.leaving):
        raise Problem("not-the-number", ("end", "not-the-number", {"number": len(result.leaving)}))


def add_one(cells: dict[str, str], reach: Reach, by: Person) -> tuple[Person, str]:
    """One person with one post, by the same rules as a table's row; the person, and what came of it: one of `ADDED`.

    A lead gives the posts of `GIVEN_BY_LEADS` in their own grid, to people who are new or stand there alone.
    Problem bad-value with everything that is wrong.
    """
    act = "import_people" if permissions.may(reach, "import_people") else "add_people"
    rows = [tables.Row(1, {field: sheets.clean(cells.get(field, "")) for field in people_words.COLUMNS})]
    with db.transaction():
        line = plan_table(tables.Table(rows), reach, act).lines[0]
        if line.wanted is None:
            raise Problem("bad-value", *line.why)
        if act == "add_people":
            _require_own(line, line.wanted, reach)
        joined: dict[str, Person] = {}
        _do(line, line.wanted, by, joined)
    person = line.person or next(iter(joined.values()))
    if line.person is None:
        return person, "person"
    return person, "post" if line.post is None else "dates" if line.changes else "nothing"


def _require_own(line: Line, wanted: WantedPost, reach: Reach) -> None:
    """What a lead may give, and to whom. Problem bad-value."""
    if wanted.role not in GIVEN_BY_LEADS:
        raise Problem("bad-value", ("role", "not-yours"))
    if wanted.role == "grid_worker" and Area.get_by_id(wanted.area).kind == "building":
        raise Problem("bad-value", ("role", "not-at-a-building"))
    if line.person is not None and not people_reach.may(reach, "add_people", line.person):
        raise Problem("bad-value", ("phone" if wanted.phone else "staff_no", "known-elsewhere"))


def _do(line: Line, wanted: WantedPost, by: Person | None, joined: dict[str, Person]) -> None:
    numbers = {k: v for k, v in (("phone", wanted.phone), ("staff_no", wanted.staff_no)) if v}
    person = line.person or next((joined[v] for v in numbers.values() if v in joined), None)
    if person is None:
        person = opening.enter(by, wanted.name, **numbers)
    else:
        opening.change(by, person, name=wanted.name, **numbers)
    if line.person is None:
        joined.update(dict.fromkeys(numbers.values(), person))
    if line.post is None:
        posts.enter(by, person, wanted.role, wanted.area, wanted.unit, wanted.begins, wanted.ends)
    elif any(name in ("begins", "ends") for name, _, _ in line.changes):
        posts.move(by, line.post, wanted.begins or line.post.begins, wanted.ends or line.post.ends or FOREVER)
