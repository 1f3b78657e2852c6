"""The application with a stand-in for Rasa: what it refuses and how many it lets wait."""

import asyncio
import threading

import httpx

from bot.engine.app import application
from bot.engine.form_request import FormRequest
from bot.knowledge.intake_file import read_intake
from bot.settings import PROJECT

INTAKE = PROJECT / "knowledge" / "intake"


class Turn:
    def as_data(self):
        return {"intent": "menu"}


class Slow:
    """Blocks, as computing does, until it is let; counts how many it works on at the same time."""

    def __init__(self):
        self.free = threading.Event()
        self.working = 0
        self.most = 0

    def turn(self, text: str, language: str | None, form: FormRequest | None = None) -> Turn:
        assert (text, language, form) == ("hello", None, None)
        self.working += 1
        self.most = max(self.most, self.working)
        assert self.free.wait(10)
        self.working -= 1
        return Turn()


def client_of(understanding) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(application(understanding, "abc", read_intake(INTAKE)))
    return httpx.AsyncClient(transport=transport, base_url="http://engine")


async def test_sixty_four_wait_and_the_next_is_refused():
    slow = Slow()
    async with client_of(slow) as client:
        waiting = [asyncio.create_task(client.post("/turn", json={"text": "hello"})) for _ in range(64)]
        for _ in range(1000):
            await asyncio.sleep(0)
        refused = await client.post("/turn", json={"text": "hello"})
        assert refused.status_code == 503
        assert (await client.get("/healthz")).json() == {"ready": True, "model": "abc"}
        slow.free.set()
        assert [response.status_code for response in await asyncio.gather(*waiting)] == [200] * 64
        assert slow.most == 1
        assert (await client.post("/turn", json={"text": "hello"})).json() == {"intent": "menu"}


async def test_other_methods_are_refused():
    async with client_of(Slow()) as client:
        assert (await client.get("/turn")).status_code == 405
