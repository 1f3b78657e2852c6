"""The store of reports on a real server, and a clock that the test moves."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import pytest
from redis import Redis

from bot.reports.redis_reports import RedisReports
from bot.reports.report import Answer, Author, Evidence, EvidenceKind, Followup, IntakePath, Place, Report, Urgency
from bot.reports.store import ReportStore
from bot.storage.encryption import Seal
from bot.storage.holder import Holder

SEAL = Seal(bytes(range(32)), "reports")
ANA, BEN = Holder("ana"), Holder("ben")
EVE = Holder("eve", supervises=True)
DAY = 86400.0
ADDRESS = ("telegram", "771300001", "@us")
PHOTO = Evidence("AgACAgIAAx0", EvidenceKind.IMAGE, "image/jpeg", 0)
TOLD = Report(
    path=IntakePath.COMMUNITY,
    language="es",
    country="CO",
    urgency=Urgency.RAISED,
    answers=(
        Answer("signs", ("locked_in", "no_papers"), "los encierran de noche"),
        Answer("where", text="detrás del mercado"),
        Answer("name", skipped=True),
    ),
    place=Place(4.60971, -74.08175),
)


@dataclass
class Clock:
    now: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


def said(text: str = "hoy salió un camión") -> Followup:
    return Followup(Author.REPORTER, text, language="es")


def reply(text: str = "gracias, ¿vio la placa?") -> Followup:
    return Followup(Author.OFFICE, text, language="es")


async def sent(reports: ReportStore, report: Report = TOLD, event: str = "") -> tuple[str, Report]:
    """Give the receipt of a report that was sent, and how it stands."""
    receipt = await reports.begin(report, event)
    return receipt, await reports.send(receipt, report, ADDRESS)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def reports(empty_tickets_url: str, clock: Clock) -> AsyncIterator[RedisReports]:
    store = RedisReports(empty_tickets_url, SEAL, clock)
    yield store
    await store.close()


@pytest.fixture
def server(empty_tickets_url: str) -> Iterator[Redis]:
    with Redis.from_url(empty_tickets_url) as client:
        yield client
