"""The doors let through what the gateway serves, and nothing of the desk, the health pages or the simulator."""

import os
import re
import subprocess

import pytest

from bot.desk.security import MOST_BYTES as DESK_BYTES
from bot.gateway.app import create_app
from bot.gateway.counts import Counts
from bot.gateway.webhooks import MOST_BYTES
from bot.logs import silent_log
from bot.settings import PROJECT, read_settings
from bot.wiring.gateway import wire_gateway
from bot.wiring.keys import new_key
from channels.telegram import SECRET_HEADER
from tests.conftest import SAFETY_MODEL

DOOR = (PROJECT / "deploy" / "Caddyfile").read_text(encoding="utf-8")
DESK_DOOR = (PROJECT / "deploy" / "desk.Caddyfile").read_text(encoding="utf-8")
INSIDE_ONLY = {"/healthz", "/readyz", "/simulator"}
ALL_ON = {
    "AMPARO_MASTER_KEY": new_key(),
    "AMPARO_PUBLIC_URL": "https://chat.example.org",
    "AMPARO_SAFETY_MODEL": str(SAFETY_MODEL),
    "AMPARO_SESSIONS_URL": "redis://sessions:6379",
    "AMPARO_TICKETS_URL": "redis://tickets:6379",
    "AMPARO_ENGINE_URL": "unix:///run/amparo/engine/engine.sock",
    "AMPARO_DEMO": "1",
    "TWILIO_ACCOUNT_SID": "AC1",
    "TWILIO_AUTH_TOKEN": "token",
    "TWILIO_SMS_FROM": "+14155550100",
    "TELEGRAM_BOT_TOKEN": "1:token",
    "TELEGRAM_WEBHOOK_SECRET": "secret",
}
CHATWOOT = {
    "CHATWOOT_URL": "https://chatwoot.example.org",
    "CHATWOOT_ACCOUNT_ID": "1",
    "CHATWOOT_INBOX_ID": "1",
    "CHATWOOT_API_TOKEN": "token",
    "CHATWOOT_WEBHOOK_SECRET": "secret",
}
ZAMMAD = {
    "ZAMMAD_URL": "https://zammad.example.org",
    "ZAMMAD_GROUP": "Amparo",
    "ZAMMAD_TOKEN": "token",
    "ZAMMAD_WEBHOOK_SECRET": "secret",
}


def served(**settings: str) -> set[str]:
    """Give the paths of a gateway's routes; nothing connects."""
    parts = wire_gateway(read_settings({**ALL_ON, **settings}))
    return {route.path for route in create_app(parts, Counts(silent_log())).routes}


def let_in(caddyfile: str) -> set[str]:
    paths = re.findall(r"^\s*(?:@\w+ )?path (.+)$", caddyfile, re.MULTILINE)
    return {path.removesuffix("/*") for line in paths for path in line.split()}


def test_the_door_lets_in_every_page_of_the_gateway_but_those_for_inside():
    routes = served(AMPARO_OUTSIDE_DESK="chatwoot", **CHATWOOT) | served(AMPARO_OUTSIDE_DESK="zammad", **ZAMMAD)
    assert routes >= INSIDE_ONLY
    assert let_in(DOOR) == routes - INSIDE_ONLY


def test_a_body_may_be_as_large_as_what_stands_behind_the_door_takes():
    assert f"max_size {MOST_BYTES // 1024}KiB" in DOOR
    assert f"max_size {DESK_BYTES // 1024}KiB" in DESK_DOOR


def test_no_address_of_a_person_goes_further_than_the_door():
    assert {"-X-Forwarded-For", "-X-Real-Ip", "-Forwarded"} <= set(re.findall(r"header_up (\S+)", DOOR))
    # The signature of Telegram is a header; none of those may go.
    assert SECRET_HEADER not in DOOR


@pytest.mark.parametrize("caddyfile", [DOOR, DESK_DOOR], ids=["public", "desk"])
def test_a_door_writes_nothing_of_requests_and_takes_no_orders(caddyfile):
    assert not re.search(r"^\t*log \{", caddyfile.partition("\n}\n")[2], re.MULTILINE)
    (told,) = re.findall(r"include (.+)$", caddyfile, re.MULTILINE)
    assert all(each.startswith(("tls.", "http.acme_client")) for each in told.split())
    assert "admin off" in caddyfile


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("Caddyfile", {"AMPARO_PUBLIC_URL": "https://chat.example.org"}),
        ("desk.Caddyfile", {"AMPARO_DESK_URL": "https://localhost:8444"}),
        ("desk.Caddyfile", {"AMPARO_DESK_URL": "https://desk.example.org", "DESK_TLS": "internal"}),
    ],
)
def test_caddy_accepts_the_file_as_it_stands(caddy, tmp_path, name, settings):
    environment = {**os.environ, "HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path), **settings}
    path = PROJECT / "deploy" / name
    command = [caddy, "validate", "--adapter", "caddyfile", "--config", path]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    formatted = subprocess.run([caddy, "fmt", path], capture_output=True, text=True, check=True, timeout=60)
    assert formatted.stdout == path.read_text(encoding="utf-8")
