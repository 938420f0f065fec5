"""Draws the app's own icon (a grid with one cell walked to) in every size that an installed app needs."""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image, ImageDraw

GREEN = (11, 107, 79)
PAPER = (246, 247, 245)
AMBER = (255, 193, 7)
FINE = 4  # drawn this many times larger, then shrunk, for smooth edges


def _cell(
    draw: ImageDraw.ImageDraw, left: float, top: float, side: float, fill: tuple[int, int, int]
) -> None:
    draw.rounded_rectangle((left, top, left + side, top + side), radius=side * 0.18, fill=fill)


def icon(size: int, margin: float, rounded: bool) -> Image.Image:
    """A square icon of `size` px whose drawing keeps `margin` (a share of the side) from the edge."""
    full = size * FINE
    image = Image.new("RGBA", (full, full), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((0, 0, full - 1, full - 1), radius=full * 0.22 if rounded else 0, fill=GREEN)
    left = full * margin
    step = (full - 2 * left) / 3
    for row in range(3):
        for column in range(3):
            here = (row, column) == (1, 1)
            _cell(
                draw,
                left + column * step + step * 0.1,
                left + row * step + step * 0.1,
                step * 0.8,
                AMBER if here else PAPER,
            )
    centre, tip = full / 2, left + step * 1.5
    draw.ellipse(
        (centre - step * 0.16, tip - step * 0.16, centre + step * 0.16, tip + step * 0.16), fill=GREEN
    )
    return image.resize((size, size), Image.Resampling.LANCZOS)


def main(folder: Path) -> None:
    """Write all pictures into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for size in (192, 512):
        icon(size, 0.16, True).save(folder / f"icon-{size}.png", optimize=True)
    icon(512, 0.24, False).save(folder / "icon-maskable.png", optimize=True)
    icon(180, 0.16, False).convert("RGB").save(folder / "apple-touch-icon.png", optimize=True)
    icon(48, 0.10, True).save(folder / "favicon.png", optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
