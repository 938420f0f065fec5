"""The scenes to photograph: each screen as most people see it, every other value at least once, and the bad moments."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from playwright.sync_api import Page

from tests import hands

SIZES = {"phone": (360, 740), "wide": (412, 915), "desk": (1440, 900)}
TOP = "330399000000"  # the city of the demonstration
PLACE = {"latitude": 27.58, "longitude": 120.55, "accuracy": 8}


@dataclass(frozen=True)
class Scene:
    """A photograph to take: where, as whom, how it looks, and what is done first."""

    name: str
    path: str
    role: str = "worker"
    language: str = "zh"
    size: str = "phone"
    theme: str = ""
    large: bool = False
    whole: bool = False
    act: Callable[[Page], None] | None = None

    def cookies(self) -> dict[str, str]:
        """What the person has chosen, as the server hears it."""
        chosen = {"lang": self.language, "theme": self.theme, "size": "large" if self.large else ""}
        return {name: value for name, value in chosen.items() if value}


def chosen(scene: Scene) -> str:
    """The same choices for the first paint."""
    values = {"theme": scene.theme, "size": "large" if scene.large else ""}
    return "".join(f"localStorage.setItem({json.dumps(k)}, {json.dumps(v)});" for k, v in values.items() if v)


def context(language: str, size: str) -> dict[str, Any]:
    """Options of a browser context."""
    width, height = SIZES[size]
    return {
        "viewport": {"width": width, "height": height},
        "device_scale_factor": 1 if size == "desk" else 2,
        "is_mobile": size != "desk",
        "has_touch": size != "desk",
        "locale": "en-GB" if language == "en" else "zh-CN",
        "timezone_id": "Asia/Shanghai",
        "geolocation": PLACE,
        "permissions": ["geolocation"],
    }


def offline(page: Page) -> None:
    """No signal from here on."""
    page.context.set_offline(True)


def first_matter(page: Page) -> None:
    """Open the first matter of the list."""
    page.click('[data-filter="all"]')
    page.click(".list a.item")
    page.wait_for_selector('[data-part="whole"]:not([hidden])')


def start_patrol(page: Page) -> None:
    """Begin a patrol and mark a building."""
    page.click('[data-part="begin"] [data-act="start"]')
    page.wait_for_selector('[data-part="live"]:not([hidden])')
    page.wait_for_timeout(1500)


def patrolling(path: str) -> Callable[[Page], None]:
    """Another screen while a patrol runs."""

    def act(page: Page) -> None:
        start_patrol(page)
        hands.go(page, path)
        page.locator("#patrolbar").wait_for()

    return act


def dim(page: Page) -> None:
    """The dark screen of a running patrol."""
    start_patrol(page)
    page.click('[data-act="dim"]')


def fill_report(page: Page) -> None:
    """A report as it looks before it is sent."""
    page.click("[data-category]:first-child")
    page.fill("#report-text", "二单元楼道里堆了旧家具和三辆电动车，住户反映已经两个星期，消防通道只剩半米宽")


def settle(page: Page) -> None:
    """The sheet for what was settled on the spot."""
    fill_report(page)
    page.click('[data-act="settle"]')


def send_offline(page: Page) -> None:
    """A report made without a signal, on its own page."""
    fill_report(page)
    page.context.set_offline(True)
    page.click('[data-act="pass"]')
    page.wait_for_selector('[data-part="whole"]:not([hidden])')


def queue_offline(page: Page) -> None:
    """Three things wait."""
    page.goto(page.url.replace("/queue", "/report"))
    page.wait_for_selector("[data-ready]")
    send_offline(page)
    page.click("#chip")


def alarm(page: Page) -> None:
    """The emergency's sheet, with its seconds running."""
    page.click("#alarm")
    page.wait_for_selector("dialog.red")


def alarm_off(page: Page) -> None:
    """The same without a signal."""
    page.context.set_offline(True)
    alarm(page)


def search_nothing(page: Page) -> None:
    """A search that finds nothing."""
    page.fill("#find", "恐龙")


def place_sheet(page: Page) -> None:
    """Choosing the place."""
    page.click('[data-hold="place"] button')


def open_move(page: Page) -> None:
    """The form of a move."""
    first_matter(page)
    page.locator('[data-hold="moves"] button').first.click()


def first_patrol(page: Page) -> None:
    """The latest patrol."""
    page.click('[data-hold="patrols"] a')
    page.wait_for_selector('[data-part="whole"]:not([hidden])')


def wrong_password(page: Page) -> None:
    """A refused sign-in."""
    page.fill("#login", "worker")
    page.fill("#password", "wrong-password")
    page.click("form button[type=submit]")
    page.wait_for_selector('[data-text="error"]:not([hidden])')


