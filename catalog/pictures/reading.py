"""A picture that somebody sent: decoded within limits and made plain, or refused with a sentence.

Neither its name nor its type is believed. What comes out is upright, in sRGB, on white, and carries nothing else that
was in the file.
"""

import io

from PIL import Image, ImageCms, ImageOps

LARGEST_FILE = 20 * 1024 * 1024  # bytes
MOST_PIXELS = 40_000_000
SHORTEST_SIDE = 100  # pixels: below are the placeholders of other people's feeds
MOST_STRETCHED = 4  # times as long as wide, or the other way round
WIDEST, TALLEST = 1600, 2400  # what is kept of it
FORMATS = ["JPEG", "PNG", "WEBP", "GIF", "TIFF"]
SRGB = ImageCms.createProfile("sRGB")


class NotAPicture(ValueError):
    """Its text is a sentence for whoever sent it."""


def read(content: bytes) -> Image.Image:
    """The picture in these bytes, at most WIDEST × TALLEST. Raises NotAPicture."""
    if len(content) > LARGEST_FILE:
        raise too_large()
    try:
        image = Image.open(io.BytesIO(content), formats=FORMATS)
        _refuse_sizes(*image.size)
        image.draft(None, (WIDEST, TALLEST))  # JPEG can be decoded smaller at once
        image.load()
        image = _plain(ImageOps.exif_transpose(image))
    except NotAPicture:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise _too_many_pixels() from bomb
    except Exception as trouble:  # decoders of broken files raise whatever they stumble over
        raise NotAPicture("This is not a whole JPEG, PNG, WebP, GIF or TIFF picture.") from trouble
    image.thumbnail((WIDEST, TALLEST), Image.Resampling.LANCZOS)
    return image


def too_large() -> NotAPicture:
    return NotAPicture(f"This picture is larger than {LARGEST_FILE // 1024**2} MB.")


def _refuse_sizes(width: int, height: int) -> None:
    """Before a pixel is decoded: a small file can hold a picture that fills the memory."""
    if width * height > MOST_PIXELS:
        raise _too_many_pixels()
    if min(width, height) < SHORTEST_SIDE:
        raise NotAPicture(f"This picture is too small: a cover needs {SHORTEST_SIDE} pixels on each side.")
    if max(width, height) > MOST_STRETCHED * min(width, height):
        raise NotAPicture("This picture is too long and narrow for a cover.")


def _too_many_pixels() -> NotAPicture:
    return NotAPicture(f"This picture has more than {MOST_PIXELS // 1_000_000} million pixels.")


def _plain(image: Image.Image) -> Image.Image:
    """In sRGB, without transparency, and without what else came with it."""
    profile = image.info.get("icc_profile")
    if image.mode in {"RGBA", "LA", "PA", "RGBa", "La"} or "transparency" in image.info:
        image = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")
    elif image.mode.startswith(("I", "F")):
        scale = 255 / _white_of(image)
        image = image.point(lambda value: value * scale).convert("L")
    if profile and image.mode in {"RGB", "CMYK", "L"}:
        image = _from_profile(image, profile)
    image = image.convert("RGB")
    return Image.frombytes("RGB", image.size, image.tobytes())


def _white_of(image: Image.Image) -> float:
    """What white is in a grey picture of more than eight bits: 65,535; fractions may go from 0 to 1, or to 255."""
    _, brightest = image.getextrema()
    fitting = (white for white in (1, 255) if image.mode.startswith("F") and brightest <= white)
    return next(fitting, 65_535)


def _from_profile(image: Image.Image, profile: bytes) -> Image.Image:
    """A profile that is broken, or of another kind of picture, is not worth losing the picture for."""
    try:
        return ImageCms.profileToProfile(image, io.BytesIO(profile), SRGB, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image
