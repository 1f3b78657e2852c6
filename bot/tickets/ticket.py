"""A ticket: a person who asks for a human, as staff see them: a pseudonym, and neither name nor number."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum


class TicketState(StrEnum):
    """Where a ticket stands."""

    WAITING = "waiting"
    CLAIMED = "claimed"  # a worker has taken it and has not written yet
    ACTIVE = "active"
    ON_HOLD = "on_hold"
    CLOSED = "closed"


HELD = (TicketState.CLAIMED, TicketState.ACTIVE, TicketState.ON_HOLD)
"""While a worker holds the chat the assistant does not answer in it."""


class Risk(IntEnum):
    """How near danger is; the queue is ordered by it first."""

    NORMAL = 0
    RAISED = 1
    URGENT = 2


class Reason(StrEnum):
    """Why a ticket was opened, and with that, where its risk comes from."""

    ASKED = "asked"
    UNSURE = "unsure"
    DANGER = "danger"
    SELF_HARM = "self_harm"
    CHILD = "child"
    WATCHED = "watched"  # somebody else reads along: it opens no ticket, it is told to who holds one


RISKS: Mapping[Reason, Risk] = {
    Reason.ASKED: Risk.NORMAL,
    Reason.UNSURE: Risk.NORMAL,
    Reason.DANGER: Risk.URGENT,
    Reason.SELF_HARM: Risk.URGENT,
    Reason.CHILD: Risk.URGENT,
    Reason.WATCHED: Risk.URGENT,
}


class Sees(StrEnum):
    """What the person lets the worker see of the chat before they asked."""

    NOTHING = "nothing"
    LAST = "last"
    ALL = "all"


class Outcome(StrEnum):
    """How a ticket ended; only its count stays."""

    HELPED = "helped"
    REFERRED = "referred"
    HANDED_BACK = "handed_back"  # the assistant answers again
    UNREACHABLE = "unreachable"
    OTHER = "other"
    LEFT = "left"  # the person left
    WITHDRAWN = "withdrawn"  # the person no longer wanted somebody, before anybody came
    DELETED = "deleted"  # the person deleted everything


@dataclass(frozen=True, slots=True)
class Ticket:
    """One person's wish for a human; times are seconds since the epoch, 0 where there is none.

    `waiting_since` keeps its time through a release and a transfer to a role. `state_at` is since when it stands as
    it does, `person_at` when the person last wrote. `worker` holds it, `offered_to` is asked to take it over,
    `role` is who may claim it, empty for every worker. `risk_reason` is what a worker gave who changed the risk,
    empty where danger raised it since. `unread` counts the person's messages that the worker has not seen. `waits`
    says that the person chose to wait and may be written to when somebody is free; `calls_back` that a safe contact
    was given; `left` that they left the chat since. `erase_at` is when its content goes, `doomed_at` when it goes
    because the person was asked whether to delete and does not answer.
    """

    id: str
    pseudonym: str
    channel: str
    language: str
    country: str
    risk: Risk
    reason: Reason
    state: TicketState
    created_at: float
    waiting_since: float
    state_at: float
    person_at: float
    worker: str = ""
    offered_to: str = ""
    role: str = ""
    risk_reason: str = ""
    sees: Sees = Sees.NOTHING
    unread: int = 0
    waits: bool = False
    calls_back: bool = False
    left: bool = False
    outcome: str = ""
    closed_at: float = 0.0
    erase_at: float = 0.0
    doomed_at: float = 0.0

    @property
    def held(self) -> bool:
        """Say whether a worker has the chat."""
        return self.state in HELD
