"""What the demonstration's photographs show: each scene as it was found, and as it looked afterwards."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from app.demo.photos.canvas import Canvas, Colour

INK: Colour = (52, 54, 60)
WALLS: tuple[Colour, ...] = ((214, 204, 186), (196, 203, 208), (222, 212, 176), (203, 214, 201))


def _corridor(name: str) -> Canvas:
    """A stairwell landing: walls with a green dado, a tiled floor, a door at the end."""
    c = Canvas(name, (228, 226, 216), (176, 172, 164))
    wall = c.chance.choice(WALLS)
    c.shape((150, 146, 140), (0, 300), (400, 300), (262, 178), (138, 178))
    for x in range(-200, 601, 50):
        c.line((132, 128, 123), 0.8, (200 + (x - 200) * 0.31, 178), (x, 300))
    for y in (190, 206, 229, 262):
        c.line((132, 128, 123), 0.8, (0, y), (400, y))
    c.shape(wall, (0, 0), (138, 62), (138, 178), (0, 300))
    c.shape(wall, (400, 0), (262, 62), (262, 178), (400, 300))
    c.shape((120, 158, 140), (0, 190), (138, 140), (138, 178), (0, 300))
    c.shape((108, 146, 128), (400, 190), (262, 140), (262, 178), (400, 300))
    c.box((188, 184, 174), 138, 62, 124, 116)
    c.box((96, 108, 120), 176, 84, 48, 94)
    c.box((128, 142, 154), 181, 90, 38, 40)
    c.round((220, 190, 90), 219, 136, 2)
    c.shape((246, 244, 226), (150, 14), (250, 14), (226, 44), (174, 44))
    c.box((36, 140, 84), 186, 68, 28, 11)
    return c


def _bike(c: Canvas, x: float, y: float, colour: Colour) -> None:
    """An electric bicycle seen from its side."""
    c.shadow(x, y + 23, 54)
    for wheel in (x - 36, x + 36):
        c.ring(INK, wheel, y, 22, 4)
        c.ring((150, 152, 156), wheel, y, 16, 1)
    c.shape(colour, (x - 34, y - 4), (x - 22, y - 26), (x + 8, y - 24), (x + 20, y - 2), (x - 4, y + 6))
    c.line(INK, 3.4, (x + 36, y), (x + 24, y - 46), (x + 12, y - 52))
    c.shape((40, 40, 46), (x - 34, y - 34), (x + 2, y - 33), (x + 1, y - 26), (x - 32, y - 27))
    c.box((226, 228, 228), x + 18, y - 40, 9, 14)


def _street(name: str, dusk: bool = False) -> Canvas:
    """A street with shop fronts, a pavement and a kerb."""
    c = Canvas(name, (52, 66, 96) if dusk else (178, 206, 226), (84, 88, 104) if dusk else (226, 226, 218))
    dim = 0.45 if dusk else 1.0
    x = -20.0
    while x < 400:
        wide, high = c.chance.uniform(62, 104), c.chance.uniform(96, 150)
        base = c.chance.choice(((206, 178, 150), (188, 192, 196), (214, 202, 170), (176, 160, 150)))
        tone = (int(base[0] * dim), int(base[1] * dim), int(base[2] * dim))
        c.box(tone, x, 190 - high, wide, high)
        sign = c.chance.choice(((170, 58, 50), (40, 96, 140), (44, 122, 92), (196, 140, 40)))
        c.box((int(sign[0] * dim), int(sign[1] * dim), int(sign[2] * dim)), x + 5, 146, wide - 10, 14)
        c.box((int(70 * dim), int(78 * dim), int(88 * dim)), x + 9, 163, wide - 18, 27)
        for row in range(int((high - 56) // 26)):
            for column in range(int((wide - 16) // 22)):
                lit = dusk and c.chance.happens(0.3)
                pane = (236, 206, 120) if lit else (int(112 * dim), int(132 * dim), int(148 * dim))
                c.box(pane, x + 10 + column * 22, 198 - high + row * 26, 13, 15)
        x += wide + 3
    ground = (int(178 * dim), int(174 * dim), int(168 * dim))
    c.box(ground, 0, 190, 400, 56)
    for slab in range(-8, 20):
        c.line(
            (int(160 * dim), int(156 * dim), int(150 * dim)),
            0.8,
            (slab * 30 + 60, 190),
            (slab * 42 - 40, 246),
        )
    c.box((int(206 * dim), int(204 * dim), int(198 * dim)), 0, 246, 400, 6)
    c.box((int(92 * dim), int(94 * dim), int(98 * dim)), 0, 252, 400, 48)
    return c


def bike(name: str, fixed: bool) -> Canvas:
    """An electric bicycle in the stairwell."""
    c = _corridor(name)
    if not fixed:
        _bike(
            c,
            c.chance.uniform(150, 230),
            240,
            c.chance.choice(((186, 52, 48), (46, 92, 150), (60, 130, 104))),
        )
    return c


def clutter(name: str, fixed: bool) -> Canvas:
    """Boxes and an old cupboard on the landing."""
    c = _corridor(name)
    if not fixed:
        c.shadow(110, 270, 74)
        c.box((128, 92, 62), 40, 168, 56, 104)
        c.box((146, 108, 74), 44, 173, 23, 94)
        c.box((146, 108, 74), 70, 173, 22, 94)
        for x, y, size in ((100, 228, 44), (148, 240, 36), (108, 190, 38)):
            c.box((196, 158, 108), x, y, size, size * 0.92)
            c.box((178, 140, 92), x, y + size * 0.4, size, 3)
    return c


def wire(name: str, fixed: bool) -> Canvas:
    """A cable hanging from a window down to an electric bicycle."""
    c = Canvas(name, (190, 212, 226), (206, 202, 192))
    c.box((204, 186, 164), 30, 20, 340, 232)
    for row in range(3):
        for column in range(4):
            x, y = 54 + column * 82, 38 + row * 70
            c.box((236, 234, 226), x - 3, y - 3, 46, 46)
            c.box((108, 130, 146), x, y, 40, 40)
            c.line((236, 234, 226), 2, (x + 20, y), (x + 20, y + 40))
            c.box((214, 214, 208), x + 46, y + 22, 22, 15)
    c.box((150, 148, 142), 0, 252, 400, 48)
    if fixed:
        c.box((52, 120, 92), 268, 204, 70, 46)
        c.box((226, 232, 226), 276, 211, 54, 14)
        _bike(c, 216, 256, (46, 92, 150))
    else:
        c.line((208, 72, 46), 2.4, (158, 150), (150, 190), (166, 222), (190, 238), (206, 244))
        _bike(c, 210, 256, (186, 52, 48))
    return c


def adverts(name: str, fixed: bool) -> Canvas:
    """Flyposting on a wall."""
    c = Canvas(name, (206, 208, 206), (186, 182, 174))
    for row in range(13):
        for column in range(-1, 10):
            c.box((192, 156, 132), column * 46 + (row % 2) * 23, row * 20, 44, 18)
    c.box((160, 158, 152), 0, 256, 400, 44)
    for number in range(11):
        x, y = 30 + c.chance.uniform(0, 300), 26 + c.chance.uniform(0, 170)
        paper = c.chance.choice(((240, 232, 120), (236, 236, 232), (236, 176, 168), (172, 208, 232)))
        if fixed:
            c.box((200, 168, 146), x, y, 40, 50, alpha=150)
            continue
        c.box(paper, x, y, 38 + number % 3 * 6, 52)
        for line in range(4):
            c.line(
                (90, 60, 60), 2 if line == 0 else 1, (x + 5, y + 9 + line * 10), (x + 32, y + 9 + line * 10)
            )
    return c


def stall(name: str, fixed: bool) -> Canvas:
    """A fruit stall on the pavement."""
    c = _street(name)
    if not fixed:
        c.shadow(190, 250, 96)
        for pole in (112, 262):
            c.line((96, 98, 104), 3, (pole, 150), (pole, 244))
        for stripe in range(10):
            tone = (204, 62, 56) if stripe % 2 else (240, 236, 228)
            c.shape(
                tone,
                (100 + stripe * 18, 146),
                (118 + stripe * 18, 146),
                (122 + stripe * 18, 168),
                (96 + stripe * 18, 168),
            )
        c.box((150, 108, 72), 108, 206, 160, 36)
        for crate in range(4):
            tone = ((226, 120, 40), (196, 48, 52), (120, 168, 60), (236, 196, 70))[crate]
            for fruit in range(12):
                c.round(tone, 118 + crate * 40 + fruit % 4 * 8, 202 - fruit // 4 * 5, 4.6)
    return c


def litter(name: str, fixed: bool) -> Canvas:
    """Bins with refuse beside them."""
    c = _street(name)
    for bin_x, tone in ((120, (52, 112, 78)), (176, (56, 92, 140)), (232, (90, 92, 96))):
        c.shadow(bin_x + 20, 248, 26)
        c.shape(tone, (bin_x, 190), (bin_x + 42, 190), (bin_x + 38, 246), (bin_x + 4, 246))
        c.box((int(tone[0] * 0.8), int(tone[1] * 0.8), int(tone[2] * 0.8)), bin_x - 2, 183, 46, 9)
    if not fixed:
        for _ in range(16):
            x, y = c.chance.uniform(90, 300), c.chance.uniform(240, 262)
            c.round(
                c.chance.choice(((40, 42, 46), (226, 224, 218), (70, 110, 150), (190, 160, 110))),
                x,
                y,
                c.chance.uniform(6, 15),
                c.chance.uniform(5, 10),
            )
    return c


def parked(name: str, fixed: bool) -> Canvas:
    """A car on the yellow grid of a fire lane."""
    c = _street(name)
    c.shape((214, 178, 52), (60, 256), (340, 256), (372, 298), (28, 298))
    c.shape((92, 94, 98), (70, 260), (330, 260), (356, 294), (44, 294))
    for x in range(70, 340, 30):
        c.line((214, 178, 52), 2, (x, 260), (x + 22, 294))
    if not fixed:
        tone = c.chance.choice(((186, 190, 196), (60, 74, 110), (150, 46, 44)))
        c.shadow(200, 284, 104, 8)
        c.shape(
            tone,
            (104, 278),
            (106, 248),
            (142, 242),
            (164, 214),
            (244, 214),
            (268, 242),
            (298, 250),
            (300, 278),
        )
        c.shape((70, 84, 98), (152, 241), (169, 219), (202, 219), (202, 241))
        c.shape((70, 84, 98), (207, 241), (207, 219), (240, 219), (257, 241))
        for x in (142, 262):
            c.round((36, 36, 40), x, 279, 17)
            c.round((168, 170, 174), x, 279, 8)
    return c


def manhole(name: str, fixed: bool) -> Canvas:
    """A manhole whose cover lies beside it; afterwards closed."""
    c = Canvas(name, (128, 130, 132), (102, 104, 108))
    for _ in range(420):
        tone = c.chance.randint(88, 148)
        c.round(
            (tone, tone, tone), c.chance.uniform(0, 400), c.chance.uniform(0, 300), c.chance.uniform(0.6, 2)
        )
    c.line((226, 226, 220), 8, (0, 66), (400, 44))
    x, y = 200.0, 172.0
    if not fixed:
        c.round((60, 58, 56), 176, 178, 86, 58)
        c.round((16, 16, 20), 176, 180, 76, 50)
        x, y = 292.0, 138.0
        for cone in (70, 320):
            c.shadow(cone, 262, 22)
            c.shape((226, 96, 40), (cone - 7, 204), (cone + 7, 204), (cone + 19, 258), (cone - 19, 258))
            c.shape((240, 238, 232), (cone - 11, 226), (cone + 11, 226), (cone + 15, 240), (cone - 15, 240))
    c.shadow(x, y + 6, 92, 60)
    c.round((84, 82, 80), x, y, 84, 56)
    c.round((104, 102, 100), x, y - 2, 78, 51)
    for ring in range(1, 5):
        for spoke in range(-4, 5):
            c.box((76, 74, 72), x + spoke * 15 - 4, y - 40 + ring * 15, 8, 5)
    return c


def lamp(name: str, fixed: bool) -> Canvas:
    """A street at dusk with a lamp that is out; afterwards lit."""
    c = _street(name, dusk=True)
    c.box((58, 62, 70), 296, 60, 5, 190)
    c.line((58, 62, 70), 4, (298, 62), (276, 54), (252, 56))
    c.shape((84, 88, 96), (238, 54), (262, 52), (264, 60), (236, 62))
    if fixed:
        for step in range(6):
            c.shape(
                (255, 226, 150),
                (240, 62),
                (260, 62),
                (262 + step * 14, 250),
                (238 - step * 14, 250),
                alpha=20,
            )
        c.round((255, 240, 190), 250, 62, 13, 5)
    return c


def puddle(name: str, fixed: bool) -> Canvas:
    """Water standing on the road."""
    c = _street(name)
    if not fixed:
        for x, y, wide, high in ((170, 274, 130, 15), (250, 266, 80, 11), (90, 284, 60, 9)):
            c.round((108, 132, 150), x, y, wide, high)
            c.round((160, 184, 200), x - 10, y - 3, wide * 0.6, high * 0.4)
    return c


SCENES: dict[str, Callable[[str, bool], Canvas]] = {
    "bike": bike, "clutter": clutter, "wire": wire, "adverts": adverts, "stall": stall, "litter": litter,
    "parked": parked, "manhole": manhole, "lamp": lamp, "puddle": puddle,
}  # fmt: skip
VARIANTS = 2


@cache
def photo(scene: str, variant: int, fixed: bool) -> tuple[str, bytes]:
    """(sha256, JPEG) of a scene as it was found, or afterwards; before and after show the same place."""
    return SCENES[scene](f"{scene}/{variant % VARIANTS}", fixed).jpeg()
