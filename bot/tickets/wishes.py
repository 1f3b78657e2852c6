"""What a turn of the conversation means for the person's ticket: past tense, applied in order."""

from dataclasses import dataclass, field

from bot.tickets.safe_contact import Hours
from bot.tickets.ticket import Outcome, Reason, Sees


@dataclass(frozen=True, slots=True)
class HumanAsked:
    """The person asked for a human, or danger did."""

    reason: Reason = Reason.ASKED


@dataclass(frozen=True, slots=True)
class SeesChosen:
    """The person said what the worker may see of the chat before."""

    sees: Sees


@dataclass(frozen=True, slots=True)
class WaitChosen:
    """The person waits, and may be told when somebody is free."""


@dataclass(frozen=True, slots=True)
class ContactGiven:
    """The person said when and how they may be written to later, or, with no hours, that they may not."""

    hours: Hours | None
    code_word: str = field(default="", repr=False)
    opening: str = field(default="", repr=False)
    who: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class PersonWrote:
    """The person wrote something that is for the worker; `key` names what it was where it was no words."""

    text: str = field(repr=False)
    key: str = ""


@dataclass(frozen=True, slots=True)
class AssistantAnswered:
    """The assistant answered while the person waits, which the worker may see."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class DangerHeard:
    """Danger was heard in what the person wrote."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class ChatLeft:
    """The person left, deleted the chat, went back to the assistant or no longer wants a human."""

    outcome: Outcome


@dataclass(frozen=True, slots=True)
class ErasingAsked:
    """The person was asked whether to delete everything: after so many seconds of silence that means yes.

    With 0 they have answered.
    """

    seconds: float


Wish = (
    HumanAsked
    | SeesChosen
    | WaitChosen
    | ContactGiven
    | PersonWrote
    | AssistantAnswered
    | DangerHeard
    | ErasingAsked
    | ChatLeft
)
