"""A small Chatwoot: contacts, conversations, messages, labels and signed webhooks, as its API documents them."""

import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from bot.escalation.chatwoot import ChatwootDesk
from bot.outside_desk_settings import ChatwootSettings
from tests.bot.escalation.outside.office import Answer, Site

BASE = "/api/v1/accounts/7/"
TOKEN, SECRET = "hush-token", "hush-secret"


@dataclass
class ChatwootSite(Site):
    contacts: dict[int, dict[str, Any]] = field(default_factory=dict)
    conversations: dict[int, dict[str, Any]] = field(default_factory=dict)
    messages: dict[int, dict[str, Any]] = field(default_factory=dict)
    administrator: bool = True
    next_id: int = 100

    def new_id(self) -> int:
        self.next_id += 1
        return self.next_id

    def handle(self, method: str, path: str, query: Mapping[str, str], body: Any, headers: Mapping[str, str]) -> Answer:
        if headers.get("api_access_token") != TOKEN:
            return 401, {"errors": ["You need to sign in or sign up before continuing."]}
        if not path.startswith(BASE):
            return 404, {"error": "Resource could not be found"}
        parts = path.removeprefix(BASE).split("/")
        if parts[0] == "contacts":
            return self._contacts(method, parts[1:], query, body)
        return self._conversations(method, parts[1:], query, body)

    def _contacts(self, method: str, parts: list[str], query: Mapping[str, str], body: Any) -> Answer:
        if parts == ["search"]:
            return 200, {"payload": [each for each in self.contacts.values() if query["q"] in each["identifier"]]}
        if not parts:
            if any(each["identifier"] == body["identifier"] for each in self.contacts.values()):
                return 422, {"message": "Identifier has already been taken"}
            contact = {"id": self.new_id(), "name": body["name"], "identifier": body["identifier"]}
            self.contacts[contact["id"]] = contact
            return 200, {"payload": {"contact": contact, "contact_inbox": {"source_id": body["source_id"]}}}
        contact_id = int(parts[0])
        if contact_id not in self.contacts:
            return 404, {"error": "Resource could not be found"}
        if method == "DELETE":
            if not self.administrator:
                return 403, {"error": "You are not authorized to do this action"}
            del self.contacts[contact_id]
            for each in [each for each in self.conversations.values() if each["contact_id"] == contact_id]:
                self.remove(each["id"])
            return 200, None
        return 200, {"payload": [each for each in self.conversations.values() if each["contact_id"] == contact_id]}

    def remove(self, conversation: int) -> None:
        del self.conversations[conversation]
        for each in [each["id"] for each in self.messages.values() if each["conversation_id"] == conversation]:
            del self.messages[each]

    def _conversations(self, method: str, parts: list[str], query: Mapping[str, str], body: Any) -> Answer:
        if not parts:
            new = {"id": self.new_id(), "inbox_id": body["inbox_id"], "contact_id": body["contact_id"]}
            self.conversations[new["id"]] = {
                **new,
                "status": body["status"],
                "labels": [],
                "priority": None,
                "meta": {},
            }
            return 200, self.conversations[new["id"]]
        found = self.conversations.get(int(parts[0]))
        if found is None:
            return 404, {"error": "Resource could not be found"}
        what = parts[1] if len(parts) > 1 else ""
        if what == "messages":
            return self._messages(method, found, parts[2:], query, body)
        if what == "labels":
            found["labels"] = body["labels"] if method == "POST" else found["labels"]
            return 200, {"payload": found["labels"]}
        if what.startswith("toggle_"):
            found[what.removeprefix("toggle_")] = body[what.removeprefix("toggle_")]
            return 200, {}
        return 200, found

    def _messages(
        self, method: str, conversation: dict[str, Any], parts: list[str], query: Mapping[str, str], body: Any
    ) -> Answer:
        if method == "PATCH":
            self.messages[int(parts[0])] |= {"status": body["status"], "error": body.get("external_error")}
            return 200, {}
        if method == "GET":
            after = int(query["after"])
            ours = [each for each in self.messages.values() if each["conversation_id"] == conversation["id"]]
            return 200, {"meta": {}, "payload": [each for each in ours if each["id"] > after][:100]}
        if body["message_type"] == "incoming" and conversation["status"] == "resolved":
            conversation["status"] = "open"
        new = self.add(conversation["id"], {"incoming": 0, "outgoing": 1}[body["message_type"]], body["content"])
        new |= {"private": body["private"], "source_id": body["source_id"]}
        return 200, new

    def add(self, conversation: int, kind: int, text: str, **more: Any) -> dict[str, Any]:
        message = {"id": self.new_id(), "conversation_id": conversation, "message_type": kind, "content": text}
        rest = {"private": False, "source_id": None, "status": "sent", "sender": {"type": "user"}, "error": None}
        self.messages[message["id"]] = {**message, **rest, "content_attributes": {}, **more}
        return self.messages[message["id"]]