def checked(page: Page) -> None:
    """Until the self-check has its verdict."""
    page.wait_for_selector('[data-hold="checks"] .item', timeout=20_000)


def first_errand(page: Page) -> None:
    """The errand taken on last."""
    page.click('[data-hold="mine"] a.item')
    page.wait_for_selector('[data-part="whole"]:not([hidden])')


def first_slip(page: Page) -> None:
    """What the resident is shown of it."""
    first_errand(page)
    page.click('[data-part="slip"]')
    page.wait_for_selector('[data-hold="code"] > *')


def first_row(page: Page) -> None:
    """The first matter of the desk's list."""
    page.locator("[data-open]:visible").first.click(timeout=12_000)
    page.wait_for_selector("article[data-matter]", timeout=12_000)


def two_ticked(page: Page) -> None:
    """Two rows of the desk's list, to be handled together."""
    for at in (0, 1):
        page.locator("#rows input.pick").nth(at).check()
    page.locator("[data-several]").click()
    page.locator("#several-text").wait_for()


def ask_offline(page: Page) -> None:
    """A resident's words without a signal."""
    page.locator(".tiles label", has_text="灯不亮").click()
    page.fill("#text", "三单元门口的灯三天不亮了")
    page.context.set_offline(True)
    page.click("button.main")
    page.wait_for_selector("#told :not(:empty)")


def ask_nothing(page: Page) -> None:
    """Sent without a word."""
    page.click("button.main")
    page.wait_for_timeout(800)


def _upload(page: Page, name: str, data: bytes) -> None:
    page.set_input_files("input[type=file]", {"name": name, "mimeType": "text/plain", "buffer": data})
    page.locator("form:has(input[type=file]) button[type=submit]").click()
    page.wait_for_selector("#left-out, [role=alert]:not(:empty)")


def import_areas(page: Page) -> None:
    """A table with a position in another city, one of 0, 0, and a total."""
    rows = (
        ("编码", "名称", "类型", "上级", "经度", "纬度"),
        ("T1", "试点市", "市辖区", TOP, "120.55", "27.58"),
        ("T1001", "海滨社区", "居委会", "T1", "116.40", "39.90"),
        ("T1001001", "第1网格", "一般网格", "T1001", "0", "0"),
        ("合计", "3", "", "", "", ""),
        ("注：坐标由各社区填报", "", "", "", "", ""),
    )
    _upload(page, "areas.csv", "\n".join(",".join(row) for row in rows).encode())


def import_people(page: Page) -> None:
    """A table with a total, an error of the spreadsheet and somebody new."""
    rows = "张三,139 0000 1111.0,{top},值班员\n#REF!,13900001112,{top},值班员\n合计,2,,\n".replace(
        "{top}", TOP
    )
    _upload(page, "people.csv", f"姓名,手机号,网格,岗位\n{rows}".encode("gbk"))


