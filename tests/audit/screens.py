"""Which screens there are, who looks at them, and in which dresses: the list that the audit walks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

# what the router knows and what the server renders; {matter}, {patrol} and {errand} are filled in with real ids
FIELD = {
    "today": "/", "patrol": "/patrol", "report": "/report", "matters": "/matters", "matter": "/matters/{matter}",
    "visit": "/visit", "emergency": "/emergency", "queue": "/queue", "me": "/me", "days": "/me/days",
    "patrolday": "/patrols/{patrol}", "check": "/check", "install": "/install", "visits": "/visits", "visitplan": "/visits/new",
    "errands": "/errands", "errandnew": "/errands/new", "errand": "/errands/{errand}", "slip": "/errands/{errand}/slip",
    "phones": "/phones", "inbox": "/inbox", "storm": "/storm", "places": "/places", "place": "/places/1", "campaigns": "/campaigns", "campaign": "/campaigns/1~1", "look": "/look",
}  # fmt: skip
MAIN = ("today", "report", "matters", "queue", "patrol", "me")
LANGUAGES = ("zh", "en")
THEMES = ("light", "dark", "sunlight")
SIZES = ("", "large")


@dataclass(frozen=True)
class Dress:
    """Language, theme and size of type."""

    language: str
    theme: str
    size: str

    def __str__(self) -> str:
        return f"{self.language} {self.theme}{' 长辈版' if self.size else ''}"


def dresses() -> Iterator[Dress]:
    """Every dress."""
    for language in LANGUAGES:
        for theme in THEMES:
            for size in SIZES:
                yield Dress(language, theme, size)
