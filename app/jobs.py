"""Everything the clock starts, in one table; each piece works from durable rows and may be killed at any moment."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass

from app.admin.reorganisation import carrying_out
from app.areas.duty import absences
from app.areas.imports import uploads
from app.campaigns import opening as campaigns
from app.core import clock, db
from app.core.writers import again, claims
from app.desk.again import looks
from app.desk.colleagues import beside
from app.desk.duty.handing_over import handover
from app.evidence import allowance, metadata, room, storage
from app.gateways import sources
from app.gateways.open311.incoming import pictures
from app.gateways.systems.outgoing import collecting, sending, watching
from app.insight import catch_up as insight
from app.insight.reports import telling
from app.links import expiry as links
from app.matters import clock_jobs, rekeying, search_index
from app.matters.duty import relief
from app.matters.moves import takebacks
from app.notify.daily import sending as daily
from app.notify.pipeline import collect, deliver
from app.notify.pipeline import retention as notices
from app.patrol import door_retention
from app.patrol.companions import devices, late, outside, sealed
from app.patrol.rounds import retention
from app.people.sign_in import retention as sign_in_retention
from app.privacy import deletion as privacy
from app.requests.antispam import gate
from app.sync.review import retention as review_retention

log = logging.getLogger("gridwalk.jobs")


@dataclass(frozen=True)
class Job:
    """A piece of clock work: its name, how often it looks (ms; 0: always), and the verb, which says how many rows it moved.

    One worker at a time does it, whichever comes first; several where it is `shared`: it claims its rows one by one.
    """

    name: str
    every: int
    work: Callable[[], int]
    shared: bool = False


TABLE: tuple[Job, ...] = (
    Job("store: room on the disk", clock.MINUTE, room.watch),
    Job("notices: collect", 0, collect.collect),
    Job("notices: send", 0, deliver.deliver, shared=True),
    Job("daily: digests that are due", 15 * clock.SECOND, daily.send),
    Job("daily: old ones", clock.DAY, daily.forget),
    Job("notices: old ones", clock.HOUR, notices.sweep),
    Job("evidence: uploads that broke off", clock.HOUR, storage.sweep),
    Job("evidence: photos that nothing names", clock.DAY, allowance.sweep),
    Job("evidence: residents' uploads without their metadata", 15 * clock.SECOND, metadata.clean),
    Job("patrol: tracks whose time is over", 10 * clock.MINUTE, retention.purge),
    Job("patrol: doors whose time is over", clock.HOUR, door_retention.forget),
    Job("patrol: what trackers sent of tracks that are reduced", late.REST, late.add),
    Job("patrol: trackers that send outside a patrol", 5 * clock.MINUTE, outside.tell),
    Job("patrol: what trackers sent outside a patrol", sealed.SWEEP_EVERY, devices.sweep),
    Job("privacy: contact data of residents", clock.HOUR, privacy.forget_contacts),
    Job("privacy: contact data of complaints", clock.HOUR, privacy.forget_complainants),
    Job("privacy: phone numbers of people who left", clock.HOUR, privacy.forget_leavers),
    Job("sync: content of records held for review", clock.HOUR, review_retention.forget),
    Job("desk: who had what open", clock.HOUR, beside.forget),
    Job("desk: marks to look again, long over", clock.HOUR, looks.forget),
    Job("desk: handovers long over", clock.HOUR, handover.forget),
    Job("areas: absences long over", clock.HOUR, absences.forget),
    Job("areas: uploaded tables nobody confirmed", clock.HOUR, uploads.sweep),
    Job("people: sessions, links and challenges that are over", clock.HOUR, sign_in_retention.sweep),
    Job("links: those long over", clock.HOUR, links.sweep),
    Job("requests: spent proofs and full allowances", clock.HOUR, gate.sweep),
    Job("systems: collect what they are told", 0, collecting.collect),
    Job("systems: send", 0, sending.send),
    Job("systems: troubles that stand", clock.MINUTE, watching.watch),
    Job("systems: what was sent long ago", clock.HOUR, collecting.forget),
    Job("gateways: sources that have gone quiet", clock.HOUR, sources.note_quiet),
    Job("gateways: pictures that a request names by an address", 15 * clock.SECOND, pictures.fetch),
    Job("areas: reorganisations whose day has come", clock.MINUTE, carrying_out.come_into_force),
    Job("campaigns: those whose first day has come", clock.MINUTE, campaigns.begin_those_due),
    Job("campaigns: those that end tomorrow", clock.MINUTE, campaigns.say_it_ends),
    Job("campaigns: those whose last day has gone by", clock.MINUTE, campaigns.end_those_over),
    Job("matters: terms of areas that moved", 0, rekeying.rekey),
    Job("matters: words of the search", 0, search_index.catch_up),
    Job("insight: courses of matters", 5 * clock.SECOND, insight.catch_up),
    Job("insight: reports that are ready", clock.HOUR, telling.tell),
    Job("matters: what can be taken back no more", clock.HOUR, takebacks.forget),
    Job("matters: turns of duty that change", 15 * clock.SECOND, relief.change),
    Job("matters: climb", 15 * clock.SECOND, clock_jobs.climb),
    Job("matters: near due", clock.MINUTE, clock_jobs.near_due),
    Job("matters: past due", clock.MINUTE, clock_jobs.past_due),
    Job("matters: clocks of the hotline", clock.MINUTE, clock_jobs.ticket_clocks),
    Job("matters: pauses that are over", clock.MINUTE, clock_jobs.end_pauses),
    Job("matters: requests nobody answered", 5 * clock.MINUTE, clock_jobs.unheard),
    Job("matters: unanswered calls", clock.MINUTE, clock_jobs.unanswered_calls),
    Job("matters: resume shelved", clock.MINUTE, clock_jobs.resume_shelved),
    Job("matters: of units that have ended", clock.MINUTE, clock_jobs.of_ended_units),
    Job("matters: pass confirmation on", 10 * clock.MINUTE, clock_jobs.pass_confirmation_on),
    Job("matters: close confirmed", 10 * clock.MINUTE, clock_jobs.close_confirmed),
)


def _is_due(job: Job) -> bool:
    """By the mark of its last run; one later than now was made by a clock that was ahead."""
    return (
        bool(clock.due(int(db.Meta.value_of(f"tick:{job.name}", "0")) + job.every, job.every))
        if job.every
        else True
    )


def run_due(
    stop: Callable[[], bool] = lambda: False,
    force: bool = False,
    failed: list[str] | None = None,
    tell: Callable[[str, int], None] = lambda name, rows: None,
) -> dict[str, int]:
    """Run each job whose time has come; one that fails is logged and tried again next time. name → rows moved.

    The names of those that failed are added to `failed`; where the database is away the rest is not tried.
    `tell` hears the name and the rows of each as it is done.
    """
    done: dict[str, int] = {}
    for job in TABLE:
        if stop():
            break
        try:
            db.connect()
            if not force and not _is_due(job):
                continue
            with nullcontext(True) if job.shared else claims.claim(job.name) as is_ours:
                if not is_ours or not (force or _is_due(job)):
                    continue  # another worker is at it, or has just been
                done[job.name] = again.repeated(job.work)
                if job.every:  # what looks always writes nothing when there is nothing to do
                    db.Meta.write(f"tick:{job.name}", str(clock.now()))
            tell(job.name, done[job.name])
        except Exception:
            log.exception("tick failed", extra={"fields": {"job": job.name}})
            if failed is not None:
                failed.append(job.name)
            db.let_go()
            if not db.healthy():
                break  # it is the database that is away, not this piece of work
    return done
