"""Pages and fragments: which language, which form, and typed input from either JSON or a form."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, TypeVar
from urllib.parse import quote

import msgspec
from flask import Flask, Response, g, render_template
from htmx_flask import request
from htmx_flask.requests import HtmxHeaders
from markupsafe import Markup
from werkzeug.datastructures import LanguageAccept
from werkzeug.wrappers import Request

from app.core import decode
from app.core.patterns import whole
from app.core.problems.problem import Problem
from app.core.words import Choices, translate

T = TypeVar("T")
LANGUAGES = ("zh", "en")
DIGITS_MOST = 7  # of a number that a form asks for


def language_of(asked: Request) -> str:
    """The language a request asks for: the switch's cookie on pages, else Accept-Language, else Chinese."""
    chosen = asked.cookies.get("lang") if not asked.path.startswith("/api/") else None
    if chosen in LANGUAGES:
        return str(chosen)
    return best_language(asked.accept_languages)


def best_language(accepted: LanguageAccept) -> str:
    """The first of our languages that is accepted, else Chinese."""
    return (accepted.best_match(["zh", "zh-CN", "en"]) or "zh")[:2]


def language() -> str:
    """The reply's language, "zh" or "en": the request's, unless something in it has chosen another."""
    if "language" not in g:
        g.language = language_of(request)
    own: str = g.language
    return own


def html_lang() -> str:
    """The lang attribute of the page."""
    return "en" if language() == "en" else "zh-CN"


def translated(message: str, **values: object) -> str:
    """A marked message in the reply's language, with `values` in its {braces}."""
    return translate(message, language(), **values)


def install_words(app: Flask) -> None:
    """Let templates write _("中文") and _("%(n)s 件", n=3)."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=_words_of_page, ngettext=lambda message, _plural, _number: translated(message), newstyle=False
    )


def _words_of_page(message: str, **values: object) -> Markup:
    """A marked message in the reply's language, its values escaped."""
    return Markup(translated(message)) % Choices(values)


def wants_fragment(asked: Request) -> bool:
    """Whether htmx asked for a part of a page; where it restores what lay in the history it wants the whole."""
    htmx = HtmxHeaders(asked.headers)
    return bool(htmx) and not htmx.history_restore_request


def is_fragment() -> bool:
    """Whether this request is one of htmx for a part of a page."""
    return wants_fragment(request)


def render(name: str, **values: Any) -> str:
    """`name`.html as a page, or its fragment `_name`.html when htmx asks."""
    folder, _, leaf = name.rpartition("/")
    fragment = f"{folder}/_{leaf}.html" if folder else f"_{leaf}.html"
    return render_template(fragment if is_fragment() else f"{name}.html", **values)


def refused(answer: Response, problem: Problem) -> Response:
    """The answer as one that refuses: with the problem's status and name, and when to try again."""
    answer.status_code = problem.status
    answer.headers["X-Problem"] = problem.name
    if problem.retry_after is not None:
        answer.headers["Retry-After"] = str(problem.retry_after)
    return answer


def json_body(kind: type[T]) -> T:
    """The request's JSON as a `kind`; 415 unless it is said to be JSON."""
    if request.mimetype != "application/json":
        raise Problem("not-json")
    return decode.decode(request.get_data(), kind)


class Agreed(decode.Command):
    """The plan of an import that a person saw and agreed to, by its digest."""

    agreed: Annotated[str, msgspec.Meta(pattern=whole("[0-9a-f]{64}"))] | None = None


def file_body() -> bytes:
    """The file of the request's form. Problem bad-value where none was chosen, or an empty one."""
    file = request.files.get("file")
    data = file.read() if file is not None else b""
    if not data:
        raise Problem("bad-value", ("file", "is-empty" if file is not None and file.filename else "missing"))
    return data


def file_name() -> str:
    """What the file of the request's form is called where it came from, "" where no name was sent; a folder is left out."""
    file = request.files.get("file")
    name = "" if file is None else (file.filename or "").replace("\\", "/").rpartition("/")[2]
    return "".join(letter for letter in name if letter.isprintable())


def attachment(name: str, plain: str) -> str:
    """The header's value under which a file is saved as `name`; where that is not understood as `plain`, which is ASCII (RFC 6266)."""
    kept = "".join(letter for letter in name if letter.isprintable() and letter not in '\\/:*?"<>|')
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(kept, safe='')}"


def form_body(kind: type[T]) -> T:
    """The request's form as a `kind`: one value a field, empty ones left out, lines ended as we end them."""
    fields = {key: value.replace("\r\n", "\n") for key, value in request.form.items() if value != ""}
    return decode.convert(fields, kind)


def form_fields(kind: type, lists: Iterable[str] = (), numbers: Iterable[str] = ()) -> dict[str, Any]:
    """What the form says for `kind`, without what was left empty: `lists` by all their values, `numbers` as such.

    Problem bad-value for a number that is none.
    """
    names = set(kind.__struct_fields__)  # type: ignore[attr-defined]
    fields: dict[str, Any] = {
        key: value.strip() for key, value in request.form.items() if value.strip() and key in names
    }
    for key in numbers:
        if key in fields and (not fields[key].isdecimal() or len(fields[key]) > DIGITS_MOST):
            raise Problem("bad-value", (key, "not-whole"))
        if key in fields:
            fields[key] = int(fields[key])
    return {**fields, **{key: request.form.getlist(key) for key in lists}}


def errors_by_field(problem: Problem) -> dict[str, str]:
    """A sentence for each field at which something is wrong; what is wrong with a part of a list is said at the list."""
    errors = problem.body(language()).get("errors", [])
    return {error["field"].partition("[")[0]: error["message"] for error in errors}
