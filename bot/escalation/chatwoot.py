"""Chatwoot as an outside desk, by an API inbox: each ticket is a contact of its own with one conversation.

Sources: https://developers.chatwoot.com/api-reference (contacts, conversations, messages), chatwoot/docs
api-reference/webhook-verification.mdx, and of chatwoot/chatwoot app/builders/messages/message_builder.rb (`source_id`),
app/finders/message_finder.rb (`after`), app/views/api/v1/models/_message.json.jbuilder, lib/webhooks/trigger.rb.
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from bot.escalation.outside_call import SECONDS, OutsideCalls
from bot.escalation.outside_desk import OURS, Card, Line, LineKind, OutsideUnavailable, Place, Reading, Reply
from bot.escalation.outside_webhooks import check_signature, check_time, read_body, whole_number
from bot.outside_desk_settings import ChatwootSettings
from bot.tickets.message import Delivery
from bot.tickets.ticket import Risk

PAGE = 100
"""How many messages one answer holds at most (message_finder.rb, messages_after)."""
OUTGOING = 1
PRIORITIES: Mapping[Risk, str] = {Risk.NORMAL: "medium", Risk.RAISED: "high", Risk.URGENT: "urgent"}
STATUSES: Mapping[Delivery, str] = {
    Delivery.SENT: "sent",
    Delivery.DELIVERED: "delivered",
    Delivery.READ: "read",
    Delivery.FAILED: "failed",
    Delivery.REFUSED: "failed",
    Delivery.UNKNOWN: "failed",
}


class ChatwootDesk:
    """Shows tickets in one API inbox; see OutsideDesk for what each call promises."""

    name = "chatwoot"
    settle_seconds = 0.0

    def __init__(self, settings: ChatwootSettings, seconds: float = SECONDS) -> None:
        """Take the account, the inbox and a token of an administrator; nothing connects until the first call."""
        self._settings = settings
        url = f"{settings.url}/api/v1/accounts/{settings.account_id}/"
        self._call = OutsideCalls(url, {"api_access_token": settings.api_token}, seconds)

    @property
    def answered(self) -> int:
        """How many calls it has answered, a refusal also."""
        return self._call.answered

    async def find(self, card: Card) -> Place | None:
        """Look for what an earlier `open` made, by our reference."""
        contact = await self._contact(card)
        return await self._of(contact) if contact is not None else None

    async def open(self, card: Card) -> Place:
        """Make a contact, named by the pseudonym only, and its conversation."""
        contact = await self._contact(card)
        if contact is None:
            # An identifier is unique in an account, so that two calls never make two contacts (contact.rb).
            body = {"inbox_id": self._settings.inbox_id, "name": card.pseudonym, "identifier": card.reference}
            made = await self._call("POST", "contacts", {**body, "source_id": card.reference})
            contact = _id(made, "payload", "contact", "id")
        place = await self._of(contact)
        if place is not None:
            return place
        body = {"inbox_id": self._settings.inbox_id, "contact_id": contact, "source_id": card.reference}
        return Place(_id(await self._call("POST", "conversations", {**body, "status": "open"}), "id"), contact)

    async def describe(self, place: Place, card: Card) -> None:
        """Set our labels and the priority; the office's own labels stay."""
        # Chatwoot replaces the whole list.
        labels = _labels(await self._call("GET", f"conversations/{place.conversation}/labels"), "payload")
        others = [each for each in labels if not each.startswith(OURS)]
        await self._call("POST", f"conversations/{place.conversation}/labels", {"labels": [*others, *card.labels]})
        priority = {"priority": PRIORITIES[card.risk]}
        await self._call("POST", f"conversations/{place.conversation}/toggle_priority", priority)

    async def has(self, place: Place, line: Line) -> bool:
        """Say whether a line is there, by its source id."""
        return any(each.get("source_id") == line.reference for each in await self._messages(place, 0))

    async def add(self, place: Place, line: Line) -> None:
        """Show a line: the person's as theirs, any other as a private note."""
        by_person = line.kind is LineKind.PERSON
        body = {
            "content": line.text,
            "message_type": "incoming" if by_person else "outgoing",
            "private": not by_person,
            "source_id": line.reference,
        }
        await self._call("POST", f"conversations/{place.conversation}/messages", body)

    async def read(self, place: Place, after: int) -> Reading:
        """Read how a conversation stands, and the public messages of its workers after one id."""
        conversation = await self._call("GET", f"conversations/{place.conversation}")
        messages = await self._messages(place, after)
        meta = conversation.get("meta") or {}
        return Reading(
            assigned=bool(meta.get("assignee")),
            closed=conversation.get("status") == "resolved",
            labels=_labels(conversation, "labels"),
            replies=tuple(_reply(each) for each in messages if _answers(each)),
            last=max((int(each["id"]) for each in messages), default=0),
        )

    async def tell(self, place: Place, reply: int, delivery: Delivery, why: str) -> None:
        """Set the state that Chatwoot shows at a message; API inboxes may do so."""
        body = {"status": STATUSES[delivery], **({"external_error": why} if why else {})}
        await self._call("PATCH", f"conversations/{place.conversation}/messages/{reply}", body)

    async def close(self, place: Place) -> None:
        """Resolve a conversation."""
        await self._call("POST", f"conversations/{place.conversation}/toggle_status", {"status": "resolved"})

    async def erase(self, place: Place) -> bool:
        """Delete the contact; Chatwoot deletes its conversation and messages with it. Needs an administrator."""
        await self._call("DELETE", f"contacts/{place.contact}")
        return True

    def conversation(self, headers: Mapping[str, str], body: bytes, now: float) -> int | None:
        """Say which conversation a webhook is about, None for none. Raises WebhookRefused."""
        timestamp = headers.get("x-chatwoot-timestamp", "")
        signed = timestamp.encode() + b"." + body
        check_signature(
            self._settings.webhook_secret, signed, headers.get("x-chatwoot-signature", ""), sha256, "sha256"
        )
        check_time(timestamp, now)
        data = read_body(body)
        about = data.get("conversation") if str(data.get("event", "")).startswith("message_") else data
        return whole_number(about.get("id")) if isinstance(about, dict) else None

    async def aclose(self) -> None:
        """Close the connections."""
        await self._call.aclose()

    async def _contact(self, card: Card) -> int | None:
        found = await self._call("GET", "contacts/search", q=card.reference)
        return next((int(each["id"]) for each in found["payload"] if each.get("identifier") == card.reference), None)

    async def _of(self, contact: int) -> Place | None:
        found = await self._call("GET", f"contacts/{contact}/conversations")
        ours = (each for each in found["payload"] if each.get("inbox_id") == self._settings.inbox_id)
        return next((Place(int(each["id"]), contact) for each in ours), None)

    async def _messages(self, place: Place, after: int) -> list[Mapping[str, Any]]:
        messages: list[Mapping[str, Any]] = []
        while True:
            found = await self._call("GET", f"conversations/{place.conversation}/messages", after=after)
            page = sorted((each for each in found["payload"] if int(each["id"]) > after), key=lambda each: each["id"])
            messages += page
            if len(page) < PAGE:
                return messages
            after = int(page[-1]["id"])


def _answers(message: Mapping[str, Any]) -> bool:
    """Say whether a worker wrote it for the person: greetings, bots and rules of the office do not speak here."""
    attributes = message.get("content_attributes") or {}
    return (
        message.get("message_type") == OUTGOING
        and not message.get("private")
        and (message.get("sender") or {}).get("type") == "user"
        and not attributes.get("automation_rule_id")
        and not attributes.get("deleted")
    )


def _reply(message: Mapping[str, Any]) -> Reply:
    return Reply(int(message["id"]), str(message.get("content") or ""), bool(message.get("attachments")))


def _labels(data: Mapping[str, Any], name: str) -> tuple[str, ...]:
    return tuple(str(each) for each in data.get(name) or ())


def _id(data: Any, *path: str) -> int:
    try:
        for name in path:
            data = data[name]
        return int(data)
    except (KeyError, TypeError, ValueError):
        # It answers as something else would; what was asked may have been done.
        raise OutsideUnavailable(arrived=True) from None
