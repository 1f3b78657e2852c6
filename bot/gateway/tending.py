"""What a gateway does beside answering: destroys keys of ended chats, erases at providers, watches its stores."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from bot.erasure.eraser import Eraser
from bot.erasure.queue import ErasuresUnavailable
from bot.erasure.traces import ProviderTraces
from bot.escalation.alert_rounds import AlertRounds
from bot.escalation.outside_bridge import Bridge
from bot.gateway.counts import Counts
from bot.gateway.courier import Courier
from bot.gateway.report_rounds import ReportRounds
from bot.gateway.silence import Silence
from bot.sessions.redis_store import RedisSessions
from bot.sessions.store import SessionsUnavailable
from bot.tickets.message import Author, TicketMessage
from bot.tickets.redis_store import RedisTickets
from bot.tickets.store import NoSuchTicket, TicketsUnavailable
from bot.tickets.ticket import Risk

SWEEP_SECONDS = 0.5
"""How late the key of an ended chat may go; nothing opens the chat meanwhile, since each reader looks at the time."""
WATCH_SECONDS = 30.0
LAPSE_SECONDS = 30.0
TOLD_SECONDS = 5.0
NEWS_SECONDS = 3.0
"""How late a reporter who may be written to hears that there is news."""
UNANSWERED_SECONDS = {Risk.NORMAL: 600.0, Risk.RAISED: 300.0, Risk.URGENT: 120.0}
"""After how long of waiting a person hears that nobody has come yet, and whom to call meanwhile."""
CANCEL_SECONDS = 0.5
ERASERS = 4
"""Jobs that are worked off at once: one provider that hangs must not hold up the others."""


@dataclass(frozen=True, slots=True)
class Tending:
    """The work that goes on while the gateway runs, and ends with it."""

    sessions: RedisSessions = field(repr=False)
    eraser: Eraser = field(repr=False)
    traces: ProviderTraces = field(repr=False)
    tickets: RedisTickets = field(repr=False)
    couriers: Sequence[Courier] = field(repr=False)
    alerts: AlertRounds = field(repr=False)
    bridge: Bridge | None = field(repr=False)
    reports: ReportRounds = field(repr=False)
    counts: Counts = field(repr=False)

    @asynccontextmanager
    async def going_on(self) -> AsyncIterator[None]:
        """Tend for as long as the block runs."""
        tasks = [
            asyncio.create_task(each)
            for each in (
                self._again(SWEEP_SECONDS, self._swept),
                self._again(WATCH_SECONDS, self._watched),
                self._again(LAPSE_SECONDS, self._lapsed),
                self._again(TOLD_SECONDS, self._told),
                self._again(NEWS_SECONDS, self.reports.told),
                self._again(LAPSE_SECONDS, self.reports.erased),
                self.traces.run(),
                self.alerts.run(),
                *((self.bridge.run(),) if self.bridge is not None else ()),
                *(courier.run() for courier in self.couriers),
                *(self.eraser.run() for _ in range(ERASERS)),
            )
        ]
        try:
            yield
        finally:
            left = set(tasks)
            while left:
                # Again and again: a library that waits by wait_for can swallow a cancellation in Python 3.11.
                for task in left:
                    task.cancel()
                _, left = await asyncio.wait(left, timeout=CANCEL_SECONDS)
            with suppress(SessionsUnavailable):
                # Nobody sweeps from now on.
                self.sessions.sweep()

    async def _swept(self) -> None:
        self.sessions.sweep()

    async def _watched(self) -> None:
        with suppress(SessionsUnavailable):
            if await self.sessions.check():
                self.counts.add("sessions_store_persists")
        with suppress(ErasuresUnavailable):
            if await self.eraser.queue.check():
                self.counts.add("tickets_store_forgets")

    async def _lapsed(self) -> None:
        with suppress(TicketsUnavailable):
            await Silence(self.sessions, self.tickets).broken()
            await self.tickets.erase_due()
            if lapsed := await self.tickets.lapse():
                self.counts.add("tickets_lapsed", parts=lapsed)

    async def _told(self) -> None:
        """Tell what a dead process had no time to tell, and who has waited for long what to do meanwhile, once."""
        with suppress(TicketsUnavailable, NoSuchTicket):
            await self.tickets.tell_owed()
        with suppress(TicketsUnavailable):
            for ticket in await self.tickets.overdue(UNANSWERED_SECONDS):
                notice = TicketMessage(Author.NOTICE, key="unanswered", language=ticket.language)
                with suppress(NoSuchTicket):
                    await self.tickets.notice(ticket.id, notice, f"{ticket.id}/unanswered")
                self.counts.add("unanswered", ticket.channel)

    async def _again(self, seconds: float, work: Callable[[], Awaitable[None]]) -> None:
        """Do some work now and then; a failure is counted and must not end it."""
        while True:
            try:
                await work()
            except Exception as error:  # noqa: BLE001 - its text may hold a path or an id
                self.counts.add("failed", error=type(error).__name__)
            await asyncio.sleep(seconds)
