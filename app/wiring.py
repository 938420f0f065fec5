"""Every slice's routes and the rules they register, in one list."""

from __future__ import annotations

import json

from flask import Flask

from app.areas import api as areas_api
from app.areas import pages as areas_pages
from app.areas.telephones import pages as areas_telephones
from app.board.clearing import pages as board_pages
from app.board.public import pages as board
from app.core import clock, telephone
from app.core.web import page
from app.desk import pages as desk_pages
from app.desk.requests import pages as desk_residents
from app.evidence import api as evidence
from app.evidence import uses
from app.links import api as links_api
from app.links import pages as links_pages
from app.links.heads import pages as heads
from app.matters import placement
from app.matters.models import Matter
from app.matters.queries import confidential
from app.matters.queries import lists as matters_queues
from app.matters.views import api as matters_api
from app.matters.views import offers, serialize
from app.notify import openapi_routes as notify_table
from app.notify.inbox import api as notify_api
from app.notify.inbox import feed as notify_feed
from app.notify.inbox import pages as notify_pages
from app.notify.models import Notice
from app.notify.pipeline import retention as notify_retention
from app.patrol import access
from app.patrol import api as patrol_api
from app.patrol.errands import feed, table
from app.patrol.errands import pages as patrol_pages
from app.patrol.rounds import recording
from app.people import api as people_api
from app.people.accounts import pages as people_pages
from app.people.roster import pages as people_tables
from app.people.sign_in import identity
from app.privacy import api as privacy_api
from app.privacy import own_data, rule
from app.privacy import pages as privacy_pages
from app.privacy.complaints import pages as privacy_routes
from app.requests import api as requests_api
from app.requests import held_requests, photos
from app.requests.followup import pages as requests_following
from app.requests.followup import requesters
from app.requests.posters import pages
from app.requests.submission import pages as requests_pages
from app.shell import assets, navigation
from app.shell import pages as shell
from app.sync import api as sync_api
from app.sync import changes
from app.sync.models import Quarantine
from app.sync.openapi import routes_table
from app.sync.review import pages as sync_pages
from app.sync.review import supervisor


def install(app: Flask) -> None:
    """Put the slices' doors into the application."""
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    # a translated sentence is Markup, a kind of str that only the standard library writes as JSON
    app.jinja_env.policies["json.dumps_function"] = json.dumps
    app.jinja_env.globals.update(
        asset=assets.address,
        errand_table=table.shown,
        fresh_moves=offers.fresh,
        html_lang=page.html_lang,
        language=page.language,
        navigation=navigation.entries,
        settings=app.config["SETTINGS"],
        telephone={"number": telephone.PATTERN, "mobile": telephone.MOBILE},
    )
    for routes in (
        shell.routes,
        people_api.routes,
        people_pages.routes,
        people_tables.routes,
        areas_api.routes,
        areas_pages.routes,
        areas_telephones.routes,
        board.routes,
        board_pages.routes,
        desk_pages.routes,
        desk_residents.routes,
        evidence.routes,
        matters_api.routes,
        links_api.routes,
        links_pages.routes,
        heads.routes,
        notify_api.routes,
        notify_pages.routes,
        patrol_api.routes,
        privacy_api.routes,
        privacy_pages.routes,
        privacy_routes.routes,
        requests_api.routes,
        pages.routes,
        patrol_pages.routes,
        requests_pages.routes,
        requests_following.routes,
        sync_api.routes,
        sync_pages.routes,
    ):
        app.register_blueprint(routes)
    rules()


def rules() -> None:
    """What slices tell those below them: who may see a photo, who may bring one, what else is a person's own."""
    uses.register("matter", matters_queues.may_see, _area_of_matter, confidential.keeps_photo)
    uses.register("patrol", access.may_see_by_id)
    uses.register("visit", access.may_see_visit)
    uses.register("errand", feed.may_see, feed.area_of)
    uses.register("quarantine", supervisor.may_see)
    uses.register("request", held_requests.may_see, held_requests.area_of)
    identity.register_guest("request", photos.guest)
    serialize.register_residents(requesters.shown)
    placement.register_running_area(recording.running_area)
    own_data.add(
        "notices", lambda person: own_data.plain(Notice.select().where(Notice.recipient == person.id))
    )
    own_data.add(
        "held_for_review",
        lambda person: own_data.plain(Quarantine.select().where(Quarantine.person == person.id)),
    )
    rule.LENGTHS["notices"] = notify_retention.DAYS * clock.DAY
    changes.register("notice", notify_feed.feed)
    routes_table.register(*(routes_table.Route(**told) for told in notify_table.ROUTES))


def _area_of_matter(id: str) -> str | None:
    """Where the matter lies, for the line on its photos."""
    found = Matter.get_or_none(Matter.id == id)
    return found.area if found is not None else None
