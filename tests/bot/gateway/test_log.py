"""A gateway's log holds counts, and nothing of anybody: no words, numbers, names, tokens or signatures."""

import socket
from urllib.parse import urlsplit

import httpx
import pytest

from bot.gateway.webhooks import MOST_BYTES
from tests.bot.gateway.phones import STATUS_URL, TWILIO_URL, Chat, Phone, new_sid
from tests.bot.gateway.running import PUBLIC_URL, RunningGateway
from tests.channels.cases import telegram_refusal, twilio_refusal
from tests.channels.peer import Peer
from tests.channels.webhooks import ACCOUNT, AUTH_TOKEN, BOT_TOKEN, SECRET_TOKEN, twilio_request, unsigned

pytestmark = [pytest.mark.model, pytest.mark.redis]
WORDS = "Quetzalina teme capataz"


def test_everything_is_counted_and_nothing_is_told(gateway: RunningGateway, twilio: Peer, telegram: Peer) -> None:
    before = len(gateway.lines())
    sms, chat = Phone(gateway, twilio, "sms"), Chat(gateway, telegram)
    canaries = {
        *WORDS.split(), "Nomvula", sms.number, sms.number[1:], str(chat.id), ACCOUNT, AUTH_TOKEN, BOT_TOKEN,
        SECRET_TOKEN, "PASSPORT-77", PUBLIC_URL, "Traceback", 'File "',
    }  # fmt: skip

    webhook = sms.webhook(WORDS, MessageSid=(sid := new_sid()), FromCity="Quetzalina", NumMedia="1")
    canaries |= {sid, webhook.headers["X-Twilio-Signature"]}
    assert gateway.post(webhook).status_code == 200
    assert gateway.post(webhook).status_code == 200
    assert gateway.post(unsigned(webhook)).status_code == 403
    assert gateway.post(webhook, **{"X-Twilio-Signature": "PASSPORT-77"}).status_code == 403
    assert gateway.post(sms.webhook(WORDS + "a" * MOST_BYTES)).status_code == 413
    assert gateway.post(twilio_request({"MessageSid": sid, "MessageStatus": "failed"}, url=STATUS_URL)).is_success
    twilio.answers.extend([twilio_refusal(30007, 400), (500, WORDS), (500, f"{sms.number} {WORDS}")])
    assert gateway.post(sms.webhook(WORDS)).status_code == 200
    twilio.answers.append(twilio_refusal(21610, 400))
    assert gateway.post(sms.webhook(WORDS)).status_code == 200

    chat.writes(WORDS)
    assert chat.posts(chat.tap(next(iter(chat.buttons)))).status_code == 200
    assert gateway.post(chat.webhook("{" + WORDS)).status_code == 200
    telegram.answers.append(telegram_refusal(403, f"Forbidden: bot was blocked by Nomvula {WORDS}"))
    chat.writes(WORDS)
    httpx.get(f"{gateway.url}/{WORDS}/{BOT_TOKEN}", params={"From": sms.number}, trust_env=False)
    httpx.post(f"{gateway.url}/chat", data={"text": WORDS, "token": "PASSPORT-77"}, trust_env=False)

    lines = gateway.lines()[before:]
    assert not [line for line in lines for canary in canaries if canary.casefold() in line.casefold()]
    assert gateway.odd_lines() == []
    told = "\n".join(lines)
    for event in ("answered", "repeated", "refused", "too_large", "status.failed", "undelivered", "unreadable"):
        assert f"event='{event}'" in told


def test_what_is_no_http_leaves_no_line(gateway: RunningGateway) -> None:
    address = urlsplit(gateway.url)
    before = gateway.said()
    for sent in (f"{WORDS}\r\n\r\n", f"POST /{WORDS} HTTP/9.9\r\n{WORDS}\r\n\r\n", "\x16\x03\x01" + WORDS):
        with socket.create_connection((str(address.hostname), int(address.port or 0)), timeout=5) as connection:
            connection.sendall(sent.encode())
            assert WORDS not in connection.recv(4096).decode()
    assert gateway.said() == before


def test_a_sender_who_goes_away_in_the_middle(gateway: RunningGateway) -> None:
    address = urlsplit(gateway.url)
    head = f"POST {urlsplit(TWILIO_URL).path} HTTP/1.1\r\nHost: a\r\nContent-Length: 999\r\n\r\nBody={WORDS}"
    before = gateway.counted("disconnected")
    with socket.create_connection((str(address.hostname), int(address.port or 0)), timeout=5) as connection:
        connection.sendall(head.encode())
    for _ in range(200):
        if gateway.counted("disconnected") > before:
            break
        httpx.get(f"{gateway.url}/healthz", trust_env=False)
    assert gateway.counted("disconnected") == before + 1
    assert gateway.odd_lines() == []
