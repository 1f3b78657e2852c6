"""Pings a group on Telegram, by a bot of its own (https://core.telegram.org/bots/api#sendmessage)."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from telegram import Bot, LinkPreviewOptions
from telegram.error import BadRequest, ChatMigrated, TelegramError
from telegram.request import HTTPXRequest

from bot.escalation.alert import PagerError, Ping
from channels.telegram.channel import API_URL
from channels.telegram.errors import send_error

SECONDS = 6.0


@dataclass(frozen=True, kw_only=True, eq=False)
class TelegramGroup:
    """A group that the bot is in; each ticket has one message there, that of its last ping."""

    bot_token: str = field(repr=False)
    chat: str = field(repr=False)
    api_url: str = API_URL
    time_limit: float = SECONDS
    kind: str = field(default="telegram", init=False)

    async def page(self, ping: Ping) -> str:
        """Send a message and take the one before away. Raises PagerError."""

        async def send(chat: str) -> Any:
            return await self._bot.send_message(
                chat, ping.linked_text, link_preview_options=LinkPreviewOptions(is_disabled=True), protect_content=True
            )

        message = await self._called(send)
        if ping.replaces:
            # An old ping that stays is only untidy.
            with suppress(PagerError):
                await self._called(lambda chat: self._bot.delete_message(chat, int(ping.replaces)))
        return str(message.message_id)

    async def settle(self, message_id: str, text: str) -> None:
        """Write over the last ping that somebody has taken it. Raises PagerError."""
        try:
            await self._called(lambda chat: self._bot.edit_message_text(text, chat_id=chat, message_id=int(message_id)))
        except PagerError as error:
            # What is gone already, too old, or says so already, needs no more.
            if error.code != BadRequest.__name__:
                raise

    async def close(self) -> None:
        """Let go of Telegram's connections."""
        if "_request" in self.__dict__:
            await self._request.shutdown()

    async def _called(self, call: Callable[[str], Awaitable[Any]]) -> Any:
        await self._request.initialize()
        chat = self.chat
        # What the library raises can hold the token; raised in a handler it would ride along as context.
        try:
            async with asyncio.timeout(self.time_limit):
                try:
                    return await call(chat)
                except ChatMigrated as moved:
                    # A group that has become a supergroup has another id, and nobody told the operator.
                    return await call(str(moved.new_chat_id))
        except TelegramError as refusal:
            sending = send_error(refusal)
            error = PagerError(sending.code, retryable=sending.retryable, retry_after=sending.retry_after or 0.0)
        except TimeoutError:
            error = PagerError("timeout")
        raise error

    @cached_property
    def _request(self) -> HTTPXRequest:
        limit = self.time_limit
        return HTTPXRequest(read_timeout=limit, write_timeout=limit, connect_timeout=limit, pool_timeout=limit)

    @cached_property
    def _bot(self) -> Bot:
        return Bot(
            self.bot_token, base_url=f"{self.api_url}/bot", request=self._request, get_updates_request=self._request
        )
