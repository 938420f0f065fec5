"""The public board: no session, no script, nothing that a person has not cleared."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from app.board.clearing.pages import page_number, send_copy
from app.board.origins import WORDS
from app.board.public import figure_words, published
from app.core.decode import SHA256_FORM
from app.core.problems.problem import Problem
from app.core.web import public_page

routes = Blueprint("board", __name__, url_prefix="/board")
public_page.install(routes)
FRESH = 60  # seconds that others may keep a page; what is taken off is gone from everywhere after that


def _public(html: str) -> Response:
    response = Response(html, content_type="text/html; charset=utf-8")
    response.headers["Cache-Control"] = f"public, max-age={FRESH}"
    return response


@routes.get("/")
def index() -> Response:
    """Every community that has a board."""
    name, number = request.args.get("q", "")[: published.NAME_MOST], page_number()
    places, more = published.communities(name, number)
    return _public(render_template("board/places.html", places=places, more=more, page=number, q=name))


@routes.get("/<code>")
def community(code: str) -> Response:
    """What was said and done in a community, and how it goes."""
    area, number = published.community(code), page_number()
    pairs, more = published.pairs(area.code, number)
    html = render_template(
        "board/community.html",
        here=area,
        pairs=pairs,
        more=more,
        page=number,
        board=figure_words.figures_of(area.code) if number == 1 else None,
        origins=WORDS,
    )
    return _public(html)


@routes.get("/photos/<digest>")
def photo(digest: str) -> Response:
    """Serve a masked copy while its clearing is on the board."""
    if not SHA256_FORM.fullmatch(digest):
        raise Problem("not-found")
    response = send_copy(published.photo(digest).digest)
    response.headers["Cache-Control"] = f"public, max-age={FRESH}"
    response.headers["Content-Disposition"] = f'inline; filename="{digest[:12]}.webp"'
    return response
