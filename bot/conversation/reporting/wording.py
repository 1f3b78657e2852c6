"""The texts and buttons of reporting, in the voice of a conversation."""

from bot.conversation.directory import emergency_here
from bot.conversation.reporting.steps import PATH, report_step
from bot.conversation.speech import Choice, Speech
from bot.conversation.step import StepKind
from bot.knowledge.countries import Country
from bot.reports.report import IntakePath


def say(speech: Speech, key: str, /, **values: str) -> str:
    """Give a text of reporting, its {names} filled in."""
    return speech.knowledge.catalogs.say(f"report.say.{key}", speech.language, **values)


def title(speech: Speech, name: str) -> str:
    """Give the title of a button of reporting."""
    return speech.text(f"report.choice.{name}")


def way(speech: Speech, name: str) -> Choice:
    """Offer a step that has a title of its own."""
    return Choice(report_step(name), title(speech, name))


def entry(speech: Speech) -> Choice:
    """Offer to tell what somebody saw."""
    return Choice(report_step(), title(speech, IntakePath.COMMUNITY))


def paths(speech: Speech) -> tuple[Choice, ...]:
    """Offer all who may report, and to come back with a number."""
    own = tuple(Choice(report_step(f"{PATH}{each}"), title(speech, each)) for each in IntakePath)
    return (*own, way(speech, "resume"), speech.choice(StepKind.EXIT))


def with_numbers(speech: Speech, key: str, country: Country | None) -> str:
    """Say whom to call, by number where the country is known."""
    if country is None:
        return say(speech, f"{key}.unknown")
    return say(speech, key, numbers=emergency_here(speech, country))
