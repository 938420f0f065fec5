"""People from a table, page by page, and the slips by which they set their first password."""

from __future__ import annotations

from typing import Any

import msgspec
from flask import Blueprint, Response, request

from app.areas.access import people_reach, permissions, posts
from app.areas.access.reach import Reach
from app.areas.imports import people, people_words, receipts, uploads, workbook
from app.areas.models import ROLES, Post
from app.core import clock, typed
from app.core.problems import fields
from app.core.problems.problem import Problem
from app.core.web import confirmation, page
from app.core.words import mark
from app.people import commands
from app.people.accounts import serialize
from app.people.accounts.pages import asking, link, qr
from app.people.models import ENROLMENT_LIFE, Person
from app.people.sign_in import enrolment, identity

routes = Blueprint("people_tables", __name__)
SLIPS_MOST, GIVEN_MOST = 600, 100
COLON = mark("：")
NEW = confirmation.sentence("person-added", mark("人员已加上。下一步：发启用链接。"))
POST_ADDED = confirmation.sentence("post-added", mark("这个人已有账号，岗位已加上。"))
DATES_CHANGED = confirmation.sentence("post-dates-changed", mark("这个人和岗位已经在了，起止日期已改。"))
NOTHING_NEW = confirmation.sentence("person-already-there", mark("这个人和这个岗位已经加上，没有加第二次。"))
SENTENCES = {"person": NEW, "post": POST_ADDED, "dates": DATES_CHANGED, "nothing": NOTHING_NEW}
POST_ENDED = confirmation.sentence("post-ended", mark("岗位已结束，今天起不再承担。"))


@routes.get("/people/new")
@identity.signed_in
def new_page() -> str:
    """One person and a post, without a table; the address may say at which unit and where."""
    _, reach = _adding()
    given = {name: request.args.get(name, "")[:GIVEN_MOST] for name in ("area", "role", "unit")}
    return page.render("people/new", given=given, errors={}, **_choices(reach))


def _adding() -> tuple[Person, Reach]:
    """Whoever gives posts: an administrator any, a lead those of the own grid. Problem forbidden."""
    caller, reach = asking()
    if not permissions.may(reach, "import_people"):
        permissions.require(reach, "add_people")
    return caller, reach


def _choices(reach: Reach) -> dict[str, Any]:
    """The posts that may be given; for a lead also the few places where, which an administrator writes."""
    if permissions.may(reach, "import_people"):
        return {"roles": ROLES, "places": []}
    return {"roles": people.GIVEN_BY_LEADS, "places": people_reach.places_below(reach, "add_people")}


@routes.post("/people/new")
@identity.signed_in
def new() -> Any:
    """Add the person, or a further post of one who is known by the same number and name."""
    caller, reach = _adding()
    fields = msgspec.structs.asdict(page.form_body(commands.NewPerson))
    try:
        person, added = people.add_one(fields, reach, caller)
    except Problem as problem:
        if problem.name != "bad-value":
            raise
        errors = {error["field"]: error["message"] for error in problem.body(page.language())["errors"]}
        if "term" in errors:  # the form has two fields for it
            errors.setdefault("ends", errors["term"])
        return page.render("people/new", given=fields, errors=errors, **_choices(reach)), 422
    page_of = f"/people/{person.id}"
    if added == "person" or (added == "nothing" and _waits_to_enrol(reach, person)):
        page_of += "/enrol"
    return confirmation.after(page_of, SENTENCES[added])


def _waits_to_enrol(reach: Reach, person: Person) -> bool:
    """Whether a link is what the person needs next, and the caller may send it."""
    return people_reach.may(reach, "enrol", person) and (
        people_reach.not_enrolled(reach).where(Person.id == person.id).exists()
    )


@routes.post("/people/<uuid:who>/posts/<uuid:post>/end")
@identity.signed_in
def end_post(who: Any, post: Any) -> Any:
    """A post was held until yesterday."""
    caller, reach = asking("import_people")
    person = people_reach.find(reach, str(who))
    row = Post.get_or_none(Post.id == str(post), Post.person == person)
    if row is None:
        raise Problem("not-found")
    permissions.require(reach, "import_people", row.area_id)
    posts.end(caller, row)
    return confirmation.after(f"/people/{person.id}", POST_ENDED)


@routes.get("/people/import")
@identity.signed_in
def import_page() -> str:
    """Choose a table."""
    asking("import_people")
    return page.render("people/import", headers=people_words.HEADERS)


