"""Pictures: decoded by Pillow and libheif, turned upright, and written as a JPEG that holds a picture only."""

import warnings
from io import BytesIO
from typing import Final

import pi_heif
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from bot.evidence.cleaning import EvidenceRefused, Limits, Refusal

# Only these decoders ever see the file. Where a telephone wrote several pictures into one JPEG, the first is kept.
_FORMATS: Final = ("JPEG", "PNG", "WEBP", "HEIF")
# The first that makes the file small enough.
_QUALITIES: Final = (90, 75, 60)

pi_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)


def clean_picture(content: bytes, limits: Limits) -> bytes | None:
    """Make a picture anew, or give None where the file is none that is taken. Raises EvidenceRefused.

    The first frame of what moves is kept; what is transparent becomes white; colours are taken as sRGB.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(BytesIO(content), formats=_FORMATS)
    except UnidentifiedImageError:
        return None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise EvidenceRefused(Refusal.TOO_LARGE) from None
    except MemoryError:
        raise EvidenceRefused(Refusal.TOO_LARGE) from None
    except Exception:  # noqa: BLE001 - a broken file breaks a decoder in any way it can
        raise EvidenceRefused(Refusal.UNREADABLE) from None
    with image:
        if image.width * image.height > limits.most_pixels:
            raise EvidenceRefused(Refusal.TOO_LARGE)
        try:
            upright = _upright(image, limits.most_side)
        except MemoryError:
            raise EvidenceRefused(Refusal.TOO_LARGE) from None
        except Exception:  # noqa: BLE001
            raise EvidenceRefused(Refusal.UNREADABLE) from None
    return _written(upright, limits.most_kept_bytes)


def _upright(image: Image.Image, most_side: int) -> Image.Image:
    """Decode, make small enough, and turn as the camera was held."""
    image.draft("RGB", (most_side, most_side))
    turned = image.getexif().get(ExifTags.Base.Orientation)
    small = _flat(image)
    small.thumbnail((most_side, most_side))
    if turned is not None:
        small.getexif()[ExifTags.Base.Orientation] = turned
    return ImageOps.exif_transpose(small)


def _flat(image: Image.Image) -> Image.Image:
    """Lay a picture of any kind on white, so that nothing hides in what is not seen."""
    if image.mode.startswith("I;16"):
        # Pillow cuts sixteen bits of grey off above 255 instead of scaling them.
        return image.convert("I").point(lambda value: value / 256).convert("RGB")
    if not image.has_transparency_data:
        return image.convert("RGB")
    seen = image if image.mode == "RGBA" else image.convert("RGBA")
    ground = Image.new("RGB", seen.size, "white")
    ground.paste(seen, mask=seen.getchannel("A"))
    return ground


def _written(image: Image.Image, most_bytes: int) -> bytes:
    # What a picture carries along would be written with it, a comment for one; these pixels carry nothing.
    bare = Image.frombytes("RGB", image.size, image.tobytes())
    for quality in _QUALITIES:
        written = BytesIO()
        bare.save(written, "JPEG", quality=quality, optimize=True)
        if written.tell() <= most_bytes:
            return written.getvalue()
    raise EvidenceRefused(Refusal.TOO_LARGE)
