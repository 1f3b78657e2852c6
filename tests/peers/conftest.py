"""A gateway whose Twilio is Prism on Twilio's own specification, and whose Telegram is an emulator."""

import contextlib
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli.engine_process import start_child, stop_child
from tests.bot.gateway.running import RunningGateway, running
from tests.conftest import free_port
from tests.peers.packages import HERE, Packages, installed
from tests.peers.telegram_proxy import TelegramProxy, proxied

SPECIFICATION = "@twilio/cli-core/src/services/twilio-api/twilio_api_v2010.json"


@pytest.fixture(scope="session")
def packages() -> Packages:
    return installed()


@pytest.fixture(scope="session")
def prism_url(packages: Packages, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of a Twilio that holds every call against Twilio's own OpenAPI."""
    port, log = free_port(), tmp_path_factory.mktemp("prism") / "log"
    program = packages.module("@stoplight/prism-cli/dist/index.js")
    command = [program, "mock", "-h", "127.0.0.1", "-p", str(port), packages.module(SPECIFICATION)]
    with _serving(packages, command, port, log):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="session")
def emulator_url(packages: Packages, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port, log = free_port(), tmp_path_factory.mktemp("telegram") / "log"
    with _serving(packages, [str(HERE / "telegram.js"), str(port)], port, log):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="session")
def telegram_proxy(emulator_url: str) -> Iterator[TelegramProxy]:
    with proxied(emulator_url) as proxy:
        yield proxy


@pytest.fixture(scope="session")
def gateway(
    prism_url: str, telegram_proxy: TelegramProxy, engine_url: str, sessions_url: str, tickets_url: str
) -> Iterator[RunningGateway]:
    settings = {
        "AMPARO_SESSIONS_URL": sessions_url,
        "AMPARO_TICKETS_URL": tickets_url,
        "AMPARO_ENGINE_URL": engine_url,
        "TWILIO_API_URL": prism_url,
        "TELEGRAM_API_URL": telegram_proxy.url,
    }
    with running(settings) as gateway:
        telegram_proxy.gateway_url = gateway.url
        yield gateway


@contextlib.contextmanager
def _serving(packages: Packages, command: list[str], port: int, log: Path) -> Iterator[None]:
    # The shell gives its place to node, so that the child is node itself.
    child = start_child(
        ["/bin/sh", "-c", 'exec "$@" >"$0" 2>&1', str(log), packages.node, *command], packages.environment
    )
    try:
        _wait(child, port, log)
        yield
        assert child.poll() is None, log.read_text()
    finally:
        stop_child(child)


def _wait(child: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        assert child.poll() is None, log.read_text()
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        time.sleep(0.05)
    pytest.fail(f"a peer did not start in time: {log.read_text()}")
