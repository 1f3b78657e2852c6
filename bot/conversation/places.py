"""Countries and languages in what people write, by their names in CLDR in every language that we speak."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import regex
from babel import Locale

from bot.knowledge.catalogs import Catalogs, fold

SHORTEST_NAME = 4
"""Shorter names (Iran, Peru are four) are also words: "mali" is Tagalog for wrong."""


@dataclass(frozen=True, slots=True)
class Places:
    """Folded names of countries and languages, with the words before an origin or a whereabouts."""

    countries: Mapping[str, str]
    languages: Mapping[str, str]
    origin: tuple[str, ...]
    here: tuple[str, ...]
    _pattern: regex.Pattern[str]

    def country_here(self, text: str) -> str:
        """Find the one country that a message says the person is in ("I live in Peru"); empty where there is none."""
        return _only(code for code, before in self._mentions(text) if _ends(before, self.here))

    def country_named(self, text: str) -> str:
        """Find the one country that a message names, and not as an origin; empty where there is none, or more."""
        folded = fold(text)
        if folded in self.countries:
            return self.countries[folded]
        return _only(code for code, before in self._mentions(text) if not _ends(before, self.origin))

    def _mentions(self, text: str) -> Iterator[tuple[str, str]]:
        folded = fold(text)
        for match in self._pattern.finditer(folded):
            yield self.countries[match.group()], folded[: match.start()].rstrip()

    def language_named(self, text: str) -> str:
        """Find the language that a whole message names; empty where it is none."""
        return self.languages.get(fold(text), "")


def read_places(catalogs: Catalogs) -> Places:
    """Collect the names from CLDR for the languages of the catalogs."""
    spoken = catalogs.languages
    locales = [Locale.parse(language) for language in spoken]
    countries = _folded(locale.territories.items() for locale in locales)
    countries = {name: code for name, code in countries.items() if len(code) == 2 and code.isalpha()}  # noqa: PLR2004
    languages = _folded(locale.languages.items() for locale in locales)
    # "vai" and "ido" are languages, and words of others; those that we speak keep their short names.
    languages = {name: code for name, code in languages.items() if len(name) >= SHORTEST_NAME or code in spoken}
    named = [name for name in countries if len(name) >= SHORTEST_NAME]
    pattern = regex.compile(
        r"\b(?:" + "|".join(regex.escape(name) for name in sorted(named, key=len, reverse=True)) + r")\b"
    )
    origin, here = (tuple(catalogs.words(f"conversation.words.{name}")) for name in ("origin", "here"))
    return Places(countries, languages, origin, here, pattern)


def _ends(before: str, words: Iterable[str]) -> bool:
    return any(before == word or before.endswith(" " + word) for word in words)


def _only(codes: Iterable[str]) -> str:
    found = set(codes)
    return found.pop() if len(found) == 1 else ""


def _folded(groups: Iterable[Iterable[tuple[str, str]]]) -> dict[str, str]:
    names: dict[str, str] = {}
    for group in groups:
        for code, name in group:
            names.setdefault(fold(name), code.split("_")[0])
    return names
