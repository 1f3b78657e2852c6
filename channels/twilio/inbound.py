"""Twilio's webhook fields as events (https://www.twilio.com/docs/messaging/guides/webhook-request).

Cities, profile names, user names, referrals and channel metadata are never read.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from channels.channel import (
    Address,
    AttachmentKind,
    ContactStopped,
    InboundEvent,
    MessageReceived,
    StatusChanged,
)
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
        quick_reply=well_formed(fields.get("ButtonPayload") or fields.get("ListId") or ""),
        provider_answered=bool(opt_out),
    )


def _address(person: str, ours: str) -> Address:
    channel = WHATSAPP if person.startswith(WHATSAPP_PREFIX) or ours.startswith(WHATSAPP_PREFIX) else SMS
    return Address(channel, well_formed(person), sender=well_formed(ours))


def _attachments(fields: Mapping[str, str]) -> tuple[AttachmentKind, ...]:
    by_type = _KINDS_BY_MESSAGE_TYPE.get(fields.get("MessageType", ""))
    declared = fields.get("NumMedia", "")
    number = min(int(declared), _MOST_ATTACHMENTS) if declared.isascii() and declared.isdigit() else 0
    media = tuple(by_type or _media_kind(fields.get(f"MediaContentType{index}", "")) for index in range(number))
    if media:
        return media
    if by_type:
        return (by_type,)
    if fields.get("Latitude") and fields.get("Longitude"):
        return (AttachmentKind.LOCATION,)
    return ()


def _media_kind(content_type: str) -> AttachmentKind:
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type in _CONTACT_TYPES:
        return AttachmentKind.CONTACT
    return _KINDS.get(media_type.partition("/")[0], AttachmentKind.OTHER)
