"""Telegram as far as a bot's webhook and profile go, with its limits; it keeps what it is told."""

import json
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

TOKEN = "12345678:" + "AAbb" * 9


@dataclass
class TelegramServer:
    """What it knows of the one bot, and each call that changed something."""

    webhook: dict[str, Any] = field(default_factory=dict)
    profile: dict[tuple[str, str], Any] = field(default_factory=dict)
    changes: list[str] = field(default_factory=list)
    failing: dict[str, Any] = field(default_factory=dict)
    refusals: dict[str, tuple[int, dict[str, Any]]] = field(default_factory=dict)
    """By method: a status and a body for its next call."""

    def app(self) -> Starlette:
        return Starlette(routes=[Route("/bot{token}/{method}", self.answer, methods=["POST"])])

    async def answer(self, request: Request) -> Response:
        method = request.path_params["method"]
        if request.path_params["token"] != TOKEN:
            return JSONResponse({"ok": False, "error_code": 401, "description": "Unauthorized"}, 401)
        if method in self.refusals:
            status, body = self.refusals.pop(method)
            return JSONResponse({"ok": False, "error_code": status, **body}, status)
        return JSONResponse({"ok": True, "result": self.result(method, dict(await request.form()))})

    def result(self, method: str, given: dict[str, Any]) -> Any:
        language = given.get("language_code", "")
        kind, _, what = method.partition("My")
        if what:
            if kind == "get":
                return self.kept(what, language)
            self.changes.append(f"{method} {language}".strip())
            place = (what, language)
            if kind == "delete":
                self.profile.pop(place, None)
            elif what == "Commands":
                assert json.loads(given["scope"]) == {"type": "all_private_chats"}
                self.profile[place] = json.loads(given["commands"])
            else:
                self.profile[place] = given.get("description", given.get("short_description", ""))
            return True
        if method == "getWebhookInfo":
            return {"url": "", "has_custom_certificate": False, "pending_update_count": 0, **self.info()}
        self.changes.append(method)
        self.webhook = given if method == "setWebhook" else {}
        return True

    def kept(self, what: str, language: str) -> Any:
        if what == "Commands":
            return self.profile.get((what, language), [])
        field_name = "description" if what == "Description" else "short_description"
        return {field_name: self.profile.get((what, language), "")}

    def info(self) -> dict[str, Any]:
        shown = {"url": self.webhook["url"]} if self.webhook else {}
        if "allowed_updates" in self.webhook:
            shown["allowed_updates"] = json.loads(self.webhook["allowed_updates"])
        return {**shown, **self.failing}
