"""Telegram's updates as events, from private chats only. Names and user names are never read."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from telegram import Audio, CallbackQuery, ChatMember, ChatMemberUpdated, Document, Message, PhotoSize, Update, Voice
from telegram.constants import ChatType, FileSizeLimit
from telegram.ext import filters

from channels.attachment import AttachmentFile, AttachmentKind, Location, read_location
from channels.channel import (
    Address,
    ContactStopped,
    InboundEvent,
    MessageEdited,
    MessageReceived,
)
from channels.webhook import well_formed

TELEGRAM: Final = "telegram"
HANDLED_UPDATES: Final = ("message", "edited_message", "callback_query", "my_chat_member")
"""All that is read here; Telegram is asked for nothing else (https://core.telegram.org/bots/api#update)."""

_COMMAND: Final = re.compile(r"/(?P<command>[a-z0-9_]{1,32})(?:@\w+)?(?:\s+(?P<rest>.*))?", re.IGNORECASE | re.DOTALL)
# What a link to the bot can carry along (https://core.telegram.org/bots/features#deep-linking).
_DEEP_LINK: Final = re.compile(r"[\w-]{1,64}", re.ASCII)

_KINDS: Final[Mapping[str, AttachmentKind]] = {
    "voice": AttachmentKind.AUDIO,
    "audio": AttachmentKind.AUDIO,
    "photo": AttachmentKind.IMAGE,
    "video": AttachmentKind.VIDEO,
    "video_note": AttachmentKind.VIDEO,
    # An animation is sent a second time as a document, and a venue as a location.
    "animation": AttachmentKind.VIDEO,
    "sticker": AttachmentKind.STICKER,
    "document": AttachmentKind.DOCUMENT,
    "location": AttachmentKind.LOCATION,
    "contact": AttachmentKind.CONTACT,
}
# Who wants a picture to arrive unchanged sends it as a document.
_KINDS_BY_TYPE: Final[Mapping[str, AttachmentKind]] = {"image": AttachmentKind.IMAGE, "audio": AttachmentKind.AUDIO}


def read_event(document: Mapping[str, Any]) -> InboundEvent | None:
    """Read an update; whatever is not a person's own doing in a private chat gives None.

    A private message that the library cannot read becomes an attachment of kind OTHER, so that it is answered.
    """
    try:
        return _event(Update.de_json(dict(document)))
    except Exception:  # noqa: BLE001 - whatever an odd update breaks, it must not hold that person's queue for a day
        return _unreadable(document)


def callback_query_id(document: Mapping[str, Any]) -> str:
    """Read the id of a tapped button's query, blank where none was tapped."""
    match document:
        case {"callback_query": {"id": str(query_id)}}:
            return query_id
    return ""


def _event(update: Update) -> InboundEvent | None:
    event_id = str(update.update_id)
    if update.callback_query:
        return _tapped(update.callback_query, event_id)
    if update.my_chat_member:
        return _membership(update.my_chat_member, event_id)
    message = update.message or update.edited_message
    if not message or not _is_private_person(message):
        return None
    address = Address(TELEGRAM, str(message.chat.id))
    message_id = str(message.message_id)
    if update.edited_message:
        if not (message.text or message.caption):
            return None  # a live location moves on by edits, and nobody changed a word
        return MessageEdited(address, event_id, message_id=message_id)
    return _message(message, address, event_id, message_id)


def _is_private_person(message: Message) -> bool:
    return message.chat.type == ChatType.PRIVATE and not (message.from_user and message.from_user.is_bot is True)


def _message(message: Message, address: Address, event_id: str, message_id: str) -> MessageReceived | None:
    name, kind = next(((name, kind) for name, kind in _KINDS.items() if getattr(message, name)), ("", None))
    text = well_formed(message.text or message.caption or "")
    if not kind and not text:
        # Pinned messages, timers and the like: nobody wrote anything.
        if filters.StatusUpdate.ALL.check_update(Update(0, message=message)):
            return None
        kind = AttachmentKind.OTHER
    command, text = _command(text)
    return MessageReceived(
        address,
        event_id,
        message_id=message_id,
        text=text,
        attachments=(kind,) if kind else (),
        files=_files(message, name),
        location=_location(message),
        command=command,
        language_hint=_language(message),
    )


def _files(message: Message, name: str) -> tuple[AttachmentFile, ...]:
    """Read what can be fetched: a picture in its largest size, a voice note, a piece of sound, a document."""
    if name == "photo":
        size = _largest(message.photo)
        # Telegram makes a JPEG of every picture that is sent as one.
        return (AttachmentFile(_KINDS[name], well_formed(size.file_id), size.file_size or 0, "image/jpeg"),)
    sent = getattr(message, name, None)
    if not isinstance(sent, Voice | Audio | Document):
        return ()
    media_type = well_formed(sent.mime_type or "").lower()
    kind = _KINDS_BY_TYPE.get(media_type.partition("/")[0], _KINDS[name])
    return (AttachmentFile(kind, well_formed(sent.file_id), sent.file_size or 0, media_type),)


def _largest(sizes: Sequence[PhotoSize]) -> PhotoSize:
    """Choose the largest size that Telegram lets a bot fetch, or the smallest of all where none is small enough."""
    by_area = sorted(sizes, key=lambda size: size.width * size.height)
    fetchable = [size for size in by_area if (size.file_size or 0) <= FileSizeLimit.FILESIZE_DOWNLOAD]
    return fetchable[-1] if fetchable else by_area[0]


def _location(message: Message) -> Location | None:
    place = message.location or (message.venue.location if message.venue else None)
    return read_location(place.latitude, place.longitude) if place else None


def _command(text: str) -> tuple[str, str]:
    """Part a command from the words after it; what a link to the bot carried along is dropped."""
    match = _COMMAND.fullmatch(text)
    if not match:
        return "", text
    command, rest = match["command"].lower(), match["rest"] or ""
    return command, "" if command == "start" and _DEEP_LINK.fullmatch(rest.strip()) else rest


def _language(message: Message) -> str:
    return (message.from_user.language_code or "") if message.from_user else ""


def _tapped(query: CallbackQuery, event_id: str) -> MessageReceived | None:
    # Without a message the button was shown in another chat, where we cannot answer.
    if not query.message or query.message.chat.type != ChatType.PRIVATE:
        return None
    return MessageReceived(
        Address(TELEGRAM, str(query.message.chat.id)),
        event_id,
        message_id=str(query.message.message_id),
        quick_reply=well_formed(query.data or ""),
        language_hint=query.from_user.language_code or "",
    )


def _membership(change: ChatMemberUpdated, event_id: str) -> ContactStopped | None:
    if change.chat.type == ChatType.PRIVATE and change.new_chat_member.status == ChatMember.BANNED:
        return ContactStopped(Address(TELEGRAM, str(change.chat.id)), event_id)
    return None


def _unreadable(document: Mapping[str, Any]) -> MessageReceived | None:
    """Take from a message that the library refuses only where to answer it."""
    match document:
        case {
            "update_id": int(update_id),
            "message": {"message_id": int(message_id), "chat": {"id": int(chat_id), "type": "private"}},
        }:
            return MessageReceived(
                Address(TELEGRAM, str(chat_id)),
                str(update_id),
                message_id=str(message_id),
                attachments=(AttachmentKind.OTHER,),
            )
    return None
