"""Pictures as they are sent in, made here and now."""

import io

from PIL import Image, ImageDraw


def picture(width: int = 900, height: int = 1350, mode: str = "RGB", color: object = "teal") -> Image.Image:
    return Image.new(mode, (width, height), color)


def encoded(image: Image.Image, format: str = "JPEG", **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


def half_red() -> Image.Image:
    """Red in its upper half, so that one sees which way is up."""
    image = picture(400, 600, color="white")
    ImageDraw.Draw(image).rectangle([0, 0, 399, 299], fill="red")
    return image


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))
