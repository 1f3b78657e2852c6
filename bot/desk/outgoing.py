"""What is looked at in a worker's message before it goes out: its length, its cost, numbers, links, gaps to fill."""

import json
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

import phonenumbers
import regex
from phonenumbers import Leniency, NumberParseException, PhoneNumberFormat, PhoneNumberMatcher

from bot.knowledge.countries import Country
from channels import segments

MOST_LETTERS = 1600
"""What WhatsApp takes in one message over Twilio; nobody reads more at once."""
MANY_SEGMENTS = 2
"""Beyond this an SMS costs a lot, and a watched phone rings for each part."""
FEWEST_DIGITS = 3

_LINK = regex.compile(
    r"(?i:\b[a-z][a-z0-9+.-]*+://\S+|\bwww\.\S+|\b[\w.+-]++@[\w-]+(?:\.[\w-]+)+)"
    r"|\b(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+\p{Ll}{2,24}\b(?:/\S*)?"
)
_DIGITS = regex.compile(r"(?<![\p{N}\p{L}])[+*#]?\p{Nd}(?:[\p{Nd}\s().-]{0,30}\p{Nd})?(?![\p{L}])")
_NO_NUMBER = regex.compile(r"(?:19|20)\p{Nd}{2}|\p{Nd}{1,2}\.\p{Nd}{2}")
"""A year, or a time of day."""
_GAP = regex.compile(r"\{[a-z_]{1,30}\}")


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in a text: `letters` as channels count them, `segments` 0 where it goes by no SMS.

    `numbers` are those that the knowledge base does not show for the country, `gaps` placeholders left unfilled.
    """

    letters: int
    segments: int
    numbers: tuple[str, ...] = field(default=(), repr=False)
    links: tuple[str, ...] = field(default=(), repr=False)
    gaps: tuple[str, ...] = field(default=(), repr=False)

    @property
    def warned(self) -> tuple[str, ...]:
        """What a worker is to look at before it goes out."""
        return (*self.numbers, *self.links)

    @property
    def left(self) -> int:
        """How many letters may still be added; below 0 it is too long."""
        return MOST_LETTERS - self.letters

    @property
    def costly(self) -> bool:
        """Say whether it takes more SMS than one should send."""
        return self.segments > MANY_SEGMENTS


def checked(text: str, *, sms: bool, plain_letters: bool, country: Country | None) -> Checked:
    """Look a text over; `plain_letters` says that an SMS in its language goes without accents."""
    sent = segments.plain(text) if plain_letters else text
    return Checked(
        letters=segments.utf16_units(text),
        segments=segments.count(sent) if sms and text else 0,
        numbers=tuple(dict.fromkeys(_unknown_numbers(text, country))),
        links=tuple(dict.fromkeys(match.group() for match in _LINK.finditer(text))),
        gaps=tuple(dict.fromkeys(_GAP.findall(text))),
    )


def warned_of(given: str) -> frozenset[str]:
    """Read what a page has warned of, a JSON list of texts; what is none has warned of nothing."""
    try:
        listed = json.loads(given)
    except (ValueError, RecursionError):
        return frozenset()
    return frozenset(each for each in listed if isinstance(each, str)) if isinstance(listed, list) else frozenset()


def _unknown_numbers(text: str, country: Country | None) -> Iterator[str]:
    region = country.iso2 if country else None
    known = _known(country)
    whole = []
    for match in PhoneNumberMatcher(text, region, leniency=Leniency.POSSIBLE):
        whole.append((match.start, match.end))
        written = phonenumbers.format_number(match.number, PhoneNumberFormat.E164)
        if written not in known and _digits(match.raw_string) not in known:
            yield match.raw_string
    # Short numbers such as 112 are no phone numbers to the library, and the ones that people call first.
    for found in _DIGITS.finditer(text):
        if any(start < found.end() and found.start() < end for start, end in whole):
            continue
        digits = _digits(found.group())
        if len(digits) >= FEWEST_DIGITS and not _NO_NUMBER.fullmatch(found.group()) and digits not in known:
            yield found.group()


def _known(country: Country | None) -> Collection[str]:
    known: set[str] = set()
    for number in [each.shown_number for each in country.services if each.shown_number] if country else ():
        known.add(_digits(number))
        try:
            parsed = phonenumbers.parse(number, country.iso2 if country else None)
        except NumberParseException:
            continue
        known.add(phonenumbers.format_number(parsed, PhoneNumberFormat.E164))
    return known


def _digits(number: str) -> str:
    return "".join(str(unicodedata.decimal(letter)) for letter in number if letter.isdecimal())
