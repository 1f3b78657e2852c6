"""What is not a provider's own is refused in silence, and what is odd is answered like anything else."""

import json
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

import httpx
import pytest
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from channels.channel import WebhookRequest
from channels.telegram import SECRET_HEADER
from tests.bot.gateway.conftest import Voice
from tests.bot.gateway.phones import STATUS_URL, TWILIO_URL, Chat, Phone, new_sid
from tests.bot.gateway.running import PUBLIC_URL, RunningGateway
from tests.channels.peer import Peer
from tests.channels.webhooks import AUTH_TOKEN, SECRET_TOKEN, telegram_request, twilio_request, unsigned

pytestmark = [pytest.mark.model, pytest.mark.redis]
WORDS = "secreto de Nomvula"
FORM = "application/x-www-form-urlencoded"
ODD_TEXTS = {
    "nul": "me pegó\x00 ayer",
    "bidi": "\u202eetropasap \u2066im\u2069 \u200f",
    "zero width": "m\u200bi\u200d j\u2060e\ufefff\u200ce",
    "only zero width": "\u200b\u200d\u2060",
    "lone surrogate as UTF-8": "a\ufffdb",
    "combining pile": "Z" + "\u0301" * 1500,
    "emoji": "👩‍👧‍👦" * 100,
    "slash": '/ask{"topic": "x"}',
    "format": "{country} %s ${jndi:x} {{7*7}}",
    "html": "<script>alert(1)</script><b>",
    "tag letters": "\U000e0061\U000e0062",
    "digits": "٣",
    "line breaks": "\r\n\r\n\x0b\x0c\u2028\u2029",
    "empty": "",
    "blank": "   ",
    "long": "pasaporte " * 160,
}


@pytest.fixture
def quiet(twilio: Peer, telegram: Peer) -> list[Peer]:
    """Give both peers, so that a test can see that neither was called."""
    return [twilio, telegram]


def refused(answer: httpx.Response, status: int, peers: list[Peer]) -> None:
    assert answer.status_code == status
    assert WORDS not in f"{answer.headers} {answer.text}"
    assert len(answer.content) < 64
    assert not any(peer.calls for peer in peers)


def with_header(request: WebhookRequest, name: str, value: str) -> WebhookRequest:
    return WebhookRequest(request.url, {**request.headers, name: value}, request.body)


@pytest.mark.parametrize("channel", ["sms", "whatsapp"])
def test_twilio_forged(gateway: RunningGateway, quiet: list[Peer], channel: str) -> None:
    phone = Phone(gateway, quiet[0], channel)
    true = phone.webhook(WORDS)
    altered = WebhookRequest(true.url, true.headers, true.body.replace(b"secreto", b"Secreto"))
    other_token = twilio_request({"MessageSid": new_sid(), "From": phone.address}, url=TWILIO_URL, token="another")
    own_address = twilio_request(dict(parse_qsl(true.body.decode())), url=f"{gateway.url}/webhooks/twilio")
    for forged in (
        unsigned(true),
        altered,
        other_token,
        own_address,
        with_header(true, "X-Twilio-Signature", ""),
        with_header(true, "X-Twilio-Signature", "ñ"),
        with_header(true, "X-Twilio-Webhooks-Signature-Settings", "key=a,algorithm=none"),
        with_header(true, "X-Twilio-Webhooks-Signature-Settings", "key=a,algorithm=HMAC-SHA256"),
        WebhookRequest(f"{true.url}?{urlencode({'a': WORDS})}", true.headers, true.body),
    ):
        refused(gateway.post(forged), 403, quiet)


def test_telegram_forged(gateway: RunningGateway, quiet: list[Peer]) -> None:
    chat = Chat(gateway, quiet[1])
    true = chat.webhook(chat.update(WORDS))
    for forged in (
        unsigned(true),
        with_header(true, SECRET_HEADER, ""),
        with_header(true, SECRET_HEADER, SECRET_TOKEN[:-1]),
        with_header(true, SECRET_HEADER, f"{SECRET_TOKEN}x"),
        with_header(true, SECRET_HEADER, f"{SECRET_TOKEN[:-1]}ñ"),
    ):
        refused(gateway.post(forged), 403, quiet)
    assert gateway.post(true).status_code == 200
    assert chat.texts, "the true one was answered"


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "multipart/form-data; boundary=x", ""])
def test_another_content_type(gateway: RunningGateway, quiet: list[Peer], kind: str) -> None:
    refused(gateway.post(Phone(gateway, quiet[0], "sms").webhook(WORDS), **{"Content-Type": kind}), 400, quiet)
    if kind != "application/json":
        chat = Chat(gateway, quiet[1])
        refused(gateway.post(chat.webhook(chat.update(WORDS)), **{"Content-Type": kind}), 400, quiet)


