"""What fills the placeholders of saved replies: the person's country, its numbers and services, and words to write."""

from collections.abc import Mapping

import regex

from bot.conversation.directory import emergency_numbers, service_line, services_in
from bot.conversation.speech import Speech
from bot.knowledge.catalogs import country_name

SERVICES = ("trafficking", "legal_aid")
MOST_SERVICES = 3
WORDS = ("erase", "exit", "human", "back")
_NAME = regex.compile(r"\{([a-z_]+)\}")


def fillings(speech: Speech, country: str) -> Mapping[str, str]:
    """Give what is known for a person's country and language; what only the worker knows stays a gap."""
    known = {word: speech.word(word) for word in WORDS}
    if country:
        known["country"] = country_name(country, speech.language)
    served = speech.knowledge.countries.get(country)
    if served is not None:
        if served.emergency():
            known["emergency"] = emergency_numbers(speech, served)
        services = services_in(served, SERVICES)[:MOST_SERVICES]
        if services:
            known["services"] = "\n".join(f"- {service_line(speech, service)}" for service in services)
    return known


def filled(text: str, known: Mapping[str, str]) -> str:
    """Fill in what is known and leave every other gap as it stands."""
    return _NAME.sub(lambda found: known.get(found[1], found[0]), text)


def whole(text: str, known: Mapping[str, str]) -> str:
    """Fill in what is known and leave out every other gap."""
    return " ".join(_NAME.sub(lambda found: known.get(found[1], ""), text).split())
