"""The telephone numbers of knowledge/countries, read from its files whatever the program makes of them."""

from collections.abc import Iterable
from functools import cache
from typing import Any

import regex
import yaml

from bot.settings import PROJECT

_NUMBER = regex.compile(r"(?<![\w*+])[*+]?\d(?:[\d -]*\d)?(?!\w)")
_YEAR = regex.compile(r"(?:19|20)\d\d")
_LEAST_DIGITS = 3


@cache
def shown_numbers(kinds: frozenset[str] = frozenset()) -> frozenset[str]:
    """Give the digits of all numbers that may be shown, of these kinds only where some are named."""
    return frozenset(
        _digits(each["number"])
        for country in _countries()
        for each in country["services"]
        if each.get("number") and each["display_ok"] and (not kinds or each["kind"] in kinds)
    )


@cache
def law_numbers() -> frozenset[str]:
    """Give the numbers in what is said of a country's law, which read as telephone numbers and are none."""
    facts = [fact for country in _countries() for facts in country.get("facts", {}).values() for fact in facts]
    return frozenset(number for fact in facts for number in numbers_in(fact["text"]))


def numbers_in(text: str) -> Iterable[str]:
    """Find what reads as a telephone number, as digits: three and more that are no year."""
    found = (_digits(each) for each in _NUMBER.findall(text))
    return [each for each in found if len(each) >= _LEAST_DIGITS and not _YEAR.fullmatch(each)]


@cache
def _countries() -> tuple[Any, ...]:
    files = sorted((PROJECT / "knowledge" / "countries").glob("*.yml"))
    return tuple(yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader) for path in files)


def _digits(number: str) -> str:
    return "".join(each for each in number if each.isdecimal())
