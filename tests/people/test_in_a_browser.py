"""A newcomer's first minutes and an administrator's import, in a real browser against a real server."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests import cast as c
from tests.chrome import Phone
from tests.live import Server, prepare

pytestmark = pytest.mark.browser

SIGN_IN_BY_PASSKEY = """async () => {
  const post = (path, body) => fetch(path, {method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify(body)});
  const options = await (await post("/api/v1/session/passkey/options", {})).json();
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  const credential = (await navigator.credentials.get({publicKey})).toJSON();
  const device = {id: "0190a000-0000-7000-8000-000000000009", label: "test"};
  const answer = await post("/api/v1/session/passkey", {credential, device});
  return [answer.status, (await answer.json()).person?.name];
}"""


@pytest.fixture
def server(tmp_path):
    prepare(tmp_path)
    made = Server(tmp_path)
    yield made
    made.stop()


def sign_in(context, server, login):
    answer = context.request.post(
        f"{server.url}/api/v1/session",
        data={
            "login": login,
            "password": c.PASSWORD,
            "device": {"id": "0190a000-0000-7000-8000-000000000001", "label": "电脑"},
        },
        headers={"Origin": server.url},
    )
    assert answer.status == 200


def watched(page):
    """Everything the browser complains about on this page."""
    heard = []
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("console", lambda said: heard.append(said.text) if "Content Security" in said.text else None)
    return heard


@pytest.mark.complains("status of 410")
def test_a_reset_by_qr_ends_with_the_app_signed_in_and_a_passkey_that_opens_it(play, server, tmp_path):
    desk = Phone(play, tmp_path / "desk", server.url, viewport={"width": 1100, "height": 800})
    sign_in(desk.context, server, "lead")
    desk.page.goto(f"{server.url}/people")
    heard = watched(desk.page)
    desk.page.get_by_role("searchbox").fill("A000")
    expect(desk.page.locator("#people li")).to_have_count(1)
    desk.page.get_by_role("link", name="王芳").click()
    desk.page.get_by_role("link", name="出示重置二维码").click()
    desk.page.get_by_role("button", name="出示二维码").click()
    link = desk.page.locator("#enrol a.num").inner_text()
    assert heard == []

    phone = Phone(play, tmp_path / "phone", server.url)
    keys = phone.context.new_cdp_session(phone.page)
    keys.send("WebAuthn.enable")
    keys.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    phone.page.goto(link)
    phone.page.locator("#f-password").fill("three wet bicycles")
    phone.page.get_by_role("button", name="保存密码").click()
    phone.page.get_by_role("button", name="加上指纹/面容登录").click()
    expect(phone.page.get_by_text("已加上，下次登录时可以用。")).to_be_visible()
    me = phone.page.evaluate("async () => (await fetch('/api/v1/me')).json()")
    assert me["name"] == "王芳" and len(me["passkeys"]) == 1
    assert (
        phone.page.evaluate("async () => (await fetch('/api/v1/session', {method: 'DELETE'})).status") == 204
    )
    assert phone.page.evaluate(SIGN_IN_BY_PASSKEY) == [200, "王芳"]
    assert phone.page.goto(link).status == 410
    assert phone.faults == []
    phone.close()
    desk.close()


@pytest.mark.complains("status of (401|422)")
def test_a_table_is_imported_and_a_lost_phone_ended_without_leaving_the_page(play, server, tmp_path):
    table = "名册\n姓名,手机号,网格,岗位\n张三,13900001111,第1网格,网格员\n李四,1,第1网格,网格员\n"
    desk = Phone(play, tmp_path / "desk", server.url, viewport={"width": 1100, "height": 800})
    sign_in(desk.context, server, "admin")
    page, heard = desk.page, watched(desk.page)
    page.goto(f"{server.url}/people/import")
    page.locator("#file").set_input_files(
        {"name": "p.png", "mimeType": "image/png", "buffer": b"\x89PNG\x00"}
    )
    page.get_by_role("button", name="看看会改什么").click()
    expect(page.locator("#problem")).to_contain_text("表格读不懂")
    page.locator("#file").set_input_files(
        {"name": "p.csv", "mimeType": "text/csv", "buffer": table.encode("gbk")}
    )
    page.get_by_role("button", name="看看会改什么").click()
    expect(page.locator("tr.bad")).to_contain_text("11 位数字")
    page.get_by_role("button", name="导入", exact=True).click()
    expect(page.get_by_role("heading", name="已经导入")).to_be_visible()
    page.goto(f"{server.url}/people/import")
    left = table.replace("李四,1,", "李四,13900001112,")  # without 王芳, who holds a post there
    page.locator("#file").set_input_files({"name": "p.csv", "mimeType": "text/csv", "buffer": left.encode()})
    page.get_by_role("button", name="看看会改什么").click()
    page.get_by_role("checkbox", name="表里没有的人").check()
    page.get_by_role("button", name="导入", exact=True).click()
    expect(page.get_by_role("heading", name="结束这 1 人的岗位？")).to_be_visible()
    expect(page.locator("#plan td", has_text="王芳")).to_be_visible()
    for number, said in (("2", "什么都没有写入"), ("1", "1 人的岗位到昨天为止")):
        page.get_by_label("名单上有几人").fill(number)
        page.get_by_role("button", name="结束他们的岗位，并导入").click()
        expect(page.locator("#plan")).to_contain_text(said)
    page.goto(f"{server.url}/people?q=郑洁")
    page.get_by_role("link", name="郑洁").click()
    page.get_by_text("手机丢了").click()
    page.get_by_role("button", name="停用这部手机").click()
    expect(page.locator("#person")).to_contain_text("报失")
    assert page.goto(f"{server.url}/api/v1/me").status == 401
    assert heard == []
    desk.close()
