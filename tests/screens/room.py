"""The command room's own scenes: a city that sets itself up, a desk with everything open, papers; photographed and audited alike."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import replace

from playwright.sync_api import Page

from tests.screens.scenes import TOP, Scene, first_matter, first_row, two_ticked

ROWS = (
    ("单位编码", "单位名称", "单位类型", "所属平台", "服务区域", "值班电话", "值班时间", "截止"),
    ("ZB09", "护河清障联合整治工作专班", "工作专班", "综合执法", TOP, "0577-64210012", "工作日 8:30–17:30", "2027-12-31"),
    ("ZF01", "临港街道综合行政执法队第二中队", "部门", "综合执法", TOP, "0577-64210011", "24 小时", ""),
    ("XX01", "没有类型的单位", "", "", "火星", "喊一声", "", ""),
)  # fmt: skip
UNITS = "\n".join(",".join(row) for row in ROWS)


def unfolded(page: Page) -> None:
    """Every form and list that is folded, open at once."""
    page.evaluate(
        "document.querySelectorAll('details').forEach((it) => { it.removeAttribute('name'); it.open = true; })"
    )


def forms_open(page: Page) -> None:
    """The first matter of the desk's list with every form open."""
    first_row(page)
    unfolded(page)


def work_order(page: Page) -> None:
    """The order on paper for a unit that has one of the first matters."""
    rows = page.locator("[data-open]")
    ways = rows.evaluate_all("(all) => all.slice(0, 20).map((it) => it.href)")
    form = page.locator("form[action$='/order']")
    for way in ways:
        page.goto(way)
        if form.count():
            break
    unfolded(page)
    form.first.locator("button").click()
    page.wait_for_url("**/order")


def evidence(page: Page) -> None:
    """The evidence sheet of the first matter."""
    first_row(page)
    unfolded(page)
    page.goto(page.locator("a[href$='/evidence']").first.evaluate("(it) => it.href"))


def copied(page: Page) -> None:
    """The first matter in the order of another system's form."""
    first_row(page)
    unfolded(page)
    page.goto(page.locator("a[href*='/as/']").first.evaluate("(it) => it.href"))


def units_preview(page: Page) -> None:
    """A table with a unit that is new, one that changes and one that is refused."""
    page.set_input_files("#file", {"name": "单位表.csv", "mimeType": "text/csv", "buffer": UNITS.encode()})
    page.locator("form:has(#file) button[type=submit]").click()
    page.wait_for_selector("#plan table")


def units_to_agree(page: Page) -> None:
    """The same without the row that is refused."""
    good = "\n".join(UNITS.splitlines()[:3]).encode()
    page.set_input_files("#file", {"name": "单位表.csv", "mimeType": "text/csv", "buffer": good})
    page.locator("form:has(#file) button[type=submit]").click()
    page.wait_for_selector("[name=agreed]")


def kit_preview(page: Page) -> None:
    """What the starter kit would add."""
    page.locator("form[action='/admin/setup/kit'] button").click()
    page.wait_for_selector("[name=agreed]")


def import_back(page: Page) -> None:
    """What taking the latest import back would do."""
    page.locator("a[href*='/import/take-back']").first.click()
    page.wait_for_url("**/take-back**")


def key_given(page: Page) -> None:
    """A key for reading, shown this once."""
    page.fill("#f-code", f"city-{time.time_ns()}")
    page.fill("#f-name", "市平台")
    page.locator("form.card button[type=submit]").click()
    page.wait_for_selector("#key")


def map_tried(page: Page) -> None:
    """A platform that was just agreed upon, with its two secrets given, and a map tried on ten matters."""
    code = f"city-{time.time_ns()}"
    page.fill("#f-code", code)
    page.fill("#f-name", "市基层治理平台")
    page.locator("form.card button[type=submit]").click()
    page.wait_for_selector("#signing")
    page.locator("a.button.main").click()
    page.set_input_files(
        "#file", {"name": "map.json", "mimeType": "application/json", "buffer": MAP.encode()}
    )
    page.locator("form:has(#file) button").click()
    page.wait_for_selector("[name=map]", state="attached")


def platform_used(page: Page) -> None:
    """The same with the map in use: how the platform stands."""
    map_tried(page)
    page.locator("form:has([name=map]) button").click()
    page.wait_for_url("**/map?said=**")
    page.locator("nav[aria-label] a[href^='/admin/systems/']").first.click()
    page.wait_for_selector("#by-file")


def split_begun(page: Page) -> None:
    """The form that says what goes to which part."""
    page.select_option("#area", index=page.locator("#area option").count() - 1)
    page.locator("form:has(#area) button").click()
    page.wait_for_selector("[name=reason]")


def split_planned(page: Page) -> None:
    """A split that was filled in, with what it would move."""
    split_begun(page)
    for at, child in enumerate(page.locator("fieldset:has(input[type=radio])").all()):
        child.locator(f"input[value='{at % 2}']").check()
    page.fill("#title", "网格拆成两个")
    page.fill("#reason", "满三百户")
    page.locator("form:has([name=reason]) button.main").click()
    page.wait_for_selector("#moved")


def turns_shown(page: Page) -> None:
    """The turns that a pattern would lay out for the command room."""
    page.fill("#f-area", TOP)
    for name, who in (("people_a", "林晓梅 13900000004"), ("people_b", "吴敏 0577-64210006"), ("people_c", "孙立 0577-64210007")):  # fmt: skip
        page.fill(f"#f-{name}", who)
    page.locator("form#import button.main").click()
    page.wait_for_selector("#plan section")


