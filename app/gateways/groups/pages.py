"""The desk's pages of an owners' group: paste, look at what was recognised, file it, and a reply to paste back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from flask import Blueprint, redirect, render_template, request

from app.areas.access import permissions
from app.areas.access.reach import Reach
from app.core import ids
from app.core.problems.problem import Problem
from app.core.web import page
from app.core.words import mark
from app.desk import times
from app.desk.forms import choices, named_places
from app.desk.pages import asking
from app.gateways.groups import drafts, filing, replies
from app.gateways.groups.drafts import Draft
from app.gateways.hotline import places
from app.links import creation
from app.matters.models import Matter
from app.matters.residents import public_words
from app.matters.workflow import labels
from app.people import tokens
from app.people.models import Person
from app.people.sign_in import identity
from app.requests.submission import handed_over

routes = Blueprint("group_pages", __name__, url_prefix="/desk/groups")
WRONG = {
    "needs-text": mark("没有内容了。不要这一条，就选“不记”。"),
    "too-long": mark("连起来超过 2,000 字，请分成几件。"),
    "no-place": mark("没有叫这个名字的地方，换个说法试试，例如只写楼号或小区名。"),
    "several-places": mark("叫这个名字的不止一个，请选一个。"),
    "nothing-chosen": mark("一条也没有记。选好要记的再按一次。"),
    "nothing-read": mark("没有读出话来。请把群里的聊天多选、复制，再粘贴到这里。"),
    "too-much": mark("太长了，一次最多 20,000 字。请分几次粘贴。"),
}


def _asking() -> tuple[Person, Reach]:
    person, reach = asking()
    permissions.require(reach, "enter_request")
    places.desk_of(reach)
    return person, reach


@routes.get("")
@identity.signed_in
def index() -> str:
    """Where the text is pasted, and what was filed of late."""
    _, reach = _asking()
    return _index(reach)


def _index(reach: Reach, pasted: str = "", where: str = "", wrong: str = "", found: Any = ()) -> str:
    every = filing.latest(places.desk_of(reach))
    people = dict(
        Person.select(Person.id, Person.name).where(Person.id.in_([one.by for one in every])).tuples()
    )
    rows = [
        (one.id, creation.place_of(one.area), times.moment(one.at, page.language()), people.get(one.by, ""))
        for one in every
    ]
    return render_template(
        "gateways/groups/index.html", pastes=rows, pasted=pasted, where=where, wrong=wrong, places=found,
        words=_words(wrong), listed=named_places.listed(named_places.desks(reach)), most=drafts.PASTED_MOST,
    )  # fmt: skip


def _words(wrong: str) -> str:
    return page.translated(WRONG[wrong]) if wrong else ""


@routes.post("")
@identity.signed_in
def recognise() -> Any:
    """What the pasted text could become; nothing of it is kept."""
    _, reach = _asking()
    pasted, where = request.form.get("pasted", ""), request.form.get("where", "").strip()
    area, found, wrong = _group_place(reach, where)
    if len(pasted) > drafts.PASTED_MOST:
        wrong = "too-much"
    seen = drafts.recognise(pasted, area) if not wrong else drafts.Recognised()
    if not wrong and not seen.drafts:
        wrong = "nothing-read"
    if wrong:
        return _index(reach, pasted, where, wrong, found), 422
    return _drafts(reach, seen.drafts, ids.uuid7(), handed_over.nonce(), area, left=seen.left)


def _group_place(reach: Reach, where: str) -> tuple[str, Sequence[tuple[str, str]], str]:
    """(the area where the group lives, those to choose from, what is wrong)."""
    if not where:
        return places.desk_of(reach), (), ""
    named = named_places.find(named_places.desks(reach), where)
    chosen = [code for code, _ in named if len(named) == 1 or code == request.form.get("area")]
    if chosen:
        return chosen[0], (), ""
    return "", named, "several-places" if named else "no-place"


def _drafts(
    reach: Reach, every: list[Draft], id: str, nonce: str, area: str, left: int = 0, wrong: str = "", problem: Problem | None = None
) -> str:  # fmt: skip
    return render_template(
        "gateways/groups/drafts.html", drafts=[_draft(one) for one in every], id=id, nonce=nonce, area=area, left=left,
        wrong=_words(wrong), problem=None if problem is None else problem.body(page.language()),
        things=choices.things(page.language()), listed=named_places.listed(named_places.desks(reach)),
    )  # fmt: skip


def _draft(one: Draft) -> dict[str, Any]:
    doubts = [public_words.sentence(hint, page.language()) for hint in one.doubts]
    return {**one.__dict__, "doubts": doubts, "words": _words(one.wrong)}


@routes.post("/file")
@identity.signed_in
def file() -> Any:
    """File what was chosen, all at once; asked twice it is filed once."""
    person, reach = _asking()
    every = filing.parse_form(request.form, partial(named_places.find, named_places.desks(reach)))
    id, nonce, area = (request.form.get(name, "") for name in ("id", "nonce", "area"))
    is_nothing = not filing.joined(every)
    if is_nothing or any(one.wrong for one in every):
        wrong = "nothing-chosen" if is_nothing else ""
        return _drafts(reach, every, id, nonce or tokens.new(), area, wrong=wrong), 422
    try:
        paste = filing.file(person, reach, id, nonce, area, every)
    except Problem as problem:
        if problem.status != 422:
            raise
        return _drafts(reach, every, id, nonce, area, problem=problem), 422
    return redirect(f"/desk/groups/{paste.id}", 303)


@routes.get("/<uuid:which>")
@identity.signed_in
def paste(which: Any) -> str:
    """What became of it, and the reply for the group."""
    _, reach = _asking()
    row = filing.paste_of(reach, str(which))
    every = replies.filed(reach, row)
    reply = replies.reply(every)
    return render_template(
        "gateways/groups/paste.html", place=creation.place_of(row.area), at=times.moment(row.at, page.language()),
        reply=reply.words, doubts=[public_words.sentence(hint, page.language()) for hint in reply.doubts],
        rows=[_row(one) for one in every],
    )  # fmt: skip


def _row(one: replies.Filed) -> dict[str, Any]:
    matter: Matter = one.matter
    state = page.translated(labels.STATES[one.lying.state])
    left_out = page.translated(replies.NOT_TOLD[one.left_out]) if one.left_out else ""
    words = "" if matter.confidential else (matter.text or "")[:60]
    return {"id": matter.id, "number": matter.number, "text": words, "state": state, "left_out": left_out}
