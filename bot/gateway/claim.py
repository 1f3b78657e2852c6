"""Whose event it is to answer, where a provider repeats it or several gateways get it."""

import asyncio

from bot.sessions.store import SessionStore


async def claimed(sessions: SessionStore, claim: str, repeat_seconds: float, poll_seconds: float) -> bool:
    """Say whether the event is ours to answer; a repeated one waits, since the first one's process may be dead.

    Raises SessionsUnavailable.
    """
    now = asyncio.get_running_loop().time
    until = now() + repeat_seconds
    while not await sessions.claim(claim):
        if await sessions.answered(claim) or now() + poll_seconds > until:
            return False
        await asyncio.sleep(poll_seconds)
    return True
