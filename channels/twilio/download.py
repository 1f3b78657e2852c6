"""Fetching what is attached to a message from Twilio (https://www.twilio.com/docs/messaging/api/media-resource)."""

import re
from collections.abc import Mapping
from typing import Final

from channels.attachment import AttachmentFile
from channels.fetching import FetchRefused, FetchTooLarge, fetch

# Only ids are kept of an address, and it is put together anew: a forged one leads nowhere else.
_PATH: Final = re.compile(r".*/Messages/(?P<message>[A-Za-z0-9]+)/Media/(?P<media>[A-Za-z0-9]+)", re.ASCII)
_IDS: Final = re.compile(r"([A-Za-z0-9]+)/([A-Za-z0-9]+)", re.ASCII)
# Twilio leads to its own store, and that sometimes to the one beneath.
_MOST_REDIRECTS: Final = 3


def file_id(address: str) -> str:
    """Read the ids of a message and of what is attached to it, as `message/media`; blank for any other address."""
    match = _PATH.fullmatch(address)
    return f"{match['message']}/{match['media']}" if match else ""


def ids(file: AttachmentFile) -> tuple[str, str] | None:
    """Part the message's id from that of what is attached; None where the file was never one of Twilio's."""
    match = _IDS.fullmatch(file.id)
    return (match[1], match[2]) if match else None


async def download(  # noqa: PLR0913 - an address and its bounds
    file: AttachmentFile, *, api_url: str, account_sid: str, auth_token: str, most_bytes: int, seconds: float
) -> bytes:
    """Fetch the file; the credentials go to Twilio's own address and no further. Raises FetchError."""
    if file.size > most_bytes:
        raise FetchTooLarge
    found = ids(file)
    if found is None:
        raise FetchRefused("no such id")
    message, media = found
    return await fetch(
        f"{api_url}/2010-04-01/Accounts/{account_sid}/Messages/{message}/Media/{media}",
        most_bytes=most_bytes,
        seconds=seconds,
        credentials=(account_sid, auth_token),
        most_redirects=_MOST_REDIRECTS,
    )


def declared_type(fields: Mapping[str, str], index: int) -> str:
    """Read what a file is said to be, without parameters, in lower case."""
    return fields.get(f"MediaContentType{index}", "").partition(";")[0].strip().lower()
