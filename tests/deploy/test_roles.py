"""Each role runs as compose would run it: its command, settings, secrets and files; and a message goes through."""

import re
import shutil
import signal
import ssl
import tempfile
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from redis import Redis
from redis.exceptions import AuthenticationError, NoPermissionError

from bot.gateway.webhooks import MOST_BYTES
from bot.sessions.memory_folder import MEMORY
from bot.settings import PROJECT
from channels.channel import WebhookRequest
from tests.bot.gateway.providers import Provider, twilio_provider
from tests.channels.peer import served
from tests.channels.webhooks import ACCOUNT, AUTH_TOKEN, twilio_message, twilio_request
from tests.conftest import DATA, need_engine
from tests.deploy.server import Server

PUBLIC_URL = "https://localhost"
SMS_FROM = "+14155550100"
STARTED = ("sessions", "tickets", "engine", "gateway", "desk", "proxy", "desk-door")
ANSWER_SECONDS = 30.0
GUIDE = (PROJECT / "docs" / "compose.md").read_text(encoding="utf-8")
# What an operator runs inside a container; accounts are made before the desk starts.
INSIDE = re.findall(r"docker compose run --rm (\w+) (amparo [^\n`]+)", GUIDE)

pytestmark = [pytest.mark.model, pytest.mark.redis, pytest.mark.long]


@pytest.fixture(scope="module")
def twilio() -> Iterator[Provider]:
    with served(twilio_provider()) as peer:
        yield peer


@pytest.fixture(scope="module")
def server(twilio: Provider, caddy: str, made_secrets: Path) -> Iterator[Server]:
    """Start everything in compose's order, each once what it depends on is healthy."""
    need_engine()
    environment = {
        "AMPARO_PUBLIC_URL": PUBLIC_URL,
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_SMS_FROM": SMS_FROM,
        "TWILIO_API_URL": twilio.url,
    }
    with tempfile.TemporaryDirectory(prefix="a-", dir=MEMORY) as name:
        secrets = Path(name) / "secrets"
        shutil.copytree(made_secrets, secrets)
        (secrets / "twilio_auth_token").chmod(0o600)
        (secrets / "twilio_auth_token").write_text(f"{AUTH_TOKEN}\n", encoding="utf-8")
        with Server(Path(name), secrets, environment, caddy) as running:
            shutil.copytree(DATA / "models", running.volume("models") / "models")
            trained = running.run("train")
            assert trained.returncode == 0, trained.stderr
            assert "nothing changed" in trained.stdout
            for service in STARTED:
                if service == "desk":
                    (added,) = [command for name, command in INSIDE if name == "desk"]
                    done = running.run("desk", added.split())
                    assert done.returncode == 0, done.stderr
                running.start(service)
                running.wait(service)
            yield running


def trusting(server: Server, volume: str) -> ssl.SSLContext:
    """Trust what a Caddy of ours has made for a name that no authority signs."""
    root = server.volume(volume) / "caddy" / "pki" / "authorities" / "local" / "root.crt"
    return ssl.create_default_context(cafile=root)


@pytest.fixture
def outside(server: Server) -> Iterator[httpx.Client]:
    """Come from the internet."""
    with door(server, f"https://localhost:{server.port('proxy', '8443')}", "certificates") as client:
        yield client


def door(server: Server, url: str, volume: str) -> httpx.Client:
    return httpx.Client(base_url=url, verify=trusting(server, volume), trust_env=False, timeout=ANSWER_SECONDS)


def sms(text: str) -> WebhookRequest:
    fields = twilio_message("sms", Body=text, From="+51900000001", To=SMS_FROM)
    return twilio_request(fields, url=f"{PUBLIC_URL}/webhooks/twilio")


def test_every_part_says_that_it_is_well(server):
    assert [name for name in STARTED if not server.is_healthy(name)] == []


@pytest.mark.parametrize("command", [command for name, command in INSIDE if name == "gateway"])
def test_what_an_operator_asks_inside_a_container_is_answered(server, command):
    done = server.run("gateway", command.split())
    assert done.returncode == 0, done.stderr
    assert AUTH_TOKEN not in done.stdout


def test_a_signed_message_comes_in_by_the_proxy_and_is_answered_at_the_provider(outside, twilio):
    request = sms("me quitaron el pasaporte")
    answer = outside.post("/webhooks/twilio", content=request.body, headers=dict(request.headers))
    assert answer.status_code == 200
    until = time.monotonic() + ANSWER_SECONDS
    while not twilio.calls and time.monotonic() < until:
        time.sleep(0.05)
    # From the engine's model: no safety text speaks of papers.
    assert "pasaporte" in " ".join(call.fields["Body"] for call in twilio.calls)


