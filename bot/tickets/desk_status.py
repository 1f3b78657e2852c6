"""What the desk is like at this moment, for somebody who asks for a person."""

from dataclasses import dataclass

from bot.tickets.ticket import Ticket


@dataclass(frozen=True, slots=True)
class DeskStatus:
    """Whether somebody could answer, and how long that takes; `ticket` is the person's own, where one is open.

    `exists` is False where no worker has an account: then there is no desk to pass anybody to. `reachable` is False
    while its store does not answer. `on_shift` counts workers on shift, `languages` are those that they speak, None
    where nobody knows; `before` counts who waits before this person. `minutes` is the usual wait of late, None where
    too few waited. `opens_at` is when the desk opens next, in seconds since the epoch, 0 where it is open or keeps no
    hours; `zone` is the time zone (IANA) in which that is told. `keeps_days` is how long content stays after the end.
    """

    exists: bool = False
    reachable: bool = True
    on_shift: int = 0
    languages: frozenset[str] | None = frozenset()
    before: int = 0
    minutes: int | None = None
    opens_at: float = 0.0
    zone: str = "UTC"
    keeps_days: int = 7
    ticket: Ticket | None = None

    @property
    def held(self) -> bool:
        """Say whether a worker has the person's chat."""
        return self.ticket is not None and self.ticket.held

    @property
    def open(self) -> bool:
        """Say whether somebody is there to answer."""
        return self.exists and self.reachable and self.on_shift > 0 and not self.opens_at


NO_DESK = DeskStatus()
"""For who has no desk, and so no workers: people are told who can help elsewhere."""
