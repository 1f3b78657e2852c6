"""The real parts that tests share: a Redis-compatible server, the trained model's engine, a whole gateway."""

import contextlib
import os
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path

import httpx
import pytest
from redis import Redis

from bot.cli.engine_process import ENGINE_PYTHON, model_file, running_engine, start_child, stop_child
from bot.cli.stores import start_sessions_store, start_tickets_store, stop_store
from bot.sessions.memory_folder import MEMORY
from bot.settings import PROJECT, SettingError
from bot.wiring.keys import new_key

StartGateway = Callable[..., AbstractContextManager[str]]
DATA = Path(os.environ.get("AMPARO_DATA") or PROJECT / ".amparo")
SAFETY_MODEL = DATA / "models" / "safety.npz"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put what waits longest in front; else it would be waited for at the end, alone."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.fixture(scope="session")
def sessions_url() -> Iterator[str]:
    """Give the address of a real server that keeps nothing on disk."""
    with tempfile.TemporaryDirectory(prefix="amparo-") as folder:
        store = start_sessions_store(Path(folder))
        yield store.url
        stop_store(store)


@pytest.fixture(scope="session")
def tickets_url() -> Iterator[str]:
    """Give the address of a real server that loses nothing.

    It waits for its disk at each change, so the tests give it one that is memory: what they kill is a process.
    """
    with tempfile.TemporaryDirectory(prefix="amparo-", dir=MEMORY) as folder:
        store = start_tickets_store(Path(folder), Path(folder) / "data")
        yield store.url
        stop_store(store)


@pytest.fixture(scope="session")
def _quiet_tickets_url() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="amparo-", dir=MEMORY) as folder:
        store = start_tickets_store(Path(folder), Path(folder) / "data")
        yield store.url
        stop_store(store)


@pytest.fixture
def empty_tickets_url(_quiet_tickets_url: str) -> str:
    """Give the address of another such server, emptied; no gateway's workers come to it."""
    with Redis.from_url(_quiet_tickets_url) as client:
        client.flushall()
    return _quiet_tickets_url


@pytest.fixture
def empty_sessions_url(sessions_url: str) -> str:
    """Give the same address, emptied."""
    with Redis.from_url(sessions_url) as client:
        client.flushall()
    return sessions_url


@pytest.fixture(scope="session")
def engine_url() -> Iterator[str]:
    """Give the address of an engine with the trained model."""
    need_engine()
    with running_engine(DATA) as url:
        yield url


@pytest.fixture(scope="session")
def start_gateway(sessions_url: str, tickets_url: str, engine_url: str) -> StartGateway:
    """Give a way to start a real gateway process with settings of a test's own."""

    @contextlib.contextmanager
    def started(**settings: str) -> Iterator[str]:
        port = free_port()
        with tempfile.TemporaryDirectory(prefix="amparo-") as folder:
            environment: Mapping[str, str] = {
                "AMPARO_DATA": folder,
                "AMPARO_SAFETY_MODEL": str(SAFETY_MODEL),
                "AMPARO_GATEWAY_PORT": str(port),
                "AMPARO_SESSIONS_URL": sessions_url,
                "AMPARO_TICKETS_URL": tickets_url,
                "AMPARO_ENGINE_URL": engine_url,
                "AMPARO_MASTER_KEY": new_key(),
                **settings,
            }
            child = start_child([sys.executable, "-m", "bot.cli", "gateway"], dict(environment))
            try:
                url = f"http://127.0.0.1:{port}"
                _wait(url, child.poll)
                yield url
            finally:
                stop_child(child)

    return started


@pytest.fixture(scope="session")
def running_gateway(start_gateway: StartGateway, exit_page: str) -> Iterator[str]:
    """Give the address of a gateway in demo mode, whose exit leads to a page of this machine."""
    with start_gateway(AMPARO_DEMO="1", AMPARO_EXIT_URL=exit_page) as url:
        yield url


@pytest.fixture(scope="session")
def exit_page() -> Iterator[str]:
    """Give the address of a neutral page on loopback."""
    import http.server  # noqa: PLC0415
    import threading  # noqa: PLC0415

    class Neutral(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<!doctype html><link rel=icon href='data:,'><title>Weather</title><h1>Weather</h1>")

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Neutral) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


def need_engine() -> None:
    """Skip a test, saying why, where no engine can be started."""
    if not ENGINE_PYTHON.exists():
        pytest.skip("the engine's environment is not installed; run `make setup`")
    try:
        model_file(DATA)
    except SettingError as missing:
        pytest.skip(str(missing))


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def _wait(url: str, ended: Callable[[], int | None]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        assert ended() is None, "the gateway stopped while it started"
        with contextlib.suppress(httpx.HTTPError):
            if httpx.get(f"{url}/healthz", trust_env=False).is_success:
                return
        time.sleep(0.1)
    pytest.fail("the gateway did not start in time")
