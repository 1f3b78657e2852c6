"""SMS and WhatsApp through Twilio: signatures, opt-outs, splitting and what goes over the wire."""

import json
from dataclasses import replace

import pytest
from twilio.request_validator import RequestValidator

from channels import segments
from channels.attachment import AttachmentKind
from channels.channel import (
    Address,
    ContactStopped,
    MessageReceived,
    OutboundMessage,
    QuickReply,
    SendRejected,
    StatusChanged,
    WebhookForged,
    WebhookRequest,
)
from channels.twilio import SEND_ERRORS, TwilioChannel
from tests.channels.cases import twilio_refusal
from tests.channels.peer import Peer
from tests.channels.webhooks import ACCOUNT, AUTH_TOKEN, NUMBER, twilio_message, twilio_request

SMS = TwilioChannel(name="sms", account_sid=ACCOUNT, auth_token=AUTH_TOKEN)
WHATSAPP = TwilioChannel(name="whatsapp", account_sid=ACCOUNT, auth_token=AUTH_TOKEN)
SETTINGS = {"X-Twilio-Webhooks-Signature-Settings": "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256"}
CHOICES = (QuickReply("more", "Tell me more"), QuickReply("human", "A person"), QuickReply("exit", "Leave"))


def received(**fields: str) -> MessageReceived:
    (event,) = SMS.parse(twilio_request(twilio_message("whatsapp", **fields)))
    assert isinstance(event, MessageReceived)
    return event


def shared_key_request(key: str) -> WebhookRequest:
    fields = twilio_message("sms", Body="sawubona")
    request = twilio_request(fields, headers=SETTINGS)
    signature = RequestValidator(key).compute_signature(request.url, fields, "HMAC_SHA256")
    return replace(request, headers={**request.headers, "X-Twilio-Signature": signature})


def test_a_shared_key_signs_with_its_own_secret() -> None:
    channel = replace(SMS, shared_key="the-shared-key")
    channel.verify(shared_key_request("the-shared-key"))
    for key in ("another", AUTH_TOKEN):
        with pytest.raises(WebhookForged):
            channel.verify(shared_key_request(key))


def test_without_a_shared_key_nothing_signs_for_it_not_even_a_blank_one() -> None:
    for key in ("", AUTH_TOKEN):
        with pytest.raises(WebhookForged):
            SMS.verify(shared_key_request(key))


def test_an_unknown_algorithm_is_forged_and_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    request = twilio_request(twilio_message("sms"), headers={next(iter(SETTINGS)): "key=k,algorithm=NONE\nforged line"})
    with pytest.raises(WebhookForged):
        SMS.verify(request)
    assert not caplog.records


def test_the_former_token_verifies_during_an_exchange_and_a_blank_one_never() -> None:
    request = twilio_request(twilio_message("sms"), token="former")
    replace(SMS, previous_auth_token="former").verify(request)
    for token in ("former", ""):
        with pytest.raises(WebhookForged):
            SMS.verify(twilio_request(twilio_message("sms"), token=token))


def test_repeated_and_blank_fields_are_part_of_the_signature() -> None:
    fields = [("Body", ""), ("Media", "b"), ("Media", "a"), ("From", NUMBER), ("MessageSid", "SM1")]
    request = twilio_request(fields)
    with pytest.raises(WebhookForged):
        SMS.verify(request)  # signed over one value of the two
    request = twilio_request([field for field in fields if field != ("Media", "b")])
    SMS.verify(request)
    with pytest.raises(WebhookForged):
        SMS.verify(replace(request, body=request.body.replace(b"Body=&", b"")))


@pytest.mark.parametrize("missing", ["name", "account_sid", "auth_token"])
def test_a_channel_without_credentials_is_not_built(missing: str) -> None:
    values = {"name": "sms", "account_sid": ACCOUNT, "auth_token": AUTH_TOKEN, missing: ""}
    with pytest.raises(ValueError, match="Twilio channel"):
        TwilioChannel(**values)


@pytest.mark.parametrize("body", ["STOP", " stop\n", "Quit", "arret", "OptOut"])
def test_a_stop_word_alone_stops_on_sms_only(body: str) -> None:
    (event,) = SMS.parse(twilio_request(twilio_message("sms", Body=body)))
    assert isinstance(event, ContactStopped)
    assert received(Body=body).text == body


