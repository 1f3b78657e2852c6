"""Whether a call that failed can have arrived: what decides between a further try and a question to somebody."""

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


def connecting_seconds(limit: float) -> float:
    """Give the part of a call's time in which it must have connected, so that this failure is told from a later one."""
    return _CONNECTING * limit
