"""Where a person may be while they have not said it: the served countries that speak their language."""

from collections.abc import Sequence

from babel.core import get_global
from babel.languages import get_official_languages, get_territory_language_info

from bot.knowledge.countries import Country

MOST = 10
"""More names and numbers than these nobody reads in danger."""


def likely_countries(served: Sequence[Country], *languages: str) -> Sequence[Country]:
    """Give the served countries where one of the languages is official, most of whose people speak it first.

    Where only a few countries are served, all of them are likely. Speakers are CLDR's.
    """
    if len(served) <= MOST:
        return served
    likely: dict[str, Country] = {}
    for language in languages:
        shares = {country.iso2: _share(country.iso2, language) for country in served}
        speaking = sorted((country for country in served if shares[country.iso2]), key=lambda each: -shares[each.iso2])
        likely |= {country.iso2: country for country in speaking if country.iso2 not in likely}
    return list(likely.values())[:MOST]


def speaks(iso2: str, language: str) -> bool:
    """Say whether a language is official in a country."""
    try:
        return _share(iso2, language) > 0
    except KeyError:
        return False


def _share(iso2: str, language: str) -> float:
    # CLDR knows Tagalog as Filipino.
    known = get_global("language_aliases").get(language, language)
    if known not in get_official_languages(iso2, de_facto=True):
        return 0.0
    return float(get_territory_language_info(iso2).get(known, {}).get("population_percent") or 0.0)