class ChatwootOffice:
    """What a test does in Chatwoot."""

    def __init__(self, site: ChatwootSite) -> None:
        self.site = site

    def desk(self, seconds: float = 5.0) -> ChatwootDesk:
        return ChatwootDesk(ChatwootSettings(self.site.url, 7, 3, TOKEN, SECRET), seconds)

    def conversations(self) -> list[int]:
        return list(self.site.conversations)

    def lines(self, conversation: int) -> list[tuple[str, str]]:
        ours = [each for each in self.site.messages.values() if each["conversation_id"] == conversation]
        return [("note" if each["private"] else "person", each["content"]) for each in ours if each["source_id"]]

    def labels(self, conversation: int) -> set[str]:
        return {*self.site.conversations[conversation]["labels"], self.site.conversations[conversation]["priority"]}

    def label(self, conversation: int, name: str) -> None:
        self.site.conversations[conversation]["labels"].append(name)

    def reply(self, conversation: int, text: str) -> int:
        return int(self.site.add(conversation, 1, text)["id"])

    def note(self, conversation: int, text: str) -> int:
        return int(self.site.add(conversation, 1, text, private=True)["id"])

    def by_a_machine(self, conversation: int, text: str) -> int:
        self.site.add(conversation, 3, text, sender=None)
        self.site.add(conversation, 1, text, content_attributes={"automation_rule_id": 5})
        return int(self.site.add(conversation, 1, text, sender={"type": "agent_bot"})["id"])

    def assign(self, conversation: int, worker: int | None) -> None:
        self.site.conversations[conversation]["meta"] = {"assignee": {"id": worker}} if worker else {}

    def finish(self, conversation: int) -> None:
        self.site.conversations[conversation]["status"] = "resolved"

    def finished(self, conversation: int) -> bool:
        return bool(self.site.conversations[conversation]["status"] == "resolved")

    def remove(self, conversation: int) -> None:
        self.site.remove(conversation)

    def everything(self) -> str:
        return json.dumps([self.site.contacts, self.site.conversations, self.site.messages], ensure_ascii=False)

    def told(self, reply: int) -> str:
        message = self.site.messages[reply]
        return " ".join(filter(None, (message["status"], message["error"])))

    def webhook(self, conversation: int, at: float) -> tuple[dict[str, str], bytes]:
        body = json.dumps({"event": "message_created", "id": 1, "conversation": {"id": conversation}}).encode()
        return signed(body, at), body

    def forbid_deleting(self) -> None:
        self.site.administrator = False


def signed(body: bytes, at: float, secret: str = SECRET) -> dict[str, str]:
    digest = hmac.new(secret.encode(), f"{int(at)}.".encode() + body, sha256).hexdigest()
    headers = {"X-Chatwoot-Timestamp": str(int(at)), "X-Chatwoot-Signature": f"sha256={digest}"}
    assert re.fullmatch(r"sha256=[0-9a-f]{64}", headers["X-Chatwoot-Signature"])
    return headers
