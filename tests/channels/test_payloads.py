"""Every shared payload, with the event that it must become; `words` stands for a text that is not empty.

A file that can be fetched is `kind:type:bytes`.
"""

import json
from pathlib import Path

import pytest

from channels.channel import (
    ContactStopped,
    InboundEvent,
    MessageEdited,
    MessageReceived,
    StatusChanged,
    WebhookForged,
    WebhookMalformed,
    WebhookRequest,
)
from channels.twilio import TwilioChannel
from tests.channels.webhooks import ACCOUNT, telegram_request, twilio_request

TWILIO = {
    "sms/bbcnet_NoMediaPayload": "received sms words",
    "sms/chatwoot_media_twilio_host": "received sms words image image:image/png:0",
    "sms/chatwoot_no_body": "received sms",
    "sms/chatwoot_one_media": "received sms words image",
    "sms/chatwoot_status_delivered": "status sms delivered final",
    "sms/chatwoot_status_read": "status sms read final",
    "sms/chatwoot_text": "received sms words",
    "sms/chatwoot_two_media": "received sms words image image",
    "sms/synthetic_arret": "stopped sms",
    "sms/synthetic_status_undelivered_21610": "status sms undelivered 21610 final",
    "sms/synthetic_stop_no_optouttype": "stopped sms",
    "sms/synthetic_stop_sentence": "received sms words",
    "sms/vercel_mms": "received sms words image",
    "sms/vercel_status_delivered": "status sms delivered final",
    "sms/vercel_text": "received sms words",
    "whatsapp/bbc_image": "received whatsapp image image:image/jpeg:0",
    "whatsapp/bbc_status_delivered": "status whatsapp delivered final",
    "whatsapp/bbc_status_sent": "status whatsapp sent",
    "whatsapp/bbc_text": "received whatsapp words",
    "whatsapp/chatwoot_argentina": "received whatsapp words",
    "whatsapp/chatwoot_brazil_new": "received whatsapp words",
    "whatsapp/chatwoot_brazil_old": "received whatsapp words",
    "whatsapp/chatwoot_bsuid_no_profile": "received whatsapp words",
    "whatsapp/chatwoot_bsuid_only": "received whatsapp words",
    "whatsapp/chatwoot_ctwa_no_source": "received whatsapp words",
    # Its sender has no prefix: the capture kept it bare.
    "whatsapp/chatwoot_location": "received sms location place",
    "whatsapp/chatwoot_phone_and_bsuid": "received whatsapp words",
    "whatsapp/synthetic_audio": "received whatsapp audio audio:audio/ogg:0",
    "whatsapp/synthetic_button_reply_2026": "received whatsapp words tapped:exit_now",
    "whatsapp/synthetic_contact_vcard": "received whatsapp contact",
    "whatsapp/synthetic_emoji_zwj": "received whatsapp words",
    "whatsapp/synthetic_forwarded": "received whatsapp words",
    "whatsapp/synthetic_list_reply": "received whatsapp words tapped:need_shelter",
    "whatsapp/synthetic_reply_to_message": "received whatsapp words",
    "whatsapp/synthetic_status_63016": "status whatsapp failed 63016 final",
    "whatsapp/synthetic_unsupported": "received whatsapp other",
}
TELEGRAM = {
    # A button that was shown in another chat: nowhere to answer.
    "aiogram_callback_query": "nothing",
    "aiogram_callback_query_2": "received telegram tapped:placeholder",
    "aiogram_channel_post": "nothing",
    "aiogram_chat_join_request": "nothing",
    "aiogram_chat_member": "nothing",
    "aiogram_deleted_business_messages": "nothing",
    "aiogram_edited_message": "edited telegram",
    "aiogram_guest_message": "nothing",
    "aiogram_inline_query": "nothing",
    "aiogram_message_reaction": "nothing",
    "aiogram_message_reaction_count": "nothing",
    "aiogram_poll_answer": "nothing",
    "aiogram_removed_chat_boost": "nothing",
    "aiogram_shipping_query": "nothing",
    # The library refuses these four for fields that they lack; the person is answered all the same.
    "chatwoot_audio": "received telegram other",
    "chatwoot_document_png": "received telegram other",
    "chatwoot_sticker": "received telegram other",
    "chatwoot_group_text": "nothing",
    "chatwoot_photo": "received telegram image image:image/jpeg:1883",
    "chatwoot_text": "received telegram words",
    "chatwoot_video": "received telegram video",
    "chatwoot_voice": "received telegram audio audio:audio/ogg:11833",
    "rasa_edited_message": "edited telegram",
    "vercel_followUp": "received telegram words",
    "vercel_mention": "received telegram words",
    "vercel_photo_2025": "received telegram image image:image/jpeg:173215",
}


