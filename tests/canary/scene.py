"""Everything that a running Amparo consists of, in folders of its own, so that all of it can be looked through."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import httpx
from redis import Redis

from bot.cli.engine_process import start_child, stop_child
from bot.cli.stores import Store, start_sessions_store, start_tickets_store, stop_store
from bot.sessions.keys import NAMES_KEY
from bot.settings import read_settings
from bot.storage.encryption import Seal
from bot.wiring.keys import new_key
from channels.channel import WebhookRequest
from tests.bot.gateway.phones import PUBLIC_URL, twilio_webhook
from tests.bot.gateway.running import SMS_FROM, WHATSAPP_FROM, RunningGateway
from tests.canary.append_only_file import PLACE, file_content
from tests.canary.engine import logged
from tests.channels.peer import Peer, served
from tests.channels.webhooks import ACCOUNT, AUTH_TOKEN, BOT_TOKEN, SECRET_TOKEN, telegram_request
from tests.conftest import SAFETY_MODEL, free_port

ATTEMPTS_SECONDS = 60
HANGING_SECONDS = 60.0
"""Longer than anybody waits for a provider."""


@dataclass
class Provider:
    """A peer that gives ids of its own to what is sent, and notes what it was told to delete and to empty.

    `hangs_at` is the number of the message that it leaves without an answer, counted from 1.
    """

    peer: Peer
    given: list[str] = field(default_factory=list)
    hangs_at: int = 0
    sends: int = 0

    @property
    def deleted(self) -> set[str]:
        gone = {Path(call.path).stem for call in self.peer.calls if call.method == "DELETE"}
        for call in self.peer.calls:
            if call.path.endswith("/deleteMessages"):
                gone.update(map(str, json.loads(call.fields["message_ids"])))
        return gone

    @property
    def emptied(self) -> set[str]:
        return {Path(call.path).stem for call in self.peer.calls if call.fields.get("Body") == ""}

    def takes_twilio(self, _: int) -> tuple[int, Any]:
        call = self.peer.calls[-1]
        if call.method == "DELETE":
            return 204, ""
        if call.path.endswith("/Messages.json"):
            if self._hangs():
                return 503, ""
            self.given.append(f"SM{uuid.uuid4().hex}")
            return 201, {"sid": self.given[-1], "status": "queued"}
        return 200, {"sid": Path(call.path).stem, "status": "received"}

    def takes_telegram(self, number: int) -> tuple[int, Any]:
        call = self.peer.calls[-1]
        if not call.path.endswith("/sendMessage"):
            return 200, {"ok": True, "result": True}
        if self._hangs():
            return 503, ""
        self.given.append(str(5_000_000 + number))
        chat = {"id": int(call.fields["chat_id"]), "type": "private"}
        return 200, {"ok": True, "result": {"message_id": int(self.given[-1]), "date": 1795317709, "chat": chat}}

    @property
    def hanging(self) -> bool:
        return 0 < self.hangs_at <= self.sends

    def recovers(self) -> None:
        self.hangs_at, self.peer.delay = 0, 0.0

    def _hangs(self) -> bool:
        self.sends += 1
        if self.sends != self.hangs_at:
            return False
        self.peer.delay = HANGING_SECONDS
        return True


@dataclass
class Scene:
    """The parts, and the ways to write to them."""

    folder: Path
    keys: Path
    sessions: Store
    tickets: Store
    twilio: Provider
    telegram: Provider
    engine_url: str
    keep: bool = False
    master_key: str = field(default_factory=new_key)
    gateway: subprocess.Popen[bytes] | None = None
    url: str = ""

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def running(self) -> RunningGateway:
        assert self.gateway is not None
        return RunningGateway(self.url, self.folder / "gateway.log", self.gateway)

    @property
    def seal(self) -> Seal:
        return Seal(read_settings({"AMPARO_MASTER_KEY": self.master_key}).master_key, "erasures")

    def start_gateway(self) -> None:
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        environment = {
            "TMPDIR": str(self.folder / "tmp"),
            "AMPARO_DATA": str(self.data),
            "AMPARO_SAFETY_MODEL": str(SAFETY_MODEL),
            "AMPARO_KEYS": str(self.keys),
            "AMPARO_GATEWAY_PORT": str(port),
            "AMPARO_MASTER_KEY": self.master_key,
            "AMPARO_PUBLIC_URL": PUBLIC_URL,
            "AMPARO_SESSIONS_URL": self.sessions.url,
            "AMPARO_TICKETS_URL": self.tickets.url,
            "AMPARO_ENGINE_URL": self.engine_url,
            "AMPARO_COUNTRIES": "",
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
            "TWILIO_SMS_FROM": SMS_FROM,
            "TWILIO_WHATSAPP_FROM": WHATSAPP_FROM,
            "TWILIO_WHATSAPP_BUTTONS": "",
            "TWILIO_API_URL": self.twilio.peer.url,
            "TELEGRAM_BOT_TOKEN": BOT_TOKEN,
            "TELEGRAM_WEBHOOK_SECRET": SECRET_TOKEN,
            "TELEGRAM_API_URL": self.telegram.peer.url,
        }
        module = [sys.executable, "-m", "tests.canary.keeping_gateway", str(self.folder / "clock")]
        command = [*module, "keep"] if self.keep else module
        self.gateway = start_child(logged(self.folder / "gateway.log", command), environment)
        until = time.monotonic() + ATTEMPTS_SECONDS
        while time.monotonic() < until:
            assert self.gateway.poll() is None, (self.folder / "gateway.log").read_text()
            with contextlib.suppress(httpx.HTTPError):
                if httpx.get(f"{self.url}/healthz", trust_env=False).is_success:
                    return
            time.sleep(0.05)
        raise AssertionError("the gateway did not start in time")

    def kill_gateway(self, how: signal.Signals = signal.SIGKILL) -> None:
        """End the gateway as a fault would."""
        assert self.gateway is not None
        os.kill(self.gateway.pid, how)
        self.gateway.wait(20)

    def stop_gateway(self) -> None:
        """End the gateway as an operator would."""
        assert self.gateway is not None
        stop_child(self.gateway)

    def move_clock(self, seconds: float) -> None:
        clock = self.folder / "clock"
        clock.write_text(str(float(clock.read_text()) + seconds))

    def twilio_writes(self, channel: str, number: str, text: str, **fields: str) -> str:
        """Send a message as Twilio does and give its id."""
        request = twilio_webhook(channel, text, number, **fields)
        assert self.running.post(request).status_code == 200
        return twilio_id(request)

    def telegram_posts(self, update: dict[str, Any]) -> None:
        assert self.running.post(telegram_webhook(update)).status_code == 200

    def servers(self) -> Iterator[tuple[str, Redis, int]]:
        """Give both stores with their names and processes."""
        for name, store in (("sessions", self.sessions), ("tickets", self.tickets)):
            with Redis.from_url(store.url) as server:
                yield name, server, store.child.pid

    def left(self) -> list[str]:
        """Say what still waits for its end: jobs, keys, and what the file of the queue holds of them."""
        with Redis.from_url(self.tickets.url) as server:
            waiting = [f"{key!r} in the queue" for key in server.scan_iter()]
            state = server.info("persistence")
        if state["aof_rewrite_in_progress"] or state["aof_rewrite_scheduled"]:  # type: ignore[index]
            waiting.append("a file that is being written")
        waiting += [f"{place!r} in the file" for place in PLACE.findall(file_content(self.data / "tickets"))]
        return waiting + [f"the key {path.name}" for path in self.keys.iterdir() if path.name != NAMES_KEY]


@contextlib.contextmanager
def played(folder: Path, keys: Path, engine_url: str, *, keep: bool = False) -> Iterator[Scene]:
    """Start everything but the engine, and end it; `keep` switches the clean-up off."""
    for name in ("data", "run", "tmp"):
        (folder / name).mkdir()
    (folder / "clock").write_text("0")
    with contextlib.ExitStack() as stack:
        twilio, telegram = (Provider(stack.enter_context(served())) for _ in range(2))
        twilio.peer.success, telegram.peer.success = twilio.takes_twilio, telegram.takes_telegram
        sessions = start_sessions_store(folder / "run")
        stack.callback(stop_store, sessions)
        tickets = start_tickets_store(folder / "run", folder / "data")
        stack.callback(stop_store, tickets)
        scene = Scene(folder, keys, sessions, tickets, twilio, telegram, engine_url, keep)
        scene.start_gateway()
        stack.callback(lambda: scene.gateway and stop_child(scene.gateway))
        yield scene


def twilio_id(request: WebhookRequest) -> str:
    return dict(parse_qsl(request.body.decode()))["MessageSid"]


def telegram_webhook(update: dict[str, Any]) -> WebhookRequest:
    request = telegram_request(update)
    return WebhookRequest(f"{PUBLIC_URL}/webhooks/telegram", request.headers, request.body)
