"""What the slices tell those below them, and what every template may call: the one place where they meet."""

from __future__ import annotations

import json

from flask import Flask

import app.notify.inbox.feed
from app import doors
from app.areas import role_words
from app.areas.access import readers
from app.areas.duty import absences
from app.areas.telephones import emergency
from app.board.clearing import clearance
from app.campaigns import openapi_routes as campaign_routes
from app.campaigns import visits
from app.core import clock, telephone
from app.core.web import confirmation, dialects, page
from app.desk import pages as desk_pages
from app.desk.again import looks
from app.desk.colleagues import beside
from app.desk.duty.handing_over import handover
from app.desk.kept import layouts, saved_views
from app.evidence import uses
from app.gateways import agreed, keys, known_as
from app.gateways import openapi_routes as gateway_routes
from app.gateways.models import Source
from app.gateways.open311 import openapi_routes as open311_routes
from app.gateways.open311 import writing as open311
from app.gateways.reading import keys as reading_keys
from app.gateways.systems import openapi_routes as system_routes
from app.gateways.systems.copying import forms as copy_forms
from app.gateways.systems.models import System
from app.gateways.systems.outgoing import collecting
from app.gateways.trackers import openapi_routes as tracker_routes
from app.insight import openapi_routes as figure_routes
from app.ledger import sentences
from app.maps import openapi_routes as map_routes
from app.matters import placement, reports
from app.matters.models import Matter
from app.matters.moves import table as moves
from app.matters.moves.handling import undo
from app.matters.queries import lists, search
from app.matters.residents import involved
from app.matters.views import confidential, known_elsewhere, serialize
from app.notify import openapi_routes, subjects
from app.notify.models import Notice
from app.notify.pipeline import collect, retention
from app.patrol import access
from app.patrol.companions import devices
from app.patrol.errands import feed, table
from app.patrol.rounds import recording
from app.people.sign_in import identity
from app.places import checks, kinds
from app.places.commands import FINDING_MOST
from app.privacy import own_data, rule
from app.requests import held_requests, photos
from app.requests.followup import callers, requesters, timeline
from app.shell import assets, navigation
from app.storms import at_doors
from app.storms import openapi_routes as storm_routes
from app.sync import changes
from app.sync.models import Quarantine
from app.sync.openapi import routes_table
from app.sync.review import supervisor


def install(app: Flask) -> None:
    """Put the slices' doors into the application."""
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    # a translated sentence is Markup, a kind of str that only the standard library writes as JSON
    app.jinja_env.policies["json.dumps_function"] = json.dumps
    app.jinja_env.globals.update(
        again_most=checks.AGAIN_MOST,
        finding_most=FINDING_MOST,
        alarms=desk_pages.bar_of_reader,
        confirmed=confirmation.of_request,
        asset=assets.address,
        dials=lambda: emergency.dials(page.language()),
        errand_table=table.serialize,
        html_lang=page.html_lang,
        is_fragment=page.is_fragment,
        language=page.language,
        role_name=role_words.role_name,
        home=navigation.home,
        navigation=navigation.entries,
        place_words=lambda: kinds.phone_words(page.language()),
        offsets=lambda: clock.offsets(clock.zone()),
        settings=app.config["SETTINGS"],
        translated=page.translated,
        telephone={"number": telephone.PATTERN, "mobile": telephone.MOBILE},
    )
    doors.install(app)
    dialects.register(*open311.DIALECTS)
    rules()


def rules() -> None:
    """What slices tell those below them: who may see a photo, who may bring one, what else is a person's own."""
    uses.register("matter", lists.may_see, _area_of_matter, confidential.keeps_photo)
    uses.register_reading("matter", confidential.shows_photo)
    readers.register(reading_keys.reach_by)
    uses.register("patrol", access.may_see_by_id)
    uses.register("visit", access.may_see_visit)
    uses.register("errand", feed.may_see, feed.area_of)
    uses.register("place", checks.may_see, checks.area_of)
    uses.register("campaign", visits.may_see, visits.area_of)
    uses.register("quarantine", supervisor.may_see)
    uses.register("request", held_requests.may_see, held_requests.area_of)
    identity.register_guest("request", photos.guest)
    identity.register_guest("source", keys.guest)
    known_elsewhere.register(known_as.of_matter)
    known_elsewhere.register_forms(copy_forms.of_matter)
    search.register_callers(known_as.matters_of)
    serialize.register_residents(requesters.by_matter)
    involved.register_residents(requesters.names_of)
    involved.register_asking(requesters.is_asked_without)
    undo.register_reading(collect.is_read)
    search.register_callers(callers.matters_of)
    sentences.register("matter", {"report": reports.SENTENCES, **clearance.SENTENCES})
    timeline.register(clearance.RESIDENTS)
    sentences.register("matter", {move.name: move.sentences for move in moves.MOVES})
    sentences.register("errand", table.SENTENCES)
    sentences.register("place", checks.SENTENCES)
    sentences.register("storm", at_doors.SENTENCES)
    sentences.register("campaign", visits.SENTENCES)
    placement.register_running_area(recording.running_area)
    subjects.register_names("system", agreed.name_in(System))
    subjects.register_names("source", agreed.name_in(Source))
    own_data.add(
        "notices", lambda person: own_data.plain(Notice.select().where(Notice.recipient == person.id))
    )
    own_data.add("saved_views", saved_views.of_person)
    own_data.add("matters_to_look_at_again", looks.of_person)
    own_data.add("desk_layouts", layouts.of_person)
    own_data.add("absences", absences.of_person)
    own_data.add("shifts_handed_over", handover.of_person)
    own_data.add("trackers", devices.of_person)
    own_data.add(
        "held_for_review",
        lambda person: own_data.plain(Quarantine.select().where(Quarantine.person == person.id)),
    )
    rule.LENGTHS["open beside"] = 2 * beside.KEPT  # as old as that, when the job comes by
    rule.LENGTHS["sent to platforms"] = collecting.KEPT
    rule.LENGTHS["looks"] = looks.KEPT
    rule.LENGTHS["handovers"] = handover.KEPT
    rule.LENGTHS["notices"] = retention.DAYS * clock.DAY
    changes.register("notice", app.notify.inbox.feed.feed)
    for routes in (
        openapi_routes.ROUTES, gateway_routes.ROUTES, system_routes.ROUTES, open311_routes.ROUTES, tracker_routes.ROUTES,
        figure_routes.ROUTES, storm_routes.ROUTES, campaign_routes.ROUTES, map_routes.ROUTES,
    ):  # fmt: skip
        routes_table.register(*(routes_table.written(**fields) for fields in routes))


def _area_of_matter(id: str) -> str | None:
    """Where the matter lies, for the line on its photos."""
    matter = Matter.get_or_none(Matter.id == id)
    return matter.area if matter is not None else None
