"""The public pages: what is kept and for how long, and complaints — no account, no script needed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request

from app.core import clock
from app.core.problems.problem import Problem
from app.core.web import page, public_page
from app.core.words import translate
from app.people import tokens
from app.people.sign_in import identity
from app.privacy import rules_in_force
from app.privacy.commands import ComplaintForm
from app.privacy.complaints import answers, submit

routes = Blueprint("privacy_pages", __name__)
public_page.install(routes)
FIELDS = ("kind", "text", "area", "name", "phone", "signed")


def day(ms: int) -> str:
    """The calendar day of a moment, in the page's language; the year only when it is another one."""
    at: dt.date = clock.date_of(ms)
    is_other = at.year != clock.today().year
    if page.language() == "en":
        return f"{at.day} {at:%B}" + (f" {at.year}" if is_other else "")
    return (f"{at.year}年" if is_other else "") + f"{at.month}月{at.day}日"


@routes.get("/privacy")
def privacy() -> str:
    """What we keep and for how long, made from the rules in force."""
    language = page.language()
    return render_template(
        "privacy/privacy.html",
        groups=rules_in_force.groups_in_force(language),
        summary_only=rules_in_force.summary_only(),
        marks_only=rules_in_force.marks_only(),
    )


@routes.get("/complaints")
def form() -> Response:
    """An empty form."""
    return _form({"kind": "complaint"}, {})


@routes.post("/complaints")
def send() -> Any:
    """A complaint; then on to its own page."""
    fields = {key: request.form.get(key, "") for key in FIELDS}
    session = identity.session_or_none()
    try:
        body = page.form_body(ComplaintForm)
        complaint, secret = submit.complain(body, request.remote_addr, session.person if session else None)
    except Problem as problem:
        return _refused(fields, problem)
    return redirect(f"/complaints/mine/{secret}", 303)


@routes.get("/complaints/mine/<secret>")
def mine(secret: str) -> str:
    """Where a complaint stands: by when it is answered, and the answer."""
    complaint = answers.of_secret(secret)
    answer = answers.for_complainant(complaint, page.language())
    return render_template("privacy/mine.html", it=answer, due=day(complaint.due - 1), day=day)


def _refused(fields: dict[str, str], problem: Problem) -> Response:
    refusal = problem.body(page.language())
    errors = {error["field"]: error["message"] for error in refusal.get("errors", [])}
    answer = _form(fields, errors, "" if set(errors) & set(FIELDS) else refusal["detail"])
    answer.status_code = problem.status
    answer.headers["X-Problem"] = problem.name
    if problem.status == 429:
        answer.headers["Retry-After"] = str(problem.retry_after or 600)
    return answer


def _form(fields: dict[str, str], errors: dict[str, str], wrong: str = "") -> Response:
    secret = request.form.get("secret", "") if request.method == "POST" and "secret" not in errors else ""
    session = identity.session_or_none()
    answer = make_response(
        render_template(
            "privacy/complaints.html",
            given=fields,
            errors=errors,
            wrong=wrong,
            secret=secret or tokens.new(),
            kinds=[(code, translate(words, page.language())) for code, words in answers.KINDS.items()],
            offices=submit.offices(),
            staff=session.person.name if session else "",
            due=day(submit.due_now() - 1),
        )
    )
    if request.method == "GET":
        answer.headers["Cache-Control"] = (
            "private, no-cache"  # going back shows the same form, with its secret
        )
    return answer
