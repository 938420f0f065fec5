"""Photos of every mode and with every kind of profile are shown in the colours they mean: a corpus, pixel by pixel."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image

from tests.evidence import profiles
from tests.evidence.pictures import sha

SIZE = (64, 48)
WHITE = (255, 255, 255)


def saved(image, kind="PNG", **options):
    """The bytes of a picture in a format."""
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def filled(mode, colour, kind="PNG", **options):
    """The bytes of a picture of one colour."""
    return saved(Image.new(mode, SIZE, colour), kind, **options)


def deep_png(channels, *values):
    """A PNG with 16 bits a channel, which Pillow does not write: `channels` is PNG's colour type."""
    row = b"\0" + struct.pack(f">{len(values)}H", *values) * SIZE[0]

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", *SIZE, 16, channels, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(row * SIZE[1]))
        + chunk(b"IEND", b"")
    )


def palette(**options):
    image = Image.new("P", SIZE, 1)
    image.putpalette([0, 0, 0, 200, 100, 50, 0, 0, 255])
    return saved(image, **options)


BROKEN = profiles.ADOBE_RGB[:200] + bytes(100)
# what is brought, and the colour that is to be shown (±3: copies are JPEG and WebP), worked out by hand from the
# published matrices and curves of the spaces
CORPUS = {
    "1 bit, black": (filled("1", 0), (0, 0, 0)),
    "1 bit, white": (filled("1", 1), WHITE),
    "grey": (filled("L", 90), (90, 90, 90)),
    "grey JPEG": (filled("L", 90, "JPEG"), (90, 90, 90)),
    "grey, half transparent": (filled("LA", (0, 128)), (127, 127, 127)),
    "grey, one value transparent": (filled("L", 90, transparency=90), WHITE),
    "grey of 16 bits, a quarter": (deep_png(0, 0x4000), (64, 64, 64)),
    "grey of 16 bits, three quarters": (deep_png(0, 0xC000), (192, 192, 192)),
    "grey of 16 bits, black": (deep_png(0, 0x0040), (0, 0, 0)),
    "grey of 16 bits, white": (deep_png(0, 0xFFFF), WHITE),
    "grey of 16 bits, transparent": (deep_png(4, 0x0000, 0x8000), (127, 127, 127)),
    "colour of 16 bits": (deep_png(2, 0x4000, 0x8000, 0xC000), (64, 128, 192)),
    "colour of 16 bits, transparent": (deep_png(6, 0x0000, 0x0000, 0xFFFF, 0x8000), (127, 127, 255)),
    "palette": (palette(), (200, 100, 50)),
    "palette, that colour transparent": (palette(transparency=1), WHITE),
    "palette with a profile": (palette(icc_profile=profiles.LINEAR_GREY), (200, 100, 50)),
    "colour": (filled("RGB", (200, 100, 50)), (200, 100, 50)),
    "colour, one transparent": (filled("RGB", (200, 100, 50), transparency=(200, 100, 50)), WHITE),
    "colour, half transparent": (filled("RGBA", (0, 0, 255, 128)), (127, 127, 255)),
    "CMYK without a profile": (filled("CMYK", (0, 255, 255, 0), "JPEG"), (255, 0, 0)),
    "CMYK with a profile": (filled("CMYK", (0, 255, 255, 0), "JPEG", icc_profile=profiles.PRESS), WHITE),
    "CMYK with a profile, black": (filled("CMYK", (0, 0, 0, 255), "JPEG", icc_profile=profiles.PRESS), (0, 0, 0)),
    "CMYK with a profile of colour": (
        filled("CMYK", (0, 255, 255, 0), "JPEG", icc_profile=profiles.ADOBE_RGB), (255, 0, 0),
    ),
    "grey with a profile": (filled("L", 64, icc_profile=profiles.LINEAR_GREY), (137, 137, 137)),
    "grey of 16 bits in a profile of colour": (filled("L", 128, icc_profile=profiles.P3), (128, 128, 128)),
    "Adobe RGB": (filled("RGB", (100, 150, 100), "JPEG", quality=95, icc_profile=profiles.ADOBE_RGB), (68, 151, 97)),
    "Adobe RGB, palette": (palette(icc_profile=profiles.ADOBE_RGB), (226, 100, 42)),
    "Adobe RGB, half transparent": (
        filled("RGBA", (100, 150, 100, 128), icc_profile=profiles.ADOBE_RGB), (161, 203, 176),
    ),
    "Display P3": (filled("RGB", (200, 100, 100), "JPEG", quality=95, icc_profile=profiles.P3), (216, 94, 96)),
    "Display P3, WebP": (filled("RGB", (200, 100, 100), "WEBP", lossless=True, icc_profile=profiles.P3), (216, 94, 96)),
    "Display P3, HEIC": (filled("RGB", (200, 100, 100), "HEIF", quality=95, icc_profile=profiles.P3), (216, 94, 96)),
    "HEIC": (filled("RGB", (200, 100, 100), "HEIF", quality=95), (200, 100, 100)),
    "a grey profile in colour": (filled("RGB", (200, 100, 50), icc_profile=profiles.LINEAR_GREY), (200, 100, 50)),
    "a broken profile": (filled("RGB", (200, 100, 50), icc_profile=BROKEN), (200, 100, 50)),
    "a profile that is none": (filled("RGB", (200, 100, 50), icc_profile=b"no profile"), (200, 100, 50)),
    "a profile that is far too long": (
        filled("RGB", (100, 150, 100), "JPEG", quality=95, icc_profile=profiles.ADOBE_RGB + bytes(5_000_000)), (100, 150, 100),
    ),
}  # fmt: skip


def shown(client, name, size):
    """The copy that a person sees, as RGB."""
    answer = client.get(f"/api/v1/photos/{name}?size={size}")
    assert answer.status_code == 200
    image = Image.open(io.BytesIO(answer.data))
    assert image.mode == "RGB" and "icc_profile" not in image.info
    return image


def near(pixel, wanted, off=3):
    return all(abs(one - other) <= off for one, other in zip(pixel, wanted, strict=True))


def test_a_photo_of_any_mode_and_profile_is_shown_in_the_colours_it_means(as_):
    client, wrong = as_("worker"), {}
    for kind, (data, colour) in CORPUS.items():
        assert client.put(f"/api/v1/photos/{sha(data)}", data=data).status_code == 201, kind
        for size in ("full", "1024", "320"):
            pixel = shown(client, sha(data), size).getpixel((SIZE[0] // 2, 4))  # above the caption
            if not near(pixel, colour):
                wrong[kind, size] = pixel
    assert wrong == {}


def test_a_ramp_of_16_bits_stays_a_ramp(as_):
    row = struct.pack("<400H", *(round(65535 * x / 399) for x in range(400)))
    data = saved(Image.frombytes("I;16", (400, 300), row * 300))
    client = as_("worker")
    assert client.put(f"/api/v1/photos/{sha(data)}", data=data).status_code == 201
    for size in ("full", "320"):
        image = shown(client, sha(data), size)
        ramp = [image.getpixel((round(image.width * part), 10))[0] for part in (0.02, 0.25, 0.5, 0.75, 0.98)]
        assert all(abs(one - other) <= 4 for one, other in zip(ramp, (5, 64, 128, 191, 250), strict=True)), (
            ramp
        )
