"""Webhooks of both desks: only what is signed and fresh makes the bridge look, and it can do no more than that."""

from collections.abc import Mapping
from hashlib import sha1
from pathlib import Path

import pytest
from redis import Redis

from bot.escalation.outside_bridge import Bridge
from bot.escalation.outside_desk import WebhookRefused
from bot.escalation.outside_webhooks import EARLY_SECONDS, MOST_BYTES, OLD_SECONDS, check_signature
from tests.bot.escalation.outside import fake_chatwoot, fake_zammad
from tests.bot.escalation.outside.conftest import Bridges, Clock
from tests.bot.escalation.outside.office import Office

pytestmark = pytest.mark.redis
PAYLOADS = Path(__file__).with_name("payloads")
HINTS = "q:{tickets}:outside:hints"


def signed(bridge: Bridge, body: bytes, at: float, secret: str = fake_chatwoot.SECRET) -> Mapping[str, str]:
    return fake_chatwoot.signed(body, at, secret) if bridge.name == "chatwoot" else fake_zammad.signed(body, secret)


@pytest.mark.parametrize(
    ("name", "conversation"),
    [
        ("chatwoot_message_created", 42),
        ("chatwoot_conversation_status_changed", 42),
        ("chatwoot_contact_updated", None),
        ("zammad_ticket_updated", 81),
        ("zammad_own_payload", 81),
    ],
)
async def test_a_recorded_webhook_leads_to_its_conversation(
    bridge: Bridge, clock: Clock, server: Redis, name: str, conversation: int | None
) -> None:
    if not name.startswith(bridge.name):
        return
    body = (PAYLOADS / f"{name}.json").read_bytes()
    assert await bridge.receive(signed(bridge, body, clock.now), body) == 200
    found = {int(each) for each in server.smembers(HINTS)}  # type: ignore[union-attr]
    assert found == ({conversation} if conversation else set())


async def test_a_webhook_that_comes_twice_is_one_hint(
    bridge: Bridge, office: Office, clock: Clock, server: Redis
) -> None:
    for _ in range(3):
        assert await bridge.receive(*office.webhook(42, clock.now)) == 200
    assert server.scard(HINTS) == 1


@pytest.mark.parametrize("change", ["body", "secret", "no header", "empty", "letters"])
async def test_what_is_not_signed_rightly_is_refused_and_counted(
    bridge: Bridge, bridges: Bridges, clock: Clock, server: Redis, change: str
) -> None:
    headers, body = bridges.office.webhook(42, clock.now)
    name = next(each for each in headers if each.endswith("Signature"))
    if change == "body":
        body = body.replace(b"42", b"43")
    elif change == "secret":
        headers = dict(signed(bridge, body, clock.now, "another"))
    elif change == "no header":
        del headers[name]
    else:
        headers[name] = "" if change == "empty" else "sha256=ключ"
    assert await bridge.receive(headers, body) == 401
    assert server.exists(HINTS) == 0
    assert bridges.seen == {"outside_webhook_refused 401": 1}


@pytest.mark.parametrize(
    ("late", "status"), [(0, 200), (OLD_SECONDS, 200), (OLD_SECONDS + 1, 401), (-EARLY_SECONDS - 1, 401)]
)
async def test_an_old_webhook_of_chatwoot_is_refused(
    bridge: Bridge, office: Office, clock: Clock, late: float, status: int
) -> None:
    if bridge.name != "chatwoot":
        return
    headers, body = office.webhook(42, clock.now)
    clock.now += late
    assert await bridge.receive(headers, body) == status


@pytest.mark.parametrize("stamp", ["", "x", "1e9", "-5", "٣", "9" * 400])
async def test_an_odd_time_is_refused(bridge: Bridge, office: Office, clock: Clock, stamp: str) -> None:
    if bridge.name != "chatwoot":
        return
    headers, body = office.webhook(42, clock.now)
    assert await bridge.receive({**headers, "X-Chatwoot-Timestamp": stamp}, body) == 401


def test_a_secret_that_is_not_set_lets_nothing_in() -> None:
    body = b"{}"
    with pytest.raises(WebhookRefused):
        check_signature("", body, fake_zammad.signed(body, "")["X-Hub-Signature"], sha1, "sha1")


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"{", b"\xff", b"[" * 100_000])
async def test_a_signed_body_that_is_none_is_refused(bridge: Bridge, clock: Clock, body: bytes) -> None:
    assert await bridge.receive(signed(bridge, body, clock.now), body) == 400


@pytest.mark.parametrize(
    "body",
    [b"{}", b'{"ticket": 5}', b'{"event": "message_created"}', b'{"ticket": {"id": "x"}, "id": "1x"}', b'{"id": -1}'],
)
async def test_a_webhook_about_nothing_is_taken_and_does_nothing(
    bridge: Bridge, clock: Clock, server: Redis, body: bytes
) -> None:
    assert await bridge.receive(signed(bridge, body, clock.now), body) == 200
    assert server.exists(HINTS) == 0


async def test_a_body_over_the_limit_is_refused_unread(bridge: Bridge, clock: Clock) -> None:
    body = b" " * (MOST_BYTES + 1)
    assert await bridge.receive(signed(bridge, body, clock.now), body) == 413


async def test_a_webhook_of_a_conversation_that_is_not_ours_calls_nothing(
    bridge: Bridge, office: Office, clock: Clock
) -> None:
    await bridge.receive(*office.webhook(4242, clock.now))
    await bridge.step()
    assert office.site.calls == []
