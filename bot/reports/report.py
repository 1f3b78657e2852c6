"""A report: what a neighbour, a labour inspector or a social worker saw, as they told it, and who told it is not in it.

Times are seconds since the epoch, 0 where there is none yet.
"""

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

PLACE_DECIMALS = 2


class ReportState(StrEnum):
    """Where a report stands."""

    DRAFT = "draft"  # being told; the office does not see it
    RECEIVED = "received"
    ASSIGNED = "assigned"
    REFERRED = "referred"  # passed on to an authority or organisation; a worker still answers for it
    CLOSED = "closed"


class IntakePath(StrEnum):
    """Who reports, and with that, what is asked."""

    COMMUNITY = "community"
    INSPECTOR = "inspector"
    SOCIAL_WORKER = "social_worker"


class Urgency(IntEnum):
    """How near danger is; the desk's list is ordered by it first."""

    NORMAL = 0
    RAISED = 1
    URGENT = 2


class EvidenceKind(StrEnum):
    """What a file is."""

    IMAGE = "image"
    AUDIO = "audio"


class Author(StrEnum):
    """Who wrote a follow-up."""

    REPORTER = "reporter"
    OFFICE = "office"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: the ids of its question and of what was chosen, and what was said in the reporter's words."""

    question: str
    choices: tuple[str, ...] = field(default=(), repr=False)
    text: str = field(default="", repr=False)
    skipped: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of a picture or voice note, `size` in bytes; `sent_at` is the store's own, its bytes lie apart."""

    id: str
    kind: EvidenceKind
    media_type: str
    size: int
    sent_at: float = 0.0


@dataclass(frozen=True, slots=True)
class Place:
    """A location in degrees, rounded to two decimals, about a kilometre, whatever it is made of."""

    latitude: float = field(repr=False)
    longitude: float = field(repr=False)

    def __post_init__(self) -> None:
        """Leave out what is finer: it would lead to a door."""
        object.__setattr__(self, "latitude", round(self.latitude, PLACE_DECIMALS))
        object.__setattr__(self, "longitude", round(self.longitude, PLACE_DECIMALS))


@dataclass(frozen=True, slots=True)
class Followup:
    """What was said after the report was sent, by the reporter or the office; `sent_at` is the store's own."""

    author: Author
    text: str = field(repr=False)
    sent_at: float = 0.0
    language: str = ""


@dataclass(frozen=True, slots=True)
class Referral:
    """To whom the report was passed on, by whose login, and as "pdf" or "json"; `at` is the store's own."""

    to: str = field(repr=False)
    by: str
    at: float = 0.0
    format: str = "pdf"


@dataclass(frozen=True, slots=True)
class Report:
    """One report. `id`, the state, the times and what lies apart are the store's own.

    A reporter's side writes `path`, `language`, `country`, `urgency`, `answers` and `place`. `worker` is the login of
    who has it, empty for nobody. `status_text` is what the office tells the reporter at the end. `asks_back` says that
    the reporter may be written to; where, only the sender is told. `sent_at` is when it was first sent, `erase_at` when
    its content goes.
    """

    path: IntakePath
    language: str
    country: str
    urgency: Urgency = Urgency.NORMAL
    answers: tuple[Answer, ...] = field(default=(), repr=False)
    place: Place | None = field(default=None, repr=False)
    id: str = ""
    state: ReportState = ReportState.DRAFT
    evidence: tuple[Evidence, ...] = ()
    followups: tuple[Followup, ...] = ()
    referrals: tuple[Referral, ...] = ()
    worker: str = ""
    status_text: str = field(default="", repr=False)
    asks_back: bool = False
    created_at: float = 0.0
    sent_at: float = 0.0
    changed_at: float = 0.0
    erase_at: float = 0.0
