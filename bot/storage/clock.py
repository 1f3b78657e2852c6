"""The time, as everything here is told it."""

from collections.abc import Callable

Clock = Callable[[], float]
"""Gives the time in seconds since the epoch; tests move it."""
