"""A step: what a person wants next, whether they wrote it, tapped it or chose its number."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256


class StepKind(StrEnum):
    """Everything that the conversation can do; the value's meaning stands beside it."""

    TOPIC = "topic"  # a topic id
    MORE = "more"
    SOURCE = "source"
    HUMAN = "human"
    SEES = "sees"  # what a worker may see: nothing, last, all
    WAIT = "wait"
    CALL_BACK = "call_back"
    CONTACT = "contact"  # the hours, or "no"
    TOLD = "contact.told"  # which part of the safe contact was written in their own words; empty to skip it
    WITHDRAW = "withdraw"
    BACK = "back"
    HELP = "help"
    MENU = "menu"  # the page, from 0
    LANGUAGE = "language"  # a language code, or empty to ask
    COUNTRY = "country"  # an ISO code, "-" for rather not, or empty to ask
    EXIT = "exit"
    ERASE = "erase"
    ERASE_NOW = "erase.now"
    KEEP = "erase.keep"
    PRIVACY = "privacy"
    FORGET = "forget"  # the minutes, 0 where none were named
    CODE = "code"  # empty for a secret word, else what is wrong with it
    PROBE = "probe"  # a question about earlier contact
    STOP = "stop"
    REPORT = "report"  # what to do in a report, or empty to begin one: see bot/conversation/reporting/steps.py
    QUIET = "quiet"
    CHILD = "child"  # whom it is about: me, other
    NONE = "none"
    SAY = "say"  # a key of the conversation's texts: greeting, thanks, who_are_you and their like


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be done next."""

    kind: StepKind
    value: str = ""

    @property
    def code(self) -> str:
        """Give the id of this step's button: no word in it, since providers and chat histories keep it."""
        return sha256(f"{self.kind}:{self.value}".encode()).hexdigest()[:8]


CHILD_STEPS = tuple(Step(StepKind.CHILD, each) for each in ("me", "other"))
WHO_ARE_YOU = Step(StepKind.SAY, "who_are_you")


def steps_by_code(steps: Iterable[Step]) -> Mapping[str, Step]:
    """Index steps by the id of their button."""
    return {step.code: step for step in steps}
