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

import httpx
from redis import Redis

from bot.cli.engine_process import engine_command, start_child, stop_child, wait_until_ready
from bot.cli.stores import Store, start_sessions_store, start_tickets_store, stop_store
from bot.sessions.encryption import Seal
from bot.settings import PROJECT, read_settings
from bot.wiring import new_key
from channels.channel import WebhookRequest
from tests.bot.gateway.phones import PUBLIC_URL, twilio_webhook
from tests.bot.gateway.running import SMS_FROM, WHATSAPP_FROM, RunningGateway
from tests.channels.peer import Peer, served
from tests.channels.webhooks import ACCOUNT, AUTH_TOKEN, BOT_TOKEN, SECRET_TOKEN, telegram_request
from tests.conftest import DATA, free_port

ATTEMPTS_SECONDS = 60


@dataclass
class Provider:
    """A peer that gives ids of its own to what is sent, and notes what it was told to delete and to empty."""

    peer: Peer
    given: list[str] = field(default_factory=list)

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
            self.given.append(f"SM{uuid.uuid4().hex}")
            return 201, {"sid": self.given[-1], "status": "queued"}
        return 200, {"sid": Path(call.path).stem, "status": "received"}

    def takes_telegram(self, number: int) -> tuple[int, Any]:
        call = self.peer.calls[-1]
        if not call.path.endswith("/sendMessage"):
            return 200, {"ok": True, "result": True}
        self.given.append(str(5_000_000 + number))
        chat = {"id": int(call.fields["chat_id"]), "type": "private"}
        return 200, {"ok": True, "result": {"message_id": int(self.given[-1]), "date": 1795317709, "chat": chat}}


@dataclass
class Scene:
    """The parts, and the ways to write to them."""

    folder: Path
    keys: Path
    sessions: Store
    tickets: Store
    twilio: Provider
    telegram: Provider
    keep: bool
    master_key: str = field(default_factory=new_key)
    engine: subprocess.Popen[bytes] | None = None
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

    def start_engine(self) -> None:
        ready = self.folder / "engine.ready"
        ready.unlink(missing_ok=True)
        command = engine_command(DATA, "--socket", str(self.folder / "engine.sock"), "--ready-file", str(ready))
        self.engine = start_child(logged(self.folder / "engine.log", command), {"TMPDIR": str(self.folder / "tmp")})
        wait_until_ready(self.engine, ready)

    def start_gateway(self) -> None:
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        environment = {
            "TMPDIR": str(self.folder / "tmp"),
            "AMPARO_DATA": str(self.data),
            "AMPARO_KEYS": str(self.keys),
            "AMPARO_GATEWAY_PORT": str(port),
            "AMPARO_MASTER_KEY": self.master_key,
            "AMPARO_PUBLIC_URL": PUBLIC_URL,
            "AMPARO_SESSIONS_URL": self.sessions.url,
            "AMPARO_TICKETS_URL": self.tickets.url,
            "AMPARO_ENGINE_URL": f"unix://{self.folder}/engine.sock",
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

    def crash(self, which: str, how: signal.Signals) -> None:
        """End a process as a fault would, and start it again."""
        child = getattr(self, which)
        os.kill(child.pid, how)
        child.wait(20)
        getattr(self, f"start_{which}")()

    def move_clock(self, seconds: float) -> None:
        clock = self.folder / "clock"
        clock.write_text(str(float(clock.read_text()) + seconds))

    def twilio_writes(self, channel: str, number: str, text: str, **fields: str) -> str:
        """Send a message as Twilio does and give its id."""
        request = twilio_webhook(channel, text, number, **fields)
        sid = dict(each.split("=", 1) for each in request.body.decode().split("&"))["MessageSid"]
        assert self.running.post(request).status_code == 200
        return sid

    def telegram_posts(self, update: dict[str, Any]) -> None:
        request = telegram_request(update)
        posted = WebhookRequest(f"{PUBLIC_URL}/webhooks/telegram", request.headers, request.body)
        assert self.running.post(posted).status_code == 200

    def servers(self) -> Iterator[tuple[str, Redis, int]]:
        """Give both stores with their names and processes."""
        for name, store in (("sessions", self.sessions), ("tickets", self.tickets)):
            with Redis.from_url(store.url) as server:
                yield name, server, store.child.pid


@contextlib.contextmanager
def played(folder: Path, keys: Path, *, keep: bool) -> Iterator[Scene]:
    """Start everything, and end it; `keep` switches the clean-up off."""
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
        scene = Scene(folder, keys, sessions, tickets, twilio, telegram, keep)
        scene.start_engine()
        stack.callback(lambda: scene.engine and stop_child(scene.engine))
        scene.start_gateway()
        stack.callback(lambda: scene.gateway and stop_child(scene.gateway))
        yield scene


def logged(log: Path, command: list[str]) -> list[str]:
    # The shell gives its place to the program, so that the child is the program itself.
    return ["/bin/sh", "-c", 'exec "$@" >>"$0" 2>&1', str(log), *command]


__all__ = ["PROJECT", "Scene", "played"]
