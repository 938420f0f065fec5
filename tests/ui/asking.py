"""What the phone's own store holds, read from outside the app."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from tests import hands

READ = """store => new Promise((done, failed) => {
  const asked = indexedDB.open('gridwalk');
  asked.onerror = () => failed(asked.error);
  asked.onsuccess = () => {
    const all = asked.result.transaction(store).objectStore(store).getAll();
    all.onsuccess = () => { asked.result.close(); done(all.result); };
    all.onerror = () => failed(all.error);
  };
})"""


def ops(page: Page, kind: str) -> list[dict[str, Any]]:
    """Every op of the type that the phone holds or has sent."""
    rows = [*page.evaluate(READ, "ops"), *page.evaluate(READ, "receipts")]
    # an op that was received between the two looks is in both
    return list({row["id"]: row["op"] for row in rows if row["op"]["type"] == kind}.values())


def photos_arrive(page: Page) -> None:
    """Wait until the server has every photo of the phone's: what goes with the phone could never be looked at."""
    hands.until(page, f"async () => (await ({READ})('photos')).every((one) => one.server)")
