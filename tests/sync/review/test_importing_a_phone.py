"""The import of a phone's export by a lead or administrator."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile

import pytest

from app.core import clock
from app.evidence.models import Photo
from app.ledger.models import Entry
from app.patrol.models import Visit
from app.sync.models import Quarantine, Receipt
from tests.evidence.pictures import picture, sha
from tests.sync.phone import said


def export(phone, ops, blobs=(), manifest=None, lines=None, names=None):
    """The zip a phone makes."""
    text = lines if lines is not None else b"".join(json.dumps(op).encode() + b"\n" for op in ops)
    files = {"ops.ndjson": text, **{f"blobs/{sha(blob)}": blob for blob in blobs}, **(names or {})}
    told = {
        "proto": 1, "device": phone.device, "person": phone.person, "made_at": clock.rfc3339(clock.now()),
        "counts": {"ops": len(ops), "photos": len(blobs)},
        "sha256": {name: hashlib.sha256(data).hexdigest() for name, data in files.items()},
    }  # fmt: skip
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("manifest.json", json.dumps({**told, **(manifest or {})}))
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def send(client, data):
    return client.post("/api/v1/sync/import", data=data, content_type="application/zip")


def problem(answer):
    return answer.status_code, answer.json["type"].removeprefix("/problems/")


def test_strangers_workers_and_tokens_import_nothing(as_, phone, cast):
    data = export(phone, [phone.op()])
    assert send(as_(None), data).status_code == 401
    assert phone.client.post("/api/v1/sync/import", data=data, headers=phone.headers).status_code == 401
    for name in ("worker", "outsider", "head", "desk", "dept", "city"):
        assert problem(send(as_(name), data)) == (403, "forbidden"), name
    assert Visit.select().count() == 0


@pytest.mark.parametrize(
    "case",
    ["empty", "text", "cut", "no ops", "no manifest", "odd name", "traversal", "twice", "manifest", "digest"],
)
def test_what_is_no_whole_export_is_refused_and_nothing_imported(as_, phone, case):
    op = phone.op()
    good = export(phone, [op])
    manifest_only = io.BytesIO()
    with zipfile.ZipFile(manifest_only, "w") as archive:
        archive.writestr("manifest.json", "{}")
    twice = io.BytesIO(good)
    with zipfile.ZipFile(twice, "a") as archive, pytest.warns(UserWarning):
        archive.writestr("ops.ndjson", "{}")
    data = {
        "empty": b"",
        "text": b"hello",
        "cut": good[: len(good) // 2],
        "no ops": manifest_only.getvalue(),
        "no manifest": export(phone, [op]).replace(b"manifest.json", b"manifest.jsom"),
        "odd name": export(phone, [op], names={"run.sh": b"rm"}),
        "traversal": export(phone, [op], names={"../../etc/passwd": b"x"}),
        "twice": twice.getvalue(),
        "manifest": export(phone, [op], manifest={"device": "x"}),
        "digest": export(phone, [op], manifest={"sha256": {"ops.ndjson": "0" * 64}}),
    }[case]
    assert problem(send(as_("lead"), data)) == (422, "unreadable-export")
    assert (Visit.select().count(), Receipt.select().count()) == (0, 0)


def test_another_proto_is_said_to_be_one(as_, phone):
    assert problem(send(as_("lead"), export(phone, [], manifest={"proto": 2}))) == (422, "other-proto")


def test_bombs_are_refused(as_, phone):
    for name, size in (("ops.ndjson", 70_000_000), ("manifest.json", 3_000_000)):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name, b" " * size)
            archive.writestr(
                {"ops.ndjson": "manifest.json", "manifest.json": "ops.ndjson"}[name],
                json.dumps({"proto": 1, "device": phone.device}),
            )
        assert problem(send(as_("lead"), out.getvalue())) == (413, "too-large")
    many = io.BytesIO()
    with zipfile.ZipFile(many, "w") as archive:
        for number in range(6001):
            archive.writestr(f"blobs/{number:064x}", b"")
    assert problem(send(as_("lead"), many.getvalue())) == (413, "too-large")


def test_a_form_without_the_file_says_so(as_):
    answer = as_("lead").post("/api/v1/sync/import", data={"hat": "1"}, content_type="multipart/form-data")
    assert answer.status_code == 422 and answer.json["errors"][0]["field"] == "file"


def test_ops_of_persons_out_of_reach_are_refused_and_the_rest_is_taken(as_, phones):
    mine, foreign = phones("worker").op(), phones("outsider").op()
    answer = send(as_("lead"), export(phones("worker"), [foreign, mine]))
    assert [said(result) for result in answer.json["results"]] == ["rejected other-person", "applied"]
    assert Visit.get().person_id == phones("worker").person


def test_bad_lines_hold_up_nothing(as_, phone):
    op = phone.op()
    lines = b"not json\n" + b"[" * 100_000 + b"\n\n" + json.dumps(op).encode() + b"\n" + b'{"id":1}'
    answer = send(as_("lead"), export(phone, [], lines=lines))
    results = answer.json["results"]
    assert [result["status"] for result in results] == ["rejected", "rejected", "applied", "rejected"]
    assert [result.get("index") for result in results] == [0, 1, None, 3]


@pytest.mark.both
def test_ops_keep_their_person_are_marked_and_never_doubled(as_, phone, cast):
    data = picture()
    op = phone.op(photos=[sha(data)])
    whole = export(phone, [op], [data])
    answer = send(as_("lead"), whole).json
    assert [said(result) for result in answer["results"]] == ["applied"]
    assert answer["photos"] == {"stored": 1, "here": 0, "refused": []}
    entry = Entry.get(Entry.op == op["id"])
    assert (entry.by, entry.imported) == (cast.worker.id, True)
    assert Receipt.get().imported is True
    assert [said(result) for result in send(as_("admin"), whole).json["results"]] == ["duplicate"]
    assert phone.send(op)[0]["status"] == "duplicate" and phone.send(op)[0]["missing"] == []
    assert (Visit.select().count(), Photo.select().count()) == (1, 1)
    assert Entry.select().where(Entry.kind == "import").count() == 2


def test_what_stands_in_the_wrong_order_is_taken_all_the_same(as_, phone):
    ops = [phone.op() for _ in range(120)]
    for one, before in zip(ops[1:], ops, strict=False):
        one["deps"] = [before["id"]]
    answer = send(as_("lead"), export(phone, list(reversed(ops)))).json
    assert {result["status"] for result in answer["results"]} == {"applied"}


def test_photos_nobody_in_reach_names_are_not_stored_and_broken_ones_refused(as_, phones):
    mine, foreign, unnamed, broken = picture(seed=1), picture(seed=2), picture(seed=3), picture()[:900]
    ops = [phones("worker").op(photos=[sha(mine), sha(broken)]), phones("outsider").op(photos=[sha(foreign)])]
    answer = send(as_("lead"), export(phones("worker"), ops, [mine, foreign, unnamed, broken])).json
    assert answer["photos"]["stored"] == 1
    assert [one["sha256"] for one in answer["photos"]["refused"]] == [sha(broken)]
    assert [row.sha256 for row in Photo.select()] == [sha(mine)]


def test_a_revoked_phones_export_settles_what_was_kept(as_, phone):
    from app.people import tokens
    from app.people.models import SyncToken

    op = phone.op()
    tokens.revoke(SyncToken.device == phone.device)
    assert phone.one(op) == "rejected revoked"
    send(as_("lead"), export(phone, [op]))
    assert Visit.select().count() == 1 and Quarantine.get().settled is not None


def test_the_page_tells_what_was_taken(as_, phone):
    form = {"file": (io.BytesIO(export(phone, [phone.op(), phone.op("no.such")])), "phone.zip")}
    answer = as_("lead").post(
        "/quarantine/import", data=form, content_type="multipart/form-data", headers={"HX-Request": "true"}
    )
    assert answer.status_code == 200 and "<html" not in answer.text
    assert Visit.select().count() == 1


def test_what_a_supervisor_brings_in_anothers_name_says_who_brought_it(as_, phone, cast):
    op = phone.op()
    send(as_("lead"), export(phone, [op]))
    entry = Entry.get(Entry.op == op["id"])
    way = {"sender": cast.lead.id, "device": phone.device, "imported_by": cast.lead.id}
    assert entry.by == cast.worker.id and entry.body["came"] == way
