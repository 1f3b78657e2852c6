"""Files and places as they arrive: what can be fetched, by which id, and nothing more of it."""

import json

import pytest

from channels.attachment import AttachmentFile, AttachmentKind, Location
from channels.channel import MessageReceived
from channels.telegram import TelegramChannel
from channels.twilio import TwilioChannel
from tests.channels.webhooks import (
    ACCOUNT,
    AUTH_TOKEN,
    BOT_TOKEN,
    SECRET_TOKEN,
    telegram_message,
    telegram_request,
    twilio_message,
    twilio_request,
)

TELEGRAM = TelegramChannel(bot_token=BOT_TOKEN, secret_token=SECRET_TOKEN)
TWILIO = TwilioChannel(name="whatsapp", account_sid=ACCOUNT, auth_token=AUTH_TOKEN)
MESSAGE, MEDIA = "MM" + "3" * 32, "ME" + "4" * 32
MEDIA_URL = f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT}/Messages/{MESSAGE}/Media/{MEDIA}"
AUDIO, IMAGE, DOCUMENT = AttachmentKind.AUDIO, AttachmentKind.IMAGE, AttachmentKind.DOCUMENT


def by_telegram(**fields: object) -> MessageReceived:
    (event,) = TELEGRAM.parse(telegram_request(telegram_message(**fields)))
    assert isinstance(event, MessageReceived)
    return event


def by_twilio(**fields: str) -> MessageReceived:
    (event,) = TWILIO.parse(twilio_request(twilio_message("whatsapp", **fields)))
    assert isinstance(event, MessageReceived)
    return event


def size(name: str, side: int, **more: int) -> dict[str, object]:
    return {"file_id": name, "file_unique_id": "u", "width": side, "height": side, **more}


@pytest.mark.parametrize(
    ("field", "sent", "expected"),
    [
        ("voice", {"duration": 2, "mime_type": "audio/ogg", "file_size": 7}, (AUDIO, 7, "audio/ogg")),
        ("audio", {"duration": 2, "mime_type": "AUDIO/MPEG"}, (AUDIO, 0, "audio/mpeg")),
        ("audio", {"duration": 2}, (AUDIO, 0, "")),
        ("document", {"mime_type": "image/heic", "file_name": "Nomvula.heic"}, (IMAGE, 0, "image/heic")),
        ("document", {"mime_type": "audio/aac"}, (AUDIO, 0, "audio/aac")),
        ("document", {"mime_type": "application/pdf", "file_size": 9}, (DOCUMENT, 9, "application/pdf")),
        ("document", {}, (DOCUMENT, 0, "")),
    ],
)
def test_what_telegram_lets_us_fetch(field: str, sent: dict[str, object], expected: tuple[object, ...]) -> None:
    event = by_telegram(**{field: {"file_id": "the-id", "file_unique_id": "u", **sent}})
    (file,) = event.files
    assert (file.kind, file.size, file.media_type) == expected
    assert file.id == "the-id"
    assert event.attachments == ({"voice": AUDIO, "audio": AUDIO, "document": DOCUMENT}[field],)
    assert "Nomvula" not in repr(event) + json.dumps([file.kind, file.id, file.media_type])


@pytest.mark.parametrize(
    ("sizes", "chosen"),
    [
        ([size("s", 90, file_size=1_000), size("l", 900, file_size=90_000), size("m", 300, file_size=9_000)], "l"),
        ([size("s", 90, file_size=1_000), size("l", 9_000, file_size=20_000_001)], "s"),
        ([size("s", 90), size("l", 900)], "l"),
        ([size("l", 900, file_size=40_000_000), size("s", 90, file_size=30_000_000)], "s"),
    ],
    ids=["by area", "fetchable", "unknown", "none fetchable"],
)
def test_the_largest_picture_that_can_be_fetched(sizes: list[dict[str, object]], chosen: str) -> None:
    (file,) = by_telegram(photo=sizes).files
    assert (file.kind, file.id, file.media_type) == (IMAGE, chosen, "image/jpeg")