@pytest.mark.parametrize("body", ["please stop him", "stop please", "STOP.", "the end", "", "help", "start"])
def test_other_words_do_not_stop(body: str) -> None:
    (event,) = SMS.parse(twilio_request(twilio_message("sms", Body=body)))
    assert isinstance(event, MessageReceived)
    assert not event.provider_answered


@pytest.mark.parametrize("name", ["sms", "whatsapp"])
def test_advanced_opt_out_decides_over_the_words(name: str) -> None:
    (stopped,) = SMS.parse(twilio_request(twilio_message(name, Body="pare", OptOutType="STOP")))
    assert isinstance(stopped, ContactStopped)
    for kind, body in (("HELP", "AYUDA"), ("START", "STOP")):
        (event,) = SMS.parse(twilio_request(twilio_message(name, Body=body, OptOutType=kind)))
        assert isinstance(event, MessageReceived)
        assert (event.provider_answered, event.text) == (True, body)


@pytest.mark.parametrize(
    ("content_type", "kind"),
    [
        ("audio/ogg; codecs=opus", AttachmentKind.AUDIO),
        ("IMAGE/JPEG", AttachmentKind.IMAGE),
        ("video/mp4", AttachmentKind.VIDEO),
        ("application/pdf", AttachmentKind.DOCUMENT),
        ("text/x-vcard", AttachmentKind.CONTACT),
        ("text/plain", AttachmentKind.DOCUMENT),
        ("chemical/x-pdb", AttachmentKind.OTHER),
        ("", AttachmentKind.OTHER),
    ],
)
def test_attachments_by_content_type(content_type: str, kind: AttachmentKind) -> None:
    assert received(NumMedia="1", MediaContentType0=content_type).attachments == (kind,)


def test_a_caption_stays_beside_its_picture_and_a_sticker_is_no_picture() -> None:
    event = received(NumMedia="1", MediaContentType0="image/jpeg", Body="this is the man")
    assert (event.text, event.attachments) == ("this is the man", (AttachmentKind.IMAGE,))
    sticker = received(NumMedia="1", MediaContentType0="image/webp", MessageType="sticker")
    assert sticker.attachments == (AttachmentKind.STICKER,)


def test_each_status_of_a_message_is_an_event_of_its_own_for_the_person() -> None:
    fields = {"MessageSid": "SM9", "To": "whatsapp:" + NUMBER, "From": "whatsapp:+14155550100"}
    events = [
        event
        for status in ("queued", "sent", "delivered", "read")
        for event in WHATSAPP.parse(twilio_request({**fields, "MessageStatus": status, "SmsStatus": status}))
        if isinstance(event, StatusChanged)
    ]
    assert len({event.event_id for event in events}) == 4
    assert {event.message_id for event in events} == {"SM9"}
    assert [event.final for event in events] == [False, False, True, True]
    assert {event.address for event in events} == {
        Address("whatsapp", "whatsapp:" + NUMBER, sender="whatsapp:+14155550100")
    }


@pytest.mark.parametrize("missing", ["MessageSid", "From"])
def test_a_form_that_is_no_message_gives_nothing(missing: str) -> None:
    assert not SMS.parse(twilio_request({**twilio_message("sms", Body="x"), missing: ""}))


def test_sms_numbers_its_choices_and_counts_its_cost() -> None:
    (part,) = SMS.render(OutboundMessage("You have rights.", CHOICES))
    assert part.text == "You have rights.\n1 Tell me more\n2 A person\n3 Leave"
    assert (part.segments, part.encoding, part.quick_replies) == (1, "GSM-7", ())


def test_sms_parts_keep_to_the_segments_that_are_set() -> None:
    text = "Você tem direitos e a ajuda é grátis. " * 30
    for most in (1, 3, 10):
        parts = replace(SMS, most_segments=most).render(OutboundMessage(text))
        assert all(0 < part.segments <= most for part in parts)
        assert [part.segments for part in parts] == [segments.count(part.text) for part in parts]
    assert all(len(part.text) <= 1600 for part in replace(SMS, most_segments=99).render(OutboundMessage(text)))