@routes.get("/people/import/template.xlsx")
@identity.signed_in
def template() -> Response:
    """A table to fill in."""
    asking("import_people")
    examples = [
        ("王芳", "13900000001", "临港社区 第1网格", "网格员", "2026-01-01至长期", "A001", ""),
        ("赵磊", "13900000002", "临港社区", "部门承办人", "2026-01-01至2026-12-31", "", "综合执法队"),
    ]
    words = "、".join(words[0] for words in people_words.ROLE_WORDS.values())
    notes = (
        f"岗位 Post: {words}",
        "网格写名称或编码；有同名的请写编码。Name or code of the grid.",
        "起止可以空着：从今天起，长期。Dates may stay empty: from today, open.",
        "手机号和工号至少写一个。A phone number or a staff number is needed.",
    )
    answer = Response(workbook.template("人员", people_words.HEADERS, examples, notes))
    answer.content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    answer.headers["Content-Disposition"] = "attachment; filename=people.xlsx"
    return answer


@routes.post("/people/import")
@identity.signed_in
def preview() -> str:
    """What the table would do; nothing is written."""
    caller, reach = asking("import_people")
    data = page.file_body()
    plan = people.plan(data, reach)
    token = uploads.store_upload(data, caller.id)
    return page.render("people/preview", **_preview_fields(plan), token=token)


def _preview_fields(plan: people.Plan) -> dict[str, Any]:

    def sentence(line: people.Line) -> str:
        colon = page.translated(COLON)
        return "；".join(
            f"{people_words.COLUMNS[field][0]}{colon}{fields.sentence(reason, page.language(), parameters)}"
            for field, reason, parameters in line.why
        )

    return {
        "headers": people_words.HEADERS,
        "counts": plan.counts,
        "refused": [(line.number, line.name, sentence(line)) for line in plan.lines_of("refused")],
        "lines": (plan.lines_of("new") + plan.lines_of("changed"))[:1000],
        "leaving": plan.leaving,
        "remarks": plan.remarks,
        "may_end": plan.may_end,
        "fingerprint": plan.fingerprint,
        "columns": {field: headers[0] for field, headers in people_words.COLUMNS.items()},
    }


@routes.post("/people/import/confirm")
@identity.signed_in
def confirm() -> Any:
    """Do what was shown; where posts are to end, first list each person and ask for their number."""
    caller, reach = asking("import_people")
    payload = page.form_body(commands.ConfirmImport)
    if done := receipts.find_receipt("people", caller, payload.token):
        return page.render("people/imported", headers=people_words.HEADERS, again=True, **done)
    data = uploads.take(payload.token, caller.id)
    end: int | None = None
    if payload.end_left is not None:
        plan = people.plan(data, reach)
        if plan.fingerprint != payload.fingerprint:
            raise Problem("stale")
        end = _number(payload.end)
        if plan.may_end and end != len(plan.leaving):
            ending = page.render(
                "people/ending", **_preview_fields(plan), token=payload.token, wrong=payload.end
            )
            return ending if payload.end is None else (ending, 422)
    try:
        plan, joined = people.apply(data, reach, caller, payload.fingerprint, end, payload.token)
    except Problem as problem:  # a first press that was still being written when this one came
        done = receipts.find_receipt("people", caller, payload.token)
        if problem.name != "stale" or done is None:
            raise
        return page.render("people/imported", headers=people_words.HEADERS, again=True, **done)
    uploads.drop(payload.token, caller.id)
    return page.render(
        "people/imported", **_preview_fields(plan), joined=len(joined), ended=end or 0, again=False
    )


def _number(text: str | None) -> int | None:
    """A number as people type it; None where it is none."""
    plain = typed.code(text or "")
    return int(plain) if plain.isascii() and plain.isdigit() else None


@routes.get("/people/slips")
@identity.signed_in
def slips_page() -> str:
    """Whose slips would be printed: all in my reach who cannot sign in yet."""
    _, reach = asking("enrol")
    return page.render("people/slips", waiting=_waiting(reach), slips=[])


@routes.post("/people/slips")
@identity.signed_in
def slips() -> str:
    """A slip with a fresh link for everybody in my reach who cannot sign in yet, to print on A4."""
    caller, reach = asking("enrol")
    rows = [
        {"name": person.name, "staff_no": person.staff_no, "qr": qr(link(enrolment.make(caller, person)))}
        for person in _waiting(reach)
    ]
    return page.render(
        "people/slips", waiting=[], slips=rows, until=serialize.when(clock.now() + ENROLMENT_LIFE)
    )


def _waiting(reach: Reach) -> list[Person]:
    persons = people_reach.not_enrolled(reach).order_by(Person.name, Person.id).limit(SLIPS_MOST)
    return [person for person in persons if people_reach.may(reach, "enrol", person)]
