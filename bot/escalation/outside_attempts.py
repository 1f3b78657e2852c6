"""Tries work on single tickets: what fails with one alone holds up no other, and an outage is tried now and then."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bot.escalation.outside_desk import OutsideError, OutsideGone, OutsideRefused, OutsideUnsettled
from bot.escalation.outside_mirrors import AnotherLeads
from bot.escalation.outside_outage import LONGEST_REFUSED, LONGEST_WAIT, Outage
from bot.storage.clock import Clock
from bot.tickets.store import TicketError, TicketsUnavailable

MISSHAPEN = (LookupError, TypeError, ValueError, AttributeError)
"""How an answer of another shape than documented shows; it is a failure like others."""
IN_VAIN = 3
"""After so many failures and no success a round ends; more would only wait for the same."""


@dataclass(slots=True)
class Attempts:
    """How the outside desk answers; `count` takes the name of an error."""

    clock: Clock
    count: Callable[[str], None]
    answered: Callable[[], int]
    """Gives how many calls have been answered so far."""
    outage: Outage = field(default_factory=Outage)
    _troubles: dict[str, Outage] = field(default_factory=dict)
    _before: int = 0
    _failed: int = 0

    async def at(self, ticket_id: str, work: Callable[[], Awaitable[None]]) -> bool:
        """Work on a ticket if it may be tried now; say whether it worked. Raises TicketsUnavailable."""
        trouble = self._troubles.get(ticket_id, Outage())
        if not trouble.allows(self.clock()) or (self._failed >= IN_VAIN and not self._answers()):
            return False
        try:
            await work()
        except TicketsUnavailable:
            raise
        except (OutsideUnsettled, AnotherLeads, TicketError):
            # It has moved on meanwhile, or is not to be known yet: the next round sees.
            return False
        except (OutsideError, *MISSHAPEN) as error:
            self._note(ticket_id, trouble, error)
            return False
        self._troubles.pop(ticket_id, None)
        return True

    def end_round(self) -> None:
        """Judge by all that was tried whether the outside desk is there."""
        if self._answers():
            self.outage.over()
        elif self._failed:
            self.outage.failed(self.clock())
        self._before, self._failed = self.answered(), 0

    def _answers(self) -> int:
        return self.answered() - self._before

    def _note(self, ticket_id: str, trouble: Outage, error: Exception) -> None:
        refused = isinstance(error, OutsideRefused)
        self._failed += not isinstance(error, OutsideRefused | OutsideGone)
        trouble.failed(self.clock(), LONGEST_REFUSED if refused else LONGEST_WAIT)
        self._troubles[ticket_id] = trouble
        self.count(str(error.status) if isinstance(error, OutsideRefused) else type(error).__name__)
