"""The directory as it is said: the services of a country with their numbers, and its emergency numbers."""

from collections.abc import Iterable, Sequence

from bot.conversation.speech import Line, Speech
from bot.knowledge.catalogs import country_name, day
from bot.knowledge.countries import EMERGENCY_KINDS, Country, Service
from bot.knowledge.texts import ALWAYS_OPEN

MOST_SERVICES = 3
MOST_SERVICES_BRIEF = 2
SAID_BY_SERVICES = ("legal_aid", "help")
GENERAL_HELP = ("trafficking", "human_rights", "legal_aid", "victim_support")

# Isolates keep a number's digits in order within right-to-left text (Unicode Standard Annex 9).
ISOLATE, POP = "\u2066", "\u2069"


def help_in(
    speech: Speech, country: Country, kinds: Iterable[str], facts: Iterable[str] = (), *, urgent: bool = True
) -> list[Line]:
    """Say the first fact that bears on the answer, the services of these kinds and, where `urgent`, whom to call."""
    name = country_name(country.iso2, speech.language)
    found = services_in(country, kinds)[: MOST_SERVICES_BRIEF if speech.brief else MOST_SERVICES]
    # Who gives legal help stands among the services; a fact that says it again only makes the message longer.
    said = [fact for key in facts if key not in SAID_BY_SERVICES for fact in country.facts_of(key)][:1]
    lines = [] if speech.brief else [speech.text(fact.key) for fact in said]
    if found:
        lines.append(speech.say("answer.services", country=name))
        lines += [f"- {service_line(speech, service)}" for service in found]
    if urgent:
        lines.append(speech.say("answer.emergency", country=name, numbers=emergency_numbers(speech, country)))
    lines += [speech.text(f"service.{service.id}.caution") for service in country.emergency() if service.caution]
    shown = [service.provenance.checked_on for service in (*found, *country.emergency())]
    if shown:
        lines.append(speech.say("answer.checked", date=day(min(shown), speech.language)))
    return [Line("\n".join(lines))]


def services_in(country: Country, kinds: Iterable[str]) -> list[Service]:
    """Find the services of these kinds, those with a number first; without any number, whoever helps in general."""
    asked = [kind for kind in kinds if kind not in EMERGENCY_KINDS]
    found = [service for kind in asked for service in country.services_of(kind)]
    if not any(service.shown_number for service in found):
        found += [each for kind in GENERAL_HELP for each in country.services_of(kind) if each not in found]
    return sorted(found, key=lambda service: service.shown_number is None)


def service_line(speech: Speech, service: Service) -> str:
    """Name a service, with its number, hours, cost and what to know before calling."""
    kind = speech.say(f"kind.{service.kind}")
    number = service.shown_number
    if number is None:
        return speech.say("answer.service.unnumbered", kind=kind, name=service.name)
    if service.name.endswith(f" {number}"):
        # "Disque 100" is the name, and names its number.
        line = speech.say("answer.service.unnumbered", kind=kind, name=isolated(service.name, speech))
    else:
        line = speech.say("answer.service", kind=kind, name=service.name, number=isolated(number, speech))
    details = []
    if service.hours and not speech.brief:
        always = service.hours == ALWAYS_OPEN
        details.append(speech.say("answer.always_open") if always else speech.text(f"service.{service.id}.hours"))
    if service.free and not speech.brief:
        details.append(speech.say("answer.service.free"))
    # Who answers, and whom they tell, is said also where each letter costs money.
    if service.run_by_police:
        details.append(speech.say("answer.service.police"))
    line = f"{line} ({', '.join(details)})" if details else line
    return f"{line}. {speech.text(f'service.{service.id}.caution')}" if service.caution else line


def emergency_numbers(speech: Speech, country: Country, order: Sequence[str] = EMERGENCY_KINDS) -> str:
    """List a country's emergency numbers with what each is for, in an order of kinds."""
    services = country.emergency(order)
    if len(services) == 1:
        return isolated(services[0].shown_number or "", speech)
    return ", ".join(_named_number(speech, each) for each in services)


def emergency_here(speech: Speech, country: Country, order: Sequence[str] = EMERGENCY_KINDS) -> str:
    """List a country's emergency numbers and name it, so that nobody dials them in another."""
    return f"{emergency_numbers(speech, country, order)} ({country_name(country.iso2, speech.language)})"


def emergency_everywhere(speech: Speech, countries: Iterable[Country], order: Sequence[str] = EMERGENCY_KINDS) -> str:
    """List the first emergency number of several countries, for a person whose country is not known."""
    named = []
    for country in countries:
        if services := country.emergency(order):
            number = isolated(services[0].shown_number or "", speech)
            named.append(f"{country_name(country.iso2, speech.language)} {number}")
    return ", ".join(sorted(named))


def _named_number(speech: Speech, service: Service) -> str:
    return f"{speech.say(f'kind.{service.kind}')} {isolated(service.shown_number or '', speech)}"


def isolated(number: str, speech: Speech) -> str:
    """Keep a number in one piece within text of the other direction."""
    return f"{ISOLATE}{number}{POP}" if speech.right_to_left else number
