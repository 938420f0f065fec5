"""The line on a shown photo: when we received it, where it belongs, who brought it. A convenience, never a proof."""

from __future__ import annotations

import functools

from PIL import Image, ImageDraw, ImageFont

from app.areas.models import Area, Post
from app.core import clock
from app.evidence import uses
from app.evidence.models import PhotoBringer
from app.people.models import Person

# where systems keep a font with Chinese characters; without one the line is written in figures and letters
CHINESE_FONTS = (
    "NotoSansCJK-Regular.ttc",
    "NotoSerifCJK-Regular.ttc",
    "NotoSansSC-Regular.otf",
    "SourceHanSansSC-Regular.otf",
    "wqy-microhei.ttc",
    "wqy-zenhei.ttc",
    "PingFang.ttc",
    "Hiragino Sans GB.ttc",
    "msyh.ttc",
    "simhei.ttf",
)


def caption_text(sha256: str, named: bool = True) -> str:
    """The caption: time, area and (if `named`) person in one line; figures and letters only if no Chinese font is installed.

    Residents and building heads are never named on a photo: it goes to people who may not know who they are.
    """
    first = PhotoBringer.select().where(PhotoBringer.sha256 == sha256).order_by(PhotoBringer.received).first()
    code = uses.area_of(sha256)
    area = Area.get_or_none(Area.code == code) if code else None
    person = _staff(first.person) if first and named else None
    at = clock.to_the_minute(first.received) if first else ""
    if chinese_font(20) is None:
        parts = [at, code or "", (person.staff_no or "") if person else ""]
    else:
        parts = [at, area.name if area else "", person.name if person else ""]
    return " · ".join(part for part in parts if part)


def _staff(person: str) -> Person | None:
    """Who brought it, if they hold or held a post other than a neighbour's."""
    paid = Post.select().where(Post.person == person, Post.role != "building_head")
    return Person.get_or_none(Person.id == person) if paid.exists() else None


@functools.lru_cache(maxsize=32)
def chinese_font(size: int) -> ImageFont.FreeTypeFont | None:
    """A font of this machine that has Chinese characters, `size` px high; None without one."""
    for name in CHINESE_FONTS:
        try:
            return ImageFont.truetype(name, size)
        except OSError:
            continue
    return None


def draw(image: Image.Image, line: str) -> Image.Image:
    """The RGB image with the line in its lower left corner, small and readable on any ground."""
    size = max(12, min(image.width, image.height) // 36)
    font = chinese_font(size) or ImageFont.load_default(size)
    layer = ImageDraw.Draw(image)
    pad = size // 2
    layer.text(
        (pad, image.height - pad),
        line.encode("ascii", "replace").decode() if chinese_font(size) is None else line,
        font=font,
        fill=(255, 255, 255),
        anchor="ld",
        stroke_width=max(1, size // 10),
        stroke_fill=(0, 0, 0),
    )
    return image