@pytest.mark.parametrize("size", [100_000, 1_000_000])
def test_too_large(gateway: RunningGateway, quiet: list[Peer], size: int) -> None:
    sms, chat = Phone(gateway, quiet[0], "sms"), Chat(gateway, quiet[1])
    refused(gateway.post(sms.webhook(WORDS + "a" * size)), 400 if size < 500_000 else 413, quiet)
    refused(gateway.post(chat.webhook(chat.update(WORDS + "a" * 3 * size))), 400 if size < 500_000 else 413, quiet)


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("path", ["/webhooks/twilio", "/webhooks/twilio/status", "/webhooks/telegram"])
def test_other_methods(gateway: RunningGateway, quiet: list[Peer], method: str, path: str) -> None:
    answer = httpx.request(method, f"{gateway.url}{path}?Body={WORDS}", trust_env=False)
    refused(answer, 405, quiet)


@pytest.mark.parametrize(
    "body",
    ["", "null", "[]", "7", "{", '"a"', "{}", '{"update_id": "x"}', "[" * 10_000, '{"message":' * 10_000, "\x00", "ñ"],
    ids=lambda body: body[:12] or "empty",
)
def test_an_update_that_cannot_be_read_is_acknowledged(gateway: RunningGateway, quiet: list[Peer], body: str) -> None:
    # Telegram repeats what is not acknowledged for a day, and holds back everything that the person writes after it.
    answer = gateway.post(Chat(gateway, quiet[1]).webhook(body))
    refused(answer, 200, quiet)
    assert answer.content == b""


@pytest.mark.parametrize("fields", [{}, {"Body": WORDS}, {"MessageSid": "", "From": "", "Body": WORDS}])
def test_a_signed_form_without_a_message(gateway: RunningGateway, quiet: list[Peer], fields: dict[str, str]) -> None:
    answer = gateway.post(twilio_request(fields, url=TWILIO_URL))
    assert answer.status_code == 200
    assert not quiet[0].calls


LANGUAGES = ("ar", "en", "es", "fr", "pt", "ro", "ru", "sw", "tl", "vi")
"""Markup and the like may read as any of them."""


@pytest.mark.parametrize("name", ODD_TEXTS)
def test_odd_texts_are_answered(gateway: RunningGateway, twilio: Peer, telegram: Peer, name: str, voice: Voice) -> None:
    text = ODD_TEXTS[name]
    for person in (Phone(gateway, twilio, "whatsapp"), Chat(gateway, telegram)):
        failed = gateway.counted("failed")
        assert person.writes(text), "a person was left without an answer"
        assert gateway.counted("failed") == failed
        greetings = tuple(voice.says("first_contact", language) for language in LANGUAGES)
        assert any(text.startswith(greetings) for text in person.texts)


def test_status_callbacks_are_only_counted(gateway: RunningGateway, twilio: Peer) -> None:
    before = gateway.counted("status.delivered")
    fields = {"MessageSid": new_sid(), "MessageStatus": "delivered", "To": "+27820000009", "From": "+14155550100"}
    for url in (STATUS_URL, TWILIO_URL):
        assert gateway.post(twilio_request({**fields, "ErrorCode": ""}, url=url)).status_code == 200
    assert gateway.counted("status.delivered") == before + 2
    assert not twilio.calls


def test_every_shared_payload_is_taken(gateway: RunningGateway, twilio: Peer, telegram: Peer, payloads: Path) -> None:
    files = sorted([*payloads.glob("*/*.urlencoded"), *payloads.glob("telegram/*.json")])
    assert len(files) > 55
    validator, failed = RequestValidator(AUTH_TOKEN), gateway.counted("failed")
    for file in files:
        body = file.read_bytes()
        if file.suffix == ".json":
            update = telegram_request(body.decode())
            request = WebhookRequest(f"{PUBLIC_URL}/webhooks/telegram", update.headers, body)
        else:
            fields = dict(parse_qsl(body.decode(), keep_blank_values=True))
            signature = validator.compute_signature(TWILIO_URL, fields)
            request = WebhookRequest(TWILIO_URL, {"Content-Type": FORM, "X-Twilio-Signature": signature}, body)
        assert gateway.post(request).status_code == 200, file.name
    assert gateway.counted("failed") == failed
    assert twilio.calls
    assert telegram.calls


def test_an_attachment_is_answered_in_words(whatsapp: Phone, chat: Chat, voice: Voice) -> None:
    whatsapp.writes("hola, necesito ayuda por favor")
    (told,) = whatsapp.writes("", NumMedia="1", MediaContentType0="audio/ogg", MediaUrl0="https://api.twilio.com/x")
    assert told.startswith(voice.says("attachment.audio", "es"))
    unreadable = {
        "update_id": 1,
        "message": {"message_id": 5, "chat": {"id": chat.id, "type": "private"}, "x": [WORDS]},
    }
    assert chat.posts(unreadable).status_code == 200
    assert voice.says("attachment.other", "en") in "\n".join(chat.texts)
    assert WORDS not in json.dumps(chat.texts)
