"""The cities that are measured with, made where they are not there yet, and who reads and writes in them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from app import open_store
from app.areas import local_settings
from app.areas.models import Area, Post
from app.core import clock, db, ids
from app.demo.whole_city.size import Size
from app.patrol.companions import allowed
from app.patrol.companions.models import Companion
from app.people import tokens
from app.people.models import Person, Session
from app.settings import ROOT, Settings
from tests.cast import Cast

FOLDER = Path(os.environ.get("CITIES") or ROOT / "var" / "cities")
# who reads: role, and the kind of area the post is at; the last by code, for the first are those who write (`writers`), and a
# worker with some thousand reports of a bench is none
READERS = {
    "worker": ("grid_worker", "grid"),
    "lead": ("grid_lead", "grid"),
    "head": ("building_head", "micro_grid"),
    "handler": ("handler", "community"),
    "dispatcher": ("dispatcher", "community"),
    "street": ("dispatcher", "street"),
    "duty desk": ("duty_desk", "city"),
}
WORKERS = ("worker", "worker2", "lead", "outsider")  # as `rates` calls those who write


def made(size: Size) -> Settings:
    """The settings of a city of that size; making one of a million matters takes a quarter of an hour and 8 GB, and one that is there is brought to this version."""
    folder = FOLDER / "-".join(map(str, size))
    settings = Settings(data_dir=folder, demo=True)
    is_there = settings.database_file is not None and settings.database_file.exists()
    words = [f"--{name.replace('_', '-')}={count}" for name, count in size._asdict().items()]
    command = ["migrate"] if is_there else ["seed-city", *words]
    env = {**os.environ, "DATA_DIR": str(folder), "DATABASE_URL": "", "EVIDENCE_URL": ""}
    subprocess.run([sys.executable, "-m", "app.cli", *command], cwd=ROOT, env=env, check=True)
    return settings


def signed_in(settings: Settings) -> dict[str, str]:
    """Reader → the secret of a session."""
    open_store(settings)
    secrets = {}
    with db.transaction():
        for name, (role, kind) in READERS.items():
            posts = Post.select(Post.person).join(Area).where(Post.role == role, Area.kind == kind)
            secrets[name] = _session(posts.order_by(Area.depth, Area.code.desc()).first().person_id)
    db.let_go()
    return secrets


def _session(person: str) -> str:
    secret = tokens.new()
    Session.create(id=tokens.digest(secret), person=person, expires=clock.now() + clock.DAY)
    return secret


def desks(count: int) -> list[str]:
    """The secrets of sessions of so many dispatchers of the open store."""
    posts = Post.select(Post.person).where(Post.role == "dispatcher").order_by(Post.area).limit(count)
    with db.transaction():
        return [_session(post.person_id) for post in posts]


TRACKER = "bench"  # how the trackers of a morning are called


def trackers(people: list[str]) -> list[str]:
    """The secrets of a tracker of each, where the whole city was opened to them."""
    if not people:
        return []
    top = Area.get(Area.parent.is_null())
    admin = Post.get(Post.role == "admin", Post.area == top.code).person
    local_settings.set_value(admin, top.code, allowed.SETTING, "1", "the morning is measured")
    secrets = [tokens.new() for _ in people]
    with db.transaction():
        for person, secret in zip(people, secrets, strict=True):
            Companion.create(
                id=ids.uuid7(), person=person, kind="owntracks", name=TRACKER, secret=tokens.digest(secret)
            )
    return secrets


def end_trackers(settings: Settings) -> None:
    """The city is as it was, for the next morning."""
    open_store(settings)
    with db.transaction():
        Companion.delete().where(Companion.name == TRACKER).execute()
    db.let_go()


def writers(settings: Settings) -> Cast:
    """Four workers of the city under the names by which `rates` knows those who write."""
    open_store(settings)
    cast = Cast()
    posts = Post.select(Post.person).where(Post.role == "grid_worker").order_by(Post.area).limit(len(WORKERS))
    people = [Person.get_by_id(post.person_id) for post in posts]
    with db.transaction():
        for name, person in zip(WORKERS, people * len(WORKERS), strict=False):
            cast.people[name], cast.devices[name] = person, ids.uuid7()
            cast.sync_tokens[name], _ = tokens.issue_sync_token(person, cast.devices[name])
            cast.sessions[name] = _session(person.id)
    db.let_go()
    return cast
