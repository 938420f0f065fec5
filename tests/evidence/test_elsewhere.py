"""Photos kept on other machines: nothing is said to be kept that is not, and a store that is away loses nobody's work."""

from __future__ import annotations

import io

import pytest

from app import create_app, open_store
from app.board.clearing import masking
from app.board.models import ClearedPhoto, Clearing
from app.cli import main
from app.core import db
from app.core.files import elsewhere
from app.evidence import copies, storage, upload
from app.evidence.models import Photo
from app.settings import Settings
from tests import cast as cast_
from tests.evidence import bucket
from tests.evidence.pictures import picture, sha


@pytest.fixture
def away(tmp_path, sqlite_template, cast_of):
    """A store whose photos went to a server that has gone away, one photo being there; (client of whom, that photo)."""
    with bucket.serving() as server:
        as_ = cast_of(server.bucket())
        data = picture()
        assert as_("worker").put(f"/api/v1/photos/{sha(data)}", data=data).status_code == 201
    yield as_, sha(data)


@pytest.fixture
def cast_of(tmp_path, sqlite_template):
    """A function that opens a fresh store with its photos at an address: (name) → client."""

    def opened(url):
        (tmp_path / "gridwalk.db").write_bytes(sqlite_template.read_bytes())
        settings = Settings(data_dir=tmp_path, demo=True, evidence_url=url)
        settings.evidence_dir.mkdir()
        open_store(settings)
        db.connect()
        people = cast_.make()
        app = create_app(settings)
        return lambda name: cast_.client(app, people, name)

    yield opened
    db.database.close()


def test_while_the_store_is_away_a_photo_is_neither_taken_nor_said_to_be_missing(away):
    as_, brought = away
    more = picture(seed=2)
    for answer in (
        as_("worker").put(f"/api/v1/photos/{sha(more)}", data=more),
        as_("worker").head(f"/api/v1/photos/{brought}"),
        as_("worker").get(f"/api/v1/photos/{brought}?size=320"),
    ):
        assert answer.status_code == 503 and answer.headers["Retry-After"]
    assert [photo.sha256 for photo in Photo.select()] == [brought]
    assert as_(None).get("/healthz").json["evidence"] == "down"
    assert as_("outsider").get(f"/api/v1/photos/{brought}?size=320").status_code == 404


def test_an_operators_verb_says_that_the_store_is_away_and_claims_no_photo_lost(away, tmp_path, capsys):
    url = storage.folder().fs.storage_options["endpoint_url"]
    settings = Settings(
        data_dir=tmp_path,
        demo=True,
        evidence_url=f"s3://{storage.folder().path}?endpoint_url={url}&key=us&secret=ours",
    )
    db.database.close()
    assert main(["verify"], settings) == 1
    said = capsys.readouterr()
    assert "does not answer" in said.err and "missing" not in said.out + said.err and "secret" not in said.err
    assert main(["backup", str(tmp_path / "b")], settings) == 1
    assert not (tmp_path / "b" / "manifest.json").exists()


@pytest.mark.s3
def test_what_was_answered_lies_there_under_its_digest_and_nothing_stays_here(store, as_):
    data = picture()
    assert as_("worker").put(f"/api/v1/photos/{sha(data)}", data=data).status_code == 201
    assert as_("worker").put(f"/api/v1/photos/{sha(data)}", data=data).status_code == 200
    (there,) = [path for path in storage.folder().rglob("*") if path.is_file()]
    assert there.name == sha(data) and there.read_bytes() == data
    assert not [path for path in store.evidence_dir.rglob("*") if path.is_file()]
    assert as_(None).get("/healthz").json["evidence"] == "ok"


@pytest.mark.s3
def test_a_copy_is_made_once_for_all_nodes_and_goes_with_its_photo(store, as_):
    data = picture()
    as_("worker").put(f"/api/v1/photos/{sha(data)}", data=data)
    seen = as_("worker").get(f"/api/v1/photos/{sha(data)}?size=320").data
    (kept,) = storage.made_of(sha(data))
    assert kept.read_bytes() == seen
    kept.write_bytes(seen + b"!")
    assert as_("worker").get(f"/api/v1/photos/{sha(data)}?size=320").data == seen + b"!"
    storage.remove(sha(data))
    assert not storage.is_stored(sha(data)) and storage.made_of(sha(data)) == []


@pytest.mark.s3
def test_a_masked_copy_is_shown_and_taken_away(store, cast):
    digest = masking.store(copies.Image.new("RGB", (40, 30), (9, 9, 9)))
    assert storage.is_there(masking.where(digest))
    assert not Clearing.select().exists() and not ClearedPhoto.select().exists()
    masking.drop_unused({digest})
    assert not storage.is_there(masking.where(digest))


@pytest.mark.s3
def test_bytes_that_are_not_there_are_missing_and_not_away(store, cast):
    with pytest.raises(FileNotFoundError), storage.at_hand(storage.original("0" * 64)):
        pass
    assert not storage.is_stored("0" * 64)
    storage.remove("0" * 64)
    upload.take(io.BytesIO(picture()), sha(picture()), cast.worker.id)
    assert issubclass(elsewhere.Away, Exception) and storage.is_stored(sha(picture()))
