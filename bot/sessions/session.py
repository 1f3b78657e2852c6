"""A session: all that is remembered of one conversation, and nothing of the person behind it."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

FORMAT = 1
"""Version of the stored form; a session of another version is dropped, since it lives for minutes only."""

TRANSCRIPT_LENGTH = 40


@dataclass(frozen=True, slots=True)
class Said:
    """One line of the transcript: `by` is person or assistant, `choices` the ids and titles that were offered."""

    by: str
    text: str = field(repr=False)
    choices: tuple[tuple[str, str], ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Session:
    """One conversation, from first contact to its end; times are seconds since the epoch.

    `language` is what was heard so far with its `language_belief`, `language_chosen` what the person asked for.
    `brief` is set where each letter costs money. `country` is an ISO code, "-" where the person would rather not say;
    `country_mentioned` was only named, so that danger never relies on it.
    `waiting_for` names the question that the next message may answer. `choices` are the ids that a number stands for.
    `received` and `sent` are the provider's message ids, kept only to erase them.
    """

    started_at: float
    seen_at: float
    greeted: bool = False
    brief: bool = False
    language: str = ""
    language_guess: str = ""
    language_chosen: str = ""
    language_belief: Mapping[str, float] = field(default_factory=dict)
    country: str = ""
    country_mentioned: str = ""
    topic: str = ""
    waiting_for: str = ""
    choices: tuple[str, ...] = field(default=(), repr=False)
    unsure: int = 0
    transcript: tuple[Said, ...] = field(default=(), repr=False)
    received: tuple[str, ...] = field(default=(), repr=False)
    sent: tuple[str, ...] = field(default=(), repr=False)

    @property
    def answered_for(self) -> str:
        """The country that an answer speaks of: where the person is, else the one that they named last."""
        return self.country or self.country_mentioned

    def remember(self, *lines: Said) -> "Session":
        """Add lines to the transcript; the oldest are forgotten."""
        return replace(self, transcript=(*self.transcript, *lines)[-TRANSCRIPT_LENGTH:])

    def ended_by(self, now: float, idle_seconds: float, maximum_seconds: float) -> bool:
        """Say whether the session is over at a time, by idleness or by age."""
        return now - self.seen_at >= idle_seconds or now - self.started_at >= maximum_seconds


def to_bytes(session: Session) -> bytes:
    """Write a session in its stored form."""
    return json.dumps({"format": FORMAT, **asdict(session)}, ensure_ascii=False, separators=(",", ":")).encode()


def from_bytes(data: bytes) -> Session | None:
    """Read a session's stored form; None where it is of another version."""
    values: dict[str, Any] = json.loads(data)
    if values.pop("format", None) != FORMAT:
        return None
    values["transcript"] = tuple(
        Said(line["by"], line["text"], tuple((each[0], each[1]) for each in line["choices"]))
        for line in values["transcript"]
    )
    for name in ("choices", "received", "sent"):
        values[name] = tuple(values[name])
    return Session(**values)
