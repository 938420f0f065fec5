"""One contact sheet of all photographs, each under its name."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw

WIDE, HIGH, EDGE, LINE, COLUMNS = 270, 555, 12, 22, 7


def lay(shots: list[tuple[str, Path]], to: Path) -> None:
    """Write the sheet of (name, picture) to `to`."""
    rows = -(-len(shots) // COLUMNS) or 1
    page = Image.new(
        "RGB", (COLUMNS * (WIDE + EDGE) + EDGE, rows * (HIGH + LINE + EDGE) + EDGE), (120, 124, 128)
    )
    pen = ImageDraw.Draw(page)
    for place, (name, path) in enumerate(shots):
        x = EDGE + place % COLUMNS * (WIDE + EDGE)
        y = EDGE + place // COLUMNS * (HIGH + LINE + EDGE)
        with Image.open(path) as picture:
            small = picture.convert("RGB")
            small.thumbnail((WIDE, HIGH * 3))
            page.paste(small.crop((0, 0, small.width, min(small.height, HIGH))), (x, y + LINE))
        pen.text((x, y + 4), name, fill=(255, 255, 255))
    page.save(to, optimize=True)
