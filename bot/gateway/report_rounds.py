"""What a gateway does about reports beside answering: tells reporters of news, and erases what has come to its time."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace

from bot.conversation.conversation import Conversation
from bot.conversation.reporting.news import news_text
from bot.erasure.traces import Traces
from bot.gateway.counts import Counts
from bot.gateway.delivery import Delivered, Delivery
from bot.reports.allowance import Allowance
from bot.reports.redis_reports import RedisReports
from bot.reports.store import NoSuchReport, ReportsUnavailable
from bot.sessions.store import SessionStore, SessionsUnavailable
from channels.channel import Address, Channel

SEND_SECONDS = 9.0
"""Less than the lease of what is to be told."""
MOST_AT_ONCE = 20
"""Reporters who are written to in one round."""


@dataclass(frozen=True, slots=True)
class ReportRounds:
    """Writes only to who said that they may be written to, and only that there is news for a number."""

    store: RedisReports = field(repr=False)
    allowance: Allowance = field(repr=False)
    conversation: Conversation
    sessions: SessionStore = field(repr=False)
    channels: Mapping[str, Channel] = field(repr=False)
    traces: Traces = field(repr=False)
    counts: Counts = field(repr=False)

    async def erased(self) -> None:
        """Erase drafts and reports that have come to their time."""
        with suppress(ReportsUnavailable):
            if erased := await self.store.erase_due():
                self.counts.add("reports_erased", parts=erased)

    async def told(self) -> None:
        """Tell reporters that there is news; where a provider is down they are told later."""
        with suppress(ReportsUnavailable, SessionsUnavailable):
            for _ in range(MOST_AT_ONCE):
                taken = await self.store.next_to_tell()
                if taken is None:
                    return
                await self._tell(*taken)

    async def _tell(self, report_id: str, lease: float) -> None:
        reached, report = await self.store.reporter(report_id), await self.store.report(report_id)
        if reached is None or report is None or reached[0] not in self.channels:
            await self._settled(report_id, lease)
            return
        address = Address(*reached)
        if not await self.allowance.may_write_to(f"{address.channel}:{address.value}"):
            await self._settled(report_id, lease)
            return
        delivered = await self._sent(address, report.language)
        if delivered.complete or delivered.gone or not delivered.retryable or delivered.message_ids:
            # Whoever is gone, or may have read it already, is not written to again for the same news.
            await self._settled(report_id, lease)
        if not delivered.complete:
            self.counts.add("undelivered", address.channel, delivered.error)

    async def _sent(self, address: Address, language: str) -> Delivered:
        person = f"{address.channel}:{address.value}"
        async with self.sessions.turn(person):
            session = await self.sessions.load(person)
            job, ids = self.traces.job(session, address), list[str]()

            def heard(message_id: str) -> None:
                ids.append(message_id)
                self.traces.sent(job, address, message_id, session)

            text = news_text(self.conversation.knowledge, language)
            line = self.conversation.plain(text, language)
            until = asyncio.get_running_loop().time() + SEND_SECONDS
            delivered = await Delivery(self.channels[address.channel], address, sent=heard, once=True).deliver(
                [line], until
            )
            if session is not None and job and job != session.job:
                await self.sessions.save(person, replace(session, job=job))
        return delivered

    async def _settled(self, report_id: str, lease: float) -> None:
        with suppress(NoSuchReport):
            await self.store.told(report_id, lease)
