"""`amparo desk` as a process: what it refuses to start on, and that it serves."""

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import httpx
import pytest
from redis import Redis

from bot.cli.engine_process import stop_child
from bot.desk.server import prepared
from bot.settings import PROJECT, SettingError, read_settings
from bot.staff.worker import Role
from bot.wiring.desk import wire_staff
from tests.conftest import free_port

pytestmark = pytest.mark.redis
KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
PATIENCE_SECONDS = 60
DESK = [sys.executable, "-m", "bot.cli", "desk"]


@pytest.fixture
def environment(empty_tickets_url: str, tmp_path: Path) -> Mapping[str, str]:
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("AMPARO_")},
        "AMPARO_TICKETS_URL": empty_tickets_url,
        "AMPARO_MASTER_KEY": KEY,
        "AMPARO_DATA": str(tmp_path),
        "AMPARO_DESK_PORT": str(free_port()),
    }


def refusal(environment: Mapping[str, str]) -> str:
    with pytest.raises(SettingError) as refused:
        prepared(read_settings(environment))
    return str(refused.value)


@pytest.fixture
def staffed(environment: Mapping[str, str]) -> Mapping[str, str]:
    async def added() -> None:
        staff = wire_staff(read_settings(environment))
        await staff.accounts.add("ana", roles=[Role.WORKER], languages=["en"])
        await staff.close()

    asyncio.run(added())
    return environment


@pytest.fixture
def running(staffed: Mapping[str, str], tmp_path: Path) -> Iterator[tuple[str, Path]]:
    log = tmp_path / "log"
    with log.open("wb") as file:
        child = subprocess.Popen(DESK, env=dict(staffed), cwd=PROJECT, stdout=file, stderr=file)
    url = f"http://127.0.0.1:{staffed['AMPARO_DESK_PORT']}"
    until = time.monotonic() + PATIENCE_SECONDS
    try:
        while time.monotonic() < until and child.poll() is None:
            try:
                if httpx.get(f"{url}/healthz", trust_env=False).is_success:
                    break
            except httpx.HTTPError:
                time.sleep(0.1)
        assert child.poll() is None, log.read_text()
        yield url, log
    finally:
        stop_child(child)


def test_a_desk_without_staff_names_the_mend(environment: Mapping[str, str]) -> None:
    assert "`amparo staff add" in refusal(environment)


def test_a_key_that_opens_no_account_is_named(staffed: Mapping[str, str]) -> None:
    other = {**staffed, "AMPARO_MASTER_KEY": KEY.replace("M", "N", 1)}
    assert "AMPARO_MASTER_KEY" in refusal(other)


def test_a_store_that_may_lose_a_ticket_is_refused(staffed: Mapping[str, str]) -> None:
    with Redis.from_url(staffed["AMPARO_TICKETS_URL"]) as server:
        server.config_set("appendfsync", "everysec")
        try:
            assert "appendfsync" in refusal(staffed)
        finally:
            server.config_set("appendfsync", "always")


def test_other_machines_reach_no_desk_in_the_open(staffed: Mapping[str, str]) -> None:
    assert "AMPARO_DESK_URL" in refusal({**staffed, "AMPARO_DESK_HOST": "0.0.0.0"})  # noqa: S104


def test_a_port_in_use_is_named_without_a_trace(staffed: Mapping[str, str]) -> None:
    with socket.create_server(("127.0.0.1", int(staffed["AMPARO_DESK_PORT"]))):
        ended = subprocess.run(
            DESK, env=dict(staffed), cwd=PROJECT, capture_output=True, text=True, check=False, timeout=PATIENCE_SECONDS
        )
    assert ended.returncode == 2
    assert "AMPARO_DESK_PORT" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_it_serves_and_tells_nobody_what_it_is(running: tuple[str, Path]) -> None:
    url, log = running
    answer = httpx.get(f"{url}/login?next=/tickets/secret-name", trust_env=False)
    assert answer.status_code == 200
    assert "server" not in answer.headers
    headers = {"origin": url, "sec-fetch-site": "same-origin"}
    form = {"name": "ana-typed", "password": "typed-password", "code": "typed-code"}
    assert httpx.post(f"{url}/login", data=form, headers=headers, trust_env=False).status_code == 403
    written = log.read_text()
    assert "desk_started" in written
    for word in ("typed", "secret-name", "127.0.0.1", KEY):
        assert word not in written
