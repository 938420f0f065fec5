"""What is called saved is on the phone, whole, whatever happens to the page, the disk or the picture (field rows 9, 15, 16, 19, 21, 22, 24)."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.phone.conftest import Office, Phone
from tests.phone.line import PHOTOS, SYNC, until

pytestmark = pytest.mark.browser

FAILS = "try { %s; return 'saved' } catch (error) { return error.kind ?? error.message }"


def test_a_second_tap_and_the_way_back_make_one_op(phone: Phone, office: Office) -> None:
    first, second = phone.do(
        """const draft = await e.drafts.openDraft('report');
           globalThis.wish = {id: draft.id, type: 'matter.report', body: {matter: e.ids.newId(), category: 'other', text: 'x'}};
           const [one, two] = await Promise.all([e.outbox.add(wish), e.outbox.add(wish)]);
           return [one.id, two.id]"""
    )
    assert first == second
    assert phone.drain()["safe"] is True
    assert phone.do("return (await e.outbox.add(wish)).id") == first
    assert phone.states() == ["received"]


def test_ids_are_uuid7_and_sort_as_they_were_made(phone: Phone) -> None:
    ids = phone.do("return Array.from({length: 500}, () => e.ids.newId())")
    assert ids == sorted(set(ids))
    assert all(one[14] == "7" and one[19] in "89ab" for one in ids)


def test_an_old_page_makes_way_for_a_newer_store_and_says_so(phone: Phone) -> None:
    phone.do("await e.report()")
    newer = phone.context.new_page()
    newer.goto(phone.url + "/sw-kill")
    version = newer.evaluate(
        """() => new Promise((resolve, reject) => {
             const asked = indexedDB.open('gridwalk', 99);
             asked.onsuccess = () => resolve(asked.result.version);
             asked.onblocked = () => reject(new Error('blocked'));
           })"""
    )
    assert version == 99
    assert phone.do(FAILS % "await e.report()") == "broken"
    assert phone.do("return e.database.currentTrouble().kind") == "newer"


def test_a_store_that_never_opens_is_told_after_its_time(phone: Phone) -> None:
    phone.do(
        """e.database.limits.patience = 200;
           e.database.close();
           const real = indexedDB.open.bind(indexedDB);
           IDBFactory.prototype.open = function (...given) {
             const request = real(...given);
             IDBFactory.prototype.open = Object.getPrototypeOf(indexedDB).open;
             return new Proxy(request, { get: (it, key) => key === 'addEventListener' ? () => {} : it[key]?.bind?.(it) ?? it[key] });
           }"""
    )
    assert phone.do(FAILS % "await e.report()") == "hangs"
    assert phone.do("return e.database.currentTrouble().kind") == "hangs"


def test_a_connection_that_was_lost_is_opened_anew(phone: Phone) -> None:
    phone.do(
        """const real = IDBDatabase.prototype.transaction;
           let first = true;
           IDBDatabase.prototype.transaction = function (...given) {
             if (first) { first = false; this.close(); }
             return real.apply(this, given);
           }"""
    )
    assert phone.do(FAILS % "await e.report()") == "saved"
    assert phone.states() == ["saved"]


def test_an_op_whose_picture_is_gone_waits_for_a_person(phone: Phone, office: Office) -> None:
    gone = phone.do(
        """const p = await e.photos.keepPhoto(await e.picture());
           const op = await e.report({photos: [p.sha]});
           await e.report();
           await e.database.remove('blobs', p.sha);
           return op.id"""
    )
    phone.drain()
    first = phone.do("return (await e.outbox.list())[0]")
    assert (first["op"]["id"], first["state"], first["why"]["type"]) == (
        gone,
        "attention",
        "/local/photo-lost",
    )
    assert not any(gone.encode() in one.body for one in office.line.requests(SYNC))
    assert phone.states() == ["attention", "received"]
    assert phone.do("return (await e.outbox.summary()).attention") == 1
    phone.do("await e.refusedPhotos.dropPhoto((await e.outbox.list())[0].refused[0].sha)")
    assert phone.drain()["safe"] is True  # it goes without the picture
    assert phone.states() == ["received", "received"]


def test_a_phone_that_was_ended_goes_on_after_a_new_sign_in(phone: Phone, office: Office) -> None:
    phone.do(
        "e.drain.start(); await e.drain.kick(); const op = await e.report({notBefore: Date.now() + 1e6}); const row = await e.database.get('ops', op.id); await e.database.put('ops', {...row, notBefore: 0, state: 'attention', problem: {type: '/problems/revoked'}})"
    )
    phone.do("await e.session.notePerson(e.session.current().id, {refused: true}); await e.drain.kick()")
    assert phone.states() == ["attention"]
    phone.sign_in()
    until(lambda: phone.do("return (await e.outbox.summary()).safe"))


def test_an_op_never_names_a_picture_that_was_not_kept(phone: Phone) -> None:
    assert "not on this phone" in phone.do(FAILS % f"await e.report({{photos: ['{'0' * 64}']}})")
    assert phone.states() == []


def test_the_same_picture_twice_travels_once(phone: Phone, office: Office) -> None:
    phone.do(
        """const file = await e.picture();
           const one = await e.photos.keepPhoto(file), two = await e.photos.keepPhoto(file);
           await e.report({photos: [one.sha, two.sha]});
           await e.report({photos: [one.sha]})"""
    )
    assert phone.drain()["safe"] is True
    assert len(office.line.requests(PHOTOS, "PUT")) == 1
    assert phone.do("return (await e.outbox.list()).map(i => [i.photos.here, i.photos.total])") == [
        [1, 1],
        [1, 1],
    ]


def test_a_file_that_changes_after_it_was_picked_does_no_harm(
    phone: Phone, office: Office, tmp_path: Path
) -> None:
    picked = tmp_path / "picked.jpg"
    picked.write_bytes(
        bytes(phone.do("return [...new Uint8Array(await (await e.picture(640, 480)).arrayBuffer())]"))
    )
    phone.page.evaluate(
        """() => { const input = document.createElement('input'); input.type = 'file'; document.body.append(input);
                   input.onchange = () => { globalThis.taken = engine.photos.keepPhoto(input.files[0]); }; }"""
    )
    phone.page.set_input_files("input", picked)
    phone.page.wait_for_function("globalThis.taken")
    phone.do("await taken")
    picked.write_bytes(os.urandom(900))
    phone.do("await e.report({photos: [(await taken).sha]})")
    assert phone.drain()["safe"] is True
    assert [one.status for one in office.line.requests(PHOTOS, "PUT")] == [201]


@pytest.mark.parametrize(
    "broken",
    [
        "OffscreenCanvas.prototype.convertToBlob = async () => null",
        "OffscreenCanvas.prototype.convertToBlob = async () => { throw new Error('no memory') }",
        "globalThis.createImageBitmap = async () => { throw new Error('cannot decode') }",
        "globalThis.createImageBitmap = () => new Promise(() => {}); e.photos.limits.patience = 200",
        """const real = OffscreenCanvas.prototype.convertToBlob;
           OffscreenCanvas.prototype.convertToBlob = function (how) {
             const black = new OffscreenCanvas(this.width, this.height);
             black.getContext('2d').fillRect(0, 0, this.width, this.height);
             return real.call(black, how) }""",
    ],
    ids=["nothing", "no-memory", "undecodable", "never", "black"],
)
def test_a_picture_that_cannot_be_prepared_is_kept_as_it_came(phone: Phone, broken: str) -> None:
    same = phone.do(
        f"""const file = await e.picture(3000, 2000);
            const digest = await e.ids.sha256(await file.arrayBuffer());
            {broken};
            return (await e.photos.keepPhoto(file)).sha === digest"""
    )
    assert same is True


def test_a_large_picture_is_prepared_for_a_thin_line(phone: Phone) -> None:
    taken = phone.do(
        "const {sha, url, ...rest} = await e.photos.keepPhoto(await e.picture(4000, 3000, 3)); return rest"
    )
    assert (taken["width"], taken["height"]) == (2048, 1536)
    assert taken["size"] < 400_000


def test_the_urgent_leaves_first_and_waits_for_nothing(phone: Phone, office: Office) -> None:
    phone.do(
        """const patrol = e.ids.newId();
           await e.outbox.add({type: 'patrol.start', body: {patrol}});
           await e.outbox.add({type: 'patrol.track', body: {patrol, t: [Date.now()], lat: [27.5], lon: [120.5], acc: [5]}});
           await e.report();
           await e.report({}, {urgency: 'emergency', escalate: true, patrol})"""
    )
    assert phone.drain()["safe"] is True
    kinds = [
        (op["type"], op["body"].get("urgency"))
        for op in json.loads(office.line.requests(SYNC)[0].body)["ops"]
    ]
    assert kinds[0] == ("matter.report", "emergency")
    assert [kind for kind, _ in kinds] == ["matter.report", "matter.report", "patrol.start", "patrol.track"]
    assert "patrol" not in json.loads(office.line.requests(SYNC)[0].body)["ops"][0]["body"]


def test_an_emergency_waits_its_five_seconds_and_can_be_taken_back(phone: Phone, office: Office) -> None:
    body = "{}, {urgency: 'emergency', escalate: true}"
    first = phone.do(f"return (await e.report({{notBefore: Date.now() + 5000}}, {body[4:]})).id")
    phone.drain()
    assert not any(first.encode() in one.body for one in office.line.requests(SYNC))
    assert phone.do("return e.byHand.cancel(a)", first) is True
    assert phone.states() == ["withdrawn"]
    second = phone.do(f"return (await e.report({{notBefore: Date.now() + 400}}, {body[4:]})).id")
    phone.do("e.drain.start()")
    until(lambda: phone.do("return (await e.outbox.summary()).safe"))
    assert phone.do("return e.byHand.cancel(a)", second) is False


def test_a_refused_op_can_be_corrected_and_what_hangs_on_it_follows(phone: Phone, office: Office) -> None:
    refused = phone.do(
        """const matter = e.ids.newId();
           const op = await e.outbox.add({type: 'matter.report', body: {matter, category: 'no-such-thing', text: 'x'}});
           await e.outbox.add({type: 'matter.move', body: {matter, move: 'note', text: 'y'}});
           return op.id"""
    )
    phone.drain()
    assert phone.states() == ["attention", "deferred"]
    phone.do(
        """const row = await e.database.get('ops', a);
           await e.byHand.correct(a, {...row.op.body, category: 'other'});
           await e.byHand.retry()""",
        refused,
    )
    assert phone.drain()["safe"] is True
    assert sorted(phone.states()) == ["received", "received", "withdrawn"]


def test_a_refused_start_leaves_its_patrol_waiting_and_shown(phone: Phone, office: Office) -> None:
    phone.do(
        """const patrol = e.ids.newId();
           await e.outbox.add({type: 'patrol.start', body: {patrol, area: 'no-such-area'}});
           await e.outbox.add({type: 'patrol.track', body: {patrol, t: [Date.now()], lat: [27.5], lon: [120.5], acc: [5]}});
           await e.outbox.add({type: 'patrol.finish', body: {patrol}});
           await e.report()"""
    )
    phone.drain()
    assert phone.states() == ["attention", "deferred", "deferred", "received"]


def test_a_draft_is_kept_as_it_is_typed(phone: Phone) -> None:
    made = phone.do(
        "const d = await e.drafts.openDraft('report'); d.set({text: '楼道'}); await new Promise(r => setTimeout(r, 400)); return d.id"
    )
    again = phone.tab()
    assert phone.do("const d = await e.drafts.openDraft('report'); return [d.id, d.fields, e.drafts.hasUnfinished()]", page=again) == [
        made, {"text": "楼道"}, True,
    ]  # fmt: skip
    phone.do("const d = await e.drafts.openDraft('report'); await d.clear()", page=again)
    assert phone.do("return (await e.database.all('drafts')).length") == 0