def summary(events: list[InboundEvent]) -> str:
    if not events:
        return "nothing"
    (event,) = events
    channel = event.address.channel
    match event:
        case MessageReceived():
            words = ["words"] if event.text else []
            tapped = [f"tapped:{event.quick_reply}"] if event.quick_reply else []
            files = [f"{file.kind}:{file.media_type}:{file.size}" for file in event.files]
            place = ["place"] if event.location else []
            return " ".join(["received", channel, *words, *event.attachments, *tapped, *files, *place])
        case StatusChanged():
            return " ".join(filter(None, ["status", channel, event.status, event.error_code, "final" * event.final]))
        case MessageEdited():
            return f"edited {channel}"
        case ContactStopped():
            return f"stopped {channel}"
    return type(event).__name__


def twilio(auth_token: str) -> TwilioChannel:
    return TwilioChannel(name="sms", account_sid=ACCOUNT, auth_token=auth_token)


def form_request(url: str, signature: str, body: bytes) -> WebhookRequest:
    return WebhookRequest(
        url, {"Content-Type": "application/x-www-form-urlencoded", "X-Twilio-Signature": signature}, body
    )


def test_every_shared_payload_has_its_line(shared: Path) -> None:
    files = {f"{path.parent.name}/{path.stem}" for path in shared.glob("*/*.urlencoded")}
    assert files == set(TWILIO)
    assert {path.stem for path in shared.glob("telegram/*.json")} == set(TELEGRAM)


@pytest.mark.parametrize(("name", "expected"), TWILIO.items(), ids=TWILIO)
def test_twilio_payload(shared: Path, name: str, expected: str) -> None:
    request = form_request("", "", (shared / f"{name}.urlencoded").read_bytes().strip())
    assert summary(list(twilio("x").parse(request))) == expected


@pytest.mark.parametrize(("name", "expected"), TELEGRAM.items(), ids=TELEGRAM)
@pytest.mark.parametrize("case", ["telegram"], indirect=True)
def test_telegram_payload(shared: Path, case, name: str, expected: str) -> None:
    request = telegram_request((shared / "telegram" / f"{name}.json").read_text())
    case.channel.verify(request)
    assert summary(list(case.channel.parse(request))) == expected


def test_a_person_without_a_number_is_addressed_by_what_from_says(shared: Path) -> None:
    request = form_request("", "", (shared / "whatsapp/chatwoot_bsuid_only.urlencoded").read_bytes())
    (event,) = twilio("x").parse(request)
    assert event.address.value == "whatsapp:IN.2081978709342942"


def test_every_signature_is_accepted_and_refused_with_one_byte_changed(shared: Path) -> None:
    signatures = json.loads((shared / "signatures" / "payload_signatures.json").read_text())
    channel = twilio(signatures["auth_token"])
    checked = 0
    for entry in signatures["entries"]:
        path = shared / entry["file"]
        body, url, signature = path.read_bytes().strip(), entry["url"], entry["signature"]
        channel.verify(form_request(url, signature, body))
        other = b"0" if body[-1:] != b"0" else b"1"
        for forged in (
            form_request(url, signature, body[:-1] + other),
            form_request(url, signature, body + b"&Extra="),
            form_request(url + "?a=1", signature, body),
            form_request(url, ("A" if signature[0] != "A" else "B") + signature[1:], body),
        ):
            with pytest.raises(WebhookForged):
                channel.verify(forged)
        checked += 1
    assert checked == len(TWILIO)


def test_twilios_own_vectors(shared: Path) -> None:
    document = json.loads((shared / "signatures" / "twilio_python_vectors.json").read_text())
    channel = twilio(document["auth_token"])
    assert len(document["vectors"]) == 8
    for vector in document["vectors"]:
        if "body" in vector:
            headers = {"Content-Type": "application/json", "X-Twilio-Signature": vector["signature"]}
            request = WebhookRequest(vector["url"], headers, vector["body"].encode())
            with pytest.raises(WebhookMalformed):
                channel.verify(request)
            continue
        fields = vector.get("pairs") or list(vector["params"].items())
        body = twilio_request([(name, value) for name, value in fields]).body
        channel.verify(form_request(vector["url"], vector["signature"], body))
        with pytest.raises(WebhookForged):
            channel.verify(form_request(vector["url"], vector["signature"], body + b"0"))
