"""Telegram played by an emulator that keeps the chat: what a person would see on their phone."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from bot.knowledge.knowledge_base import read_knowledge
from bot.settings import PROJECT
from channels.channel import Address, Erased, OutboundMessage, QuickReply
from channels.telegram import TelegramChannel
from tests.bot.gateway.running import RunningGateway
from tests.channels.webhooks import BOT_TOKEN, SECRET_TOKEN
from tests.peers.telegram_proxy import TelegramProxy

pytestmark = pytest.mark.peers
QUESTION = "mi jefe me quito el pasaporte"
PERSON = {"id": 771_900_001, "is_bot": False, "first_name": "Nomvula", "language_code": "es"}
CHAT = {"id": PERSON["id"], "type": "private", "first_name": "Nomvula"}


@dataclass(frozen=True)
class Phone:
    """The person's side of the emulator."""

    url: str
    gateway: RunningGateway

    def writes(self, text: str) -> list[dict[str, Any]]:
        return self._answered("sendMessage", text=text, chat=CHAT)

    def taps(self, title: str) -> list[dict[str, Any]]:
        shown = next(message for message in reversed(self.history()) if "reply_markup" in message)
        rows = shown["reply_markup"]["inline_keyboard"]
        (code,) = {each["callback_data"] for row in rows for each in row if each["text"] == title}
        message = {"message_id": 1, "date": int(time.time()), "chat": CHAT, "text": shown["text"]}
        return self._answered("sendCallback", data=code, message=message)

    def history(self) -> list[dict[str, Any]]:
        history = self._post("getUpdatesHistory", token=BOT_TOKEN).json()["result"]
        return [update["message"] for update in history if str(update["message"].get("chat_id")) == str(CHAT["id"])]

    def set_webhook(self, url: str) -> None:
        assert self._post(f"bot{BOT_TOKEN}/setWebhook", url=url).is_success

    def _answered(self, call: str, **fields: object) -> list[dict[str, Any]]:
        before, done = len(self.history()), self.gateway.counted("answered", "telegram")
        self._post(call, **{"botToken": BOT_TOKEN, "from": PERSON, "date": int(time.time()), **fields})
        _until(lambda: self.gateway.counted("answered", "telegram") > done)
        return self.history()[before:]

    def _post(self, path: str, **fields: object) -> httpx.Response:
        return httpx.post(f"{self.url}/{path}", json=fields, trust_env=False, timeout=15)


@pytest.mark.model
@pytest.mark.redis
def test_a_chat_with_buttons(gateway: RunningGateway, telegram_proxy: TelegramProxy) -> None:
    catalogs = read_knowledge(PROJECT).catalogs
    phone = Phone(telegram_proxy.emulator_url, gateway)
    phone.set_webhook(f"{telegram_proxy.url}/update")

    introduction, answer, *_ = phone.writes(QUESTION)
    assert introduction["text"].startswith(catalogs.say("conversation.first_contact", "es"))
    assert answer["text"].startswith(catalogs.say("topic.identity_documents.short", "es"))
    assert answer["protect_content"] == "true"

    help_there = phone.taps("Perú")
    assert "1818" in help_there[-1]["text"]
    more = phone.taps(catalogs.say("conversation.choice.more", "es"))
    assert more[0]["text"].startswith(catalogs.say("topic.identity_documents.full", "es")[:60])
    phone.taps(catalogs.say("conversation.choice.exit", "es"))
    # All that was said is deleted; the last line stays for a moment, so that it can be read.
    _until(lambda: [each["text"] for each in phone.history()] == [catalogs.say("conversation.exit.done", "es")])
    assert telegram_proxy.statuses == [200] * 4


@pytest.mark.model
@pytest.mark.redis
def test_the_emulator_without_the_secret_is_turned_away(gateway: RunningGateway, telegram_proxy: TelegramProxy) -> None:
    phone = Phone(telegram_proxy.emulator_url, gateway)
    phone.set_webhook(f"{telegram_proxy.url}/update")
    refused, before = gateway.counted("refused", "telegram"), len(phone.history())
    update = {"update_id": 1, "message": {"message_id": 1, "date": 1, "chat": CHAT, "from": PERSON, "text": QUESTION}}
    assert httpx.post(f"{gateway.url}/webhooks/telegram", json=update, trust_env=False).status_code == 403
    assert gateway.counted("refused", "telegram") == refused + 1
    assert len(phone.history()) == before


async def test_an_erased_chat_is_empty_on_both_sides(telegram_proxy: TelegramProxy) -> None:
    # A bot without a webhook, for which the emulator keeps what the person wrote.
    bot, url = "4243:bot-that-erases", telegram_proxy.emulator_url
    address = Address("telegram", str(CHAT["id"]))
    channel = TelegramChannel(bot_token=bot, secret_token=SECRET_TOKEN, api_url=telegram_proxy.url)
    written = {"botToken": bot, "from": PERSON, "chat": CHAT, "date": int(time.time()), "text": QUESTION}
    try:
        _write(url, written)
        theirs = [str(message["messageId"]) for message in _kept(url, bot)]
        ours = await channel.send(address, OutboundMessage("x" * 5000, (QuickReply("id", "Sí"),)))
        assert (len(theirs), len(ours), len(_kept(url, bot))) == (1, 2, 3)

        given = (*theirs, *ours, "987654321")
        assert await channel.delete(Address("telegram", "771900003"), given) == Erased(gone=given)
        assert len(_kept(url, bot)) == 3  # another person's chat

        assert await channel.delete(address, given) == Erased(gone=given)
        assert _kept(url, bot) == []
    finally:
        await channel.close()


def _write(url: str, message: dict[str, Any]) -> None:
    assert httpx.post(f"{url}/sendMessage", json=message, trust_env=False).is_success


def _kept(url: str, bot: str) -> list[dict[str, Any]]:
    answer = httpx.post(f"{url}/getUpdatesHistory", json={"token": bot}, trust_env=False)
    return list(answer.json()["result"])


def _until(happened: Callable[[], bool]) -> None:
    until = time.monotonic() + 20
    while not happened():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.05)
