"""A desk that is served on a port of this machine, with a clock that the test moves and staff whose codes it knows."""

import asyncio
import socket
import threading
import time
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import uvicorn
from playwright.sync_api import BrowserContext, Page

from bot.desk.app import create_app, office_from
from bot.knowledge.knowledge_base import KnowledgeBase
from bot.settings import read_settings
from bot.staff.worker import Role
from bot.wiring.desk import DeskParts, desk_over
from bot.wiring.keys import new_key
from tests.bot.desk.browser import Clock, Person
from tests.ending import ended

PASSWORD = "four quiet otters paddle"
Answer = TypeVar("Answer")


@dataclass
class RunningDesk:
    """The desk and its staff; `run` does something on the desk's own loop."""

    url: str
    clock: Clock
    parts: DeskParts
    loop: asyncio.AbstractEventLoop
    staff: dict[str, Person] = field(default_factory=dict)

    def run(self, work: Coroutine[Any, Any, Answer]) -> Answer:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(60)

    def enrol(self, name: str, *roles: Role, languages: tuple[str, ...] = ("en", "es")) -> Person:
        accounts = self.parts.staff.accounts
        handed = self.run(accounts.add(name, roles=roles, languages=languages, shown_name=name.title()))
        self.run(accounts.change_password(name, PASSWORD))
        self.staff[name] = Person(name, self.clock, PASSWORD, handed.secret, handed.recovery_codes)
        return self.staff[name]

    def log_in(self, context: BrowserContext, person: Person, path: str = "/account") -> Page:
        """Open a page and log in as people do, with the keyboard."""
        page = context.new_page()
        page.goto(f"{self.url}{path}")
        page.locator("#name").fill(person.name)
        prove(page, person)
        page.wait_for_url(f"{self.url}{path}")
        return page


def prove(page: Page, person: Person) -> None:
    """Give password and code, and press Enter."""
    page.locator("#password").fill(person.password)
    page.locator("#code").fill(person.code())
    page.keyboard.press("Enter")


@contextmanager
def running_desk(tickets_url: str, content: KnowledgeBase, data: Path) -> Iterator[RunningDesk]:
    """Serve a desk over a store, on a thread of its own."""
    listener, clock = socket.create_server(("127.0.0.1", 0)), Clock()
    port = listener.getsockname()[1]
    settings = read_settings(
        {
            "AMPARO_TICKETS_URL": tickets_url,
            "AMPARO_MASTER_KEY": new_key(),
            "AMPARO_DATA": str(data),
            "AMPARO_DESK_PORT": str(port),
        }
    )
    parts = desk_over(content, settings, clock)
    config = uvicorn.Config(
        create_app(office_from(parts), closing=parts.close),
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=1,
    )
    server, loop = uvicorn.Server(config), asyncio.new_event_loop()
    thread = threading.Thread(target=_serve, args=(server, loop, listener), daemon=True)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive(), "the desk did not start"
            time.sleep(0.005)
        yield RunningDesk(f"http://127.0.0.1:{port}", clock, parts, loop)
    finally:
        server.should_exit = True
        thread.join(60)
        assert not thread.is_alive(), "the desk did not end"


def _serve(server: uvicorn.Server, loop: asyncio.AbstractEventLoop, listener: socket.socket) -> None:
    async def served() -> None:
        await server.serve(sockets=[listener])
        await ended(*(asyncio.all_tasks() - {asyncio.current_task()}))

    loop.run_until_complete(served())
    loop.close()
