"""Twilio played by its own specification, its own signer and its own segment calculator."""

import json

import httpx
import pytest

from bot.knowledge.knowledge_base import read_knowledge
from bot.settings import PROJECT
from channels import segments
from channels.channel import Address, Erased, OutboundMessage, QuickReply, SendRejected, WebhookRequest
from channels.twilio import TwilioChannel
from tests.bot.gateway.phones import TWILIO_URL, new_sid, twilio_webhook
from tests.bot.gateway.running import SMS_FROM, RunningGateway
from tests.channels.webhooks import ACCOUNT, AUTH_TOKEN, twilio_message, twilio_request
from tests.peers.packages import HERE, Packages

pytestmark = pytest.mark.peers
QUESTION = "mi jefe me quito el pasaporte"
NUMBER = "+27820100001"


def test_the_lock_holds_no_address() -> None:
    lock = json.loads((HERE / "package-lock.json").read_text())
    assert len(lock["packages"]) > 100
    assert not [name for name, package in lock["packages"].items() if "resolved" in package]
    assert all("integrity" in package for name, package in lock["packages"].items() if name)


@pytest.mark.model
@pytest.mark.redis
@pytest.mark.parametrize("channel", ["sms", "whatsapp"])
def test_every_call_is_as_twilio_specifies(gateway: RunningGateway, channel: str) -> None:
    for text in (QUESTION, "Perú", "1"):
        answered = gateway.counted("answered", channel)
        assert gateway.post(twilio_webhook(channel, text, NUMBER)).status_code == 200
        assert gateway.counted("answered", channel) == answered + 1
    assert gateway.counted("undelivered", channel) == 0


async def test_a_wrong_call_is_refused(prism_url: str) -> None:
    channel = TwilioChannel(name="sms", account_sid="no-account", auth_token=AUTH_TOKEN, api_url=prism_url)
    try:
        with pytest.raises(SendRejected, match="422"):
            await channel.send(Address("sms", NUMBER, sender=SMS_FROM), OutboundMessage("hola"))
    finally:
        await channel.close()


def test_a_call_without_credentials_is_refused(prism_url: str) -> None:
    fields = {"To": NUMBER, "From": SMS_FROM, "Body": "hola"}
    answer = httpx.post(f"{prism_url}/2010-04-01/Accounts/{ACCOUNT}/Messages.json", data=fields, trust_env=False)
    assert answer.status_code == 401


async def test_buttons_go_as_a_content_template(prism_url: str) -> None:
    channel = TwilioChannel(
        name="whatsapp", account_sid=ACCOUNT, auth_token=AUTH_TOKEN, api_url=prism_url,
        button_templates={1: "HX" + "0" * 32},
    )  # fmt: skip
    message = OutboundMessage("¿Algo más?", (QuickReply("a6be505e", "Menú"),))
    try:
        (sid,) = await channel.send(Address("whatsapp", f"whatsapp:{NUMBER}", sender=f"whatsapp:{SMS_FROM}"), message)
    finally:
        await channel.close()
    assert sid


@pytest.mark.parametrize("name", ["sms", "whatsapp"])
async def test_every_erasing_call_is_as_twilio_specifies(prism_url: str, name: str) -> None:
    channel = TwilioChannel(name=name, account_sid=ACCOUNT, auth_token=AUTH_TOKEN, api_url=prism_url)
    # The specification's example of a list of media never ends; the message with media is deleted all the same.
    ids = ("SM" + "1" * 32, "MM" + "2" * 32)
    try:
        assert await channel.redact(ids) == Erased(gone=ids)
        assert await channel.delete(Address(name, NUMBER), ids) == Erased(gone=ids)
    finally:
        await channel.close()


async def test_an_erasing_call_that_twilio_does_not_specify_waits(prism_url: str) -> None:
    channel = TwilioChannel(name="sms", account_sid=ACCOUNT, auth_token=AUTH_TOKEN, api_url=prism_url)
    try:
        assert await channel.redact(["SM1"]) == Erased(later=("SM1",))
        assert await channel.delete(Address("sms", NUMBER), ["SM1"]) == Erased(later=("SM1",))
    finally:
        await channel.close()


@pytest.mark.model
@pytest.mark.redis
def test_what_twilios_library_signs_is_taken(packages: Packages, gateway: RunningGateway) -> None:
    texts = ["hola", "", "¿Dónde? ñ & = + %", "مرحبا", "👩‍👧‍👦", "a\nb\r\n"]
    messages = [
        twilio_message(name, Body=text, MessageSid=new_sid(), FromCity="", ButtonText="")
        for name in ("sms", "whatsapp")
        for text in texts
    ]
    given = [{"url": TWILIO_URL, "fields": message} for message in messages]
    signatures = packages.run("sign.js", AUTH_TOKEN, given=given)
    others = packages.run("sign.js", "another token", given=given)
    assert len(signatures) == len(others) == len(messages)
    for message, signature, other in zip(messages, signatures, others, strict=True):
        request = twilio_request(message, url=TWILIO_URL)
        assert gateway.post(_signed(request, other)).status_code == 403
        assert gateway.post(_signed(request, signature)).status_code == 200


def test_segments_are_counted_as_twilio_counts(packages: Packages) -> None:
    catalogs = read_knowledge(PROJECT).catalogs
    keys = catalogs.keys()
    said = {
        catalogs.say(key, language)
        for language in ("en", "es", "pt")
        for key in keys
        if key.startswith("conversation.") or key.endswith(".short")
    }
    plain = {segments.plain(text) for text in said}
    texts = sorted(said | plain)
    ours = [[segments.encoding(text), segments.count(text)] for text in texts]
    theirs = packages.run("segments.js", given=texts)
    assert [(text, mine, true) for text, mine, true in zip(texts, ours, theirs, strict=True) if mine != true] == []
    assert len(plain) > 300
    # Both encodings and more than one segment were compared.
    assert {name for name, _ in theirs} == {segments.GSM_7, segments.UCS_2}
    assert max(number for _, number in theirs) > 1


def _signed(request: WebhookRequest, signature: str) -> WebhookRequest:
    return WebhookRequest(request.url, {**request.headers, "X-Twilio-Signature": signature}, request.body)
