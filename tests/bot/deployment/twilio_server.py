"""Twilio's senders: a number, a messaging service and a WhatsApp sender, each behind its own resource."""

import json
from base64 import b64decode
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

ACCOUNT, AUTH_TOKEN = "AC" + "0" * 32, "made-up-token-of-nobody"
NUMBER, NUMBER_SID = "+15550001111", "PN" + "1" * 32
SERVICE = "MG" + "2" * 32
WHATSAPP, WHATSAPP_SID = "whatsapp:+15550003333", "XE" + "3" * 32


def camel(name: str) -> str:
    """Give the name that the form of a change has for a field of the answer."""
    return "".join(word.capitalize() for word in name.split("_"))


@dataclass
class TwilioServer:
    """What it keeps of the account, and each change with what it carried."""

    number: dict[str, Any] = field(default_factory=dict)
    service: dict[str, Any] = field(default_factory=dict)
    whatsapp: dict[str, Any] = field(default_factory=dict)
    changes: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    status: int = 0
    """Answers everything with this where it is set."""

    def __post_init__(self) -> None:
        self.number = {"sid": NUMBER_SID, "sms_url": "https://demo.example.org/", "sms_method": "POST"}
        self.service = {"sid": SERVICE, "inbound_request_url": None, "use_inbound_webhook_on_number": True}
        self.whatsapp = {"sid": WHATSAPP_SID, "sender_id": WHATSAPP, "webhook": {}, "profile": {"name": "Office"}}

    def app(self) -> Starlette:
        numbers = f"/2010-04-01/Accounts/{ACCOUNT}/IncomingPhoneNumbers"
        return Starlette(
            routes=[
                self.route(f"{numbers}.json", self.list_numbers),
                self.route(f"{numbers}/{NUMBER_SID}.json", self.change_number),
                self.route(f"/v1/Services/{SERVICE}", self.see_service),
                self.route("/v2/Channels/Senders", self.list_senders),
                self.route(f"/v2/Channels/Senders/{WHATSAPP_SID}", self.change_sender),
            ]
        )

    def route(self, path: str, answer: Any) -> Route:
        async def endpoint(request: Request) -> Response:
            given = b64decode(request.headers["Authorization"].removeprefix("Basic ")).decode()
            if given != f"{ACCOUNT}:{AUTH_TOKEN}":
                return JSONResponse({"code": 20003, "message": "Authenticate", "status": 401}, 401)
            if self.status:
                return JSONResponse({"code": 20500, "message": "Failed", "status": self.status}, self.status)
            return JSONResponse(answer(request, await request.body()))

        return Route(path, endpoint, methods=["GET", "POST"])

    def list_numbers(self, request: Request, _: bytes) -> Any:
        found = [self.number] if request.query_params["PhoneNumber"] == NUMBER else []
        return {"incoming_phone_numbers": found, "page": 0, "page_size": 1, "next_page_uri": None}

    def change_number(self, _: Request, body: bytes) -> Any:
        return self.changed("number", self.number, body)

    def see_service(self, request: Request, body: bytes) -> Any:
        return self.service if request.method == "GET" else self.changed("service", self.service, body)

    def list_senders(self, _: Request, __: bytes) -> Any:
        meta = {"page": 0, "page_size": 50, "key": "senders", "next_page_url": None, "url": "", "first_page_url": ""}
        return {"senders": [self.whatsapp], "meta": meta}

    def change_sender(self, request: Request, body: bytes) -> Any:
        assert request.headers["Content-Type"] == "application/json"
        given = json.loads(body)
        self.changes.append(("whatsapp", given))
        # A field that is sent as null is emptied.
        self.whatsapp |= given
        return self.whatsapp

    def changed(self, kind: str, kept: dict[str, Any], body: bytes) -> Any:
        given = dict(parse_qsl(body.decode(), keep_blank_values=True))
        self.changes.append((kind, given))
        fields = {
            *kept,
            *("sms_url", "sms_method", "sms_fallback_url", "sms_fallback_method", "sms_application_sid"),
            *("inbound_request_url", "inbound_method", "fallback_url", "fallback_method", "status_callback"),
        }
        known = {camel(name): name for name in fields}
        words = {"true": True, "false": False}
        kept |= {known[name]: words.get(value.lower(), value) for name, value in given.items()}
        return kept
