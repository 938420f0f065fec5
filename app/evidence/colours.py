"""Brings a photo of any mode and colour profile to plain sRGB of 8 bits, the one thing that every screen shows alike."""

from __future__ import annotations

import io

from PIL import Image, ImageCms

SRGB = ImageCms.createProfile("sRGB")
PROFILE_MOST = 4_000_000  # bytes; those of printing presses, the largest in use, have 2 to 3 MB
MODES = {"RGB": "RGB", "GRAY": "L", "CMYK": "CMYK"}  # colour space of a profile → Pillow's mode


def evened(image: Image.Image) -> Image.Image:
    """The picture in a mode that can be made smaller smoothly: RGB, RGBA, L, LA or CMYK, its colours as they are.

    16 bits of grey are scaled to 8: Pillow's own conversion cuts everything above 255 off.
    """
    if image.mode.startswith("I;16"):
        return image.point(lambda value: value * (1 / 257)).convert("L")
    if image.mode in ("P", "PA") or (image.mode in ("1", "L", "RGB") and "transparency" in image.info):
        return image.convert("RGBA")
    return image.convert("L") if image.mode == "1" else image


def to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """An evened picture as RGB, or RGBA where parts are transparent, converted from its ICC profile to sRGB.

    Without a profile, and with one that is broken or of another kind than the picture, its numbers are taken for sRGB.
    """
    if image.mode in ("LA", "RGBA"):
        alpha = image.getchannel("A")
        opaque = to_srgb(image.convert("L" if image.mode == "LA" else "RGB"), profile)
        opaque.putalpha(alpha)
        return opaque
    return _converted(image, profile) or image.convert("RGB")


def _converted(image: Image.Image, profile: bytes | None) -> Image.Image | None:
    """The picture by its profile; None where that cannot be used."""
    if not profile or len(profile) > PROFILE_MOST:
        return None
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        mode = MODES.get(source.profile.xcolor_space.strip())
        if image.mode == "L" and mode == "RGB":  # a grey picture saved by a program that works in colour
            image = image.convert("RGB")
        if image.mode != mode:
            return None
        if mode == "RGB":  # in its place: 50 Mpx are 200 MB
            ImageCms.profileToProfile(image, source, SRGB, inPlace=True)
            return image
        return ImageCms.profileToProfile(image, source, SRGB, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None
