"""What a way out of the app can be asked, what goes over it, and the settings it works with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from app.areas.access.reach import Reach
from app.people.models import Person
from app.settings import Settings

Result = Literal["sent", "later", "never"]


@dataclass(frozen=True)
class Hearer:
    """Someone who is told something, with the posts held now."""

    person: Person
    reach: Reach
    kind: str  # a key of wording.KINDS

    @property
    def is_head(self) -> bool:
        """Whether the person is a building head and nothing else."""
        return is_head(self.reach)


def is_head(reach: Reach) -> bool:
    """Whether somebody with this reach is a building head and nothing else."""
    return bool(reach.posts) and all(post.role == "building_head" for post in reach.posts)


@dataclass(frozen=True)
class Where:
    """What a channel may choose by: the areas over the matter and whether it is an emergency."""

    areas: frozenset[str]
    urgent: bool


@dataclass(frozen=True)
class Line:
    """One notice of a message: its number, its sentence, and where it is opened."""

    notice: int
    sentence: str
    url: str


@dataclass(frozen=True)
class Message:
    """What goes out at once: a head and one line for each notice. No personal data in it."""

    title: str
    lines: tuple[Line, ...]
    urgent: bool

    @property
    def text(self) -> str:
        """The lines with their addresses, and their numbers, by which a message that came twice is known again."""
        parts = [f"{line.sentence}\n{line.url}" for line in self.lines]
        return "\n".join([*parts, f"〔{' '.join(str(line.notice) for line in self.lines)}〕"])


class Channel(Protocol):
    """A way out. `suits` asks whether it is for this person and matter; `send` never raises and never waits long."""

    @property
    def name(self) -> str:
        """As rows of notices name it."""

    @property
    def is_group(self) -> bool:
        """Whether it goes to a chat that several read, once for all of them."""

    def suits(self, hearer: Hearer, where: Where) -> bool:
        """Whether this person is to be told of this over this channel."""

    def send(self, person: Person | None, message: Message, language: str) -> Result:
        """Send it; "later" is tried again, "never" is not."""


_settings: Settings | None = None


def use(settings: Settings) -> None:
    """Set the settings: the file of channels, the public address, the secret."""
    global _settings
    _settings = settings


def settings() -> Settings:
    """The settings named by `use`; RuntimeError before."""
    if _settings is None:
        raise RuntimeError("no settings named yet")
    return _settings
