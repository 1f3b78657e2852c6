"""Telegram: kinds of messages, commands, buttons and what goes over the wire."""

import json
from dataclasses import replace

import pytest

from channels import segments
from channels.attachment import AttachmentKind
from channels.channel import (
    Address,
    ContactStopped,
    InboundEvent,
    MessageReceived,
    OutboundMessage,
    QuickReply,
    SendRejected,
    SendThrottled,
    WebhookForged,
)
from channels.telegram import SECRET_HEADER, TelegramChannel
from tests.channels.cases import telegram_refusal, telegram_success
from tests.channels.peer import Peer
from tests.channels.webhooks import BOT_TOKEN, CHAT, SECRET_TOKEN, telegram_message, telegram_request

TELEGRAM = TelegramChannel(bot_token=BOT_TOKEN, secret_token=SECRET_TOKEN)
FILE = {"file_id": "a", "file_unique_id": "b"}
SIZE = {"width": 1, "height": 1}
PLACE = {"latitude": 1.5, "longitude": 2.5}


def parsed(update: object) -> list[InboundEvent]:
    return list(TELEGRAM.parse(telegram_request(update)))


def received(**fields: object) -> MessageReceived:
    (event,) = parsed(telegram_message(**fields))
    assert isinstance(event, MessageReceived)
    return event


@pytest.mark.parametrize("given", ["", "x", SECRET_TOKEN[:-1], SECRET_TOKEN + "x", "é" + SECRET_TOKEN, "\ud800"])
def test_a_wrong_secret_is_forged(given: str) -> None:
    request = telegram_request(telegram_message(text="x"))
    with pytest.raises(WebhookForged):
        TELEGRAM.verify(replace(request, headers={**request.headers, SECRET_HEADER: given}))


@pytest.mark.parametrize("missing", ["bot_token", "secret_token"])
def test_a_channel_without_secrets_is_not_built(missing: str) -> None:
    with pytest.raises(ValueError, match="Telegram channel"):
        replace(TELEGRAM, **{missing: ""})


def test_ids_and_the_language_of_the_app() -> None:
    event = received(text="sawubona")
    assert (event.event_id, event.message_id, event.language_hint) == ("1001", "17", "zu")


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"voice": {**FILE, "duration": 1}}, AttachmentKind.AUDIO),
        ({"audio": {**FILE, "duration": 1}}, AttachmentKind.AUDIO),
        ({"photo": [{**FILE, **SIZE}]}, AttachmentKind.IMAGE),
        ({"video": {**FILE, **SIZE, "duration": 1}}, AttachmentKind.VIDEO),
        ({"video_note": {**FILE, "length": 1, "duration": 1}}, AttachmentKind.VIDEO),
        ({"animation": {**FILE, **SIZE, "duration": 1}, "document": FILE}, AttachmentKind.VIDEO),
        (
            {"sticker": {**FILE, **SIZE, "is_animated": False, "is_video": False, "type": "regular"}},
            AttachmentKind.STICKER,
        ),
        ({"document": FILE}, AttachmentKind.DOCUMENT),
        ({"location": PLACE}, AttachmentKind.LOCATION),
        ({"venue": {"location": PLACE, "title": "x", "address": "y"}, "location": PLACE}, AttachmentKind.LOCATION),
        ({"contact": {"phone_number": "1", "first_name": "x"}}, AttachmentKind.CONTACT),
        ({"dice": {"value": 1, "emoji": "🎲"}}, AttachmentKind.OTHER),
        ({"something_new": {"a": 1}}, AttachmentKind.OTHER),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_kinds(fields: dict[str, object], kind: AttachmentKind) -> None:
    event = received(**fields)
    assert (event.attachments, event.text) == ((kind,), "")


def test_a_caption_stays_beside_its_picture() -> None:
    event = received(photo=[{**FILE, **SIZE}], caption="nguye lo")
    assert (event.text, event.attachments) == ("nguye lo", (AttachmentKind.IMAGE,))


@pytest.mark.parametrize(
    ("text", "command", "rest"),
    [
        ("/start", "start", ""),
        ("/start payload_of-a-link", "start", ""),
        ("/start ngicela usizo", "start", "ngicela usizo"),
        ("/menu@amparo_bot", "menu", ""),
        ("/Menu", "menu", ""),
        ("/help usizo", "help", "usizo"),
        ("/help he is\nat the door", "help", "he is\nat the door"),
        ("/ask/legal_aid", "", "/ask/legal_aid"),
        ("/", "", "/"),
        ("look /start", "", "look /start"),
        ("//exit", "", "//exit"),
    ],
)
def test_commands(text: str, command: str, rest: str) -> None:
    event = received(text=text)
    assert (event.command, event.text) == (command, rest)


@pytest.mark.parametrize(
    "fields",
    [
        {"chat": {"id": -5, "type": "group", "title": "x"}, "text": "x"},
        {"chat": {"id": -5, "type": "supergroup", "title": "x"}, "text": "x"},
        {"from": {"id": 1, "is_bot": True, "first_name": "x"}, "text": "x"},
        {"message_auto_delete_timer_changed": {"message_auto_delete_time": 86400}},
    ],
    ids=["group", "supergroup", "bot", "timer"],
)
def test_what_no_person_wrote_to_us_gives_nothing(fields: dict[str, object]) -> None:
    assert parsed(telegram_message(**fields)) == []


