"""One's own data as a download: all of it, nobody else's, nothing to sign in by."""

from __future__ import annotations

import io
import json
import zipfile

from app.patrol import access
from app.patrol.models import Patrol, Summary, Visit
from app.people.accounts import opening
from app.people.models import Device, Passkey, Session, SyncToken
from app.privacy import own_data
from tests import cast as c
from tests.matters import ops
from tests.patrol import walk


def lived(cast):
    """A day of the worker's, and what others did to it."""
    patrol = walk.start(cast.worker)
    walk.track(cast.worker, patrol)
    walk.visit(cast.worker, c.BUILDING, 100, 10)
    Visit.update(text="王奶奶家").execute()
    ops.report(cast.worker, text="我写的话")
    ops.report(cast.worker2, text="别人的话", area=c.GRID2)
    Device.create(id=cast.devices["worker"], person=cast.worker, label="红米手机")
    Passkey.create(id="KEYID", person=cast.worker, public_key=b"PUBLICKEY", label="指纹")
    access.note(cast.lead, Patrol.get_by_id(patrol), "gpx")
    opening.unmask(cast.admin, cast.worker, "核对名单")
    return patrol


def test_a_stranger_and_a_sync_token_get_nothing(as_, cast):
    assert as_(None).get("/api/v1/me/data").status_code == 401
    token = {"Authorization": f"Bearer {cast.sync_tokens['worker']}"}
    assert as_(None).get("/api/v1/me/data", headers=token).status_code == 401


def test_it_is_a_zip_of_readable_files(as_, cast):
    lived(cast)
    answer = as_("worker").get("/api/v1/me/data")
    assert answer.content_type == "application/zip" and "attachment" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as packed:
        names = set(packed.namelist())
        assert names == {"读我 README.txt", *(f"{name}.json" for name in own_data.PARTS | own_data._others)}
        assert json.loads(packed.read("me.json"))["phone"] == cast.worker.phone
        assert "王奶奶家" in packed.read("visits.json").decode()


def test_everything_of_mine_is_in_it_and_nothing_of_others(app, as_, cast):
    patrol = lived(cast)
    said = as_("worker").get("/api/v1/me/data", headers={"Accept": "application/json"}).json
    assert said["posts"][0]["role"] == "grid_worker" and said["phones"][0]["label"] == "红米手机"
    assert said["patrols"][0]["id"] == patrol and said["patrols"][0]["track"]["features"]
    assert said["who_looked_at_my_tracks"][0]["by_name"] == "陈建国"
    read = next(e for e in said["what_was_done_to_my_account"] if e["verb"] == "phone_read")
    assert (read["by_name"], read["text"]) == ("郑洁", "核对名单")
    assert "我写的话" in str(said["what_i_did"]) and "别人的话" not in str(said)
    assert said["sessions"] and said["passkeys"][0]["label"] == "指纹"


def test_nothing_in_it_opens_a_door(app, as_, cast):
    lived(cast)
    text = as_("worker").get("/api/v1/me/data", headers={"Accept": "application/json"}).text
    secrets = [cast.sessions["worker"], cast.sync_tokens["worker"], "KEYID", "PUBLICKEY"]
    secrets += [row.id for model in (Session, SyncToken) for row in model.select()]
    assert not any(secret in text for secret in secrets)


def test_after_the_track_is_gone_its_summary_is_still_mine(as_, cast):
    patrol = lived(cast)
    Patrol.update(purged=1).where(Patrol.id == patrol).execute()
    Summary.create(patrol=patrol, spans=[])
    said = as_("worker").get("/api/v1/me/data", headers={"Accept": "application/json"}).json
    assert said["patrols"][0]["track"] is None