def import_pdf(page: Page) -> None:
    """A file that is no table."""
    page.set_input_files(
        "input[type=file]", {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n\x00"}
    )
    page.locator("form:has(input[type=file]) button[type=submit]").click()
    page.wait_for_timeout(800)


PLAIN = [
    Scene("signin", "/sign-in", role=""),
    Scene("signin-error", "/sign-in", role="", act=wrong_password),
    Scene("today", "/"),
    Scene("patrol-idle", "/patrol"),
    Scene("patrol", "/patrol", act=start_patrol),
    Scene("patrol-dim", "/patrol", act=dim),
    Scene("visit", "/visit"),
    Scene("report", "/report"),
    Scene("report-filled", "/report", act=fill_report),
    Scene("report-settle", "/report", act=settle),
    Scene("report-place", "/report", act=place_sheet),
    Scene("emergency", "/", act=alarm),
    Scene("matters", "/matters"),
    Scene("matter", "/matters", act=first_matter),
    Scene("queue", "/queue"),
    Scene("me", "/me"),
    Scene("days", "/me/days"),
    Scene("patrolday", "/me/days", act=first_patrol),
    Scene("check", "/check", act=checked),
    Scene("install", "/install"),
    Scene("visits", "/visits"),
    Scene("visit-plan", "/visits/new"),
    Scene("errands", "/errands"),
    Scene("errand-new", "/errands/new", whole=True),
    Scene("errand", "/errands", act=first_errand),
    Scene("slip", "/errands", act=first_slip),
    Scene("phones", "/phones"),
    Scene("inbox", "/inbox"),
]
MOMENTS = [
    Scene("report-patrolling", "/patrol", act=patrolling("/report")),
    Scene("report-patrolling-large", "/patrol", large=True, act=patrolling("/report")),
    Scene("today-patrolling", "/patrol", act=patrolling("/")),
    Scene("today-offline", "/", act=offline),
    Scene("report-offline-sent", "/report", act=send_offline),
    Scene("queue-offline", "/queue", act=queue_offline),
    Scene("emergency-offline", "/", act=alarm_off),
    Scene("matters-empty", "/matters", act=search_nothing),
    Scene("matter-unknown", "/matters/0190a000-0000-7000-8000-000000000000"),
    Scene("today-outsider", "/", role="outsider"),
    Scene("move-form", "/matters", role="desk", act=open_move),
]
OTHERS = [
    Scene(f"{role}-{path.strip('/') or 'today'}", path, role=role)
    for role in ("lead", "head", "desk", "dept", "city", "admin")
    for path in ("/", "/matters")
] + [Scene(f"{role}-matter", "/matters", role=role, act=first_matter) for role in ("desk", "dept", "head")]
SIX = {"today", "report", "queue", "matters", "matter", "patrol"}
VARIED = [
    replace(scene, name=f"{scene.name}-{suffix}", **change)
    for scene in PLAIN
    for suffix, change in (
        ("en-wide", {"language": "en", "size": "wide"}),
        ("dark-desk", {"theme": "dark", "size": "desk"}),
        ("sunlight-large", {"theme": "sunlight", "large": True}),
    )
]
ANYONE = (
    "poster",
    "asked",
    "done",
    "look",
    "notyet",
    "handle",
    "slip",
    "board",
    "boards",
    "find",
    "privacy",
    "complaints",
)
OPEN = [Scene(f"anyone-{name}", f"{{{name}}}", role="", whole=True) for name in ANYONE]
OFFICE = [
    Scene(f"desk-{path.strip('/').replace('/', '-') or 'home'}", path, role=role, size="desk")
    for role, paths in {
        "desk": (
            "/desk",
            "/desk/held",
            "/desk/new",
            "/desk/units",
            "/desk/hotline",
            "/desk/hotline/replies",
            "/desk/hotline/rates",
            "/desk/groups",
            "/desk/map",
            "/desk/petitions",
            "/desk/saved/",
            "/board/clear",
            "/complaints/desk",
            "/notices",
            "/telephones",
            "/duty",
            "/duty/pauses",
            "/duty/handover",
            "/absences",
        ),
        "admin": (
            "/admin",
            "/posters",
            "/people",
            "/areas",
            "/admin/setup",
            "/admin/units",
            "/admin/responsibilities",
        ),
    }.items()
    for path in paths
]
FEATURES = [
    Scene("head-look", "/look", role="head"),
    Scene("head-look-offline", "/look", role="head", act=offline),
    Scene("heads", "/heads", role="worker"),
    Scene("desk-opened", "/desk", role="desk", size="desk", act=first_row),
    Scene("desk-opened-phone", "/desk", role="desk", act=first_row),
    Scene("desk-several", "/desk?view=open", role="desk", size="desk", act=two_ticked),
    Scene("desk-several-phone", "/desk?view=open", role="desk", act=two_ticked),
    Scene("ask-offline", "{poster}", role="", act=ask_offline),
    Scene("ask-refused", "{poster}", role="", act=ask_nothing),
]
IMPORTS = [
    Scene("administration-phone", "/admin", role="admin", whole=True),
    Scene("import-areas", "/areas/import", role="admin", size="desk", act=import_areas, whole=True),
    Scene(
        "import-areas-en",
        "/areas/import",
        role="admin",
        size="desk",
        act=import_areas,
        whole=True,
        language="en",
    ),
    Scene("import-areas-phone", "/areas/import", role="admin", act=import_areas, whole=True),
    Scene("import-people", "/people/import", role="admin", size="desk", act=import_people, whole=True),
    Scene(
        "import-people-phone-en", "/people/import", role="admin", act=import_people, whole=True, language="en"
    ),
    Scene("unit-phone", "/admin/units/entry?of=ZF01", role="admin", whole=True),
    Scene("category", "/admin/categories/entry?of=litter", role="admin", size="desk", whole=True),
    Scene("import-units-phone-en", "/admin/units/import", role="admin", whole=True, language="en"),
    Scene("import-refused", "/areas/import", role="admin", size="desk", act=import_pdf),
]
DRESSED = [
    replace(scene, name=f"{scene.name}-{suffix}", **change)
    for scene in [*OPEN, *OFFICE, *FEATURES[:1]]
    for suffix, change in (
        ("en", {"language": "en"}),
        ("large-dark", {"large": True, "theme": "dark"}),
        ("sunlight-wide", {"theme": "sunlight", **({"size": "wide"} if scene.size == "phone" else {})}),
    )
]
ALL: list[Scene] = [*PLAIN, *MOMENTS, *OTHERS, *OPEN, *OFFICE, *FEATURES, *IMPORTS, *VARIED, *DRESSED]
