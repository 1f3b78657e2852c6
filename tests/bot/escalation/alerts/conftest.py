"""The rounds over the real stores, with pagers of our own contract that do as they are told."""

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest

from bot.escalation.alert import Audience, Pager, PagerError, Ping
from bot.escalation.alert_rounds import AlertRounds
from bot.escalation.alert_store import RedisAlerts
from bot.escalation.due_alerts import AlertPolicy
from bot.escalation.hours import DeskHours
from bot.escalation.ping_text import PingText
from bot.knowledge.knowledge_base import read_knowledge
from bot.knowledge.pseudonyms import read_pseudonyms
from bot.settings import PROJECT
from bot.storage.encryption import Seal
from bot.tickets.redis_store import RedisTickets
from bot.tickets.store import Escalation
from bot.tickets.ticket import Reason, Ticket

NAMES = read_pseudonyms(PROJECT / "knowledge" / "pseudonyms.yml")
TEXT = PingText(read_knowledge(PROJECT).catalogs, "en", "https://desk.example.org")


@dataclass
class Clock:
    now: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Group(Pager):
    """Keeps what it is told; `fails` are raised in turn, and `slow` waits for the test."""

    kind: str = "telegram"  # type: ignore[misc]
    pings: list[Ping] = field(default_factory=list)
    settled: list[str] = field(default_factory=list)
    fails: list[Exception] = field(default_factory=list)
    tries: int = 0

    async def page(self, ping: Ping) -> str:
        self._try()
        self.pings.append(ping)
        return f"message{len(self.pings)}"

    async def settle(self, message_id: str, text: str) -> None:
        assert text == TEXT.taken()
        self._try()
        self.settled.append(message_id)

    async def close(self) -> None:
        pass

    def _try(self) -> None:
        self.tries += 1
        if self.fails:
            raise self.fails.pop(0)


@dataclass
class Office:
    """Gateways that share the stores, and the groups that they ping."""

    tickets: RedisTickets
    url: str
    clock: Clock
    groups: dict[str, Group] = field(
        default_factory=lambda: {"staff.telegram": Group(), "supervisors.telegram": Group()}
    )
    counted: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    gateways: list[AlertRounds] = field(default_factory=list)

    def gateway(self, hours: DeskHours | None = None) -> AlertRounds:
        policy = AlertPolicy({name: Audience(name.partition(".")[0]) for name in self.groups})
        store = RedisAlerts(self.url, self.clock)
        rounds = AlertRounds(
            self.tickets,
            store,
            dict(self.groups),
            policy,
            hours or DeskHours(),
            TEXT,
            lambda *names: self.counted.update([names]),
            self.clock,
            pause_seconds=0.0,
        )
        self.gateways.append(rounds)
        return rounds

    @property
    def staff(self) -> Group:
        return self.groups["staff.telegram"]

    @property
    def supervisors(self) -> Group:
        return self.groups["supervisors.telegram"]

    def of(self, event: str) -> int:
        return sum(number for (name, _, _), number in self.counted.items() if name == event)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def office(empty_tickets_url: str, clock: Clock) -> AsyncIterator[Office]:
    tickets = RedisTickets(empty_tickets_url, Seal(bytes(range(32)), "tickets"), clock, NAMES)
    office = Office(tickets, empty_tickets_url, clock)
    yield office
    for gateway in office.gateways:
        await gateway.close()
    await tickets.close()


def unavailable(times: int) -> list[Exception]:
    return [PagerError("down") for _ in range(times)]


async def waiting(office: Office, reason: Reason = Reason.ASKED, number: int = 1, language: str = "es") -> Ticket:
    person = f"telegram:7713{number:05}"
    wish = Escalation(person, ("telegram", person.partition(":")[2], "@us"), language, "CO", reason)
    return await office.tickets.open(wish, f"event{number}")
