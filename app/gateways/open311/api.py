"""The addresses of Open311 GeoReport v2: read by anybody, written with the key of a source."""

from __future__ import annotations

from typing import Any, BinaryIO, cast

from flask import Blueprint, Response, current_app, request

from app.core.problems.problem import Problem
from app.core.web import page
from app.gateways import keys
from app.gateways.models import Delivery, Source
from app.gateways.open311 import discovery, services, writing
from app.gateways.open311.commands import Fields
from app.gateways.open311.incoming import submission
from app.gateways.open311.incoming import updates as updates_in
from app.gateways.open311.outgoing import asked, board, own
from app.gateways.open311.outgoing import updates as updates_out
from app.gateways.open311.outgoing.asked import Asked

routes = Blueprint("open311", __name__, url_prefix="/open311")
FORM = "<any(xml, json):form>"
FRESH = 60  # seconds
UPDATES = "service_request_updates"
V2 = discovery.PATH.removeprefix("/open311")


@routes.after_request
def open_to_browsers(response: Response) -> Response:
    """What anybody may read, pages of other origins may read too, refusals as well; never with a key or a cookie."""
    if request.method in ("GET", "HEAD") and "api_key" not in request.args:
        response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@routes.get(f"/discovery.{FORM}")
@routes.get(f"{V2}/discovery.{FORM}")
def discover(form: str) -> Response:
    """Where the door is and what it speaks."""
    settings = current_app.config["SETTINGS"]
    found = discovery.describe(settings.city_name, settings.operator_name, settings.demo, page.language())
    return _reply(form, writing.single(form, "discovery", found))


@routes.get(f"{V2}/services.{FORM}")
def list_services(form: str) -> Response:
    """What can be asked for."""
    fields = _query()
    source = _source(fields)
    rows = services.listed(source, page.language())
    return _rows(form, "services", "service", rows, source=source)


@routes.get(f"{V2}/services/<code>.{FORM}")
def define_service(code: str, form: str) -> Response:
    """What may be said with one of them."""
    source = _source(_query())
    found = services.definition(code, source, page.language())
    return _reply(form, writing.single(form, "service_definition", found), source=source)


@routes.post(f"{V2}/requests.{FORM}")
def submit(form: str) -> Response:
    """A request: 201 where it is new here, 200 where it was sent before."""
    fields, source = _form()
    done = submission.submit(source, fields, _files(), page.language())
    row = {"service_request_id": done.number, "service_notice": done.notice, "account_id": None}
    return _rows(form, "service_requests", "request", [row], 201 if done.is_new else 200)


@routes.get(f"{V2}/requests.{FORM}")
def list_requests(form: str) -> Response:
    """Requests: those of the public board, and with a key those of its source."""
    fields = _query()
    return _requests(form, _source(fields), asked.parse(fields))


@routes.get(f"{V2}/requests/<id>.{FORM}")
def find_request(id: str, form: str) -> Response:
    """One of them."""
    return _requests(form, _source(_query()), asked.by_ids([id]), is_one=True)


@routes.get(f"{V2}/tokens/<token>.{FORM}")
def exchange(token: str, form: str) -> Response:
    """The number of what was handed over under this id."""
    source = _source(_query())
    known = Delivery.get_or_none(Delivery.id == token)
    if known is None:
        raise Problem("not-found", ("token", "not-here"))
    row = {"service_request_id": known.number, "token": token}
    return _rows(form, "service_requests", "request", [row], source=source)


@routes.get(f"{V2}/servicerequestupdates.{FORM}")
def list_updates(form: str) -> Response:
    """What became of requests: of those on the board, and with a key of those of its source."""
    fields = _query()
    source, language = _source(fields), page.language()
    since, until = asked.span(fields, updates_out.DAYS, updates_out.DAYS_MOST)
    rows = board.updates(since, until, language)
    if source is not None:
        rows = updates_out.listed(source, since, until, language)
    return _rows(form, UPDATES, "request_update", rows, source=source)


@routes.post(f"{V2}/servicerequestupdates.{FORM}")
def update(form: str) -> Response:
    """A word more on a request of the source's own: 201 where it is new here, 200 where it was sent before."""
    fields, source = _form()
    done = updates_in.update(source, fields, _files())
    return _rows(form, UPDATES, "request_update", [{"update_id": done.id}], 201 if done.is_new else 200)


@routes.route("/<path:rest>", methods=["GET", "POST"])
def nowhere(rest: str) -> Response:
    """Any other address below."""
    raise Problem("not-found")


def _requests(form: str, source: Source | None, wanted: Asked, is_one: bool = False) -> Response:
    language = page.language()
    found = own.listed(source, wanted, language) if source is not None else []
    known = {each.matter for each in found}
    found += [each for each in board.listed(wanted, language) if each.matter not in known]
    if is_one and not found:
        raise Problem("not-found", ("service_request_id", "not-here"))
    found.sort(key=lambda each: each.requested, reverse=True)
    here = found[: asked.MOST][(wanted.page - 1) * wanted.size : wanted.page * wanted.size]
    return _rows(form, "service_requests", "request", [each.row() for each in here], source=source)


def _query() -> Fields:
    fields = request.args.to_dict(flat=False)
    discovery.require_jurisdiction(fields)
    return fields


def _files() -> list[BinaryIO]:
    """The files of the form, whatever they are called."""
    files = (file for name in request.files for file in request.files.getlist(name))
    return [cast(BinaryIO, file.stream) for file in files if file.filename]


def _source(fields: Fields) -> Source | None:
    """The source whose key stands in the address; None without one. Problem unknown-key."""
    key = "".join(fields.get("api_key", [])[:1])
    return _require(key) if key else None


def _form() -> tuple[Fields, Source]:
    """What was sent, in the address too, and the source whose key is with it. Problem unknown-key."""
    fields = {**request.args.to_dict(flat=False), **request.form.to_dict(flat=False)}
    source = _require("".join(fields.get("api_key", [])[:1]))
    discovery.require_jurisdiction(fields)
    return fields, source


def _require(key: str) -> Source:
    source = keys.find(key) if key else None
    if source is None:
        raise Problem("unknown-key", ("api_key", "unknown-key" if key else "missing"))
    keys.note_use(source)
    return source


def _rows(
    form: str,
    root: str,
    item: str,
    rows: list[dict[str, Any]],
    status: int = 200,
    source: Source | None = None,
) -> Response:
    return _reply(form, writing.listed(form, root, item, rows), status, source)


def _reply(form: str, text: str, status: int = 200, source: Source | None = None) -> Response:
    """The answer; what is the same for everybody may be kept for a minute, as the board is."""
    response = Response(text, status, content_type=writing.TYPES[form])
    if request.method == "GET" and source is None:
        response.headers["Cache-Control"] = f"public, max-age={FRESH}"
    return response
