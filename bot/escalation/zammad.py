"""Zammad as an outside desk: each ticket is a ticket of a group there, of a customer who has a pseudonym only.

Sources: https://docs.zammad.org/en/latest/api/ (intro, ticket, ticket/articles, ticket/tags, user),
https://admin-docs.zammad.org/en/latest/manage/webhook.html (add, payload), and of zammad/zammad
app/controllers/tickets_controller.rb (a `customer` object is found by its login, or made, with the ticket).
"""

from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha1
from typing import Any

from bot.escalation.outside_call import SECONDS, OutsideCalls
from bot.escalation.outside_desk import (
    OURS,
    Card,
    Line,
    LineKind,
    OutsideGone,
    OutsideRefused,
    OutsideUnavailable,
    Place,
    Reading,
    Reply,
)
from bot.escalation.outside_webhooks import check_signature, read_body, whole_number
from bot.escalation.plain_text import plain_text
from bot.outside_desk_settings import ZammadSettings
from bot.tickets.message import Delivery
from bot.tickets.ticket import Risk

NOBODY = 1
"""The id of the owner of what nobody owns."""
DONE = ("closed", "merged")
PRIORITIES: Mapping[Risk, str] = {Risk.NORMAL: "2 normal", Risk.RAISED: "3 high", Risk.URGENT: "3 high"}
REPLY_TYPES = ("note", "web")
"""What a worker makes public in Zammad is a reply; an article for e-mail or a phone call is not for this person."""
SEARCHED = 20


