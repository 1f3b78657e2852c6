"""Many people write at once: some wait a little, and who would wait for longer gets what needs no engine."""

import asyncio
import contextlib
import tempfile
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.conversation.understanding import Understood
from bot.erasure.traces import NoTraces
from bot.flood_settings import FloodSettings
from bot.gateway.admission import Admitted
from bot.gateway.counts import Counts
from bot.gateway.crowd import MOST_AT_ONCE, Crowd, Crowded
from bot.gateway.flood import Flood, Over, over
from bot.gateway.reception import Reception
from bot.logs import silent_log
from bot.sessions.keys import SessionKeys
from bot.sessions.memory_folder import MEMORY
from bot.sessions.one_process import OneProcessSessions
from bot.sessions.redis_store import RedisSessions
from bot.sessions.tallies import Tally
from bot.settings import read_settings
from bot.wiring.conversation import wire_conversation
from channels.channel import Address, MessageReceived
from channels.web import WebChannel
from tests.bot.conversation.people import LAWYER
from tests.conftest import free_port

DANGER = "he is going to kill me"


@dataclass
class Slow:
    """An engine that answers once it may."""

    may: asyncio.Event = field(default_factory=asyncio.Event)
    full: asyncio.Event = field(default_factory=asyncio.Event)
    asked: int = 0

    async def understand(self, text: str, language: str) -> Understood:
        del text, language
        self.asked += 1
        if self.asked == MOST_AT_ONCE:
            self.full.set()
        await self.may.wait()
        return Understood("legal_aid", 0.9)


def message(person: str, text: str) -> MessageReceived:
    return MessageReceived(Address("web", person), f"e{person}{text}", message_id=f"m{person}", text=text)


def said(reception: Reception, person: str) -> str:
    web = reception.channels["web"]
    assert isinstance(web, WebChannel)
    return "\n".join(part.text for part in web.collect(Address("web", person)))


async def holding(crowd: Crowd) -> contextlib.AsyncExitStack:
    stack = contextlib.AsyncExitStack()
    await stack.enter_async_context(crowd.place())
    return stack


async def test_a_place_is_handed_on_and_who_waits_too_long_or_in_too_long_a_line_is_told() -> None:
    crowd = Crowd(most=1, most_waiting=1, wait_seconds=30)
    first = await holding(crowd)
    second = asyncio.create_task(holding(crowd))
    await asyncio.sleep(0)
    with pytest.raises(Crowded):
        await holding(crowd)
    await first.aclose()
    await (await second).aclose()
    hasty = Crowd(most=1, wait_seconds=0.01)
    async with hasty.place():
        with pytest.raises(Crowded):
            await holding(hasty)
    await (await holding(hasty)).aclose()


async def test_who_goes_away_while_waiting_takes_no_place() -> None:
    crowd = Crowd(most=1, most_waiting=1, wait_seconds=30)
    first = await holding(crowd)
    waiting = asyncio.create_task(holding(crowd))
    await asyncio.sleep(0)
    waiting.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await waiting
    await first.aclose()
    await (await holding(crowd)).aclose()


@pytest.fixture
async def store(empty_sessions_url: str) -> AsyncIterator[RedisSessions]:
    with tempfile.TemporaryDirectory(prefix="amparo-", dir=MEMORY) as folder:
        store = RedisSessions(
            empty_sessions_url, SessionKeys(Path(folder)), time.time, idle_seconds=900, maximum_seconds=900
        )
        yield store
        await store.close()


@pytest.mark.redis
async def test_in_a_crowd_danger_is_answered_and_a_question_gets_the_safety_text(store: RedisSessions) -> None:
    slow = Slow()
    conversation = wire_conversation(read_settings({}), slow, time.time, hears=False)
    reception = Reception(conversation, store, {"web": WebChannel()}, Counts(silent_log()), NoTraces())
    everybody = [
        asyncio.create_task(reception.receive([message(f"v{number}", LAWYER)])) for number in range(MOST_AT_ONCE)
    ]
    await slow.full.wait()
    await asyncio.gather(reception.receive([message("late", LAWYER)]), reception.receive([message("her", DANGER)]))
    assert slow.asked == MOST_AT_ONCE
    assert conversation.knowledge.catalogs.say("conversation.safe", "en") in said(reception, "late")
    assert conversation.knowledge.catalogs.say("conversation.danger.quiet", "en") in said(reception, "her")
    assert reception.counts.of("crowded") == 2
    slow.may.set()
    await asyncio.gather(*everybody)
    assert all(said(reception, f"v{number}") for number in range(MOST_AT_ONCE))


async def test_where_the_counts_cannot_be_read_nobody_is_bounded() -> None:
    slow = Slow()
    slow.may.set()
    conversation = wire_conversation(read_settings({}), slow, time.time, hears=False)
    sessions = OneProcessSessions(time.time, idle_seconds=900, maximum_seconds=900)
    with tempfile.TemporaryDirectory(prefix="amparo-", dir=MEMORY) as folder:
        nowhere = RedisSessions(
            f"redis://127.0.0.1:{free_port()}",
            SessionKeys(Path(folder)),
            time.time,
            idle_seconds=900,
            maximum_seconds=900,
        )
        flood = Flood(nowhere.tallies, FloodSettings(minute=1))
        reception = Reception(
            conversation, sessions, {"web": WebChannel()}, Counts(silent_log()), NoTraces(), flood=flood
        )
        for number in range(3):
            assert isinstance(await reception.admission.admitted(message("v", f"{LAWYER} {number}")), Admitted)
            await reception.receive([message("v", f"{LAWYER} {number}")])
            assert said(reception, "v")
        await nowhere.close()
    assert slow.asked == 3
    assert reception.counts.of("unbounded") == 6


@pytest.mark.parametrize(
    ("minute", "hour", "network", "expected"),
    [
        (60, 600, 600, None),
        (61, 61, 61, Over(9)),
        (1, 1, 601, Over(40)),
        (61, 61, 601, Over(40)),
        (1, 601, 1, Over(900, long=True)),
        (240, 2400, 9999, Over(900, long=True)),
        (241, 241, 1, Over(9, for_worker=True)),
        (1, 2401, 1, Over(900, long=True, for_worker=True)),
    ],
)
def test_the_bound_that_lasts_longest_decides(minute: int, hour: int, network: int, expected: Over | None) -> None:
    assert over(FloodSettings(), Tally(minute, 9), Tally(hour, 900), Tally(network, 40)) == expected
