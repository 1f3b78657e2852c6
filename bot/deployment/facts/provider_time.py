"""What time it is elsewhere, by the Date header of whoever answers (RFC 9110, section 6.6.1)."""

from dataclasses import dataclass
from email.utils import parsedate_to_datetime

import httpx

from bot.storage.clock import Clock

SECONDS = 10.0
HALF_A_SECOND = 0.5
"""The header has whole seconds, cut off."""


@dataclass(frozen=True, slots=True)
class Skew:
    """How many seconds the clock here is ahead of another's; `unsure` by so many either way."""

    of: str
    seconds: float
    unsure: float


async def clock_skew(url: str, clock: Clock) -> Skew | None:
    """Compare the clock with that of a server; None where it does not answer or says no time. It never raises."""
    try:
        async with httpx.AsyncClient(timeout=SECONDS) as client:
            before = clock()
            answer = await client.head(url)
            after = clock()
        theirs = parsedate_to_datetime(answer.headers["Date"]).timestamp() + HALF_A_SECOND
    except (httpx.HTTPError, httpx.InvalidURL, KeyError, ValueError, TypeError):
        return None
    return Skew(httpx.URL(url).host, (before + after) / 2 - theirs, (after - before) / 2 + HALF_A_SECOND)