class ZammadDesk:
    """Shows tickets in one group; see OutsideDesk for what each call promises."""

    name = "zammad"
    settle_seconds = 30.0
    """Zammad's search learns of a new ticket a little later."""

    def __init__(self, settings: ZammadSettings, seconds: float = SECONDS) -> None:
        """Take the group and a token; nothing connects until the first call."""
        self._settings = settings
        self._call = OutsideCalls(
            f"{settings.url}/api/v1/", {"Authorization": f"Token token={settings.token}"}, seconds
        )

    @property
    def answered(self) -> int:
        """How many calls it has answered, a refusal also."""
        return self._call.answered

    async def find(self, card: Card) -> Place | None:
        """Look for what an earlier `open` made, by our reference in the title."""
        found = await self._call("GET", "tickets/search", query=card.reference, limit=SEARCHED, expand="true")
        tickets = found if isinstance(found, list) else list(found.get("assets", {}).get("Ticket", {}).values())
        ours = (each for each in tickets if str(each.get("title", "")).endswith(_mark(card)))
        return next((Place(int(each["id"]), int(each["customer_id"])) for each in ours), None)

    async def open(self, card: Card) -> Place:
        """Make a ticket and its customer, named by the pseudonym only, in one call."""
        body = {
            "title": f"{card.pseudonym} {_mark(card)}",
            "group": self._settings.group,
            "priority": PRIORITIES[card.risk],
            "customer": {"firstname": card.pseudonym, "login": card.reference},
            "article": _article(card.reference, " ".join(card.labels), "Agent", internal=True),
        }
        made = await self._call("POST", "tickets", body)
        try:
            return Place(int(made["id"]), int(made["customer_id"]))
        except (KeyError, TypeError, ValueError):
            raise OutsideUnavailable(arrived=True) from None

    async def describe(self, place: Place, card: Card) -> None:
        """Set our tags and the priority; the office's own tags stay."""
        tags = await self._tags(place)
        for tag in tags:
            if tag.startswith(OURS) and tag not in card.labels:
                await self._call("DELETE", "tags/remove", _tag(place, tag))
        for tag in card.labels:
            if tag not in tags:
                await self._call("POST", "tags/add", _tag(place, tag))
        await self._call("PUT", f"tickets/{place.conversation}", {"priority": PRIORITIES[card.risk]})

    async def has(self, place: Place, line: Line) -> bool:
        """Say whether a line is there, by its subject."""
        return any(each.get("subject") == line.reference for each in await self._articles(place))

    async def add(self, place: Place, line: Line) -> None:
        """Show a line: the person's as theirs, any other as an internal note."""
        by_person = line.kind is LineKind.PERSON
        article = _article(line.reference, line.text, "Customer" if by_person else "Agent", internal=not by_person)
        await self._call("POST", "ticket_articles", {"ticket_id": place.conversation, **article})

    async def read(self, place: Place, after: int) -> Reading:
        """Read how a ticket stands, and the public notes of its workers after one id."""
        ticket = await self._call("GET", f"tickets/{place.conversation}", expand="true")
        articles = sorted(await self._articles(place), key=lambda each: each["id"])
        return Reading(
            assigned=(ticket.get("owner_id") or NOBODY) != NOBODY,
            closed=ticket.get("state") in DONE,
            labels=await self._tags(place) if ticket.get("state") in DONE else (),
            replies=tuple(_reply(each) for each in articles if int(each["id"]) > after and _answers(each)),
            last=max((int(each["id"]) for each in articles), default=0),
        )

    async def tell(self, place: Place, reply: int, delivery: Delivery, why: str) -> None:
        """Note what did not arrive; Zammad shows no other state at a note."""
        if not why:
            return
        line = Line(f"{reply}-{delivery}", LineKind.NOTE, why)
        if not await self.has(place, line):
            await self.add(place, line)

    async def close(self, place: Place) -> None:
        """Close a ticket."""
        await self._call("PUT", f"tickets/{place.conversation}", {"state": "closed"})

    async def erase(self, place: Place) -> bool:
        """Delete the ticket, then its customer; False where Zammad keeps the customer. Both need an administrator."""
        with suppress(OutsideGone):
            # Gone by a call before, whose answer was lost; the customer may be there still.
            await self._call("DELETE", f"tickets/{place.conversation}")
        try:
            await self._call("DELETE", f"users/{place.contact}")
        except OutsideRefused:
            return False
        return True

    def conversation(self, headers: Mapping[str, str], body: bytes, now: float) -> int | None:  # noqa: ARG002
        """Say which ticket a webhook is about, None for none; Zammad signs no time. Raises WebhookRefused."""
        signature = headers.get("x-hub-signature", "")
        check_signature(self._settings.webhook_secret, body, signature, sha1, "sha1")
        about = read_body(body).get("ticket")
        return whole_number(about.get("id")) if isinstance(about, dict) else None

    async def aclose(self) -> None:
        """Close the connections."""
        await self._call.aclose()

    async def _articles(self, place: Place) -> list[Mapping[str, Any]]:
        return list(await self._call("GET", f"ticket_articles/by_ticket/{place.conversation}"))

    async def _tags(self, place: Place) -> tuple[str, ...]:
        found = await self._call("GET", "tags", object="Ticket", o_id=place.conversation)
        return tuple(str(each) for each in found["tags"])


def _mark(card: Card) -> str:
    return f"[{card.reference}]"


def _tag(place: Place, tag: str) -> Mapping[str, Any]:
    return {"item": tag, "object": "Ticket", "o_id": place.conversation}


def _article(reference: str, text: str, sender: str, *, internal: bool) -> Mapping[str, Any]:
    return {
        "subject": reference,
        "body": text,
        "content_type": "text/plain",
        "type": "note",
        "sender": sender,
        "internal": internal,
    }


def _answers(article: Mapping[str, Any]) -> bool:
    """Say whether a worker wrote it for the person; our own lines are the person's, or internal."""
    return article.get("sender") == "Agent" and article.get("internal") is False and article.get("type") in REPLY_TYPES


def _reply(article: Mapping[str, Any]) -> Reply:
    body = str(article.get("body") or "")
    text = body if str(article.get("content_type", "")).startswith("text/plain") else plain_text(body)
    return Reply(int(article["id"]), text, bool(article.get("attachments")))
