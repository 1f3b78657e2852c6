"""The rounds that ping staff until somebody takes a ticket: several gateways may go them at once."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from tenacity import AsyncRetrying, retry_if_exception, stop_after_attempt, wait_random

from bot.escalation.alert import Alert, Pager, PagerError, Sent
from bot.escalation.alert_store import AlertsUnavailable, Lease, RedisAlerts
from bot.escalation.due_alerts import AlertPolicy, Taken, due, taken
from bot.escalation.hours import DeskHours
from bot.escalation.ping_text import PingText
from bot.storage.clock import Clock
from bot.tickets.store import DeskTickets, TicketsUnavailable
from bot.tickets.ticket import Ticket, TicketState

Answer = TypeVar("Answer")
ROUND_SECONDS = 5.0
PAGER_SECONDS = 10.0
"""After so long in one round a slow pager leaves the rest to the next, so that the others' round can begin."""
ATTEMPTS = 2
PAUSE_SECONDS = 0.5
SETTLE_SECONDS = 3600.0
"""For so long after the last ping it is tried to show that somebody took it."""


@dataclass(frozen=True, slots=True)
class AlertRounds:
    """Pings by every pager that is set; `count` takes the names of what happened, of the pager and of an error.

    A sender that fails holds up no other; its ping stays due. A gateway that dies between sending and noting it makes
    the ping come once more, after the lease.
    """

    tickets: DeskTickets = field(repr=False)
    store: RedisAlerts = field(repr=False)
    pagers: Mapping[str, Pager] = field(repr=False)
    policy: AlertPolicy
    hours: DeskHours
    text: PingText = field(repr=False)
    count: Callable[[str, str, str], None] = field(repr=False)
    clock: Clock = field(repr=False)
    pause_seconds: float = PAUSE_SECONDS
    _resting: dict[str, float] = field(default_factory=dict, repr=False)

    async def run(self) -> None:
        """Go a round every few seconds until cancelled; whatever fails is counted and tried again."""
        while self.pagers:
            try:
                await self.round()
            except Exception as error:  # noqa: BLE001 - nothing may end the rounds; an error's text may hold anything
                self.count("alerts_unavailable", "", type(error).__name__)
            await asyncio.sleep(ROUND_SECONDS)

    async def round(self) -> None:
        """Send what is due now, and show what was taken. Raises TicketsUnavailable and AlertsUnavailable."""
        # First what was sent: a ticket that is opened in between must not look as if it had been taken.
        sent = await self.store.sent()
        tickets = await self.tickets.tickets()
        now = self.clock()
        alerts = due(tickets, sent, now, self.policy, is_open=self.hours.is_open(now))
        over = taken(tickets, sent)
        await asyncio.gather(
            *(
                self._go(
                    name, [each for each in alerts if each.pager == name], [each for each in over if each.pager == name]
                )
                for name in self.pagers
                if self._resting.get(name, 0.0) <= now
            ),
            *(self._forget(each) for each in over if each.pager not in self.pagers),
        )

    async def close(self) -> None:
        """Close all connections."""
        for pager in self.pagers.values():
            await pager.close()
        await self.store.close()

    async def _go(self, name: str, alerts: Sequence[Alert], over: Sequence[Taken]) -> None:
        """Do what one pager has to do in this round, until it fails or has taken long enough."""
        kind, loop = self.pagers[name].kind, asyncio.get_running_loop()
        until = loop.time() + PAGER_SECONDS
        deeds = [*(partial(self._page, alert) for alert in alerts), *(partial(self._settle, each) for each in over)]
        try:
            for deed in deeds:
                if loop.time() >= until:
                    break
                await deed()
        except PagerError as error:
            self._resting[name] = self.clock() + error.retry_after
        except (AlertsUnavailable, TicketsUnavailable) as error:
            self.count("alerts_unavailable", kind, type(error).__name__)
        except Exception as error:  # noqa: BLE001 - one pager must not end the others' round
            self.count("alert_failed", kind, type(error).__name__)

    async def _page(self, alert: Alert) -> None:
        pager, before = self.pagers[alert.pager], alert.before
        lease = await self.store.take(alert.ticket, alert.pager, before)
        if lease is None:
            return
        try:
            if not _waits(await self.tickets.ticket(alert.ticket)):
                await self.store.give_back(lease)
                return
            message_id = await self._tried(lambda: pager.page(self.text.ping(alert)))
        except PagerError as error:
            self.count("alert_failed" if error.retryable else "alert_rejected", pager.kind, error.code)
            if error.retryable:
                await self.store.give_back(lease)
                raise
            # No further try helps soon; it is tried again when it would be repeated.
            message_id = before.message_id if before else ""
        except BaseException:
            # Nobody knows whether it went out; once more is better than never.
            await self._given_back(lease)
            raise
        else:
            self.count("alert_sent", pager.kind, "")
        times = before.times + 1 if before else 1
        await self.store.keep(lease, Sent(times, self.clock(), alert.risk, message_id))

    async def _settle(self, over: Taken) -> None:
        pager = self.pagers[over.pager]
        lease = await self.store.take(over.ticket, over.pager, over.sent)
        if lease is None:
            return
        try:
            if over.sent.message_id:
                await self._tried(lambda: pager.settle(over.sent.message_id, self.text.taken()))
        except PagerError as error:
            self.count("alert_not_settled", pager.kind, error.code)
            if error.retryable and self.clock() - over.sent.at < SETTLE_SECONDS:
                await self.store.give_back(lease)
                raise
        except BaseException:
            await self._given_back(lease)
            raise
        await self.store.drop(lease)

    async def _forget(self, over: Taken) -> None:
        """Forget what a pager sent that is set no longer."""
        with suppress(AlertsUnavailable):
            lease = await self.store.take(over.ticket, over.pager, over.sent)
            if lease is not None:
                await self.store.drop(lease)

    async def _given_back(self, lease: Lease) -> None:
        with suppress(AlertsUnavailable):
            await self.store.give_back(lease)

    async def _tried(self, call: Callable[[], Awaitable[Answer]]) -> Answer:
        async def once() -> Answer:
            return await call()

        return await AsyncRetrying(
            stop=stop_after_attempt(ATTEMPTS),
            wait=wait_random(self.pause_seconds / 2, self.pause_seconds),
            retry=retry_if_exception(_helps),
            reraise=True,
        )(once)


def _helps(error: BaseException) -> bool:
    return isinstance(error, PagerError) and error.retryable and not error.retry_after


def _waits(ticket: Ticket | None) -> bool:
    return ticket is not None and ticket.state is TicketState.WAITING
