"""What a worker and a person wrote to each other is gone when its time has come, from everywhere that we hold.

Before that the ticket gives it back to whoever has the master key, which shows that the search has something to find.
"""

import asyncio
import os
import time
from collections.abc import Callable, Iterator

import pytest
from redis import Redis

from bot.tickets.message import Author, TicketMessage
from bot.tickets.safe_contact import Hours, SafeContact
from bot.tickets.ticket import Outcome, Ticket
from tests.bot.gateway.desk import Worker, until
from tests.canary.append_only_file import PLACE, file_content
from tests.canary.canaries import Canaries
from tests.canary.conftest import Play
from tests.canary.engine import Engine
from tests.canary.scene import Scene
from tests.canary.search import Search
from tests.canary.test_canary import everywhere
from tests.channels.webhooks import telegram_message

pytestmark = [
    pytest.mark.long,
    pytest.mark.model,
    pytest.mark.redis,
    pytest.mark.skipif(os.geteuid() != 0, reason="reading the memory of the stores needs root"),
]
DAY = 86400
SETTLING_SECONDS = 120
KEPT = "q:{tickets}:"
STAYS = ("counts", "waits", "shift", "seen", "changes", "event", "provider", "outside")
"""What stays of tickets: counts, the shift, and opaque names of events and messages for two days."""


@pytest.fixture
def scene(play: Play, engine: Engine) -> Iterator[Scene]:
    with play(engine.url) as scene:
        yield scene


@pytest.mark.parametrize("ends", ["by its time", "by the person"])
def test_a_talk_with_a_worker_leaves_nothing(scene: Scene, engine: Engine, ends: str) -> None:
    canaries, worker = Canaries(), Worker(scene.tickets.url, scene.master_key)
    asyncio.run(worker.comes())
    # The gateway looks for accounts when it starts.
    scene.stop_gateway()
    scene.start_gateway()
    chat = canaries.number("Telegram chat", "7")
    messages = iter(range(9_500_001, 9_500_100))

    def writes(text: str) -> None:
        message_id = next(messages)
        person = {"id": int(chat), "first_name": canaries.word("Telegram name"), "is_bot": False, "language_code": "es"}
        fields = {"chat": {"id": int(chat), "type": "private"}, "from": person, "text": text}
        scene.telegram_posts(telegram_message(message_id=message_id, **fields) | {"update_id": message_id})

    writes(f"mi jefe me quito el pasaporte {canaries.word('before the ticket')}")
    writes("persona")
    writes("3")
    ticket = talk(scene, worker, canaries, writes)
    search = Search(canaries.needles())
    readable = " ".join(asyncio.run(worker.reads(ticket)))
    assert sum(word in readable for word in canaries.words) >= 2
    if ends == "by the person":
        writes("borrar ahora")
        # Our last line may be read for two minutes.
        scene.move_clock(180)
    else:
        asyncio.run(worker.does(lambda tickets: tickets.close_ticket(ticket.id, worker.holder, Outcome.HELPED)))
        until(lambda: not waits_to_be_sent(scene))
        writes("salir")
        scene.kill_gateway()
        scene.move_clock(8 * DAY)
        scene.start_gateway()
    settled(scene, ticket)
    assert sorted(everywhere(scene, engine, search)) == []
    assert scene.telegram.given
    assert set(scene.telegram.given) <= scene.telegram.deleted


def talk(scene: Scene, worker: Worker, canaries: Canaries, writes: Callable[[str], None]) -> Ticket:
    """Let both sides write, by words, a note and a safe contact."""
    ticket = asyncio.run(worker.takes_next())
    assert ticket is not None
    writes(canaries.word("while a worker has the chat"))
    asyncio.run(worker.says(ticket, canaries.word("the worker's answer")))
    note = TicketMessage(Author.NOTE, canaries.word("a note"), "en", "ana")
    asyncio.run(worker.does(lambda tickets: tickets.say(ticket.id, worker.holder, note, "note")))
    contact = SafeContact(
        Hours.ANY, ("America/Lima",), canaries.word("code word"), canaries.word("opening"), canaries.word("who")
    )
    asyncio.run(worker.does(lambda tickets: tickets.contact(ticket, contact)))
    until(lambda: not waits_to_be_sent(scene))
    return ticket


def waits_to_be_sent(scene: Scene) -> bool:
    with Redis.from_url(scene.tickets.url) as server:
        return bool(server.zcard(f"{KEPT}ready"))


def settled(scene: Scene, ticket: Ticket) -> None:
    """Wait until the ticket's keys, its place in the file and all erasures are gone."""
    end = time.monotonic() + SETTLING_SECONDS
    while left := leavings(scene, ticket):
        assert time.monotonic() < end, left
        time.sleep(0.2)


def leavings(scene: Scene, ticket: Ticket) -> list[str]:
    with Redis.from_url(scene.tickets.url) as server:
        names = [key.decode() for key in server.scan_iter()]
        writing = server.info("persistence")["aof_rewrite_in_progress"]  # type: ignore[index]
    ours = [name for name in names if name.startswith(KEPT) and not name.removeprefix(KEPT).startswith(STAYS)]
    waiting = [name for name in names if name.startswith("q:{erasure}")]
    waiting += [place.decode() for place in PLACE.findall(file_content(scene.data / "tickets"))]
    file = file_content(scene.data / "tickets")
    in_file = [place for place in (f"{KEPT}t:{ticket.id}", f"{KEPT}m:{ticket.id}") if place.encode() in file]
    return [*ours, *waiting, *in_file, *(["a file that is being written"] if writing else [])]