def test_plain_letters_halve_the_cost_where_they_are_asked_for() -> None:
    text = "Você tem direitos. A ajuda é grátis e não precisa de documentos."
    (accented,) = SMS.render(OutboundMessage(text * 2))
    (plain,) = SMS.render(OutboundMessage(text * 2, (QuickReply("nao", "Não"),), plain_letters=True))
    assert (accented.encoding, accented.segments) == ("UCS-2", 2)
    assert (plain.encoding, plain.segments) == ("GSM-7", 1)
    assert plain.text.endswith("1 Nao")


def test_whatsapp_without_templates_numbers_its_choices() -> None:
    (part,) = WHATSAPP.render(OutboundMessage("You have rights.", CHOICES))
    assert part.text.endswith("3 Leave")
    assert part.quick_replies == ()


def test_whatsapp_shows_buttons_only_where_they_fit() -> None:
    channel = replace(WHATSAPP, button_templates={3: "HX3"})
    (part,) = channel.render(OutboundMessage("You have rights.", CHOICES))
    assert (part.text, part.quick_replies) == ("You have rights.", CHOICES)
    for message in (
        OutboundMessage("x" * 1025, CHOICES),
        OutboundMessage("You have rights.", CHOICES[:2]),
        OutboundMessage("You have rights.", (*CHOICES[:2], QuickReply("long", "A title of twenty-one"))),
    ):
        assert not any(part.quick_replies for part in channel.render(message))


@pytest.fixture
def provider(peer: Peer) -> Peer:
    peer.success = lambda number: (201, {"sid": f"SM{number}", "status": "queued"})
    return peer


async def test_an_sms_on_the_wire(provider: Peer) -> None:
    channel = replace(SMS, api_url=provider.url, public_url="https://chat.example.org/hooks/sms")
    assert await channel.send(Address("sms", NUMBER, sender="+1415"), OutboundMessage("Sawubona")) == ("SM1",)
    (call,) = provider.calls
    assert call.path == f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    assert call.headers["authorization"].startswith("Basic ")
    assert call.fields == {
        "To": NUMBER,
        "From": "+1415",
        "Body": "Sawubona",
        "StatusCallback": "https://chat.example.org/hooks/sms",
        "ValidityPeriod": "300",
    }
    await channel.close()


async def test_buttons_on_the_wire(provider: Peer) -> None:
    channel = replace(WHATSAPP, api_url=provider.url, button_templates={2: "HX2"})
    address = Address("whatsapp", "whatsapp:" + NUMBER, sender="whatsapp:+1415")
    await channel.send(address, OutboundMessage("Uyaphephile?", CHOICES[:2]))
    (call,) = provider.calls
    variables = json.loads(call.fields.pop("ContentVariables"))
    assert variables == {"1": "Uyaphephile?", "2": "Tell me more", "3": "more", "4": "A person", "5": "human"}
    assert call.fields == {"To": "whatsapp:" + NUMBER, "From": "whatsapp:+1415", "ContentSid": "HX2"}
    await channel.close()


async def test_an_address_without_our_number_uses_what_is_configured(provider: Peer) -> None:
    address = Address("sms", NUMBER)
    for configured in ({"sender": "+1999"}, {"messaging_service_sid": "MG1"}):
        channel = replace(SMS, api_url=provider.url, **configured)
        await channel.send(address, OutboundMessage("x"))
        await channel.close()
    assert [(call.fields.get("From"), call.fields.get("MessagingServiceSid")) for call in provider.calls] == [
        ("+1999", None),
        (None, "MG1"),
    ]
    with pytest.raises(SendRejected):
        await replace(SMS, api_url=provider.url).send(address, OutboundMessage("x"))


async def test_every_known_code_is_the_error_of_its_table(provider: Peer) -> None:
    channel = replace(SMS, api_url=provider.url)
    for code, expected in {**SEND_ERRORS, 20003: SendRejected}.items():
        provider.answers.append(twilio_refusal(code, 400))
        with pytest.raises(expected) as refusal:
            await channel.send(Address("sms", NUMBER, sender="+1415"), OutboundMessage("x"))
        assert refusal.value.code == str(code)
    await channel.close()


async def test_nothing_is_logged_by_the_channel(provider: Peer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    channel = replace(SMS, api_url=provider.url)
    await channel.send(Address("sms", NUMBER, sender="+1415"), OutboundMessage("Sawubona"))
    assert not [record for record in caplog.records if record.name.startswith(("channels", "twilio"))]
    await channel.close()
