"""What is said where only reviewed answers are served, and this one is not: whom to call, and where it can be read."""

from bot.conversation.answer import country_question
from bot.conversation.directory import help_in, services_in
from bot.conversation.likely_countries import speaks
from bot.conversation.notices import PEOPLE, emergency
from bot.conversation.speech import Choice, Line, Speech
from bot.conversation.steering import NO_COUNTRY
from bot.conversation.step import Step, StepKind
from bot.knowledge.catalogs import SOURCE_LANGUAGE, country_name, language_name
from bot.knowledge.topics import Topic

MOST_LANGUAGES = 3


def withheld(speech: Speech, topic: Topic, country: str) -> list[Line]:
    """Name the people who can help and the emergency number, and offer the nearest languages with a checked answer."""
    asides = tuple(speech.choice(kind) for kind in (StepKind.HUMAN, StepKind.MENU, StepKind.EXIT))
    served = speech.knowledge.countries.get(country)
    if served is not None:
        kinds = dict.fromkeys((*topic.services, *PEOPLE))
        # "Ask one of these people" must be followed by somebody; a country may have an emergency number alone.
        key = "answer.withheld" if services_in(served, kinds) else "answer.withheld.emergency"
        lines = [Line(speech.say(key)), *help_in(speech, served, kinds)]
    else:
        # Where we know no number, those of other countries would only mislead.
        urgent = emergency(speech, None, speech.countries if country in ("", NO_COUNTRY) else ()).text
        lines = [Line(f"{speech.say('answer.withheld.emergency')}\n{urgent}")]
        if not country:
            lines.append(country_question(speech, "country.which"))
        elif country != NO_COUNTRY:
            lines.append(Line(speech.say("country.unknown", country=country_name(country, speech.language))))
    languages = _languages(speech, topic, country)
    if languages:
        lines.append(Line(speech.say("answer.checked_languages")))
    # One list of choices, at the end: a number must mean one thing.
    offered = (*languages, *(choice for line in lines for choice in line.choices), *asides)
    return [*(Line(line.text) for line in lines[:-1]), Line(lines[-1].text, offered)]


def _languages(speech: Speech, topic: Topic, country: str) -> tuple[Choice, ...]:
    """Offer the languages with a checked answer: those of the person's country first, then English."""
    checked = [each for each in speech.knowledge.catalogs.languages if speech.knowledge.review.serves(topic, each)]
    nearest = sorted(checked, key=lambda each: (not (country and speaks(country, each)), each != SOURCE_LANGUAGE, each))
    named = ((each, language_name(each, each)) for each in nearest[:MOST_LANGUAGES])
    return tuple(Choice(Step(StepKind.LANGUAGE, each), name[:1].upper() + name[1:]) for each, name in named)
