"""The doors of the application: every module whose routes a browser or a phone can reach, in one list."""

from __future__ import annotations

from importlib import import_module

from flask import Flask

# modules below `app`, each with a Blueprint called `routes`; Flask finds an address by its most exact rule, whatever the order
DOORS = (
    "shell.pages",
    "admin.pages",
    "admin.map.pages",
    "admin.map.files.pages",
    "admin.reorganisation.pages",
    "admin.duty.pages",
    "admin.leaving.pages",
    "admin.tables.pages",
    "people.api",
    "people.accounts.pages",
    "people.roster.pages",
    "areas.api",
    "areas.duty.pages",
    "areas.duty.outdoors.pages",
    "areas.pages",
    "areas.settings.pages",
    "areas.telephones.pages",
    "board.public.pages",
    "board.clearing.pages",
    "desk.pages",
    "desk.again.pages",
    "desk.duty.handing_over.pages",
    "desk.duty.pages",
    "desk.kept.pages",
    "desk.lists.pages",
    "desk.map.pages",
    "desk.matter.pages",
    "desk.requests.pages",
    "desk.several.pages",
    "evidence.api",
    "gateways.api",
    "gateways.groups.pages",
    "gateways.hotline.pages",
    "gateways.hotline.answers.pages",
    "gateways.petitions.pages",
    "gateways.open311.api",
    "gateways.pages",
    "gateways.trackers.api",
    "gateways.reading.pages",
    "gateways.systems.api",
    "gateways.systems.copying.pages",
    "gateways.systems.pages",
    "insight.api",
    "insight.effort.pages",
    "insight.indices.api",
    "insight.indices.pages",
    "insight.pages",
    "maps.api",
    "matters.views.api",
    "links.api",
    "links.pages",
    "links.heads.pages",
    "notify.daily.api",
    "notify.daily.pages",
    "notify.inbox.api",
    "notify.inbox.pages",
    "patrol.api",
    "patrol.companions.pages",
    "patrol.errands.pages",
    "places.api",
    "places.pages",
    "privacy.api",
    "privacy.pages",
    "privacy.complaints.pages",
    "requests.api",
    "requests.submission.pages",
    "requests.followup.pages",
    "requests.posters.pages",
    "storms.api",
    "storms.pages",
    "sync.api",
    "sync.review.pages",
)


def install(app: Flask) -> None:
    """Register the routes of every door with the application."""
    for name in DOORS:
        app.register_blueprint(import_module(f"app.{name}").routes)
