"""The door of the views that are kept under a name: what there is, keeping one, and what can be done with it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request

from app.core import ids
from app.core.problems.problem import Problem
from app.core.web import page
from app.desk.kept import layouts, saved_views
from app.desk.kept.models import SavedView
from app.desk.lists import address, layout, saved, views
from app.desk.pages import asking
from app.people.sign_in import identity

routes = Blueprint("desk_kept", __name__, url_prefix="/desk/saved")
TYPED = 200  # characters of a field that is shown again


@routes.get("/")
@identity.signed_in
def index() -> str:
    """Those in use, and those that were ended."""
    _, reach = asking()
    return _listed(reach)


def _listed(reach: Any, wrong: str = "", about: str = "") -> str:
    """`wrong`: a sentence about the view with the id `about`, or about the new one."""
    language = page.language()
    facts_of = saved.facts_by_view(reach)
    owners = saved.owners(reach, language)
    return render_template(
        "desk/saved.html",
        saved=saved.drawn(reach, "", facts_of),
        owner_of={view.id: view.owner for view in saved_views.listed(reach)},
        ended=saved_views.ended(reach),
        owners=owners,
        owner_words=dict(owners),
        asked_for=address.to_save(request.args) if request.args else "",
        query=address.query(request.args),
        form_id=request.form.get("id", "")[:40] or ids.uuid7(),
        typed={key: request.form.get(key, "")[:TYPED] for key in ("name", "owner")},
        name_most=saved_views.NAME_MOST,
        wrong=wrong,
        about=about,
    )


@routes.post("/")
@identity.signed_in
def save() -> Any:
    """Keep the list in the address under a name, and open it."""
    person, reach = asking()
    form = request.form
    try:
        kept = saved_views.store(
            person,
            reach,
            form.get("id", "") or ids.uuid7(),
            form.get("owner", "") or f"person:{person.id}",
            form.get("name", ""),
            address.to_save(request.args),
        )
    except Problem as problem:
        if problem.status != 422:
            raise
        return _listed(reach, _sentence(problem)), 422
    return _open(kept)


@routes.post("/act")
@identity.signed_in
def act() -> Any:
    """Rename it, let it be the list in the address, end it, or take it up again."""
    person, reach = asking()
    view = saved_views.find(reach, request.form.get("view", "")[:40])
    doing = request.form.get("do", "")
    try:
        if doing == "rename":
            saved_views.rename(person, view, request.form.get("name", ""))
        elif doing == "change":
            saved_views.change(person, view, address.to_save(request.args))
            return _open(view)
        elif doing == "end":
            saved_views.end(person, view)
        elif doing == "take_up":
            saved_views.take_up(person, view)
        else:
            raise Problem("bad-value", ("do", "not-a-choice"))
    except Problem as problem:
        if problem.status != 422:
            raise
        return _listed(reach, _sentence(problem), view.id), 422
    return redirect("/desk/saved/", 303)


@routes.post("/layout")
@identity.signed_in
def lay_out() -> Any:
    """Order and columns: of the saved view that is shown, in the address; else the person's own for this view, from now on."""
    person, reach = asking()
    view = views.named(request.args.get("view"))
    sorting = layout.sorting_in({"order": request.form.get("order", "")}) or ""
    columns = layout.columns_in({"show": " ".join(request.form.getlist("show")[:20]) or layout.NONE}) or ()
    if request.args.get("saved"):
        saved_views.find(reach, request.args["saved"][:40])
        query = address.with_layout(request.args, layout.parts(sorting, columns))
    else:
        layouts.keep_layout(person, view.name, sorting, columns)
        query = address.with_layout(request.args, {})
    return redirect(f"/desk?{query}", 303)


def _open(view: SavedView) -> Any:
    return redirect(f"/desk?{address.of_saved(view.id, view.query)}", 303)


def _sentence(problem: Problem) -> str:
    return str(problem.body(page.language())["errors"][0]["message"])
