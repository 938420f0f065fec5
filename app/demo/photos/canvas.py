"""A sheet to draw the demonstration's photographs on: simple shapes, soft light, a little grain, and a label."""

from __future__ import annotations

import hashlib
import io
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from app.demo.chance import Chance

WIDE, HIGH = 1024, 768
Colour = tuple[int, int, int]
Spot = tuple[float, float]
LABEL = "DEMO"
SOFT = ImageFilter.Kernel((3, 3), (1, 2, 1, 2, 4, 2, 1, 2, 1))
GRAIN = np.float32(3.2)


@cache
def _edge() -> NDArray[np.float32]:
    """How light each spot of the sheet is: a lens is darker towards the corners."""
    y, x = np.mgrid[-1 : 1 : HIGH * 1j, -1 : 1 : WIDE * 1j]
    return (1 - 0.26 * np.clip(x**2 + y**2 - 0.35, 0, 2))[..., None].astype(np.float32)


class Canvas:
    """Draws in units of a 400 × 300 sheet; the same name gives the same picture."""

    def __init__(self, name: str, top: Colour, bottom: Colour) -> None:
        self.chance = Chance(f"picture/{name}")
        shade = np.linspace(0, 1, HIGH)[:, None, None]
        light = np.array(top) * (1 - shade) + np.array(bottom) * shade
        whole = np.repeat(light, WIDE, axis=1).astype(np.uint8)
        self.image = Image.fromarray(whole, "RGB")
        self._draw = ImageDraw.Draw(self.image, "RGBA")

    def _to(self, spots: list[Spot]) -> list[Spot]:
        return [(x * WIDE / 400, y * HIGH / 300) for x, y in spots]

    def shape(self, colour: Colour, *spots: Spot, alpha: int = 255) -> None:
        """A filled outline."""
        self._draw.polygon(self._to(list(spots)), fill=(*colour, alpha))

    def box(self, colour: Colour, x: float, y: float, wide: float, high: float, alpha: int = 255) -> None:
        """A filled rectangle from its upper left corner."""
        self.shape(colour, (x, y), (x + wide, y), (x + wide, y + high), (x, y + high), alpha=alpha)

    def line(self, colour: Colour, thick: float, *spots: Spot) -> None:
        """A line through the spots."""
        self._draw.line(self._to(list(spots)), fill=colour, width=round(thick * WIDE / 400), joint="curve")

    def round(
        self, colour: Colour, x: float, y: float, wide: float, high: float | None = None, alpha: int = 255
    ) -> None:
        """A filled ellipse around its middle."""
        high = wide if high is None else high
        corners = self._to([(x - wide, y - high), (x + wide, y + high)])
        self._draw.ellipse([*corners[0], *corners[1]], fill=(*colour, alpha))

    def ring(self, colour: Colour, x: float, y: float, size: float, thick: float) -> None:
        """A circle's line."""
        corners = self._to([(x - size, y - size), (x + size, y + size)])
        self._draw.ellipse([*corners[0], *corners[1]], outline=colour, width=round(thick * WIDE / 400))

    def shadow(self, x: float, y: float, wide: float, high: float = 4) -> None:
        """A soft dark patch on the ground."""
        for step in range(4):
            self.round((20, 20, 25), x, y, wide * (1 - step * 0.18), high * (1 - step * 0.18), alpha=28)

    def jpeg(self) -> tuple[str, bytes]:
        """(sha256, bytes) of the finished photograph."""
        soft = self.image.filter(SOFT)
        chance = np.random.default_rng(self.chance.randrange(2**31))
        grain = chance.standard_normal((HIGH, WIDE, 1), np.float32) * GRAIN
        sheet = np.clip(np.asarray(soft) * _edge() + grain, 0, 255)
        picture = Image.fromarray(sheet.astype(np.uint8), "RGB")
        draw = ImageDraw.Draw(picture, "RGBA")
        draw.rectangle([WIDE - 96, 14, WIDE - 14, 46], fill=(0, 0, 0, 110))
        draw.text(
            (WIDE - 55, 30), LABEL, fill=(255, 255, 255, 220), font=ImageFont.load_default(22), anchor="mm"
        )
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=82)
        return hashlib.sha256(out.getvalue()).hexdigest(), out.getvalue()
