"""No process of ours reaches anything but its two stores' sockets, the engine and the providers that are set."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from bot.cli.engine_process import ENGINE_PYTHON, engine_command, start_child, stop_child, wait_until_ready
from bot.settings import PROJECT, SettingError
from tests.bot.gateway.phones import Chat, Phone
from tests.bot.gateway.providers import telegram_provider, twilio_provider
from tests.bot.gateway.running import RunningGateway, running
from tests.channels.peer import Peer, served
from tests.conftest import DATA

RECORDING = Path(__file__).with_name("recording")
RESOLVING = {"socket.getaddrinfo"}
CONNECTING = {"socket.connect", "socket.sendto", "socket.sendmsg"}
# What Rasa imports asks these of its own folder and of the machine before the engine takes a request.
ONLY_LOOKING = [
    ("subprocess.Popen", [command[0], command])
    for command in (
        ["git", "rev-parse", "--git-dir"],
        ["git", "describe", "--tags", "--dirty", "--always", "--long", "--match", "v*"],
        ["git", "rev-parse", "HEAD"],
        ["git", "rev-list", "HEAD", "--count"],
        ["git", "show", "-s", "--format=%ci", "HEAD"],
        ["uname", "-p"],
    )
]


@dataclass(frozen=True)
class Record:
    """What a recorded process tried to reach; `allowed` are paths of sockets, and hosts with their ports."""

    file: Path

    def environment(self) -> Mapping[str, str]:
        return {"PYTHONPATH": f"{RECORDING}{os.pathsep}{PROJECT}", "RECORDED_TO": str(self.file)}

    def reached(self) -> list[tuple[str, object]]:
        return [(event, reached) for event, reached in map(json.loads, self.file.read_text().splitlines())]

    def strange(self, *allowed: str) -> list[tuple[str, object]]:
        known = {place(url) for url in allowed}
        return [each for each in self.reached() if not expected(*each, known)]


def place(url: str) -> object:
    parts = urlsplit(url)
    return parts.path if parts.scheme == "unix" else (parts.hostname, parts.port)


def expected(event: str, reached: object, known: set[object]) -> bool:
    """Judge by host and port together: another port of the same machine is another program."""
    if event not in RESOLVING | CONNECTING:
        return False
    return (tuple(reached[:2]) if isinstance(reached, list) else reached) in known


@pytest.fixture
def record(tmp_path: Path) -> Record:
    return Record(tmp_path / "reached")


@pytest.fixture(scope="module")
def providers() -> Iterator[tuple[Peer, Peer]]:
    """Give Twilio and Telegram."""
    with served(twilio_provider()) as twilio, served(telegram_provider()) as telegram:
        yield twilio, telegram


@pytest.fixture(scope="module")
def provider(providers: tuple[Peer, Peer]) -> Peer:
    return providers[0]


@pytest.fixture
def collector() -> Iterator[Peer]:
    """Give somebody who would love to hear: no provider, only another port of this machine."""
    with served() as peer:
        yield peer


def tempting(collector: Peer) -> dict[str, str]:
    """Give all that would make a dependency report to the collector, were it not off."""
    dsn = collector.url.replace("//", "//key@") + "/1"
    return {
        "RASA_TELEMETRY_ENABLED": "true",
        "RASA_TELEMETRY_WRITE_KEY": "key",
        "RASA_EXCEPTION_WRITE_KEY": dsn,
        "SENTRY_DSN": dsn,
        "SENTRY_SPOTLIGHT": collector.url,
        "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url,
        "OTEL_TRACES_EXPORTER": "otlp",
    }


@contextmanager
def recorded_engine(record: Record, temptation: Mapping[str, str]) -> Iterator[str]:
    if not ENGINE_PYTHON.exists():
        pytest.skip("the engine's environment is not installed; run `make setup`")
    with tempfile.TemporaryDirectory(prefix="amparo-") as folder:
        socket, ready = Path(folder) / "engine.sock", Path(folder) / "ready"
        try:
            command = engine_command(DATA, "--socket", str(socket), "--ready-file", str(ready))
        except SettingError as missing:
            pytest.skip(str(missing))
        child = start_child(command, {**record.environment(), **temptation})
        try:
            wait_until_ready(child, ready)
            yield f"unix://{socket}"
        finally:
            stop_child(child)


@pytest.mark.model
@pytest.mark.redis
def test_a_conversation_reaches_the_providers_and_nobody_else(
    record: Record, providers: tuple[Peer, Peer], collector: Peer, sessions_url: str, tickets_url: str
) -> None:
    twilio, telegram = providers
    of_engine = Record(record.file.with_name("reached by the engine"))
    with recorded_engine(of_engine, tempting(collector)) as engine_url:
        settings = {
            "AMPARO_SESSIONS_URL": sessions_url,
            "AMPARO_TICKETS_URL": tickets_url,
            "AMPARO_ENGINE_URL": engine_url,
            "TWILIO_API_URL": twilio.url,
            "TELEGRAM_API_URL": telegram.url,
            "AMPARO_DEMO": "1",
            **tempting(collector),
            **record.environment(),
        }
        with running(settings) as gateway:
            assert writes_on_the_web(gateway, "I need a lawyer")
            for name in ("sms", "whatsapp"):
                assert Phone(gateway, twilio, name).writes("necesito un abogado")
            chat = Chat(gateway, telegram)
            assert chat.writes("mi jefe me quito el pasaporte")
            assert chat.taps(next(iter(chat.buttons)))
    allowed = (sessions_url, tickets_url, engine_url, twilio.url, telegram.url)
    reached = {json.dumps(place) for _, place in record.reached()}
    for url in allowed:
        known = place(url)
        assert json.dumps(list(known) if isinstance(known, tuple) else known) in reached
    assert record.strange(*allowed) == []
    assert [each for each in of_engine.strange() if each not in ONLY_LOOKING] == []
    assert collector.calls == []


def writes_on_the_web(gateway: RunningGateway, text: str) -> str:
    """Write as a browser without scripts does, and give the page."""
    # The cookie is for https only, as the public address says; the proxy in front is not here.
    page = httpx.get(f"{gateway.url}/", trust_env=False)
    cookie = page.headers["set-cookie"].split(";")[0]
    token = page.text.split('name="token" value="')[1].split('"')[0]
    posted = httpx.post(
        f"{gateway.url}/chat", data={"text": text, "token": token}, headers={"Cookie": cookie}, trust_env=False
    )
    assert posted.status_code == 303
    shown = httpx.get(f"{gateway.url}/", headers={"Cookie": cookie}, trust_env=False).text
    assert text in shown
    return shown


ELSEWHERE = {
    "a connection": "import socket; socket.create_connection(('127.0.0.1', PORT))",
    "asyncio": "import asyncio; asyncio.run(asyncio.open_connection('127.0.0.1', PORT))",
    "httpx": "import httpx; httpx.get('http://127.0.0.1:PORT', trust_env=False)",
    "urllib": "import urllib.request; urllib.request.urlopen('http://127.0.0.1:PORT')",
    "another host": "import socket; socket.socket().connect_ex(('127.0.0.2', PROVIDER))",
    "a datagram": "import socket; socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', PORT))",
    "a message": "import socket; socket.socket(type=socket.SOCK_DGRAM).sendmsg([b'x'], [], 0, ('127.0.0.1', PORT))",
    "a connected datagram": "import socket; socket.socket(type=socket.SOCK_DGRAM).connect(('127.0.0.1', PORT))",
    "a name": "import socket; socket.getaddrinfo('localhost', 443)",
    "an old way to a name": "import socket; socket.gethostbyname('localhost')",
    "a name of an address": "import socket; socket.getfqdn('127.0.0.1')",
    "another socket": "import socket; socket.socket(socket.AF_UNIX).connect_ex('/tmp/collector.sock')",
    "another program": "import subprocess; subprocess.run(['true'])",
}


@pytest.mark.parametrize("way", ELSEWHERE)
def test_whoever_reaches_elsewhere_is_found(record: Record, provider: Peer, collector: Peer, way: str) -> None:
    ports = {"PORT": urlsplit(collector.url).port, "PROVIDER": urlsplit(provider.url).port}
    code = ELSEWHERE[way]
    for name, port in ports.items():
        code = code.replace(name, str(port))
    assert run_recorded(record, code) == 0
    assert record.strange(provider.url)


def test_a_provider_is_not_found_strange(record: Record, provider: Peer) -> None:
    code = f"import httpx, socket; httpx.get({provider.url!r}); socket.create_connection({place(provider.url)!r})"
    assert run_recorded(record, code) == 0
    assert len(record.reached()) >= 2
    assert record.strange(provider.url) == []


def run_recorded(record: Record, code: str) -> int:
    return subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, **record.environment()}, check=False, timeout=60
    ).returncode


def test_the_program_has_no_library_that_reports() -> None:
    code = "import bot.gateway.server, sys; print(*{name.partition('.')[0] for name in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True)
    reporting = {"sentry_sdk", "structlog_sentry", "opentelemetry", "posthog", "segment", "datadog", "newrelic"}
    assert reporting.isdisjoint(loaded.stdout.split())
    assert "telegram" in loaded.stdout.split()


@pytest.mark.model
def test_the_engine_s_libraries_report_to_nobody_however_they_are_told_to(record: Record, collector: Peer) -> None:
    if not ENGINE_PYTHON.exists():
        pytest.skip("the engine's environment is not installed; run `make setup`")
    # As the engine does it: the environment first, then Rasa, then the logs.
    code = """
from bot.engine import silence
silence.quiet_environment()
import rasa.telemetry, sentry_sdk, structlog, logging
from rasa.utils.log_utils import configure_structlog
configure_structlog()
structlog.get_logger().critical("zebracanary")
silence.quiet_logs()
rasa.telemetry.initialize_telemetry()
rasa.telemetry.initialize_error_reporting()
rasa.telemetry.track_project_init("zebracanary")
structlog.get_logger().critical("zebracanary")
logging.getLogger("rasa").critical("zebracanary")
sentry_sdk.capture_message("zebracanary")
sentry_sdk.flush()
print(rasa.telemetry.is_telemetry_enabled(), sentry_sdk.get_client().is_active())
"""
    told = subprocess.run(
        [str(ENGINE_PYTHON), "-c", code],
        env={**os.environ, **tempting(collector), **record.environment()},
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.split()[-2:] == ["False", "False"]
    assert record.strange() == []
    assert collector.calls == []
