"""Twilio's webhook fields as events (https://www.twilio.com/docs/messaging/guides/webhook-request).

Cities, profile names, user names, referrals and channel metadata are never read.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from channels.attachment import AttachmentFile, AttachmentKind, Location, read_location
from channels.channel import (
    Address,
    ContactStopped,
    InboundEvent,
    MessageReceived,
    StatusChanged,
)
from channels.twilio.download import declared_type, file_id
from channels.webhook import well_formed

SMS: Final = "sms"
WHATSAPP: Final = "whatsapp"
WHATSAPP_PREFIX: Final = "whatsapp:"

# https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out: what Twilio itself takes as an opt-out from SMS,
# whatever the language of the conversation; the three French words are in the list of its Proxy product.
STOP_WORDS: Final = frozenset({
    "STOP", "STOPALL", "UNSUBSCRIBE", "END", "QUIT", "REVOKE", "OPTOUT", "CANCEL",
    "ARRET", "ARRETE", "ARRETT",
})  # fmt: skip

# https://www.twilio.com/docs/messaging/api/message-resource#message-status-values
FINAL_STATUSES: Final = frozenset({"delivered", "undelivered", "failed", "read", "canceled"})

_MOST_ATTACHMENTS: Final = 10
_NUMBER: Final = re.compile(r"[0-9]{1,9}")
_DEGREES: Final = re.compile(r"[+-]?[0-9]{1,3}(\.[0-9]{1,20})?")
_FETCHED: Final = frozenset({AttachmentKind.IMAGE, AttachmentKind.AUDIO, AttachmentKind.DOCUMENT})
_CONTACT_TYPES: Final = frozenset({"text/vcard", "text/x-vcard", "text/directory"})
_KINDS: Final = {
    "audio": AttachmentKind.AUDIO,
    "image": AttachmentKind.IMAGE,
    "video": AttachmentKind.VIDEO,
    "application": AttachmentKind.DOCUMENT,
    "text": AttachmentKind.DOCUMENT,
}
_KINDS_BY_MESSAGE_TYPE: Final = {
    "location": AttachmentKind.LOCATION,
    "contacts": AttachmentKind.CONTACT,
    "sticker": AttachmentKind.STICKER,
    "unsupported": AttachmentKind.OTHER,
}


def read_events(fields: Mapping[str, str]) -> Sequence[InboundEvent]:
    """Read an inbound message or a status callback; a form that is neither gives nothing."""
    message_id = well_formed(fields.get("MessageSid") or fields.get("SmsSid") or "")
    if not message_id:
        return ()
    if _is_status(fields):
        return (_status(fields, message_id),)
    if not fields.get("From"):
        return ()
    return (_message(fields, message_id),)


def _is_status(fields: Mapping[str, str]) -> bool:
    return "MessageStatus" in fields and "Body" not in fields and fields.get("SmsStatus") != "received"


def _status(fields: Mapping[str, str], message_id: str) -> StatusChanged:
    status = well_formed(fields["MessageStatus"])
    return StatusChanged(
        address=_address(fields.get("To", ""), fields.get("From", "")),
        # Every status of a message is an event of its own.
        event_id=f"{message_id}:{status}",
        message_id=message_id,
        status=status,
        error_code=well_formed(fields.get("ErrorCode", "")),
        final=status in FINAL_STATUSES,
    )


def _message(fields: Mapping[str, str], message_id: str) -> InboundEvent:
    address = _address(fields["From"], fields.get("To", ""))
    opt_out = fields.get("OptOutType", "").upper()
    text = well_formed(fields.get("Body", ""))
    stop_word = address.channel == SMS and text.strip().upper() in STOP_WORDS
    if opt_out == "STOP" or (stop_word and not opt_out):
        return ContactStopped(address, event_id=message_id, message_id=message_id)
    return MessageReceived(
        address,
        event_id=message_id,
        message_id=message_id,
        text=text,
        attachments=_attachments(fields),
        files=_files(fields),
        location=_location(fields),
        quick_reply=well_formed(fields.get("ButtonPayload") or fields.get("ListId") or ""),
        provider_answered=bool(opt_out),
    )


def _address(person: str, ours: str) -> Address:
    channel = WHATSAPP if person.startswith(WHATSAPP_PREFIX) or ours.startswith(WHATSAPP_PREFIX) else SMS
    return Address(channel, well_formed(person), sender=well_formed(ours))


def _attachments(fields: Mapping[str, str]) -> tuple[AttachmentKind, ...]:
    by_type = _KINDS_BY_MESSAGE_TYPE.get(fields.get("MessageType", ""))
    media = tuple(by_type or _media_kind(declared_type(fields, index)) for index in range(_media_number(fields)))
    if media:
        return media
    if by_type:
        return (by_type,)
    if fields.get("Latitude") and fields.get("Longitude"):
        return (AttachmentKind.LOCATION,)
    return ()


def _media_number(fields: Mapping[str, str]) -> int:
    declared = fields.get("NumMedia", "")
    # More digits than these are no number of files.
    return min(int(declared), _MOST_ATTACHMENTS) if _NUMBER.fullmatch(declared) else 0


def _files(fields: Mapping[str, str]) -> tuple[AttachmentFile, ...]:
    """Read what can be fetched; Twilio says nothing of its size."""
    kinds = _attachments(fields)
    found = (
        AttachmentFile(kind, file_id(fields.get(f"MediaUrl{index}", "")), media_type=declared_type(fields, index))
        for index, kind in enumerate(kinds[: _media_number(fields)])
        if kind in _FETCHED
    )
    return tuple(file for file in found if file.id)


def _location(fields: Mapping[str, str]) -> Location | None:
    latitude, longitude = fields.get("Latitude", ""), fields.get("Longitude", "")
    if not (_DEGREES.fullmatch(latitude) and _DEGREES.fullmatch(longitude)):
        return None
    return read_location(float(latitude), float(longitude))


def _media_kind(media_type: str) -> AttachmentKind:
    if media_type in _CONTACT_TYPES:
        return AttachmentKind.CONTACT
    return _KINDS.get(media_type.partition("/")[0], AttachmentKind.OTHER)
