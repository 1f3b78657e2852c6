"""Whether a call that failed can have arrived, and when to try again: what decides over a further try."""

import re
from collections.abc import Mapping
from typing import Final

import httpx

NOT_ARRIVED: Final = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)
"""Failures before the first byte of the request; after any other one the other side may have done what it was asked."""

_CONNECTING: Final = 0.75
# The header's other form, a date, would need a clock.
_SECONDS: Final = re.compile(r"[0-9]{1,6}")


def connecting_seconds(limit: float) -> float:
    """Give the part of a call's time in which it must have connected, so that this failure is told from a later one."""
    return _CONNECTING * limit


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Read after how many seconds the next call is welcome (RFC 9110, section 10.2.3), None where nothing says."""
    wait = headers.get("Retry-After", "")
    return float(wait) if _SECONDS.fullmatch(wait) else None
