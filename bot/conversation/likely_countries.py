"""Where a person may be while they have not said it: the served countries that speak their language."""

from collections.abc import Sequence

from babel.core import get_global
from babel.languages import get_official_languages, get_territory_language_info

from bot.knowledge.countries import Country

MOST = 10
"""More names and numbers than these nobody reads in danger."""


def likely_countries(served: Sequence[Country], *languages: str) -> Sequence[Country]:
    """Give the served countries where one of the languages is official, most of whose people speak it first.

    Where it is official in none, those where it is spoken at all; where only a few countries are served, all of them
    are likely. Speakers are CLDR's.
    """
    if len(served) <= MOST:
        return served
    likely: dict[str, Country] = {}
    for share in (_share, _spoken):
        for language in languages if not likely else ():
            shares = {country.iso2: share(country.iso2, language) for country in served}
            speaking = sorted((each for each in served if shares[each.iso2]), key=lambda each: -shares[each.iso2])
            likely |= {country.iso2: country for country in speaking if country.iso2 not in likely}
    return list(likely.values())[:MOST]


def speaks(iso2: str, language: str) -> bool:
    """Say whether a language is official in a country."""
    try:
        return _share(iso2, language) > 0
    except KeyError:
        return False


def _share(iso2: str, language: str) -> float:
    return _spoken(iso2, language) if _known(language) in get_official_languages(iso2, de_facto=True) else 0.0


def _spoken(iso2: str, language: str) -> float:
    return float(get_territory_language_info(iso2).get(_known(language), {}).get("population_percent") or 0.0)


def _known(language: str) -> str:
    # CLDR knows Tagalog as Filipino.
    known: str = get_global("language_aliases").get(language, language)
    return known