@pytest.mark.parametrize(
    "fields",
    [
        {"video": {"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1, "duration": 1}},
        {
            "animation": {"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1, "duration": 1},
            "document": {"file_id": "a", "file_unique_id": "b"},
        },
        {"contact": {"phone_number": "1", "first_name": "x"}},
        {"text": "sawubona"},
    ],
    ids=["video", "animation", "contact", "words"],
)
def test_what_is_not_fetched_from_telegram(fields: dict[str, object]) -> None:
    assert by_telegram(**fields).files == ()


@pytest.mark.parametrize("wraps", [lambda place: {"location": place},
                                   lambda place: {"location": place, "venue": {"location": place, "title": "Nomvula's",
                                                                               "address": "1 Long Street"}},
                                   lambda place: {"location": {**place, "live_period": 600}}])  # fmt: skip
def test_a_place_on_telegram(wraps) -> None:
    event = by_telegram(**wraps({"latitude": -33.925, "longitude": 18.424}))
    assert event.location == Location(-33.925, 18.424)
    assert event.attachments == (AttachmentKind.LOCATION,)
    assert "33" not in repr(event)
    assert "Long" not in repr(event.location) + event.text


@pytest.mark.parametrize(("latitude", "longitude"), [(91, 0), (0, -181), (float("inf"), 0), (float("nan"), 1)])
def test_a_place_off_the_globe_is_none(latitude: float, longitude: float) -> None:
    event = by_telegram(location={"latitude": latitude, "longitude": longitude})
    assert (event.location, event.attachments) == (None, (AttachmentKind.LOCATION,))


def test_every_file_of_a_message_by_twilio() -> None:
    event = by_twilio(
        Body="look",
        NumMedia="3",
        MediaUrl0=MEDIA_URL,
        MediaContentType0="image/jpeg",
        MediaUrl1=MEDIA_URL.replace("4", "5"),
        MediaContentType1="audio/ogg; codecs=opus",
        MediaUrl2=MEDIA_URL.replace("4", "6"),
        MediaContentType2="application/pdf",
    )
    assert event.files == (
        AttachmentFile(IMAGE, f"{MESSAGE}/{MEDIA}", 0, "image/jpeg"),
        AttachmentFile(AUDIO, f"{MESSAGE}/ME{'5' * 32}", 0, "audio/ogg"),
        AttachmentFile(DOCUMENT, f"{MESSAGE}/ME{'6' * 32}", 0, "application/pdf"),
    )
    assert not any(file.id in repr(event) for file in event.files)


@pytest.mark.parametrize(
    ("content_type", "more"),
    [("video/mp4", {}), ("text/vcard", {}), ("image/webp", {"MessageType": "sticker"}), ("chemical/x-pdb", {})],
)
def test_what_is_not_fetched_from_twilio(content_type: str, more: dict[str, str]) -> None:
    event = by_twilio(NumMedia="1", MediaUrl0=MEDIA_URL, MediaContentType0=content_type, **more)
    assert (len(event.attachments), event.files) == (1, ())


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://evil.example/picture.jpg",
        MEDIA_URL + "/../../../Calls",
        MEDIA_URL + "?x=1",
        f"https://api.twilio.com/Messages/{MESSAGE}/Media/..",
        f"https://api.twilio.com/Messages/{MESSAGE}/Media/٣",
    ],
)
def test_an_address_that_is_no_file_of_twilios_is_not_fetched(url: str) -> None:
    event = by_twilio(NumMedia="1", MediaUrl0=url, MediaContentType0="image/jpeg")
    assert (event.attachments, event.files) == ((IMAGE,), ())


@pytest.mark.parametrize("number", ["²", "٣", "-1", "1e3", "9" * 30, ""])
def test_an_odd_number_of_files_is_none(number: str) -> None:
    event = by_twilio(NumMedia=number, MediaUrl0=MEDIA_URL, MediaContentType0="image/jpeg")
    assert (event.attachments, event.files) == ((), ())


def test_no_more_files_than_a_message_can_carry() -> None:
    media = {f"MediaUrl{index}": MEDIA_URL for index in range(50)}
    types = {f"MediaContentType{index}": "image/jpeg" for index in range(50)}
    assert len(by_twilio(NumMedia="50", **media, **types).files) == 10


def test_a_place_on_whatsapp() -> None:
    event = by_twilio(MessageType="location", Latitude="-33.925", Longitude="18.424", Address="1 Long", Label="Nomvula")
    assert event.location == Location(-33.925, 18.424)
    assert "33" not in repr(event)


@pytest.mark.parametrize("latitude", ["", "nan", "inf", "1e1", "٣", "91", "12,5", "0x1", " 1", "1_0", "9" * 400])
def test_a_place_that_cannot_be_read_is_none(latitude: str) -> None:
    assert by_twilio(MessageType="location", Latitude=latitude, Longitude="1").location is None
