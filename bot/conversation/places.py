"""Countries and languages in what people write, by their names in CLDR in every language that we speak."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import regex
from babel import Locale

from bot.knowledge.catalogs import Catalogs, fold

SHORTEST_NAME = 4
"""Shorter names (Iran, Peru are four) are also words: "mali" is Tagalog for wrong."""


@dataclass(frozen=True, slots=True)
class Places:
    """Folded names of countries and languages, with the words that make a country an origin ("from Peru")."""

    countries: Mapping[str, str]
    languages: Mapping[str, str]
    origin: tuple[str, ...]
    _pattern: regex.Pattern[str]

    def country_named(self, text: str) -> str:
        """Find the one country that a message places the person in; empty where there is none, or more than one."""
        folded = fold(text)
        if folded in self.countries:
            return self.countries[folded]
        here = set()
        for match in self._pattern.finditer(folded):
            before = folded[: match.start()].rstrip()
            if not any(before == word or before.endswith(" " + word) for word in self.origin):
                here.add(self.countries[match.group()])
        return here.pop() if len(here) == 1 else ""

    def language_named(self, text: str) -> str:
        """Find the language that a whole message names; empty where it is none."""
        return self.languages.get(fold(text), "")


def read_places(catalogs: Catalogs) -> Places:
    """Collect the names from CLDR for the languages of the catalogs."""
    locales = [Locale.parse(language) for language in catalogs.languages]
    countries = _folded(locale.territories.items() for locale in locales)
    countries = {name: code for name, code in countries.items() if len(code) == 2 and code.isalpha()}  # noqa: PLR2004
    languages = _folded(locale.languages.items() for locale in locales)
    named = [name for name in countries if len(name) >= SHORTEST_NAME]
    pattern = regex.compile(
        r"\b(?:" + "|".join(regex.escape(name) for name in sorted(named, key=len, reverse=True)) + r")\b"
    )
    return Places(countries, languages, tuple(catalogs.words("conversation.words.origin")), pattern)


def _folded(groups: Iterable[Iterable[tuple[str, str]]]) -> dict[str, str]:
    names: dict[str, str] = {}
    for group in groups:
        for code, name in group:
            names.setdefault(fold(name), code.split("_")[0])
    return names
