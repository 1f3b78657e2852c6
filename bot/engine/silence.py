"""Nothing that a person wrote may show: telemetry off, other people's log lines reduced to their place and kind."""

import logging
import os
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from bot import crashes

_ENVIRONMENT = {
    "RASA_TELEMETRY_ENABLED": "false",
    # Rasa hands what it logs as critical to Sentry, wherever an address for it is set.
    "SENTRY_DSN": "",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    # One thread for each library: the engine scales by processes, and threads that wait for each other cost more.
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    # Rasa would keep what it trained in a folder of its own; vectors are what is worth keeping.
    "RASA_MAX_CACHE_SIZE": "0",
    "LOG_LEVEL": "ERROR",
    "LOG_LEVEL_LIBRARIES": "ERROR",
}
_SHOWN = ("bot.",)
_FIELDS = ("level", "logger", "timestamp")


def quiet_environment() -> None:
    """Set what libraries read once; call it before Rasa or numpy is imported."""
    os.environ.update(_ENVIRONMENT)
    # Libraries change the filters while they are imported, so warnings are caught where they are shown.
    logging.captureWarnings(capture=True)
    logging.getLogger("py.warnings").addHandler(logging.NullHandler())


def quiet_logs() -> None:
    """Let through our own lines whole, and of all others only the logger's name, the level and the error's type."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_PlaceAndKind())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for logger in list(logging.Logger.manager.loggerDict.values()):
        if isinstance(logger, logging.Logger):
            logger.handlers.clear()
            logger.propagate = True
            logger.setLevel(logging.NOTSET)
    logging.getLogger("py.warnings").setLevel(logging.ERROR)
    structlog.configure(
        processors=[structlog.processors.add_log_level, _allowed_fields, structlog.processors.LogfmtRenderer()],
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    crashes.catch(_tell)


class _PlaceAndKind(logging.Formatter):
    """A line without its message, unless the line is ours: a library's message can hold what a person wrote."""

    def format(self, record: logging.LogRecord) -> str:
        line = f"{record.levelname} {record.name} {record.funcName}:{record.lineno}"
        if record.name.startswith(_SHOWN):
            line = f"{line} {record.getMessage()}"
        if record.exc_info and record.exc_info[0]:
            line = f"{line} {record.exc_info[0].__name__}"
        return line


def _allowed_fields(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop every field, the event's text included, that is not known to be harmless."""
    return {name: value for name, value in event.items() if name in _FIELDS}


def _tell(kind: str, place: str) -> None:
    sys.stderr.write(f"amparo engine: uncaught {kind} at {place}\n")
