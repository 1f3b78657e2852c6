"""A session: all that is remembered of one conversation, and nothing of the person behind it."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

FORMAT = 6
"""Version of the stored form; a session of another version is dropped, since it lives for minutes only."""

ERASING = "erase"
"""What a session waits for after the question whether to delete it."""
SILENCE_SECONDS = 120
"""Who closes the phone without an answer to that question wants it gone."""

ALARM = "alarm."
"""Before the name of an alarm: a session waits for the country, so that the right number can be given."""
NEUTRAL = "neutral"
"""A session waits until the person asks something of their own again, since somebody may have read along."""

TRANSCRIPT_LENGTH = 40
KEPT_EVENTS = 200


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a session lives: seconds of silence, and seconds in all."""

    idle_seconds: int = 1800
    maximum_seconds: int = 86400


@dataclass(frozen=True, slots=True)
class Said:
    """One line: `by` is person, assistant or worker, `choices` the ids and titles that were offered."""

    by: str
    text: str = field(repr=False)
    choices: tuple[tuple[str, str], ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Session:
    """One conversation, from first contact to its end; times are seconds since the epoch.

    `language` is what was heard so far with its `language_belief`, `language_chosen` what the person asked for.
    `country` is an ISO code, "-" where the person would rather not say;
    `country_mentioned` was only named, so that danger never relies on it.
    `waiting_for` names the question that the next message may answer. `held` says that a worker had the chat when
    it was last known, `escalated` that a ticket was open. `said` counts all lines, also those that are forgotten.
    `contact` is what was said so far about being written to later. `receipt` opens a report that is being told or read,
    `report` says what was asked there last; its answers stand nowhere here. `choices` are the ids that a
    number stands for. `events` are the ids of what was answered, so that nothing is answered twice. `job` names
    what is to be erased at the provider when the session ends. `idle_seconds` is the shorter time that the person
    chose, 0 for none. `code` is where a copy is kept under the person's secret word, with the key that the word
    gave, and `code_ends_at` when that copy goes, 0 where there is none. `copies` are the names and true ends of all
    copies of the person while silence would end them too; the store alone fills it.
    """

    started_at: float
    seen_at: float
    greeted: bool = False
    channel: str = ""
    language: str = ""
    language_guess: str = ""
    language_chosen: str = ""
    language_belief: Mapping[str, float] = field(default_factory=dict)
    country: str = ""
    country_mentioned: str = ""
    topic: str = ""
    waiting_for: str = ""
    contact: Mapping[str, str] = field(default_factory=dict, repr=False)
    receipt: str = field(default="", repr=False)
    report: str = field(default="", repr=False)
    choices: tuple[str, ...] = field(default=(), repr=False)
    unsure: int = 0
    held: bool = False
    escalated: bool = False
    transcript: tuple[Said, ...] = field(default=(), repr=False)
    said: int = 0
    events: tuple[str, ...] = field(default=(), repr=False)
    job: str = field(default="", repr=False)
    idle_seconds: int = 0
    code: str = field(default="", repr=False)
    code_ends_at: float = 0.0
    copies: tuple[tuple[str, float], ...] = field(default=(), repr=False)

    @property
    def answered_for(self) -> str:
        """The country that an answer speaks of: where the person is, else the one that they named last."""
        return self.country or self.country_mentioned

    def title(self, code: str) -> str:
        """Give the title of a button as it was last shown, empty where none of this code was."""
        return {each: title for said in self.transcript for each, title in said.choices}.get(code, "")

    def remember(self, *lines: Said) -> "Session":
        """Add lines to the transcript; the oldest are forgotten."""
        transcript = (*self.transcript, *lines)[-TRANSCRIPT_LENGTH:]
        return replace(self, transcript=transcript, said=self.said + len(lines))

    def marked(self, event: str, job: str) -> "Session":
        """Note an event that was answered, and the job that erases at the provider."""
        return replace(self, events=(*self.events, event)[-KEPT_EVENTS:], job=job)

    def resumed(self, kept: "Session") -> "Session":
        """Go on with what was kept of another session, and no longer than that; this one's own ids stay."""
        return replace(
            kept,
            started_at=min(self.started_at, kept.started_at),
            seen_at=self.seen_at,
            greeted=self.greeted,
            channel=self.channel,
            events=self.events,
            job=self.job,
            idle_seconds=self.idle_seconds,
            copies=self.copies,
        )

    def covered(self) -> "Session":
        """Give what a stranger would find: nothing that was said, heard or chosen; only what must still be erased."""
        return Session(
            self.started_at,
            self.seen_at,
            channel=self.channel,
            waiting_for=self.waiting_for if self.waiting_for == NEUTRAL else "",
            events=self.events,
            job=self.job,
            copies=self.copies,
        )

    def ends_at(self, idle_seconds: float, maximum_seconds: float) -> float:
        """Give the time at which the session is over where nothing more is written: by idleness or by age."""
        idle = min(self.idle_seconds or idle_seconds, idle_seconds)
        if self.waiting_for == ERASING:
            idle = min(idle, SILENCE_SECONDS)
        return min(self.seen_at + idle, self.started_at + maximum_seconds)

    def ended_by(self, now: float, idle_seconds: float, maximum_seconds: float) -> bool:
        """Say whether the session is over at a time."""
        return now >= self.ends_at(idle_seconds, maximum_seconds)


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
    for name in ("choices", "events"):
        values[name] = tuple(values[name])
    values["copies"] = tuple((each[0], each[1]) for each in values["copies"])
    return Session(**values)
