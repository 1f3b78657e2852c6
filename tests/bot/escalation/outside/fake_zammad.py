"""A small Zammad: tickets, articles, tags, customers and signed webhooks, as its API documents them."""

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha1
from typing import Any

from bot.escalation.zammad import ZammadDesk
from bot.outside_desk_settings import ZammadSettings
from tests.bot.escalation.outside.office import Answer, Site

BASE = "/api/v1/"
TOKEN, SECRET = "hush-token", "hush-secret"


@dataclass
class ZammadSite(Site):
    users: dict[int, dict[str, Any]] = field(default_factory=dict)
    tickets: dict[int, dict[str, Any]] = field(default_factory=dict)
    articles: dict[int, dict[str, Any]] = field(default_factory=dict)
    tags: dict[int, list[str]] = field(default_factory=dict)
    administrator: bool = True
    keeps_users: bool = False
    indexed: bool = True
    next_id: int = 100

    def new_id(self) -> int:
        self.next_id += 1
        return self.next_id

    def handle(self, method: str, path: str, query: Mapping[str, str], body: Any, headers: Mapping[str, str]) -> Answer:
        if headers.get("authorization") != f"Token token={TOKEN}":
            return 401, {"error": "Invalid token!"}
        first, *parts = path.removeprefix(BASE).split("/")
        if first == "tickets":
            return self._tickets(method, parts, query, body)
        if first == "ticket_articles":
            return self._articles(method, parts, body)
        if first == "tags":
            return self._tags(parts, query, body)
        if not self.administrator or self.keeps_users:
            return 403, {"error": "Not authorized"}
        return (200, {}) if self.users.pop(int(parts[0]), None) else (404, {"error": "Not found"})

    def _tickets(self, method: str, parts: list[str], query: Mapping[str, str], body: Any) -> Answer:
        if parts == ["search"]:
            found = [each for each in self.tickets.values() if self.indexed and query["query"] in each["title"]]
            return 200, found
        if not parts:
            customer = next((each for each in self.users.values() if each["login"] == body["customer"]["login"]), None)
            if customer is None:
                customer = {"id": self.new_id(), **body["customer"]}
                self.users[customer["id"]] = customer
            new = {"id": self.new_id(), "customer_id": customer["id"], "owner_id": 1, "state": "new"}
            self.tickets[new["id"]] = {
                **new,
                "title": body["title"],
                "group": body["group"],
                "priority": body["priority"],
            }
            self.tags[new["id"]] = []
            self.add(new["id"], body["article"])
            return 201, self.tickets[new["id"]]
        found = self.tickets.get(int(parts[0]))
        if found is None:
            return 404, {"error": "Couldn't find Ticket"}
        if method == "DELETE":
            if not self.administrator:
                return 403, {"error": "admin permission required"}
            self.remove(found["id"])
            return 200, {}
        if method == "PUT":
            found |= body
        return 200, found

    def remove(self, ticket: int) -> None:
        del self.tickets[ticket], self.tags[ticket]
        for each in [each["id"] for each in self.articles.values() if each["ticket_id"] == ticket]:
            del self.articles[each]

    def _articles(self, method: str, parts: list[str], body: Any) -> Answer:
        ticket = int(parts[1]) if method == "GET" else int(body["ticket_id"])
        if ticket not in self.tickets:
            return 404, {"error": "Couldn't find Ticket"}
        if method == "GET":
            return 200, [each for each in self.articles.values() if each["ticket_id"] == ticket]
        return 201, self.add(ticket, body)

    def _tags(self, parts: list[str], query: Mapping[str, str], body: Any) -> Answer:
        if not parts:
            return 200, {"tags": self.tags[int(query["o_id"])]}
        tags = self.tags[int(body["o_id"])]
        if parts == ["add"] and body["item"] not in tags:
            tags.append(body["item"])
        if parts == ["remove"]:
            tags.remove(body["item"])
        return 201, True

    def add(self, ticket: int, article: Mapping[str, Any]) -> dict[str, Any]:
        new = {"content_type": "text/html", **article, "id": self.new_id(), "ticket_id": ticket}
        self.articles[new["id"]] = new
        if new["sender"] == "Customer" and self.tickets[ticket]["state"] == "closed":
            self.tickets[ticket]["state"] = "open"
        return new


class ZammadOffice:
    """What a test does in Zammad."""

    def __init__(self, site: ZammadSite) -> None:
        self.site = site

    def desk(self, seconds: float = 5.0) -> ZammadDesk:
        return ZammadDesk(ZammadSettings(self.site.url, "Legal aid", TOKEN, SECRET), seconds)

    def conversations(self) -> list[int]:
        return list(self.site.tickets)

    def lines(self, conversation: int) -> list[tuple[str, str]]:
        ours = [each for each in self.site.articles.values() if each["ticket_id"] == conversation]
        return [("note" if each["internal"] else "person", each["body"]) for each in ours if "-" in each["subject"]]

    def labels(self, conversation: int) -> set[str]:
        return {*self.site.tags[conversation], self.site.tickets[conversation]["priority"]}

    def label(self, conversation: int, name: str) -> None:
        self.site.tags[conversation].append(name)

    def reply(self, conversation: int, text: str) -> int:
        return self._write(conversation, text)

    def note(self, conversation: int, text: str) -> int:
        return self._write(conversation, text, internal=True)

    def by_a_machine(self, conversation: int, text: str) -> int:
        self._write(conversation, text, type="email")
        return self._write(conversation, text, sender="System")

    def _write(self, conversation: int, text: str, **more: Any) -> int:
        plain = {"subject": "", "body": text, "content_type": "text/plain", "type": "note", "internal": False}
        return int(self.site.add(conversation, {**plain, "sender": "Agent", **more})["id"])

    def assign(self, conversation: int, worker: int | None) -> None:
        self.site.tickets[conversation]["owner_id"] = worker or 1

    def finish(self, conversation: int) -> None:
        self.site.tickets[conversation]["state"] = "closed"

    def finished(self, conversation: int) -> bool:
        return bool(self.site.tickets[conversation]["state"] == "closed")

    def remove(self, conversation: int) -> None:
        self.site.remove(conversation)

    def everything(self) -> str:
        return json.dumps([self.site.users, self.site.tickets, self.site.articles], ensure_ascii=False)

    def told(self, reply: int) -> str:
        notes = [each["body"] for each in self.site.articles.values() if each["subject"].startswith(f"{reply}-")]
        return " ".join(["failed", *notes]) if notes else "sent"

    def webhook(self, conversation: int, at: float) -> tuple[dict[str, str], bytes]:  # noqa: ARG002 - no time is signed
        body = json.dumps({"ticket": {"id": str(conversation)}}).encode()
        return signed(body), body

    def forbid_deleting(self) -> None:
        self.site.administrator = False


def signed(body: bytes, secret: str = SECRET) -> dict[str, str]:
    return {"X-Hub-Signature": f"sha1={hmac.new(secret.encode(), body, sha1).hexdigest()}"}
