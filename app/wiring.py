"""Every slice's routes and the rules they register, in one list."""

from __future__ import annotations

import json

from flask import Flask

from app.areas import api as areas_api
from app.areas import pages as areas_pages
from app.areas import routes as areas_telephones
from app.board import pages as board_pages
from app.board import routes as board
from app.core import clock, page, telephone
from app.desk import pages as desk_pages
from app.desk import routes as desk_residents
from app.evidence import routes as evidence
from app.evidence import uses
from app.links import api as links_api
from app.links import pages as links_pages
from app.links import routes as heads
from app.matters import api as matters_api
from app.matters import confiding, offering, placing, showing
from app.matters import queues as matters_queues
from app.matters.models import Matter
from app.notify import api as notify_api
from app.notify import api_table as notify_table
from app.notify import feed as notify_feed
from app.notify import pages as notify_pages
from app.notify import retention as notify_retention
from app.notify.models import Notice
from app.patrol import api as patrol_api
from app.patrol import errand_feed, errand_table, looks, rounds
from app.patrol import pages as patrol_pages
from app.people import api as people_api
from app.people import door
from app.people import pages as people_pages
from app.people import routes as people_tables
from app.privacy import api as privacy_api
from app.privacy import own, rule
from app.privacy import pages as privacy_pages
from app.privacy import routes as privacy_routes
from app.requests import api as requests_api
from app.requests import askers, holding, photos, poster_pages
from app.requests import pages as requests_pages
from app.requests import routes as requests_following
from app.shell import assets, navigation
from app.shell import routes as shell
from app.sync import api as sync_api
from app.sync import api_table, changes, supervising
from app.sync import pages as sync_pages
from app.sync.models import Quarantine


def install(app: Flask) -> None:
    """Put the slices' doors into the application."""
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    # a translated sentence is Markup, a kind of str that only the standard library writes as JSON
    app.jinja_env.policies["json.dumps_function"] = json.dumps
    app.jinja_env.globals.update(
        asset=assets.address,
        errand_table=errand_table.shown,
        fresh_moves=offering.fresh,
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
        poster_pages.routes,
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
    uses.register("matter", matters_queues.may_see, _area_of_matter, confiding.keeps_photo)
    uses.register("patrol", looks.may_see_by_id)
    uses.register("visit", looks.may_see_visit)
    uses.register("errand", errand_feed.may_see, errand_feed.area_of)
    uses.register("quarantine", supervising.may_see)
    uses.register("request", holding.may_see, holding.area_of)
    door.register_guest("request", photos.guest)
    showing.register_residents(askers.shown)
    placing.register_running_area(rounds.running_area)
    own.add("notices", lambda person: own.plain(Notice.select().where(Notice.recipient == person.id)))
    own.add(
        "held_for_review", lambda person: own.plain(Quarantine.select().where(Quarantine.person == person.id))
    )
    rule.LENGTHS["notices"] = notify_retention.DAYS * clock.DAY
    changes.register("notice", notify_feed.feed)
    api_table.register(*(api_table.Route(**told) for told in notify_table.ROUTES))


def _area_of_matter(id: str) -> str | None:
    """Where the matter lies, for the line on its photos."""
    found = Matter.get_or_none(Matter.id == id)
    return found.area if found is not None else None
