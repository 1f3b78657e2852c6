"""Who allowed it is told of news, once and where that can be done; what has come to its time is erased."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
import structlog

from bot.conversation.conversation import Conversation
from bot.erasure.traces import NoTraces
from bot.gateway.counts import Counts
from bot.gateway.report_rounds import ReportRounds
from bot.reports.allowance import Allowance
from bot.reports.redis_reports import RedisReports
from bot.reports.report import Author, Followup, IntakePath, Report
from bot.reports.server import DRAFT_SECONDS
from bot.reports.upkeep import LEASE_SECONDS
from bot.sessions.one_process import OneProcessSessions
from bot.storage.encryption import Seal
from bot.storage.holder import Holder
from channels.channel import ContactGone, SendUnavailable
from tests.bot.gateway.carrying import NOON, Post

pytestmark = pytest.mark.redis
SEAL = Seal(bytes(range(32)), "reports")
ANA, PHONE = Holder("ana"), "+51900000001"


@dataclass
class Time:
    now: float = NOON

    def __call__(self) -> float:
        return self.now


@dataclass
class Rounds:
    rounds: ReportRounds
    store: RedisReports
    allowance: Allowance
    post: Post
    time: Time = field(default_factory=Time)

    async def sent(self, *, allowed: bool = True) -> str:
        report = Report(IntakePath.COMMUNITY, "en", "PE")
        receipt = await self.store.begin(report)
        sent = await self.store.send(receipt, report, ("sms", PHONE, "+1") if allowed else None)
        if allowed:
            await self.allowance.allow(f"sms:{PHONE}")
        await self.store.assign(sent.id, ANA, "ana")
        return sent.id

    async def answers(self, report_id: str) -> None:
        await self.store.answer(report_id, ANA, Followup(Author.OFFICE, "Which colour was it?"))
        await self.rounds.told()


@pytest.fixture
async def office(empty_tickets_url: str, silent_conversation: Conversation) -> AsyncIterator[Rounds]:
    time, post = Time(), Post()
    store, allowance = RedisReports(empty_tickets_url, SEAL, time), Allowance(empty_tickets_url, SEAL)
    sessions = OneProcessSessions(time, idle_seconds=1800, maximum_seconds=86400)
    counts = Counts(structlog.get_logger())
    rounds = ReportRounds(store, allowance, silent_conversation, sessions, {"sms": post}, NoTraces(), counts)
    yield Rounds(rounds, store, allowance, post, time)
    await store.close()
    await allowance.close()


async def test_news_is_told_once_and_says_nothing_of_it(office: Rounds) -> None:
    await office.answers(await office.sent())
    assert office.post.sent == ["There is news for your number. Write the number here to read it."]
    await office.rounds.told()
    assert len(office.post.sent) == 1


async def test_who_did_not_allow_it_is_never_written_to(office: Rounds) -> None:
    await office.allowance.silence(f"sms:{PHONE}")
    await office.answers(await office.sent(allowed=False))
    assert office.post.tries == 0


async def test_who_said_stop_is_not_written_to_until_they_allow_it_anew(office: Rounds) -> None:
    report_id = await office.sent()
    await office.allowance.silence(f"sms:{PHONE}")
    await office.answers(report_id)
    assert office.post.tries == 0
    await office.allowance.allow(f"sms:{PHONE}")
    await office.answers(report_id)
    assert len(office.post.sent) == 1


async def test_while_the_provider_is_down_they_are_told_later(office: Rounds) -> None:
    office.post.fails = SendUnavailable(untaken=True)
    report_id = await office.sent()
    await office.answers(report_id)
    assert office.post.sent == []
    office.post.fails = None
    office.time.now += LEASE_SECONDS + 2
    await office.rounds.told()
    assert len(office.post.sent) == 1


async def test_who_is_gone_is_not_tried_again(office: Rounds) -> None:
    office.post.fails = ContactGone("21610")
    await office.answers(await office.sent())
    office.time.now += LEASE_SECONDS + 2
    await office.rounds.told()
    assert office.post.tries == 1


async def test_what_has_come_to_its_time_is_erased(office: Rounds) -> None:
    receipt = await office.store.begin(Report(IntakePath.COMMUNITY, "en", "PE"))
    office.time.now += DRAFT_SECONDS + 1
    await office.rounds.erased()
    office.time.now -= DRAFT_SECONDS
    assert await office.store.read(receipt) is None
