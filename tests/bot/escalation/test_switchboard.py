"""What the switchboard tells of the desk, and what it shows a worker of the chat before."""

from dataclasses import replace

import pytest

from bot.escalation.exchange import Chat
from bot.escalation.switchboard import shown
from bot.sessions.session import Said, Session
from bot.tickets.desk_status import DeskStatus
from bot.tickets.message import Author
from bot.tickets.ticket import Sees
from bot.wiring.desk import wire_tickets
from bot.wiring.gateway import wire_switchboard
from bot.wiring.keys import new_key
from tests.bot.gateway.desk import Worker


async def status(worker: Worker, *, outside: bool = False) -> DeskStatus:
    """Give the desk as it is for somebody who has not written yet."""
    switchboard = replace(wire_switchboard(worker.settings, wire_tickets(worker.settings)), outside=outside)
    try:
        # On a busy machine one may take longer than a turn may.
        asked = [await switchboard.status("telegram:7", None) for _ in range(5)]
        return next(each for each in asked if each.reachable)
    finally:
        await switchboard.tickets.close()
        await switchboard.close()


@pytest.mark.redis
async def test_the_languages_are_those_of_who_is_on_shift(empty_tickets_url: str) -> None:
    key = new_key()
    ana = Worker(empty_tickets_url, key, "ana", ("es", "en"))
    for each in (ana, Worker(empty_tickets_url, key, "bo", ("ar",))):
        await each.comes()
    desk = await status(ana)
    assert (desk.on_shift, desk.languages) == (2, {"es", "en", "ar"})


@pytest.mark.redis
async def test_nobody_knows_the_languages_of_another_desk(empty_tickets_url: str) -> None:
    desk = await status(Worker(empty_tickets_url, new_key()), outside=True)
    assert desk.open
    assert desk.languages is None


@pytest.mark.parametrize("sees", [Sees.LAST, Sees.ALL])
def test_what_another_worker_said_is_not_shown_as_the_assistant(sees: Sees) -> None:
    said = (Said("person", "hello"), Said("assistant", "welcome"), Said("worker", "I am Ana"))
    chat = Chat("telegram:7", ("telegram", "7", ""), Session(1.0, 1.0, transcript=said), "en", "e")
    expected = [(Author.PERSON, "hello"), (Author.ASSISTANT, "welcome")]
    assert [(each.author, each.text) for each in shown(chat, sees)] == (expected[:1] if sees is Sees.LAST else expected)
