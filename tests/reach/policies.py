"""Who may come through each door: one policy a route, stated by hand beside the table of routes and held against it.

A route that is missing here fails the build. `who` says which roles a thing may be opened or acted on by; `of` says what
stands in the address, so that the matrix can put a thing of one's own place, of next door and of another city there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

ANYONE = "anyone"  # nothing private stands behind it
SECRET = "secret"  # what stands in the address or the body is the key, and opens one thing
OWN = "own"  # whoever is signed in, and what they get is their own
PHONE = "phone"  # a phone's sync token

WALKERS = ("grid_worker", "grid_lead", "grid_guide")
LEADS = ("grid_lead", "grid_guide")
DESKS = ("dispatcher", "duty_desk")
AT_A_DESK = (*DESKS, "handler")
COVERERS = (*LEADS, *DESKS, "admin")
ADMIN = ("admin",)
BY_PLACE = (*WALKERS, "building_head", *DESKS, "admin")
EVERY_ROLE = (*BY_PLACE, "handler")


@dataclass(frozen=True)
class Policy:
    """One door: `who` is one of the words above or roles; `of` the kind of thing in its address; `body` what is sent to it.

    `is_ones_own`: whoever made the thing is let in too. A role counts where its post lies at or above the thing; a handler's
    post opens what lies with the unit alone, and none of these things does.
    """

    who: str | tuple[str, ...]
    of: str | None = None
    body: tuple[tuple[str, Any], ...] = ()
    is_json: bool = False
    is_ones_own: bool = False
    is_by_area: bool = False  # the address asks about an area: a post counts at it or above


def _all(policy: Policy, *endpoints: str) -> dict[str, Policy]:
    return dict.fromkeys(endpoints, policy)


def _sent(**fields: Any) -> tuple[tuple[str, Any], ...]:
    return tuple(fields.items())


# fmt: off
POLICIES: dict[str, Policy] = {
    # files, the shell, and what the public reads
    **_all(Policy(ANYONE), "shell.app", "shell.favicon", "shell.health", "shell.kill", "shell.manifest", "shell.offline", "shell.rescue",
           "shell.service_worker", "shell.shell_of", "shell.source", "shell.static_file", "sync.described",
           "board.index", "board.community", "board.photo", "privacy_pages.privacy", "privacy_pages.form", "privacy_pages.send",
           "requests_pages.ask", "requests_pages.send", "requests_pages.place", "requests_pages.by_code",
           "requests_following.find", "requests_following.open_by_number",
           "requests_api.receive", "requests_api.challenge", "requests_api.find", "requests_api.offered",
           "people_api.begin_session", "people_api.begin_session_by_passkey", "people_api.passkey_sign_in_options",
           "people_api.resume_session"),
    **_all(Policy(SECRET), "people_pages.enrol", "people_pages.enrol_finish", "patrol_pages.slip", "patrol_pages.confirm",
           "privacy_pages.mine", "trackers.owntracks_door", "trackers.osmand_door", "links.open_link", "links.answer", "links.did", "links.work", "links.form", "links.done",
           "links.not_yet", "links.photo", "requests_api.follow", "requests_api.photo", "requests_api.rate",
           "requests_api.withdraw", "requests_api.add", "requests_following.follow", "requests_following.data",
           "requests_following.photo", "requests_following.rate", "requests_following.withdraw", "requests_following.words"),
    "gateways_api.take": Policy(SECRET),  # the key of a source, in the header
    **_all(Policy(ANYONE), "open311.discover", "open311.list_services", "open311.define_service", "open311.list_requests",
           "open311.list_updates", "open311.nowhere"),  # what the board shows; with the key of a source, what is its own besides
    **_all(Policy(SECRET), "open311.submit", "open311.update", "open311.find_request", "open311.exchange"),  # the key of a source, or a name that only we can undo
    **_all(Policy(PHONE), "sync.sync", "people_api.give_back_sync_token"),
    # one's own
    **_all(Policy(OWN), "people_api.me", "people_api.end_session", "people_api.say_gone", "people_api.my_phones",
           "people_api.end_my_other_phones", "people_api.prove", "people_api.change_password", "people_api.set_preferences",
           "people_api.my_passkeys", "people_api.add_passkey", "people_api.passkey_options", "people_api.rename_passkey",
           "people_api.remove_passkey", "people_pages.enrolled", "patrol_api.my_buildings", "patrol_api.my_day",
           "patrol_api.my_trackers", "patrol_api.my_grids", "patrol_api.my_looks", "patrol_api.listed", "privacy_api.my_data", "notify_api.my_notices",
           "notify_api.read_notices", "notify_api.push_key", "notify_api.begin_push", "notify_api.end_push", "notify.show",
           "notify.mark_all_read", "areas_api.areas", "areas_api.units", "areas_api.numbers", "matters_api.list_categories",
           "matters_api.matters", "sync.changed"),
    # matters and photos
    "matters_api.matter_by_id": Policy(BY_PLACE, "matter"),
    # whoever holds it, the lead, and the desk of the level where it lies
    "links_api.list_recipients": Policy((*WALKERS, "dispatcher"), "matter"),
    "links_api.make": Policy((*WALKERS, "dispatcher"), "matter", _sent(to="unit:WY01"), is_json=True),
    "evidence.photo": Policy(BY_PLACE, "photo"),
    "evidence.photo PUT": Policy(OWN),  # anybody brings photos; whose bytes do not match learns no more than that
    # the desk
    "desk_pages.index": Policy(AT_A_DESK),
    "desk_pages.bar": Policy(AT_A_DESK),
    **_all(Policy(AT_A_DESK), "desk_map.map_page", "desk_map.map_points"),  # the list as the desk shows it
    "desk_map.map_posters": Policy(DESKS),
    "maps_api.listed": Policy(OWN),  # those whose area is above or below one's own
    "maps_api.file": Policy(EVERY_ROLE, "map"),
    **_all(Policy(ADMIN), "admin_map_files.index", "admin_map_files.give"),
    "admin_map_files.end": Policy(ADMIN, "map"),
    # a community out of reach is not there (tests/areas/test_patrons.py)
    **_all(Policy(ADMIN), "patron_pages.index", "patron_pages.name", "patron_pages.end"),
    **_all(Policy(ADMIN, is_by_area=True), "admin_map.map_page", "admin_map.map_points", "admin_map.map_posters"),
    "desk_pages.matter_page": Policy(DESKS, "matter"),
    "desk_pages.make_move": Policy(DESKS, "matter", _sent(text="看过")),
    "desk_pages.take_back": Policy(DESKS, "matter", _sent(undoes="1")),  # one's own alone; whoever made none may not
    # each view is looked up through the person: one's own, and those of the very desk at which one sits
    **_all(Policy(AT_A_DESK), "desk_kept.index", "desk_kept.save", "desk_kept.act", "desk_kept.lay_out"),
    "desk_again.look_again": Policy(DESKS, "matter", _sent(choice="hour")),
    "desk_again.looked": Policy(DESKS, "matter"),
    "desk_several.preview": Policy(AT_A_DESK),
    "desk_several.take_back": Policy(AT_A_DESK),  # one's own alone; of another's it is said that it is not open
    "desk_several.make": Policy(AT_A_DESK),  # each of the matters is looked up through the person
    "desk_residents.link": Policy(DESKS, "matter", _sent(unit="ZF01")),
    "desk_papers.order": Policy(DESKS, "matter", _sent(to="unit:ZF01")),
    "desk_papers.evidence": Policy(DESKS, "matter"),
    "desk_units.units": Policy(DESKS),
    "desk_units.named": Policy(AT_A_DESK),
    "desk_residents.held": Policy(DESKS),
    # an area out of reach is not there (tests/insight)
    **_all(Policy((*WALKERS, *DESKS, "admin"), is_by_area=True), "insight_api.figures", "insight_api.matters", "insight_api.items", "insight_pages.index", "insight_pages.behind", "indices_api.indices", "indices_pages.index"),
    # a grid's effort is told to its own people alone, to others its page says why not; that five together are told of: tests/insight/test_effort.py
    "effort_pages.index": Policy((*WALKERS, *DESKS, "admin"), is_by_area=True),
    "effort_pages.behind": Policy(WALKERS, is_by_area=True),
    **_all(Policy((*WALKERS, *DESKS, "admin"), is_by_area=True), "insight_api.figures", "insight_api.matters", "insight_api.items", "insight_pages.index", "insight_pages.behind"),
    **_all(Policy((*WALKERS, *DESKS, "admin"), is_by_area=True), "insight_api.figures", "insight_api.matters", "insight_pages.index", "insight_pages.behind"),
    **_all(Policy((*WALKERS, *DESKS, "admin"), is_by_area=True), "insight_api.figures", "insight_api.matters", "insight_reports.brief", "insight_reports.listed", "insight_reports.show", "insight_reports.chart", "insight_reports.file", "insight_pages.index", "insight_pages.behind"),
    **_all(Policy((*WALKERS, *DESKS, "admin"), is_by_area=True), "insight_api.figures", "insight_api.matters", "insight_forms.index", "insight_ledgers.of_matters", "insight_ledgers.of_errands", "insight_ledgers.of_places", "insight_ledgers.of_visits", "insight_reports.show", "insight_reports.chart", "insight_reports.file", "insight_pages.index", "insight_pages.behind"),
    # a grid's meeting is for whoever leads it; another grid is not there (tests/desk/meeting)
    "meeting_pages.show": Policy(LEADS, is_by_area=True),
    # a blank is its area's, for whoever reads the figures there (tests/insight/forms)
    **_all(Policy((*WALKERS, *DESKS, "admin")), "insight_forms.bring", "insight_forms.show", "insight_forms.filled", "insight_forms.choose",
           "insight_forms.renew", "insight_forms.take_back", "insight_forms.end", "insight_forms.resume"),
    # the digest of an area out of reach is not there; a handler has that of the unit (tests/notify/daily)
    **_all(Policy((*WALKERS, "building_head", *DESKS, "admin"), is_by_area=True), "daily_api.digest", "daily_pages.index", "daily_pages.sheet"),
    # the hotline's sheets: an upload is its person's own, and a ticket out of reach is not there (tests/gateways/hotline)
    **_all(Policy(DESKS), "hotline_pages.index", "hotline_pages.upload", "hotline_pages.planned", "hotline_pages.set_columns", "hotline_pages.write",
           "hotline_pages.ask_back", "hotline_pages.take_back", "hotline_answers.answered", "hotline_answers.reply", "hotline_answers.set_reply_columns",
           "hotline_answers.reply_sheet", "hotline_answers.download", "hotline_answers.rated", "hotline_answers.count_middling"),
    # what a desk has filed from a group is its own, and that of the desks above (tests/gateways/groups)
    **_all(Policy(DESKS), "group_pages.index", "group_pages.recognise", "group_pages.file", "group_pages.paste"),
    # a petition is its desk's, and that of the desks above (tests/gateways/petitions)
    **_all(Policy(DESKS), "petition_pages.index", "petition_pages.add", "petition_pages.one_petition", "petition_pages.change"),
    "desk_residents.decide": Policy(DESKS, "held request", _sent(reason="看不清说的是什么")),
    "desk_residents.contact": Policy(DESKS, "request", _sent(reason="回电")),
    **_all(Policy(DESKS), "desk_residents.new", "desk_residents.enter"),
    **_all(Policy(("duty_desk", "admin")), "desk_residents.example_form", "desk_residents.keep_examples"),
    # patrols
    **_all(Policy((*LEADS, "admin"), "patrol", is_ones_own=True),
           "patrol_api.whole_patrol", "patrol_api.as_geojson", "patrol_api.as_gpx"),
    **_all(Policy(OWN), "companions.mine", "companions.agree"),
    "companions.end": Policy((), "tracker", is_ones_own=True),
    "patrol_api.judge": Policy(LEADS, "patrol", _sent(agrees=True), is_json=True),
    "patrol_api.day_of": Policy((*LEADS, "admin"), "person", is_ones_own=True),
    "patrol_api.coverage": Policy(COVERERS),
    # people
    **_all(Policy((*LEADS, *DESKS, "admin")), "people_pages.people"),
    "people_pages.person_page": Policy((*LEADS, *DESKS, "admin"), "person"),
    "people_pages.read_number": Policy((*LEADS, *DESKS, "admin"), "person", _sent(reason="有事找")),
    "people_pages.phone_lost": Policy((*LEADS, "admin"), "person"),
    **_all(Policy(ADMIN, "person"), "people_pages.disable", "people_pages.enable", "people_tables.end_post"),
    **_all(Policy((*LEADS, "admin"), "person"), "people_pages.enrol_page", "people_pages.show_link"),
    **_all(Policy((*LEADS, "admin")), "people_tables.new_page", "people_tables.new", "people_tables.slips_page", "people_tables.slips"),
    **_all(Policy(ADMIN), "people_tables.import_page", "people_tables.preview", "people_tables.confirm", "people_tables.template"),
    **_all(Policy((*WALKERS, "admin")), "heads.all_heads"),
    "heads.place": Policy((*WALKERS, "admin"), "building"),
    "heads.ask_in": Policy((*WALKERS, "admin"), "building", _sent(name="周奶奶", phone="13800138000")),
    **_all(Policy((*WALKERS, "admin"), "head"), "heads.end", "heads.link"),
    # places
    **_all(Policy(ADMIN), "admin_pages.home", "admin_pages.setup", "admin_pages.starter_kit", "admin_pages.ask_kit_back", "admin_pages.take_kit_back"),
    **_all(Policy((*LEADS, "admin"), "person"), "admin_leaving.show", "admin_leaving.hand_over"),
    **_all(Policy(ADMIN), "admin_duty.form", "admin_duty.lay"),
    "absences.mine": Policy(OWN),
    **_all(Policy((*LEADS, "admin"), "person", is_ones_own=True), "absences.form", "absences.enter"),
    "absences.end": Policy((*LEADS, "admin"), "person", _sent(absence="0190aaaa-0000-7000-8000-000000000009"), is_ones_own=True),
    "handover_pages.index": Policy(DESKS),
    "handover_pages.hand_over": Policy(DESKS, None, _sent(form="0190aaaa-0000-7000-8000-000000000009")),
    "handover_pages.take_over": Policy((*DESKS,), "handover"),
    "handover_pages.paper": Policy((*DESKS, "admin"), "handover"),
    "outdoor_pauses.index": Policy((*LEADS, *AT_A_DESK, "admin")),
    "outdoor_pauses.begin": Policy((*DESKS, "admin")),
    "outdoor_pauses.end": Policy((*DESKS, "admin"), "outdoor pause"),
    "places.index": Policy((*WALKERS, *DESKS, "admin")),
    "places.place_page": Policy((*WALKERS, *DESKS, "admin"), "place of the register"),
    "places_api.my_places": Policy(OWN),
    "campaigns.index": Policy((*WALKERS, *DESKS, "admin")),
    "campaigns.begin": Policy((*LEADS, *DESKS, "admin"), None, _sent(id="0190aaaa-0000-7000-8000-000000000021")),
    "joint_inspections.form": Policy((*LEADS, *DESKS, "admin")),
    "joint_inspections.plan": Policy((*LEADS, *DESKS, "admin"), None, _sent(id="0190aaaa-0000-7000-8000-000000000022")),
    **_all(Policy((*WALKERS, *DESKS, "admin"), "campaign"), "campaign_progress.campaign_page", "campaign_progress.places", "campaign_changes.way_back", "campaign_report.report_page", "campaign_report.report_document", "campaign_report.report_workbook"),
    **_all(Policy((*LEADS, *DESKS, "admin"), "campaign"), "campaigns.end", "campaign_changes.add", "campaign_changes.take_out"),
    "campaigns_api.campaigns": Policy((*WALKERS, *DESKS, "admin")),
    "campaigns_api.one_campaign": Policy((*WALKERS, *DESKS, "admin"), "campaign"),
    "storms.index": Policy((*WALKERS, *DESKS, "admin")),
    "storms.declare": Policy((*DESKS, "admin"), None, _sent(id="0190aaaa-0000-7000-8000-000000000019")),
    "storms.storm_page": Policy((*WALKERS, *DESKS, "admin"), "storm"),
    "storms.way_back": Policy((*WALKERS, *DESKS, "admin"), "storm"),
    "storms.doors": Policy((*WALKERS, *DESKS), "storm"),
    "storms.end": Policy((*DESKS, "admin"), "storm"),
    "storms.expect": Policy((*DESKS, "admin"), "storm"),
    "storms_api.storms": Policy((*WALKERS, *DESKS, "admin")),
    "storms_api.one_storm": Policy((*WALKERS, *DESKS, "admin"), "storm"),
    "duty_pages.index": Policy((*LEADS, *AT_A_DESK, "admin")),
    "admin_pages.looked_through": Policy(ADMIN, "person"),
    **_all(Policy(ADMIN), "admin_tables.listing", "admin_tables.new", "admin_tables.add", "admin_tables.entry", "admin_tables.change", "admin_tables.apply",
           "admin_tables.remove", "admin_tables.take_back", "admin_tables.ask_import_back", "admin_tables.take_import_back", "admin_tables.import_form", "admin_tables.import_file",
           "admin_tables.export_file", "admin_tables.complete"),
    **_all(Policy(ADMIN), "admin_reorganisation.index", "admin_reorganisation.fresh", "admin_reorganisation.make"),
    **_all(Policy(ADMIN, "reorganisation"), "admin_reorganisation.show", "admin_reorganisation.send_posts", "admin_reorganisation.agree",
           "admin_reorganisation.drop", "admin_reorganisation.back", "admin_reorganisation.edit"),
    **_all(Policy(ADMIN), "gateways_pages.index", "gateways_pages.fresh", "gateways_pages.open_source"),
    **_all(Policy(ADMIN, "source"), "gateways_pages.source_page", "gateways_pages.renew", "gateways_pages.try_out", "gateways_pages.change", "gateways_pages.end"),
    **_all(Policy(SECRET), "systems_api.answer", "systems_api.matters", "systems_api.told_visits", "systems_api.hand_over"),  # the key of a system, in the header
    **_all(Policy(ADMIN), "systems_pages.index", "systems_pages.fresh", "systems_pages.open_system"),
    **_all(Policy(ADMIN, "system"), "systems_pages.system_page", "systems_pages.change", "systems_pages.renew", "systems_pages.end",
           "systems_pages.send_again", "systems_pages.map_page", "systems_pages.try_map", "systems_pages.keep_map", "systems_pages.export_map",
           "systems_pages.export_matters", "systems_pages.import_answers"),
    "systems_copying.copy": Policy(DESKS, "matter of a system"),
    "systems_pages.settle": Policy(ADMIN, "system", _sent(choice="known")),
    "systems_pages.tell_visits": Policy(ADMIN, "system", _sent(choice="on", reason="市里要台账")),
    **_all(Policy(ADMIN), "reading_pages.index", "reading_pages.fresh", "reading_pages.give"),
    **_all(Policy(ADMIN, "reading key"), "reading_pages.key_page", "reading_pages.renew", "reading_pages.change", "reading_pages.end"),
    **_all(Policy(EVERY_ROLE), "areas_pages.top"),
    "areas_pages.node": Policy(EVERY_ROLE, "grid"),
    **_all(Policy(ADMIN), "areas_pages.import_form", "areas_pages.import_file", "areas_pages.template"),
    "areas_settings.settings": Policy(ADMIN, "grid"),
    "admin_pages.setting_changes_of": Policy(ADMIN, "grid"),
    "admin_pages.take_setting_back": Policy(ADMIN, "grid", _sent(seq="1", reason="试行")),
    "areas_settings.save_settings": Policy(ADMIN, "grid", _sent(track_days="5", reason="试行")),
    **_all(Policy((*LEADS, *DESKS, "admin")), "areas_telephones.top"),
    **_all(Policy((*LEADS, *DESKS, "admin"), "grid", _sent(kind="police", name="值班", number="0577-88880000")),
           "areas_telephones.listed", "areas_telephones.add", "areas_telephones.add_table"),
    "areas_telephones.remove": Policy((*LEADS, *DESKS, "admin"), "telephone"),
    **_all(Policy((*LEADS, *DESKS, "admin")), "posters.index", "posters.make", "posters.print_"),
    "posters.end": Policy((*LEADS, *DESKS, "admin"), "poster"),
    **_all(Policy(ADMIN), "posters.plates_form", "posters.plates_file"),
    # the public board, complaints, what could not be applied
    "board_pages.index": Policy((*DESKS, "admin")),
    **_all(Policy((*DESKS, "admin"), "matter"), "board_pages.clear_matter", "board_pages.save", "board_pages.off", "board_pages.show"),
    "board_pages.source": Policy((*DESKS, "admin"), "photo of a matter"),
    "board_pages.copy": Policy((*DESKS, "admin"), "cleared copy"),
    "privacy_routes.complaints": Policy((*DESKS, "admin")),
    "privacy_routes.complaint": Policy((*DESKS, "admin"), "complaint"),
    "privacy_routes.answer": Policy((*DESKS, "admin"), "complaint", _sent(text="会改")),
    "privacy_routes.contact": Policy((*DESKS, "admin"), "complaint", _sent(reason="回电")),
    "sync_pages.quarantine": Policy((*LEADS, "admin")),
    **_all(Policy((*LEADS, "admin"), "kept op"), "sync_pages.release", "sync_pages.let_be"),
    **_all(Policy(COVERERS, "refused call"), "sync_pages.call", "sync_pages.handled", "sync_pages.enter"),
    **_all(Policy((*LEADS, "admin")), "sync_pages.import_page", "sync_pages.import_phone"),
}
# fmt: on
