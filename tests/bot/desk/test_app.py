"""How the desk runs and ends: its reading of changes survives a fault, and holds up no ending."""

import asyncio
from dataclasses import dataclass, field, replace
from typing import cast

import pytest

from bot.desk.app import create_app
from bot.desk.office import Office
from bot.tickets.change_feed import ChangeFeed

pytestmark = pytest.mark.redis


@dataclass
class OddFeed:
    """A feed that fails and swallows cancellations as often as it is told."""

    failures: int = 0
    swallows: int = 0
    reads: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        if self.failures:
            self.failures -= 1
            raise ValueError("+573001234567")
        self.reads.set()
        while True:
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                if not self.swallows:
                    raise
                self.swallows -= 1


def with_feed(office: Office, feed: OddFeed) -> Office:
    return replace(office, feed=cast("ChangeFeed", feed))


async def test_the_changes_are_read_again_after_a_fault(office: Office, capfd: pytest.CaptureFixture[str]) -> None:
    feed = OddFeed(failures=1)
    app = create_app(with_feed(office, feed))
    async with asyncio.timeout(20), app.router.lifespan_context(app):
        await feed.reads.wait()
    assert "573001234567" not in "".join(capfd.readouterr())


async def test_a_swallowed_cancellation_holds_up_no_ending(office: Office) -> None:
    feed, closed = OddFeed(swallows=1), asyncio.Event()

    async def closing() -> None:
        closed.set()

    app = create_app(with_feed(office, feed), closing=closing)
    async with asyncio.timeout(20), app.router.lifespan_context(app):
        await feed.reads.wait()
    assert closed.is_set()
    assert feed.swallows == 0
