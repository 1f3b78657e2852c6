"""A bot's connection to Telegram, by python-telegram-bot: calls within their time, and errors that tell nothing."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, TypeVar

from telegram import Bot
from telegram.error import TelegramError
from telegram.request import HTTPXRequest

from channels.channel import SendUnavailable
from channels.reach import connecting_seconds
from channels.telegram.errors import send_error

API_URL: Final = "https://api.telegram.org"

Answer = TypeVar("Answer")


@dataclass(frozen=True, kw_only=True, eq=False)
class Connection:
    """One bot's calls; `api_url` is another server than Telegram's, `time_limit` limits one call, in seconds."""

    bot_token: str = field(repr=False)
    api_url: str
    time_limit: float

    async def call(self, calling: Callable[[Bot], Awaitable[Answer]]) -> Answer:
        """Make a call and give its answer. Raises SendError."""
        bot = await self.bot()  # built before the time runs
        # What the library raises can hold the words or the token; raised in a handler it would ride along as context.
        try:
            async with asyncio.timeout(self.time_limit):
                return await calling(bot)
        except TelegramError as refusal:
            error = send_error(refusal)
        except TimeoutError:
            error = SendUnavailable("timeout")
        raise error

    async def bot(self) -> Bot:
        """Give the library's bot, ready to be called."""
        await self._request.initialize()
        return self._bot

    async def close(self) -> None:
        """Let go of Telegram's connections; a later call opens new ones."""
        if "_request" in self.__dict__:
            await self._request.shutdown()

    @cached_property
    def _request(self) -> HTTPXRequest:
        limit, connecting = self.time_limit, connecting_seconds(self.time_limit)
        return HTTPXRequest(
            read_timeout=limit, write_timeout=limit, connect_timeout=connecting, pool_timeout=connecting
        )

    @cached_property
    def _bot(self) -> Bot:
        return Bot(
            self.bot_token,
            base_url=f"{self.api_url}/bot",
            base_file_url=f"{self.api_url}/file/bot",
            request=self._request,
            get_updates_request=self._request,
        )
