"""Erasing at Telegram: messages of both sides, on both sides (https://core.telegram.org/bots/api#deletemessages)."""

import asyncio
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from telegram import Bot
from telegram.constants import BulkRequestLimit
from telegram.error import BadRequest, Forbidden, RetryAfter

from channels.channel import Erased
from channels.telegram.errors import is_chat_unknown, seconds_to_wait

# How Telegram begins its refusals (https://github.com/tdlib/telegram-bot-api); the library writes the first letter big.
_NOT_FOUND: Final = "Message to delete not found"
_TOO_OLD: Final = "Message can't be deleted"
# What stands in place of words of ours that are too old to be deleted: a message cannot be empty.
_OVERWRITTEN: Final = "."
_NUMBER: Final = re.compile(r"[1-9][0-9]{0,15}")


async def delete(bot: Bot, chat_id: str, message_ids: Sequence[str], *, time_limit: float) -> Erased:
    """Delete messages of one chat; it never raises. `time_limit` limits one call, in seconds.

    Gone: deleted, not found, or no number, which names no message of Telegram's. Kept: older than 48 hours, also where
    the bot's own words were overwritten with a dot, since the message still stands in the chat; refused for good; or
    all of them, where the person blocked the bot, deleted their account or the chat is unknown: by the time that they
    come back, 48 hours may well be over, and they can delete the chat themselves. Later: anything else. After a wait
    that Telegram asks for, or trouble on the way, the rest is not tried.
    """
    given = tuple(dict.fromkeys(message_ids))
    waiting = tuple(message_id for message_id in given if _NUMBER.fullmatch(message_id))
    gone, kept = set(given) - set(waiting), set[str]()
    chat = _Chat(bot, chat_id, time_limit)
    retry_after = None
    try:
        for first in range(0, len(waiting), BulkRequestLimit.MAX_LIMIT):
            together = waiting[first : first + BulkRequestLimit.MAX_LIMIT]
            if await chat.delete_together(together):
                gone.update(together)
                continue
            for message_id in together:
                (gone if await chat.delete(message_id) else kept).add(message_id)
    except RetryAfter as refusal:
        retry_after = seconds_to_wait(refusal)
    except (Forbidden, BadRequest):
        kept.update(set(waiting) - gone)
    except Exception:  # noqa: BLE001 - an odd answer breaks the library in any way it can, and its text stays here
        retry_after = None
    return Erased(
        gone=tuple(message_id for message_id in given if message_id in gone),
        later=tuple(message_id for message_id in given if message_id not in gone | kept),
        kept=tuple(message_id for message_id in given if message_id in kept),
        retry_after=retry_after,
    )


@dataclass(frozen=True, slots=True)
class _Chat:
    """The calls of one chat; they raise what does not concern a single message."""

    bot: Bot
    chat_id: str
    time_limit: float

    async def delete_together(self, message_ids: Sequence[str]) -> bool:
        """Delete up to 100; unknown ones are skipped, but one that cannot be deleted leaves all of them standing."""
        try:
            async with asyncio.timeout(self.time_limit):
                return await self.bot.delete_messages(self.chat_id, [int(message_id) for message_id in message_ids])
        except BadRequest as refusal:
            if is_chat_unknown(refusal):
                raise
            return False

    async def delete(self, message_id: str) -> bool:
        """Delete one, or overwrite it where it is too old; gives whether it is gone."""
        try:
            async with asyncio.timeout(self.time_limit):
                return await self.bot.delete_message(self.chat_id, int(message_id))
        except BadRequest as refusal:
            if is_chat_unknown(refusal):
                raise
            if refusal.message.startswith(_NOT_FOUND):
                return True
            if not refusal.message.startswith(_TOO_OLD):
                return False
        # A person's own message refuses this, and so does one that reads like this already.
        with suppress(BadRequest, Forbidden):
            async with asyncio.timeout(self.time_limit):
                await self.bot.edit_message_text(_OVERWRITTEN, chat_id=self.chat_id, message_id=int(message_id))
        return False
