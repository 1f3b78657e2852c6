"""A page looks once who is at the desk, however many of its parts say it: every open page asks with each change."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import pytest

from bot.desk.app import office_from
from bot.desk.office import Office
from bot.staff.worker import Role
from bot.tickets.shift import Shift
from bot.tickets.shift_board import ShiftBoard
from bot.wiring.desk import DeskParts
from tests.bot.desk.browser import Browser

pytestmark = pytest.mark.redis


@dataclass
class Looks:
    """How often the board was read."""

    count: int = 0


@pytest.fixture
def looks() -> Looks:
    return Looks()


@pytest.fixture
async def office(parts: DeskParts, looks: Looks) -> AsyncIterator[Office]:
    """Give the office with a board that counts its readings."""

    class Counted(ShiftBoard):
        async def shifts(self) -> list[Shift]:
            looks.count += 1
            return list(await super().shifts())

    board = Counted(parts.settings.tickets_url, parts.seal, parts.clock)
    yield replace(office_from(parts), board=board)
    await board.close()


@pytest.mark.parametrize("path", ["", "/now", "/messages", "/look", "/look/now", "/look/messages"])
async def test_a_chat_is_shown_with_one_look(path: str, worker: Browser, supervisor, people, looks: Looks) -> None:
    ticket = await people.one()
    await worker.post(f"/tickets/{ticket.id}/claim")
    looks.count = 0
    browser = supervisor if "look" in path else worker
    assert (await browser.get(f"/tickets/{ticket.id}{path}")).status_code == 200
    assert looks.count == 1


async def test_the_queue_is_shown_with_one_look(worker: Browser, looks: Looks) -> None:
    looks.count = 0
    await worker.get("/queue")
    assert looks.count == 1


async def test_a_shift_that_was_looked_up_stands_in_the_frame(worker: Browser, enrol) -> None:
    await enrol("luz", Role.WORKER)
    assert 'data-presence="off"' in (await worker.get("/queue")).text
    await worker.post("/shift", {"presence": "break"})
    assert 'data-presence="break"' in (await worker.get("/queue")).text
