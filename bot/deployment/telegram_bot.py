"""The bot as Telegram keeps it: its webhook and its profile (https://core.telegram.org/bots/api)."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeVar

from telegram import Bot, BotCommandScopeAllPrivateChats
from telegram.error import BadRequest, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.deployment.profile import Profile
from bot.deployment.refusal import ProviderRefusal
from bot.settings import TelegramSettings
from channels.telegram import HANDLED_UPDATES
from channels.telegram.connection import Connection
from channels.telegram.errors import seconds_to_wait

MAXIMUM_CONNECTIONS = 40
"""How many updates Telegram may bring at once; its own default, made certain."""
CALL_SECONDS = 10.0
LONGEST_WAIT = 30.0
"""How long a command waits where Telegram asks it to; beyond that it is run again."""
# People write to the bot in private; in a group it says nothing, and shows nothing.
PRIVATE = BotCommandScopeAllPrivateChats()

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class TelegramWebhook:
    """What Telegram says of its webhook; `error_at` is in seconds since the epoch, 0 where nothing failed."""

    url: str
    pending: int = 0
    error: str = ""
    error_at: float = 0.0
    updates: frozenset[str] = field(default_factory=frozenset)


class TelegramBot:
    """Reads and changes what Telegram keeps of the bot; every call raises ProviderRefusal."""

    def __init__(self, settings: TelegramSettings) -> None:
        """Take the bot; nothing connects before the first call."""
        self._settings = settings
        self._connection = Connection(bot_token=settings.bot_token, api_url=settings.api_url, time_limit=CALL_SECONDS)

    async def webhook(self) -> TelegramWebhook:
        """Ask what is set, and how it goes."""
        info = await self._call(lambda bot: bot.get_webhook_info())
        return TelegramWebhook(
            info.url,
            info.pending_update_count,
            self._without_token(info.last_error_message or ""),
            info.last_error_date.timestamp() if info.last_error_date else 0.0,
            frozenset(info.allowed_updates),
        )

    async def set_webhook(self, url: str) -> None:
        """Let Telegram bring its updates there, with our secret; what waits at Telegram is kept."""
        await self._call(
            lambda bot: bot.set_webhook(
                url,
                secret_token=self._settings.webhook_secret,
                allowed_updates=HANDLED_UPDATES,
                max_connections=MAXIMUM_CONNECTIONS,
                drop_pending_updates=False,
            )
        )

    async def remove_webhook(self) -> None:
        """Let Telegram bring nothing more; what people write waits there for a day."""
        await self._call(lambda bot: bot.delete_webhook(drop_pending_updates=False))

    async def profile(self, language: str) -> Profile:
        """Read the profile of a language."""
        description, short, commands = await asyncio.gather(
            self._call(lambda bot: bot.get_my_description(language_code=language)),
            self._call(lambda bot: bot.get_my_short_description(language_code=language)),
            self._call(lambda bot: bot.get_my_commands(scope=PRIVATE, language_code=language or None)),
        )
        return Profile(
            description.description,
            short.short_description,
            tuple((each.command, each.description) for each in commands),
        )

    async def change_profile(self, language: str, old: Profile, new: Profile) -> None:
        """Write what differs of a language's profile; an empty one removes it."""
        code = language or None
        if new.description != old.description:
            await self._call(lambda bot: bot.set_my_description(new.description, language_code=code))
        if new.short != old.short:
            await self._call(lambda bot: bot.set_my_short_description(new.short, language_code=code))
        if new.commands != old.commands:
            if new.commands:
                await self._call(lambda bot: bot.set_my_commands(new.commands, scope=PRIVATE, language_code=code))
            else:
                await self._call(lambda bot: bot.delete_my_commands(scope=PRIVATE, language_code=code))

    async def close(self) -> None:
        """Close the connections."""
        await self._connection.close()

    async def _call(self, calling: Callable[[Bot], Awaitable[Answer]]) -> Answer:
        waited = 0.0
        while True:
            answer, wait = await self._try(calling)
            if answer is not None:
                return answer
            waited += wait
            if waited > LONGEST_WAIT:
                raise ProviderRefusal(
                    f"Telegram takes no more calls for {wait:.0f} s", "run this again after that; what is done stays"
                )
            await asyncio.sleep(wait)

    async def _try(self, calling: Callable[[Bot], Awaitable[Answer]]) -> tuple[Answer | None, float]:
        """Give the answer, or after how many seconds Telegram takes the call."""
        bot = await self._connection.bot()  # built before the time runs
        # What the library raises can hold the token; raised in a handler it would ride along as context.
        try:
            async with asyncio.timeout(CALL_SECONDS):
                return await calling(bot), 0.0
        except RetryAfter as refusal:
            return None, seconds_to_wait(refusal)
        except (InvalidToken, Forbidden):
            error = ProviderRefusal("Telegram knows no such bot", "copy TELEGRAM_BOT_TOKEN anew from @BotFather")
        except BadRequest as refusal:
            said = self._without_token(refusal.message)
            error = ProviderRefusal(f"Telegram refuses: {said}", "mend what it names, and run this again")
        except (TelegramError, TimeoutError):
            error = _unreachable(self._settings.api_url)
        except Exception:  # noqa: BLE001 - an odd answer breaks the library in any way it can
            error = ProviderRefusal("Telegram's answer cannot be read", "is TELEGRAM_API_URL Telegram's?")
        raise error

    def _without_token(self, text: str) -> str:
        # The library writes what Telegram says in other capitals.
        for secret in (self._settings.bot_token, self._settings.webhook_secret):
            text = re.sub(re.escape(secret), "***", text, flags=re.IGNORECASE)
        return text


def _unreachable(url: str) -> ProviderRefusal:
    return ProviderRefusal(
        f"Telegram does not answer at {url}", "look at this machine's way to the internet, and run this again"
    )
