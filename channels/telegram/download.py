"""Fetching a file from Telegram (https://core.telegram.org/bots/api#getfile): its address holds the bot's token."""

import asyncio
from urllib.parse import quote, urlsplit

from telegram import File
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError

from channels.attachment import AttachmentFile
from channels.fetching import FetchError, FetchRefused, FetchThrottled, FetchTooLarge, FetchUnavailable, fetch
from channels.telegram.connection import Connection
from channels.telegram.errors import seconds_to_wait

# How Telegram refuses what is over its own 20 MB (https://github.com/tdlib/telegram-bot-api).
_TOO_BIG = "file is too big"


async def download(connection: Connection, file: AttachmentFile, *, most_bytes: int, seconds: float) -> bytes:
    """Ask where the file lies, and fetch it within so many seconds. Raises FetchError."""
    if file.size > most_bytes:
        raise FetchTooLarge
    found = await _find(connection, file.id)
    if (found.file_size or 0) > most_bytes:
        raise FetchTooLarge
    if not found.file_path:
        raise FetchRefused("no path")
    address = urlsplit(found.file_path)
    return await fetch(address._replace(path=quote(address.path)).geturl(), most_bytes=most_bytes, seconds=seconds)


async def _find(connection: Connection, file_id: str) -> File:
    bot = await connection.bot()  # built before the time runs
    # What the library raises can hold the token; raised in a handler it would ride along as context.
    try:
        async with asyncio.timeout(connection.time_limit):
            return await bot.get_file(file_id)
    except TelegramError as refusal:
        error = _fetch_error(refusal)
    except TimeoutError:
        error = FetchUnavailable("timeout")
    except Exception as failure:  # noqa: BLE001 - an odd answer breaks the library in any way it can
        error = FetchUnavailable(type(failure).__name__)
    raise error


def _fetch_error(refusal: TelegramError) -> FetchError:
    """Name the error of a refused question for a file."""
    code = type(refusal).__name__
    match refusal:
        case RetryAfter():
            return FetchThrottled(code, seconds_to_wait(refusal))
        case BadRequest() if refusal.message.lower() == _TOO_BIG:
            return FetchTooLarge(code)
        # To the library a refused question is trouble of the network too.
        case NetworkError() if not isinstance(refusal, BadRequest):
            return FetchUnavailable(code)
    return FetchRefused(code)
