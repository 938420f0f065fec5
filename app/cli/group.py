"""The group of all verbs, in the order in which `gridwalk --help` lists them."""

from __future__ import annotations

import click

from app import __version__
from app.cli import areas, demo, maps, people, posters, server, sources, store, systems, tables

SECTIONS: dict[str, tuple[click.Command, ...]] = {
    "Run the server": (server.up, server.serve, server.worker, server.tick),
    "Look after the store": (
        store.migrate,
        store.backup,
        store.restore,
        store.verify,
        store.export,
        store.move,
    ),
    "Set up areas and people": (
        areas.import_areas,
        people.import_people,
        people.add_person,
        people.reset_person,
    ),
    "Set up what is dispatched, and to whom": (
        tables.check_setup,
        tables.load_starter_kit,
        tables.import_units,
        tables.import_categories,
        tables.import_responsibilities,
        tables.import_roster,
        tables.import_holidays,
        tables.import_telephones,
        tables.import_places,
        tables.export_units,
        tables.export_categories,
        tables.export_responsibilities,
        tables.export_roster,
        tables.export_holidays,
        tables.export_telephones,
        tables.export_places,
    ),
    "Let other systems in": (sources.add_source, sources.end_source, sources.add_key, sources.end_key),
    "Tell other systems": (
        systems.add_system,
        systems.map_system,
        systems.show_systems,
        systems.send_again,
        systems.end_system,
    ),
    "Codes on doors": (posters.posters, posters.import_plates),
    "Maps": (maps.give_map, maps.maps, maps.end_map),
    "Try it": (demo.seed_demo, demo.seed_city),
}


class Verbs(click.Group):
    """A group whose help lists its verbs by what they are for."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        widest = max(len(name) for name in self.commands)
        for title, verbs in SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl(
                    [(f"{verb.name:{widest}}", verb.get_short_help_str(limit=200)) for verb in verbs]
                )


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="%(prog)s %(version)s")
def gridwalk() -> None:
    """Gridwalk · 巡格: the operator's verbs.

    Settings come from the environment, or from a file of KEY=VALUE lines named by GRIDWALK_SETTINGS.
    `gridwalk VERB --help` tells about one verb. Exit status: 0 when it is done; 1 when it was not done, or not
    wholly, which a sentence explains; 2 for wrong usage and for what cannot be started.
    """


for _verbs in SECTIONS.values():
    for _verb in _verbs:
        gridwalk.add_command(_verb)
