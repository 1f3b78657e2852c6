"""A gateway whose keys cannot be kept says so before it takes a request, and while it runs."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from bot.conversation.remote_engine import RemoteEngine
from bot.gateway.health import health_routes
from bot.sessions.keys import KeysUnavailable, SessionKeys
from bot.sessions.redis_store import RedisSessions
from bot.settings import PROJECT
from tests.bot.sessions.samples import PERSON, Clock, begun, made, no_room
from tests.conftest import SAFETY_MODEL

NOBODY = "unix:///nowhere/a.sock"


@pytest.mark.redis
async def test_keys_that_cannot_be_made_close_a_store_that_answers(store: RedisSessions, clock: Clock) -> None:
    assert await store.check() == ""
    await store.ping()
    with no_room():
        for call in (store.check, store.ping):
            with pytest.raises(KeysUnavailable):
                await call()
    await store.ping()
    await store.save(PERSON, begun(clock))
    assert await store.load(PERSON) == begun(clock)


async def test_unusable_keys_are_told_also_where_the_server_is_not_there(folder: Path, clock: Clock) -> None:
    await asyncio.to_thread(folder.write_bytes, b"")
    store = made(NOBODY, clock, SessionKeys(folder / "keys"))
    for call in (store.check, store.ping):
        with pytest.raises(KeysUnavailable):
            await call()
    await store.close()


@pytest.mark.redis
@pytest.mark.parametrize("usable", [True, False])
async def test_the_health_page_tells_whether_keys_can_be_made(
    empty_sessions_url: str, folder: Path, clock: Clock, *, usable: bool
) -> None:
    if not usable:
        await asyncio.to_thread(folder.write_bytes, b"")
    engine, store = RemoteEngine(NOBODY), made(empty_sessions_url, clock, SessionKeys(folder / "keys"))
    app = httpx.ASGITransport(Starlette(routes=health_routes(engine, store)))
    async with httpx.AsyncClient(transport=app, base_url="http://gateway") as client:
        answer = await client.get("/readyz")
    await engine.close()
    await store.close()
    assert answer.status_code == 503
    assert answer.json() == {"engine": False, "sessions": usable}


def test_a_gateway_with_unusable_keys_does_not_start_and_names_the_mend(folder: Path, tmp_path: Path) -> None:
    folder.write_bytes(b"")
    known = {
        name: value for name, value in os.environ.items() if not name.startswith(("AMPARO_", "TWILIO_", "TELEGRAM_"))
    }
    names = ("AMPARO_SESSIONS_URL", "AMPARO_TICKETS_URL", "AMPARO_ENGINE_URL")
    own = {
        "AMPARO_KEYS": str(folder / "keys"),
        "AMPARO_DATA": str(tmp_path),
        "AMPARO_SAFETY_MODEL": str(SAFETY_MODEL),
        "PYTHONPATH": str(PROJECT),
    }
    ended = subprocess.run(
        [sys.executable, "-m", "bot.cli", "gateway"],
        env={**known, **dict.fromkeys(names, NOBODY), **own},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 2
    (line,) = ended.stderr.splitlines()
    assert line.startswith(f"amparo: AMPARO_KEYS: {folder}/keys takes no keys; ")
    assert "set another folder in memory" in line
    assert "Traceback" not in ended.stderr
