"""What is passed on of a report: facts with their ids and titles, what the reporter said, and what nobody knows."""

from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from bot.reports.report import EvidenceKind

REFERENCE_LETTERS = 8
PRECISION_METRES = 1100
"""How far a rounded location may be off, from north to south."""


@dataclass(frozen=True, slots=True)
class Included:
    """What the worker chose to pass on beside the facts.

    `words` are what the reporter wrote; without them only their words for the place stay, or nobody could go there.
    `identity` is a name or office that the reporter gave.
    """

    words: bool = True
    evidence: bool = True
    identity: bool = False


@dataclass(frozen=True, slots=True)
class Titled:
    """Something with a lasting id, and what it is called in the document's language."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Fact:
    """What was chosen for a question."""

    question: Titled
    choices: tuple[Titled, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class FoundSign:
    """A sign that was named; `elements` are "act", "means" and "purpose", and may be none."""

    id: str
    title: str = field(repr=False)
    elements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """What the reporter wrote, letter for letter; `at` is 0 for what was said at first."""

    question: Titled
    text: str = field(repr=False)
    language: Titled
    at: float = 0.0


@dataclass(frozen=True, slots=True)
class ReferredPlace:
    """Where it is: the reporter's words, and a location in degrees, rounded to two decimals."""

    words: Said | None = field(default=None, repr=False)
    latitude: float | None = field(default=None, repr=False)
    longitude: float | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class ReferredFile:
    """A picture or voice note that lies with the office; `id` is the reference and its number, `size` in bytes."""

    id: str
    kind: EvidenceKind
    media_type: str
    size: int
    at: float


@dataclass(frozen=True, slots=True)
class ReferralDocument:
    """What an authority or organisation is told; times in seconds since the epoch.

    `language` is the document's own. `danger` is None where it was not said. `said` is what the reporter wrote beside
    the place, `missing` what is not known, `withheld` what the worker left out of what there is: "words", "evidence".
    `identity` is empty unless the worker chose to name who reports.
    """

    reference: str
    office: str
    language: str
    zone: ZoneInfo
    made_at: float
    received_at: float
    reporter: Titled
    country: Titled | None
    urgency: Titled
    danger: Titled | None
    answers_back: bool
    place: ReferredPlace = field(repr=False)
    facts: tuple[Fact, ...] = field(repr=False)
    signs: tuple[FoundSign, ...] = field(repr=False)
    said: tuple[Said, ...] = field(repr=False)
    missing: tuple[Titled, ...]
    evidence: tuple[ReferredFile, ...]
    withheld: tuple[str, ...]
    identity: tuple[Said, ...] = field(repr=False)


def reference(report_id: str) -> str:
    """Give the number under which the office finds a report again; it opens nothing."""
    shown = report_id[:REFERENCE_LETTERS].upper()
    return f"{shown[:4]}-{shown[4:]}"
