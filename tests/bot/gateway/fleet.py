"""Some gateways and both stores, each of which can be killed and started again on what it had."""

import asyncio
import itertools
import os
import random
import shutil
import signal
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Self

import httpx

from bot.cli.stores import Store, start_sessions_store, start_tickets_store, stop_store
from bot.sessions.memory_folder import MEMORY
from channels.channel import WebhookRequest
from tests.bot.gateway.running import RunningGateway, StartGateway

GATEWAYS = 3
POSTS = 60
PAUSE = 0.1
POST_SECONDS = 30.0
"""A repeated webhook may wait for its first one's dead process for more than half of it."""


class Fleet:
    """What runs; a webhook goes to any gateway, and again until one has taken it, as providers do."""

    def __init__(self, serve: StartGateway, engine_url: str, key: str, chance: random.Random) -> None:
        self._folder = TemporaryDirectory(prefix="amparo-", dir=MEMORY)
        self.run = Path(self._folder.name)
        self.tickets: Store = start_tickets_store(self.run, self.run / "data")
        self.sessions: Store = start_sessions_store(self.run)
        self._serve, self._engine_url, self._key, self._chance = serve, engine_url, key, chance
        self._gateways: dict[int, tuple[RunningGateway, ExitStack]] = {}
        self._starting: dict[int, asyncio.Task[None]] = {}
        self._client = httpx.AsyncClient(timeout=POST_SECONDS, trust_env=False)
        # More at once would only wait for each other.
        self._places = asyncio.Semaphore(POSTS)
        self._turns = itertools.cycle(range(GATEWAYS))
        self.repeated = 0

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        await asyncio.gather(*self._starting.values(), return_exceptions=True)
        await self._client.aclose()
        for gateway, stack in self._gateways.values():
            gateway.kill()
            stack.close()
        stop_store(self.tickets)
        stop_store(self.sessions)
        self._folder.cleanup()

    async def start(self, number: int) -> None:
        stack = ExitStack()
        started = self._serve(
            self._engine_url,
            AMPARO_MASTER_KEY=self._key,
            AMPARO_TICKETS_URL=self.tickets.url,
            AMPARO_SESSIONS_URL=self.sessions.url,
        )
        self._gateways[number] = (await asyncio.to_thread(stack.enter_context, started), stack)

    async def kill_gateway(self, number: int) -> None:
        """Kill a gateway once it runs; the other ones go on."""
        if number in self._starting:
            await self._starting.pop(number)
        gateway, stack = self._gateways.pop(number)
        gateway.kill()
        assert gateway.odd_lines() == [], gateway.odd_lines()
        stack.close()

    async def replace_gateway(self) -> None:
        number = next(self._turns)
        await self.kill_gateway(number)
        self._starting[number] = asyncio.create_task(self.start(number))

    def kill_tickets(self) -> None:
        _kill(self.tickets)

    async def replace_tickets(self) -> None:
        self.kill_tickets()
        await self.start_tickets()

    async def start_tickets(self) -> None:
        self.tickets = await asyncio.to_thread(start_tickets_store, self.run, self.run / "data")

    async def replace_sessions(self) -> None:
        """Kill the store of sessions: what it held is gone, as it should be."""
        _kill(self.sessions)
        if self.sessions.memory is not None:
            shutil.rmtree(self.sessions.memory)
        self.sessions = await asyncio.to_thread(start_sessions_store, self.run)

    async def post(self, request: WebhookRequest) -> None:
        """Post the same webhook until a gateway says that it has it."""
        path = httpx.URL(request.url).raw_path.decode()
        while True:
            running = [gateway for gateway, _ in self._gateways.values()]
            if running:
                url = self._chance.choice(running).url + path
                try:
                    async with self._places:
                        answer = await self._client.post(url, headers=dict(request.headers), content=request.body)
                    if answer.is_success:
                        return
                except httpx.HTTPError:
                    self.repeated += 1
            await asyncio.sleep(PAUSE)


def _kill(store: Store) -> None:
    os.kill(store.child.pid, signal.SIGKILL)
    store.child.wait(10)
