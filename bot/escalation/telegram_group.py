"""Pings a group on Telegram, by a bot of its own (https://core.telegram.org/bots/api#sendmessage)."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from telegram import Bot, LinkPreviewOptions
from telegram.error import BadRequest, ChatMigrated

from bot.escalation.alert import PagerError, Ping
from channels.channel import SendError
from channels.telegram.connection import API_URL, Connection

SECONDS = 6.0
Answer = TypeVar("Answer")


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
        message = await self._called(
            lambda bot, chat: bot.send_message(
                chat, ping.linked_text, link_preview_options=LinkPreviewOptions(is_disabled=True), protect_content=True
            )
        )
        if ping.replaces:
            # An old ping that stays is only untidy.
            with suppress(PagerError):
                await self._called(lambda bot, chat: bot.delete_message(chat, int(ping.replaces)))
        return str(message.message_id)

    async def settle(self, message_id: str, text: str) -> None:
        """Write over the last ping that somebody has taken it. Raises PagerError."""
        try:
            await self._called(lambda bot, chat: bot.edit_message_text(text, chat_id=chat, message_id=int(message_id)))
        except PagerError as error:
            # What is gone already, too old, or says so already, needs no more.
            if error.code != BadRequest.__name__:
                raise

    async def close(self) -> None:
        """Let go of Telegram's connections."""
        await self._connection.close()

    async def _called(self, call: Callable[[Bot, str], Awaitable[Answer]]) -> Answer:
        async def followed(bot: Bot) -> Answer:
            try:
                return await call(bot, self.chat)
            except ChatMigrated as moved:
                # A group that has become a supergroup has another id, and nobody told the operator.
                return await call(bot, str(moved.new_chat_id))

        try:
            return await self._connection.call(followed)
        except SendError as refused:
            error = PagerError(refused.code, retryable=refused.retryable, retry_after=refused.retry_after or 0.0)
        raise error

    @cached_property
    def _connection(self) -> Connection:
        return Connection(bot_token=self.bot_token, api_url=self.api_url, time_limit=self.time_limit)
