"""A real gateway process with all its channels on, and a log that is kept."""

import contextlib
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from bot.cli.engine_process import start_child, stop_child
from bot.wiring.keys import new_key
from channels.channel import WebhookRequest
from tests.channels.webhooks import ACCOUNT, AUTH_TOKEN, BOT_TOKEN, SECRET_TOKEN
from tests.conftest import SAFETY_MODEL, free_port

PUBLIC_URL = "https://gateway.example.org"
SMS_FROM = "+14155550100"
WHATSAPP_FROM = "whatsapp:+14155550100"
WEBHOOK_SECONDS = 15.0
"""Twilio gives up on a webhook after that long."""

# All that a line may be: no letter of a person's own fits between these.
_LINE = re.compile(
    r"timestamp='[0-9T:.-]+Z' level='(?:info|warning)' event='[a-z_.]+' role='gateway'"
    r"(?: channel='(?:sms|whatsapp|telegram|web)'| error='[A-Z][A-Za-z]+'| (?:count|parts)=\d{1,4})*"
)

_ERASING = re.compile(r"event='(?:(?:redact|delete)_[a-z]+|erasures?_[a-z]+)'")


@dataclass(frozen=True)
class RunningGateway:
    """A gateway that takes webhooks as they come out of a proxy: its own address is not the one that was signed."""

    url: str
    log: Path
    child: subprocess.Popen[bytes]

    def post(self, request: WebhookRequest, **replaced: str) -> httpx.Response:
        headers = [(name.encode(), value.encode()) for name, value in {**request.headers, **replaced}.items()]
        called = urlsplit(request.url)
        path = f"{called.path}?{called.query}" if called.query else called.path
        with httpx.Client(base_url=self.url, timeout=WEBHOOK_SECONDS, trust_env=False) as client:
            return client.post(path, headers=headers, content=request.body)

    def kill(self) -> None:
        self.child.kill()
        self.child.wait(10)

    def lines(self) -> list[str]:
        return self.log.read_text().splitlines()

    def said(self) -> list[str]:
        """Give the lines about events; what is erased has its own time and is left out."""
        return [line for line in self.lines() if not _ERASING.search(line)]

    def counted(self, event: str, channel: str = "") -> int:
        wanted = [f"event='{event}'", *([f"channel='{channel}'"] if channel else [])]
        return sum(all(each in line for each in wanted) for line in self.lines())

    def odd_lines(self) -> list[str]:
        return [line for line in self.lines() if not _LINE.fullmatch(line)]


StartGateway = Callable[..., AbstractContextManager[RunningGateway]]


@contextlib.contextmanager
def running(settings: Mapping[str, str]) -> Iterator[RunningGateway]:
    """Start a gateway, and at its end look through all that it ever logged."""
    with tempfile.TemporaryDirectory(prefix="amparo-") as folder:
        log, port = Path(folder) / "log", free_port()
        environment = {
            "AMPARO_DATA": folder,
            "AMPARO_SAFETY_MODEL": str(SAFETY_MODEL),
            "AMPARO_GATEWAY_PORT": str(port),
            "AMPARO_MASTER_KEY": new_key(),
            "AMPARO_PUBLIC_URL": PUBLIC_URL,
            "AMPARO_COUNTRIES": "",
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
            "TWILIO_SMS_FROM": SMS_FROM,
            "TWILIO_WHATSAPP_FROM": WHATSAPP_FROM,
            "TWILIO_WHATSAPP_BUTTONS": "",
            "TELEGRAM_BOT_TOKEN": BOT_TOKEN,
            "TELEGRAM_WEBHOOK_SECRET": SECRET_TOKEN,
            **settings,
        }
        # The shell gives its place to the gateway, so that the child is the gateway itself.
        command = [
            "/bin/sh",
            "-c",
            'exec "$@" 2>"$0"',
            str(log),
            sys.executable,
            "-W",
            "default",
            "-m",
            "bot.cli",
            "gateway",
        ]
        child = start_child(command, environment)
        try:
            gateway = RunningGateway(f"http://127.0.0.1:{port}", log, child)
            _wait(gateway)
            yield gateway
        finally:
            killed = child.poll() == -signal.SIGKILL
            stop_child(child)
        assert gateway.odd_lines() == []
        assert killed or child.returncode in (0, -signal.SIGTERM)


def _wait(gateway: RunningGateway) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        assert gateway.child.poll() is None, gateway.log.read_text()
        with contextlib.suppress(httpx.HTTPError):
            if httpx.get(f"{gateway.url}/healthz", trust_env=False).is_success:
                return
        time.sleep(0.05)
    pytest.fail("the gateway did not start in time")