def test_a_message_that_somebody_else_signed_is_refused(outside):
    request = sms("hola")
    headers = {**request.headers, "X-Twilio-Signature": "forged"}
    assert outside.post("/webhooks/twilio", content=request.body, headers=headers).status_code == 403


def test_the_web_chat_is_served_and_nothing_else(outside):
    page = outside.get("/")
    assert page.status_code == 200
    assert page.headers["strict-transport-security"]
    assert {"server", "via"}.isdisjoint(page.headers)
    hidden = ("/healthz", "/readyz", "/simulator", "/webhooks/", "/chat/other", "/staticky")
    assert {path: outside.get(path).status_code for path in hidden} == dict.fromkeys(hidden, 404)
    assert outside.get("/webhooks/twilio").status_code == 404


def test_plain_http_leads_to_https(server):
    answer = httpx.get(f"http://localhost:{server.port('proxy', '8080')}/?x=1", trust_env=False)
    assert answer.status_code == 308
    assert answer.headers["location"].startswith("https://localhost")


def test_a_body_without_end_is_refused_at_the_door_and_shuts_nobody_out(outside):
    assert outside.post("/webhooks/twilio", content=b"x" * (MOST_BYTES + 1)).status_code == 413
    assert outside.get("/").status_code == 200


def test_staff_reach_the_desk_by_its_own_door(server, outside):
    url = f"https://localhost:{server.port('desk-door', '8444')}"
    with door(server, url, "desk-certificates") as client:
        login = client.get("/login")
    assert login.status_code == 200
    assert "ana" not in login.text
    assert outside.get("/login").status_code == 404


@pytest.mark.parametrize("store", ["sessions", "tickets"])
def test_a_store_lets_in_only_the_program_and_who_asks_whether_it_lives(server, store):
    address = {"host": "localhost", "port": server.port(store, "6379"), "decode_responses": True}
    with Redis(**address) as anybody, pytest.raises(AuthenticationError):
        anybody.ping()
    with Redis(**address, username="health", password="health") as health:
        assert health.ping()
        with pytest.raises(NoPermissionError):
            health.get("q:x")
    given = (server.secrets / f"amparo_{store}_url").read_text(encoding="utf-8").strip()
    with Redis(**address, username="amparo", password=urlsplit(given).password) as program:
        for command in ("KEYS *", "SCAN 0", "FLUSHALL", "ACL LIST", "MONITOR", "CONFIG SET save 1", "GET other"):
            with pytest.raises(NoPermissionError):
                program.execute_command(*command.split())


def test_chats_reach_no_disk_and_tickets_do(server):
    assert list((server.folder / "tmpfs" / "sessions" / "data").rglob("*")) == []
    assert [path.suffix for path in server.volume("tickets").rglob("*.incr.aof")] == [".aof"]


def told(server: Server) -> dict[str, str]:
    """Give the logs in which something of a person stands."""
    logs = {name: server.log(name) for name in STARTED}
    return {name: log for name, log in logs.items() if re.search(r"hush|pasaporte|\+51|127\.0\.0\.1:|::1", log)}


def test_nothing_of_people_stands_in_the_logs(server, outside):
    outside.get("/?hush=words", headers={"User-Agent": "hush"})
    assert told(server) == {}


def test_the_proxy_holds_a_message_until_the_next_gateway_listens(server, outside):
    # uvicorn finishes what is under way, then hands the signal on.
    assert server.stop("gateway") == -signal.SIGTERM
    request, came = sms("me quitaron el pasaporte"), threading.Event()

    class Next(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            self.send_response(200 if self.rfile.read(length) == request.body else 500)
            self.end_headers()
            came.set()

        def log_message(self, *_: object) -> None:
            pass

    def listen_late() -> None:
        came.wait(1.0)
        with HTTPServer(("127.0.0.1", server.port("gateway", "8080")), Next) as following:
            following.timeout = ANSWER_SECONDS
            following.handle_request()

    thread = threading.Thread(target=listen_late)
    thread.start()
    answer = outside.post("/webhooks/twilio", content=request.body, headers=dict(request.headers))
    thread.join()
    assert answer.status_code == 200


def test_all_end_by_themselves_and_the_proxy_says_so_without_a_name(server, outside):
    ended = {name: server.stop(name) for name in ("desk", "engine")}
    assert ended == dict.fromkeys(ended, -signal.SIGTERM)
    assert outside.get("/?hush=words").status_code in (502, 503)
    stopped = {name: server.stop(name) for name in ("proxy", "desk-door", "tickets", "sessions")}
    assert stopped == dict.fromkeys(stopped, 0)
    assert told(server) == {}