def turns_laid(page: Page) -> None:
    """Who is on duty, once they are laid out; laid out before they stand as they are."""
    turns_shown(page)
    if page.locator("[name=agreed]").count():
        page.locator("button[name=agreed]").click()
        page.locator("[name=agreed]").wait_for(state="detached")
    page.goto(page.url.replace("/admin/roster/lay", "/duty/"))
    unfolded(page)


def storm_declared(page: Page) -> None:
    """A storm in the community, as its desk sees it; the same again leads to it."""
    if page.locator('a[href^="/duty/storms/"]').count():
        page.locator('a[href^="/duty/storms/"]').first.click()
    else:
        page.locator("#f-name").fill("台风“海葵”")
        page.locator('[name="areas"]').first.check()
        page.locator('form[action="/duty/storms"] button').click()
    page.locator("#progress").wait_for()


def handed_over(page: Page) -> None:
    """The printed note of a shift."""
    page.locator("main form button.main").click()
    page.wait_for_selector(".sheet")


def absence_form(page: Page) -> None:
    """The days and who stands in, for the first person whom the reader leads."""
    page.locator("#others + ul a").first.click()
    page.wait_for_selector("#f-begins")


Act = Callable[[Page], None]
MAP = json.dumps(
    {
        "fields": [
            {"theirs": "wybh", "ours": "number"},
            {"theirs": "sjnr", "ours": "text"},
            {"theirs": "sjlx", "ours": "category", "values": {"litter": "0101", "street_lamp": "0301"}},
            {"theirs": "dz.qymc", "ours": "area_name"},
            {"theirs": "ly", "fixed": "巡格"},
        ]
    }
)
TABLES = ("units", "categories", "responsibilities", "roster", "holidays", "telephones")
# name → (path, what is done first), by who looks; `tests/audit` looks at them too
OPENED: dict[str, dict[str, tuple[str, Act | None]]] = {
    "admin": {
        **{f"table-{table}": (f"/admin/{table}", None) for table in TABLES},
        **{f"new-{table}": (f"/admin/{table}/new", None) for table in TABLES},
        "entry-unit": ("/admin/units/entry?of=ZF01", None),
        "entry-category": ("/admin/categories/entry?of=litter", None),
        "import-holidays": ("/admin/holidays/import", None),
        "import-units": ("/admin/units/import", units_preview),
        "import-units-agree": ("/admin/units/import", units_to_agree),
        "import-back": ("/admin/units/import", import_back),
        "settings": (f"/admin/settings/{TOP}", None),
        "setup": ("/admin/setup", None),
        "patrons": ("/admin/patrons?area=330399198001", None),
        "kit": ("/admin/setup", kit_preview),
        "sources": ("/admin/sources", None),
        "new-source": ("/admin/sources/new", None),
        "keys": ("/admin/keys", None),
        "map": ("/admin/map", None),
        "map-files": ("/admin/map/files", None),
        "redrawing": ("/admin/reorganisation", None),
        "redrawing-split": ("/admin/reorganisation/split", split_begun),
        "redrawing-merge": ("/admin/reorganisation/merge", None),
        "redrawing-planned": ("/admin/reorganisation/split", split_planned),
        "turns-laid-out": ("/admin/roster/lay", turns_shown),
        "duty": ("/admin/roster/lay", turns_laid),
        "new-key": ("/admin/keys/new", None),
        "key-given": ("/admin/keys/new", key_given),
        "new-platform": ("/admin/systems/new", None),
        "map-tried": ("/admin/systems/new", map_tried),
        "platform": ("/admin/systems/new", platform_used),
        "platforms": ("/admin/systems", None),
    },
    "desk": {
        "forms": ("/desk?view=open", forms_open),
        "facets": ("/desk?view=open", unfolded),
        "several": ("/desk?view=open", two_ticked),
        "evidence": ("/desk?view=open", evidence),
        "order": ("/desk?view=open", work_order),
        "copied": ("/desk?view=open", copied),
        "whistles": ("/desk/units", None),
        "handed-over": ("/duty/handover", handed_over),
        "campaigns": ("/duty/campaigns", None),
        "joint-inspection": ("/duty/campaigns/joint", None),
        "storms": ("/duty/storms", None),
        "storm": ("/duty/storms", storm_declared),
        "daily": ("/daily", None),
        "daily-sheet": ("/daily/sheet", None),
        "figures": ("/figures", None),
        "figures-brief": ("/figures/report/brief", None),
        "figures-report": ("/figures/report", None),
        "figures-again": ("/figures/report/again?what=back", None),
        "figures-forms": ("/figures/forms", None),
        "figures-by-area": ("/figures?by=area", None),
        "figures-behind": ("/figures/received", None),
        "indices": ("/figures/indices", None),
        "effort": ("/figures/effort", None),
        "figures-answers": ("/figures/satisfied?which=of", None),
        "figures-buildings": ("/figures/buildings_visited?which=of", None),
    },
    "dept": {"forms": ("/desk?view=open", forms_open)},
    "lead": {"absences": ("/absences", None), "absence": ("/absences", absence_form)},
}
PLAIN = [
    Scene(f"room-{role}-{name}", path, role=role, whole=True, act=act)
    for role, opened in OPENED.items()
    for name, (path, act) in opened.items()
]
SCENES = [
    Scene("room-dept-today-large", "/", role="dept", large=True),
    Scene("room-dept-today-en", "/", role="dept", language="en"),
    Scene("room-worker-matter-large", "/matters", large=True, act=first_matter),
    *(
        replace(scene, name=f"{scene.name}{suffix}", **change)
        for scene in PLAIN
        for suffix, change in (
            ("", {}),
            ("-desk-en", {"size": "desk", "language": "en"}),
            ("-en-large-dark", {"language": "en", "large": True, "theme": "dark"}),
            ("-desk-sunlight", {"size": "desk", "theme": "sunlight"}),
        )
    ),
]
