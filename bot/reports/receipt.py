"""A report's receipt: ten digits that look like a parcel's number, the last of them a check digit.

The check is Luhn's (ISO/IEC 7812-1, annex B): it finds each single wrong digit, and neighbours in the
wrong order except 0 and 9.
"""

import secrets
import unicodedata

DIGITS = 10
NUMBERS = 10 ** (DIGITS - 1)
_BETWEEN = frozenset({"Zs", "Zl", "Zp", "Pd", "Cf", "Cc"})
"""Spaces, dashes, line ends and marks of direction: what keyboards and messengers put between digits."""
_MARKS = frozenset("#.,:;'\"()[]*_`«»“”‘’")


def new_receipt() -> str:
    """Give a new receipt, by chance."""
    return receipt_of(secrets.randbelow(NUMBERS))


def receipt_of(number: int) -> str:
    """Give the receipt of a number, from 0 to below `NUMBERS`."""
    digits = f"{number:0{DIGITS - 1}}"
    return digits + str(_check_digit(digits))


def read_receipt(text: str) -> str | None:
    """Read a receipt that somebody wrote, in digits of any script; None for any other text."""
    digits = _digits(text)
    return digits if len(digits) == DIGITS and digits[-1] == str(_check_digit(digits[:-1])) else None


def mistyped(text: str) -> bool:
    """Say whether a text is meant as a receipt and is none: ten digits, one of them wrong."""
    return len(_digits(text)) == DIGITS and read_receipt(text) is None


def shown(receipt: str) -> str:
    """Give a receipt as people are shown it."""
    return f"{receipt[: DIGITS // 2]}-{receipt[DIGITS // 2 :]}"


def _digits(text: str) -> str:
    """Give the digits of a text that holds nothing else, empty for any other."""
    found = []
    for each in text:
        if each.isdecimal():
            found.append(str(unicodedata.decimal(each)))
        elif each not in _MARKS and unicodedata.category(each) not in _BETWEEN:
            return ""
    return "".join(found)


def _check_digit(digits: str) -> int:
    total = 0
    for position, each in enumerate(reversed(digits)):
        total += sum(divmod(int(each) * (1 if position % 2 else 2), 10))
    return -total % 10
