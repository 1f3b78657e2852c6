"""The log: one line for each thing that happened, with fields from a fixed list and never anybody's words."""

import logging
import sys
import warnings
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any, TextIO

import structlog

from bot import crashes

FIELDS = frozenset({"event", "level", "timestamp", "channel", "error", "count", "role", "parts", "place", "mend"})
"""All that may stand in a log; a field that is not here is dropped, not masked."""

NOISY = ("httpx", "httpcore", "telegram", "twilio", "uvicorn", "uvicorn.access", "uvicorn.error", "asyncio", "aiohttp")
"""At lower levels these print tokens in addresses, bodies and phone numbers."""


def configure_logs(role: str) -> structlog.typing.FilteringBoundLogger:
    """Set up the process's log on standard error; libraries, warnings and crashes write no text of their own to it."""
    for known in list(logging.Logger.manager.loggerDict.values()):
        if isinstance(known, logging.Logger):
            known.handlers.clear()
            known.propagate = True
    for name in NOISY:
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate, logger.level = [logging.NullHandler()], False, logging.CRITICAL
    # Without a handler here the first `logging.warning` of any library would set up one that prints everything.
    logging.getLogger().handlers[:] = [logging.NullHandler()]
    logging.lastResort = None
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _only_known_fields,
            structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    bound: structlog.typing.FilteringBoundLogger = structlog.get_logger().bind(role=role)
    crashes.catch(lambda kind, place: bound.error("uncaught", error=kind, place=place))

    def warned(  # noqa: PLR0913, PLR0917 - the signature is Python's
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        file: TextIO | None = None,
        line: str | None = None,
    ) -> None:
        del message, file, line
        bound.warning("warned", error=category.__name__, place=f"{Path(filename).stem}:{lineno}")

    warnings.showwarning = warned
    return bound


def silent_log() -> structlog.typing.FilteringBoundLogger:
    """Give a log that says nothing, for a conversation on the command line."""
    silent: structlog.typing.FilteringBoundLogger = structlog.wrap_logger(
        None, wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL)
    )
    return silent


def _only_known_fields(_: Any, __: str, fields: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {name: value for name, value in fields.items() if name in FIELDS}
