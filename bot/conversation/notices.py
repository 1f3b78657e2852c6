"""What is said that is no answer: first contact, danger, the way to a person, menus and questions back."""

from collections.abc import Iterable, Sequence

from bot.conversation.directory import emergency_everywhere, emergency_here, help_in, services_in
from bot.conversation.likely_countries import likely_countries
from bot.conversation.speech import Choice, Line, Speech
from bot.conversation.step import Step, StepKind
from bot.knowledge.catalogs import language_name
from bot.knowledge.countries import EMERGENCY_KINDS, Country
from bot.knowledge.menu import HOME
from channels.attachment import AttachmentKind

PEOPLE = ("trafficking", "legal_aid", "victim_support", "human_rights", "women", "children")

_ATTACHMENTS = {
    AttachmentKind.AUDIO: "attachment.audio",
    AttachmentKind.IMAGE: "attachment.image",
    AttachmentKind.VIDEO: "attachment.image",
    AttachmentKind.STICKER: "attachment.image",
    AttachmentKind.LOCATION: "attachment.location",
    AttachmentKind.CONTACT: "attachment.contact",
}


def first_contact(speech: Speech, country: Country | None) -> Line:
    """Introduce the assistant: what it is, what to do in danger, how to leave, what stays."""
    words = {"exit": speech.word("exit"), "erase": speech.word("erase"), "human": speech.word("human")}
    if country is not None:
        safety = speech.say("first_contact.safety", emergency=emergency_here(speech, country), **words)
    else:
        safety = speech.say("first_contact.safety.unknown", **words)
    return Line("\n".join((speech.say("first_contact"), safety, speech.say("first_contact.privacy"))))


def menu(speech: Speech, page: str = "") -> Line:
    """Show one page of the topics, named `<section>.<number>`; without a name the first, which leads to all others."""
    order = speech.knowledge.menu
    section, _, number = page.partition(".")
    section = section if section in order.sections else HOME
    at = int(number or 0) % order.pages(section)
    topics = order.page(section, at)
    choices = [Choice(Step(StepKind.TOPIC, topic), speech.topic(topic, "title")) for topic in topics]
    if order.pages(section) > 1:
        following = f"{section}.{(at + 1) % order.pages(section)}"
        choices.append(Choice(Step(StepKind.MENU, following), speech.say("choice.more_topics")))
    if section == HOME and at == 0:
        others = [each for each in order.sections if each != HOME and order.sections[each]]
        choices += [Choice(Step(StepKind.MENU, f"{each}.0"), speech.say(f"menu.{each}")) for each in others]
    elif section != HOME:
        choices.append(speech.choice(StepKind.MENU))
    return Line(speech.say("menu.title"), (*choices, speech.choice(StepKind.HUMAN)))


def emergency(speech: Speech, country: Country | None, countries: Iterable[Country]) -> Line:
    """Say whom to call in danger, in the country where it is known, else in the countries that we serve."""
    if country is not None:
        return Line(speech.say("danger.now", numbers=emergency_here(speech, country)))
    numbers = likely_numbers(speech, countries, EMERGENCY_KINDS)
    said = [speech.say("danger.numbers", numbers=numbers)] if numbers else []
    return Line("\n".join((speech.say("danger.unknown"), *said)))


def confirmation(speech: Speech, kind: StepKind) -> Line:
    """Ask before something is done that was only understood, never written or tapped."""
    done = StepKind.ERASE_NOW if kind is StepKind.ERASE else kind
    return Line(speech.say(f"confirm.{kind}"), (speech.choice(done), speech.choice(StepKind.MENU)))


def safety_text(speech: Speech, country: Country | None, countries: Iterable[Country]) -> Line:
    """Say what a person needs when everything else has failed: it needs no engine and no store."""
    return Line(f"{speech.say('safe')}\n{emergency(speech, country, countries).text}")


def human(speech: Speech, country: Country | None) -> list[Line]:
    """Say truthfully that nobody can join here, and who can help instead."""
    if country is None:
        known = speech.choice(StepKind.COUNTRY)
        text = f"{speech.say('human.general')} {speech.say('human.country')}"
        return [Line(text, (known, speech.choice(StepKind.MENU), speech.choice(StepKind.EXIT)))]
    choices = (speech.choice(StepKind.MENU), speech.choice(StepKind.EXIT))
    directory = help_in(speech, country, PEOPLE)
    # "These services have people" must be followed by one; a country may have an emergency number alone.
    key = "human.none" if services_in(country, PEOPLE) else "human.general"
    return [Line(speech.say(key)), Line(directory[0].text, choices)]


def did_you_mean(speech: Speech, topics: Iterable[str]) -> Line:
    """Offer two or three meanings, and a way out."""
    choices = [Choice(Step(StepKind.TOPIC, topic), speech.topic(topic, "title")) for topic in topics]
    choices += [speech.choice(StepKind.NONE), speech.choice(StepKind.HUMAN)]
    return Line(speech.say("unsure"), tuple(choices))


def unknown(speech: Speech, *, again: bool) -> Line:
    """Admit that there is no answer, and offer a person."""
    choices = (speech.choice(StepKind.HUMAN), speech.choice(StepKind.MENU), speech.choice(StepKind.EXIT))
    return Line(speech.say("unknown.twice" if again else "unknown"), choices)


def language_question(speech: Speech, key: str) -> Line:
    """Ask for the language, each named in itself."""
    languages = speech.knowledge.catalogs.languages
    named = ((language_name(each, each), each) for each in languages)
    choices = tuple(Choice(Step(StepKind.LANGUAGE, each), name[:1].upper() + name[1:]) for name, each in named)
    return Line(speech.say(key), choices)


def unreadable(speech: Speech, kinds: Iterable[AttachmentKind]) -> str:
    """Say that something else than words cannot be used, by its kind."""
    kind = next(iter(kinds), AttachmentKind.OTHER)
    return speech.say(_ATTACHMENTS.get(kind, "attachment.other"))


def likely_numbers(speech: Speech, countries: Iterable[Country], order: Sequence[str]) -> str:
    """List the first number of these kinds in each likely country, beside its name; empty where none is likely."""
    return emergency_everywhere(speech, likely_countries(list(countries), speech.heard, speech.language), order)