@pytest.mark.parametrize(("status", "expected"), [("kicked", [ContactStopped]), ("member", [])])
def test_blocking_stops(status: str, expected: list[type]) -> None:
    user = {"id": 1, "is_bot": True, "first_name": "bot"}
    new = {"user": user, "status": status, **({"until_date": 0} if status == "kicked" else {})}
    change = {
        "chat": {"id": int(CHAT), "type": "private"},
        "from": {"id": int(CHAT), "is_bot": False, "first_name": "x"},
        "date": 1795317709,
        "old_chat_member": {"user": user, "status": "member"},
        "new_chat_member": new,
    }
    events = parsed({"update_id": 5, "my_chat_member": change})
    assert [type(event) for event in events] == expected
    assert all(event.address == Address("telegram", CHAT) for event in events)


def tapped(chat_type: str = "private") -> dict[str, object]:
    message = {"message_id": 8, "date": 1795317709, "chat": {"id": int(CHAT), "type": chat_type, "title": "x"}}
    person = {"id": int(CHAT), "is_bot": False, "first_name": "x", "language_code": "pt"}
    query = {"id": "77", "from": person, "chat_instance": "i", "data": "topic:legal_aid", "message": message}
    return {"update_id": 6, "callback_query": query}


def test_a_tapped_button() -> None:
    (event,) = parsed(tapped())
    assert isinstance(event, MessageReceived)
    assert (event.quick_reply, event.text, event.language_hint) == ("topic:legal_aid", "", "pt")
    assert event.address == Address("telegram", CHAT)
    assert parsed(tapped("group")) == []


def test_a_tapped_button_stops_spinning_and_nothing_else_is_answered() -> None:
    reply = TELEGRAM.acknowledge(telegram_request(tapped()))
    assert json.loads(reply.body) == {"method": "answerCallbackQuery", "callback_query_id": "77"}
    assert reply.content_type == "application/json"
    assert TELEGRAM.acknowledge(telegram_request(telegram_message(text="x"))).body == b""


def test_a_private_message_that_cannot_be_read_is_answered_all_the_same() -> None:
    (event,) = parsed(telegram_message(text="x", date="no date"))
    assert isinstance(event, MessageReceived)
    assert (event.attachments, event.text) == ((AttachmentKind.OTHER,), "")
    assert parsed(telegram_message(text="x", date="no date", chat={"id": -5, "type": "group"})) == []


def test_length_is_counted_in_utf16_units() -> None:
    parts = TELEGRAM.render(OutboundMessage("🙂" * 3000, (QuickReply("a", "A"),)))
    assert [segments.utf16_units(part.text) for part in parts] == [4096, 1904]
    assert [len(part.quick_replies) for part in parts] == [0, 1]


@pytest.fixture
def provider(peer: Peer) -> Peer:
    peer.success = telegram_success
    return peer


async def test_a_message_on_the_wire(provider: Peer) -> None:
    channel = replace(TELEGRAM, api_url=provider.url)
    choices = tuple(QuickReply(f"id{number}", f"Title {number}") for number in range(3))
    assert await channel.send(Address("telegram", CHAT), OutboundMessage("<b>a & b_c*", choices)) == ("1",)
    (call,) = provider.calls
    assert call.path == f"/bot{BOT_TOKEN}/sendMessage"
    assert "parse_mode" not in call.fields
    assert (call.fields["chat_id"], call.fields["text"], call.fields["protect_content"]) == (
        CHAT,
        "<b>a & b_c*",
        "true",
    )
    assert json.loads(call.fields["link_preview_options"]) == {"is_disabled": True}
    rows = json.loads(call.fields["reply_markup"])["inline_keyboard"]
    assert [[button["callback_data"] for button in row] for row in rows] == [["id0", "id1"], ["id2"]]
    await channel.close()


async def test_long_titles_stand_alone_in_their_row(provider: Peer) -> None:
    channel = replace(TELEGRAM, api_url=provider.url)
    choices = (QuickReply("a", "A title that is longer"), QuickReply("b", "B"))
    await channel.send(Address("telegram", CHAT), OutboundMessage("x", choices))
    rows = json.loads(provider.calls[0].fields["reply_markup"])["inline_keyboard"]
    assert [len(row) for row in rows] == [1, 1]
    await channel.close()


async def test_throttling_tells_how_long(provider: Peer) -> None:
    channel = replace(TELEGRAM, api_url=provider.url)
    provider.answers.append(telegram_refusal(429, "Too Many Requests: retry after 7", retry_after=7))
    with pytest.raises(SendThrottled) as refusal:
        await channel.send(Address("telegram", CHAT), OutboundMessage("x"))
    assert refusal.value.retry_after == 7
    await channel.close()


@pytest.mark.parametrize("status", [400, 401, 404])
async def test_what_no_further_try_helps_is_rejected(provider: Peer, status: int) -> None:
    channel = replace(TELEGRAM, api_url=provider.url)
    provider.answers.append(telegram_refusal(status, "no"))
    with pytest.raises(SendRejected) as refusal:
        await channel.send(Address("telegram", CHAT), OutboundMessage("x"))
    assert not refusal.value.retryable
    await channel.close()
