"""What a person can send that is not words: kinds, files that wait at the provider, and a place."""

import math
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

_MOST_LATITUDE: Final = 90.0
_MOST_LONGITUDE: Final = 180.0


class AttachmentKind(StrEnum):
    """What a person sent instead of, or beside, words."""

    AUDIO = "audio"
    IMAGE = "image"
    VIDEO = "video"
    STICKER = "sticker"
    DOCUMENT = "document"
    LOCATION = "location"
    CONTACT = "contact"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class AttachmentFile:
    """A file that waits at the provider: `id` is what its channel fetches it by.

    `size` is in bytes, 0 where the provider does not say. `kind`, `size` and `media_type` are what was declared: what
    a file is shows in its content only. Names of files are never parsed.
    """

    kind: AttachmentKind
    id: str = field(repr=False)
    size: int = 0
    media_type: str = ""


@dataclass(frozen=True, slots=True)
class Location:
    """A place that a person shared, in degrees, as exact as it came; its name and address are never parsed."""

    latitude: float = field(repr=False)
    longitude: float = field(repr=False)


def read_location(latitude: float, longitude: float) -> Location | None:
    """Give the place, or None where it is not on the globe."""
    if not (math.isfinite(latitude) and math.isfinite(longitude)):
        return None
    if abs(latitude) > _MOST_LATITUDE or abs(longitude) > _MOST_LONGITUDE:
        return None
    return Location(latitude, longitude)
