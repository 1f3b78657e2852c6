"""Revealing where a person is reached, for an emergency: two people, a reason, and one look of five minutes."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum

from bot.tickets.store import TicketError

ASKED_SECONDS = 30 * 60.0
"""How long a question waits for a second person."""
APPROVED_SECONDS = 10 * 60.0
"""How long the worker who asked has to look."""
SHOWN_SECONDS = 5 * 60
"""How long the page shows it."""


class RevealState(StrEnum):
    """Where a question stands."""

    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"
    EXPIRED = "expired"
    SEEN = "seen"


class SamePerson(TicketError):  # noqa: N818 - a state of the question
    """Who asked cannot also decide, whatever their roles."""


class RevealMoved(TicketError):  # noqa: N818 - a state of the question
    """The question stands where this cannot be done; `state` is where, empty where there is none."""

    def __init__(self, state: str) -> None:
        """Keep where it stands."""
        super().__init__("the question stands elsewhere")
        self.state = state


@dataclass(frozen=True, slots=True)
class Reveal:
    """One question to see where a person is reached; times are in seconds since the epoch, 0 for never.

    `asker` and `decider` are login names; `kept` is the state that is stored, which time alone can end.
    """

    asker: str
    reason: str = field(repr=False)
    asked_at: float
    kept: RevealState = RevealState.ASKED
    decider: str = ""
    decided_at: float = 0.0
    seen_at: float = 0.0

    def state(self, now: float) -> RevealState:
        """Give where it stands at a time."""
        late = now > self.ends_at(self.kept)
        return RevealState.EXPIRED if late else self.kept

    def ends_at(self, state: RevealState) -> float:
        """Give until when it may stand in a state, in seconds since the epoch; infinity once it is dealt with."""
        if state is RevealState.ASKED:
            return self.asked_at + ASKED_SECONDS
        return self.decided_at + APPROVED_SECONDS if state is RevealState.APPROVED else float("inf")


Reveals = tuple[Reveal, ...]
"""All questions about one ticket; the last one is what stands now."""


def ask(reveals: Reveals, asker: str, reason: str, now: float) -> Reveals:
    """Ask. Raises RevealMoved where a question of the same worker is open already."""
    state = reveals[-1].state(now) if reveals else None
    # Only the holder asks: a question of somebody who held the chat before is void.
    if state in (RevealState.ASKED, RevealState.APPROVED) and reveals[-1].asker == asker:
        raise RevealMoved(state)
    return (*reveals, Reveal(asker, reason, now))


def decide(reveals: Reveals, decider: str, now: float, *, approves: bool) -> Reveals:
    """Approve or refuse. Raises SamePerson, and RevealMoved where there is nothing to decide."""
    current = _standing(reveals, RevealState.ASKED, now)
    if current.asker == decider:
        raise SamePerson
    state = RevealState.APPROVED if approves else RevealState.REFUSED
    return (*reveals[:-1], replace(current, kept=state, decider=decider, decided_at=now))


def see(reveals: Reveals, asker: str, now: float) -> Reveals:
    """Use an approval up. Raises RevealMoved where there is none for this worker."""
    current = _standing(reveals, RevealState.APPROVED, now)
    if current.asker != asker:
        raise RevealMoved(RevealState.APPROVED)
    return (*reveals[:-1], replace(current, kept=RevealState.SEEN, seen_at=now))


def _standing(reveals: Reveals, state: RevealState, now: float) -> Reveal:
    found = reveals[-1].state(now) if reveals else ""
    if found != state:
        raise RevealMoved(found)
    return reveals[-1]


def to_bytes(reveals: Sequence[Reveal]) -> bytes:
    """Write questions in their stored form."""
    return json.dumps([asdict(each) for each in reveals], ensure_ascii=False).encode()


def from_bytes(data: bytes) -> Reveals:
    """Read questions from their stored form."""
    return tuple(Reveal(**{**each, "kept": RevealState(each["kept"])}) for each in json.loads(data))
