"""How many messages are read of one sender: generous bounds, since people in fear write many short ones."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.setting import Setting, SettingError, number

LEAST_MINUTE = 30
"""Fewer would cut off somebody who is afraid and writes a word at a time."""
LEAST_NETWORK = 100
"""A shelter, a school or all customers of a mobile carrier may share one address."""

FLOOD_SETTINGS = (
    Setting(
        "AMPARO_MESSAGES_A_MINUTE",
        "messages of one sender that are read within a minute, 30 at least; danger is always heard",
        "60",
    ),
    Setting(
        "AMPARO_MESSAGES_AN_HOUR",
        "messages of one sender that are read within an hour, as many as in a minute at least",
        "600",
    ),
    Setting(
        "AMPARO_NETWORK_MESSAGES_A_MINUTE",
        "messages of the web chat that are read within a minute from one network address, 100 at least",
        "600",
    ),
)


@dataclass(frozen=True, slots=True)
class FloodSettings:
    """How many messages of one sender are read in a minute and an hour, and of one network address in a minute.

    By default a message each second for a minute, and one each six seconds for an hour: nobody types so, and thirty
    short messages in two minutes stay far below it, as does a report with all its answers.
    """

    minute: int = 60
    hour: int = 600
    network_minute: int = 600


DEFAULT = FloodSettings()


def read_flood(values: Mapping[str, str]) -> FloodSettings:
    """Read the bounds. Raises SettingError."""
    read = FloodSettings(
        number(values, "AMPARO_MESSAGES_A_MINUTE", DEFAULT.minute, 10_000, LEAST_MINUTE),
        number(values, "AMPARO_MESSAGES_AN_HOUR", DEFAULT.hour, 100_000, LEAST_MINUTE),
        number(values, "AMPARO_NETWORK_MESSAGES_A_MINUTE", DEFAULT.network_minute, 1_000_000, LEAST_NETWORK),
    )
    if read.hour < read.minute:
        raise SettingError(
            f"AMPARO_MESSAGES_AN_HOUR must be {read.minute} or more, since so many are read within a minute"
        )
    return read
