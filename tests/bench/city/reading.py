"""How long reading takes over HTTP, one reader after another: lists, searches, changes, desk pages and the public board."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator
from statistics import median
from typing import NamedTuple
from urllib.parse import quote, unquote

from app import open_store, wiring
from app.areas.models import Area
from app.core import clock, db
from app.insight import catch_up
from app.insight.questions import next_month
from app.ledger.models import Entry
from app.people.models import Session
from app.people.tokens import digest
from app.settings import Settings
from app.sync import changes
from tests.bench import client, hostile, machine
from tests.bench.city import stores
from tests.bench.figures import Figure

ASKED, PATIENCE, REPEATS = (
    11,
    3.0,
    3,
)  # requests of one address, seconds after which no more are made of it, rounds
WORDS = ("路灯", "楼道堆了", "电动车充电", "没有这样的事")
LISTS = ("", "state=open", "state=closed", "mine=1", "overdue=1")
VIEWS = ("waiting", "late", "shelved")
GROUPS = ("", "month", "area", "category")
SPANS = ("week", "month", "quarter")
RECENT = 20  # entries behind the newest
NAMES = (
    "list_1m", "search_1m", "changes_recent_1m", "changes_first_1m", "desk_1m", "board_1m", "figures_1m", "reports_1m", "briefs_1m",
)  # fmt: skip


class Asking(NamedTuple):
    """An address, whose figure it belongs to, and who asks ("" for the public)."""

    figure: str
    reader: str
    path: str


def measure(large: Settings, small: Settings) -> list[Figure]:
    """Of each figure the slowest reader and address, ms at the median, beside the same in the small city."""
    slowest = {settings: _all(settings) for settings in (large, small)}
    figures = [Figure(name, "ms", slowest[large][name], slowest[small][name]) for name in NAMES]
    return [*figures, Figure("web_rss_1m", "MB", slowest[large]["rss"], slowest[small]["rss"])]


def _all(settings: Settings) -> dict[str, list[float]]:
    """Figure → its slowest address, once more each; and how large the web process is after them."""
    secrets = stores.signed_in(settings)
    catch_up.follow()  # what the background work of a running city has done
    db.let_go()
    asked = list(_addresses(settings, secrets))
    running = machine.served(settings.data_dir)
    try:
        line = client.Line(running.port)
        times: dict[str, dict[Asking, float]] = {name: {} for name in NAMES}
        for one in asked:
            times[one.figure][one] = _median(line, one, secrets)
        _tell(settings, times)
        found = {name: [max(each.values())] for name, each in times.items()}
        for name, each in times.items():  # the slowest again: one slow moment is no figure
            slowest = max(each, key=lambda one: each[one])
            if each[slowest] < PATIENCE * 1000:
                found[name] += [_median(line, slowest, secrets) for _ in range(REPEATS)]
        return {**found, "rss": [hostile.resident(running.pid)]}
    finally:
        running.stop()


def _tell(settings: Settings, times: dict[str, dict[Asking, float]]) -> None:
    """Every address, for whoever looks for the reason of a figure."""
    for name, all_ in times.items():
        for one, spent in sorted(all_.items(), key=lambda each: -each[1]):
            where = f"{one.reader} {unquote(one.path)[:60]}"
            print(f"  {settings.data_dir.name} {name} {spent:8.1f} ms {where}", flush=True)


def _median(line: client.Line, one: Asking, secrets: dict[str, str]) -> float:
    headers = {"Cookie": f"gridwalk={secrets[one.reader]}"} if one.reader else {}
    sent = client.request("GET", one.path, **headers)
    spent: list[float] = []
    until = time.perf_counter() + PATIENCE
    while len(spent) < ASKED and (time.perf_counter() < until or not spent):
        began = time.perf_counter()
        status, body = line.ask(sent)
        spent.append((time.perf_counter() - began) * 1000)
        if status != 200:
            raise RuntimeError(f"{one.path}: {status} {body[:200]!r}")
    return median(spent[1:] or spent)  # the first brings what is kept afterwards


def _addresses(settings: Settings, secrets: dict[str, str]) -> Iterator[Asking]:
    recent = _recent(settings, secrets)
    for reader in secrets:
        for query in LISTS:
            yield Asking("list_1m", reader, f"/api/v1/matters?shape=row&limit=100&{query}")
        for words in WORDS:
            yield Asking("search_1m", reader, f"/api/v1/matters?shape=row&limit=100&q={quote(words)}")
        yield Asking("changes_recent_1m", reader, f"/api/v1/changes?since={recent[reader]}")
        yield Asking("changes_first_1m", reader, "/api/v1/changes")
    for reader in ("dispatcher", "street", "duty desk"):
        for view in VIEWS:
            yield Asking("desk_1m", reader, f"/desk/?view={view}")
        for by in GROUPS:
            yield Asking("figures_1m", reader, f"/figures?{_year()}&by={by}")
        for kind in SPANS:
            yield Asking("reports_1m", reader, f"/figures/report?kind={kind}")
            yield Asking("briefs_1m", reader, f"/figures/report/brief?kind={kind}")
    yield Asking("board_1m", "", "/board/")
    yield Asking("board_1m", "", f"/board/{_community(settings)}")


def _year() -> str:
    """The twelve months until the end of this one, as an address asks for them."""
    following = next_month(clock.today())
    last = following - dt.timedelta(days=1)
    return f"from={following.replace(year=following.year - 1)}&to={last}"


def _recent(settings: Settings, secrets: dict[str, str]) -> dict[str, str]:
    """The cursor of a phone that has heard everything but the last of the ledger."""
    open_store(settings)
    wiring.rules()
    last = Entry.select(Entry.seq).order_by(Entry.seq.desc()).limit(1).scalar()
    cursors = {
        name: changes._write(
            changes.Since([last - RECENT]), changes._mark(Session.get_by_id(digest(secret)).person)
        )
        for name, secret in secrets.items()
    }
    db.let_go()
    return cursors


def _community(settings: Settings) -> str:
    open_store(settings)
    code: str = Area.select(Area.code).where(Area.kind == "community").order_by(Area.code).limit(1).scalar()
    db.let_go()
    return code
