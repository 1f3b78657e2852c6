"""The store of tickets on a real server, and a clock that the test moves."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from bot.knowledge.pseudonyms import read_pseudonyms
from bot.settings import PROJECT
from bot.storage.encryption import Seal
from bot.tickets.redis_store import RedisTickets
from bot.tickets.store import Escalation, Holder
from bot.tickets.ticket import Reason

SEAL = Seal(bytes(range(32)), "tickets")
NAMES = read_pseudonyms(PROJECT / "knowledge" / "pseudonyms.yml")
ANA, BEN = Holder("ana"), Holder("ben")
EVE = Holder("eve", supervises=True)


@dataclass
class Clock:
    now: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


def wish(person: str = "telegram:771300001", reason: Reason = Reason.ASKED, language: str = "es") -> Escalation:
    channel, value = person.split(":")
    return Escalation(person, (channel, value, "@us"), language, "CO", reason)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def tickets(empty_tickets_url: str, clock: Clock) -> AsyncIterator[RedisTickets]:
    store = RedisTickets(empty_tickets_url, SEAL, clock, NAMES)
    yield store
    await store.close()
