"""What a file may be, what it becomes, and why one is refused.

A file is never mended: it is decoded and what is seen or heard is encoded anew, since only so is nothing kept that
nobody looked for: metadata of any standard, previews, bytes between and behind. Cutting tags out, or copying packets
into a new container, leaves what stands between the packets of MP3 and AMR. What a person recorded by accident (a face,
a voice, a place) stays: that is theirs to tell.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

PICTURE: Final = "image/jpeg"
"""The media type of every picture that was cleaned."""
SOUND: Final = "audio/ogg"
"""The media type of all sound that was cleaned: Opus in Ogg, one channel."""


class Refusal(StrEnum):
    """Why a file was not taken."""

    OTHER_TYPE = "other_type"  # no JPEG, PNG, WebP or HEIC, and no sound in Ogg, MP3, MP4 or AMR
    TOO_LARGE = "too_large"  # more bytes or pixels than may be, or more work than one file is worth
    TOO_LONG = "too_long"  # sound that lasts longer than may be
    UNREADABLE = "unreadable"  # of a type that is taken, but broken


class EvidenceRefused(Exception):  # noqa: N818 - past tense, as every refusal here
    """A file that was not taken; its text never holds a word of the file."""

    def __init__(self, reason: Refusal) -> None:
        """Keep why."""
        super().__init__(f"{type(self).__name__} {reason}")
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a file may be: bytes as it comes and as it is kept, pixels, the longest side kept, and seconds.

    A picture above `most_side` or `most_kept_bytes` is made smaller or coarser; printed pages stay readable.
    """

    most_bytes: int = 20_000_000
    most_kept_bytes: int = 4 * 1024 * 1024
    most_pixels: int = 52_000_000
    most_side: int = 2_560
    most_seconds: int = 900


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A file made anew: its media type, PICTURE or SOUND, and its bytes."""

    media_type: str
    content: bytes = field(repr=False)


def clean(content: bytes, limits: Limits) -> Cleaned:
    """Make a file anew, by what it holds and never by what it was called. Raises EvidenceRefused.

    It runs decoders over what a stranger sent: call it through `CleaningRoom`, in a process that has nothing to lose.
    """
    # Only the process that cleans pays for the decoders.
    from bot.evidence.picture import clean_picture  # noqa: PLC0415
    from bot.evidence.sound import clean_sound  # noqa: PLC0415

    if len(content) > limits.most_bytes:
        raise EvidenceRefused(Refusal.TOO_LARGE)
    picture = clean_picture(content, limits)
    return Cleaned(PICTURE, picture) if picture is not None else Cleaned(SOUND, clean_sound(content, limits))
