"""What is said at once when an alarm is heard: whom to call, how to be silent, where they are, and the ways on."""

from collections.abc import Iterable, Sequence

from bot.conversation.answer import country_choices
from bot.conversation.directory import emergency_here, service_line, services_in
from bot.conversation.notices import emergency, likely_numbers
from bot.conversation.speech import Choice, Line, Speech
from bot.conversation.step import CHILD_STEPS, Step, StepKind
from bot.knowledge.catalogs import country_name
from bot.knowledge.countries import EMERGENCY_KINDS, Country
from bot.safety.net import Alarm
from bot.sessions.session import ALARM, Session
from bot.tickets.desk_status import DeskStatus
from bot.tickets.ticket import Reason
from bot.tickets.wishes import HumanAsked, Wish

AMBULANCE_FIRST = ("crisis", "emergency", "ambulance", "police", "fire")
CHILDREN = ("children",)
REASONS = {
    Alarm.DANGER: Reason.DANGER,
    Alarm.SELF_HARM: Reason.SELF_HARM,
    Alarm.CHILD: Reason.CHILD,
    Alarm.WATCHED: Reason.WATCHED,
}
MOST_LINES, MOST_LINES_BRIEF = 2, 1
MOST_COUNTRIES = 4
"""With the other choices that is as much as WhatsApp shows in one list."""
CHILD_TOPICS = {"me": ("child_lawyer_guardian", "child_online"), "other": ("child_concern", "report_concern")}


def alarm_lines(
    speech: Speech, alarm: Alarm, country: Country | None, countries: Iterable[Country], *, asks: bool = False
) -> list[Line]:
    """Say the emergency number first, then how to be silent, to reach somebody and to leave.

    With `asks` it is also asked where they are, since nobody knows it; that is answered by one tap. `countries` are
    those whose numbers stand for an unknown one. For WATCHED it is `neutral.neutral` that is said.
    """
    served = list(countries)
    if alarm is Alarm.SELF_HARM:
        # Who means to die, or has begun to, needs somebody to talk to and an ambulance before the police.
        lines = [speech.say("self_harm"), *_numbers(speech, country, served, AMBULANCE_FIRST)]
    else:
        lines = [emergency(speech, country, served).text]
    if alarm is Alarm.CHILD:
        # What must be passed on is said before they tell more.
        told = (speech.say("child"), speech.say("child.before"))
        lines += [*children_lines(speech, country, served), *told]
    lines += [speech.say("danger.quiet")] if alarm is not Alarm.SELF_HARM else []
    lines.append(speech.say("danger.after", exit=speech.word("exit")))
    if asks:
        lines.append(speech.say("country.which"))
    return [Line("\n".join(lines), _choices(speech, alarm, asks=asks))]


def still_lines(speech: Speech, alarm: Alarm, countries: Sequence[Country]) -> list[Line]:
    """Stay with somebody who answers an alarm's words with something that says little, and ask again where they are."""
    order = AMBULANCE_FIRST if alarm is Alarm.SELF_HARM else EMERGENCY_KINDS
    lines = [speech.say("danger.still"), *_numbers(speech, None, countries, order), speech.say("country.which")]
    return [Line("\n".join(lines), _choices(speech, alarm, asks=True))]


def quiet_lines(speech: Speech, *, asks: bool) -> list[Line]:
    """Answer somebody who cannot talk; with `asks` they can still say by one tap where they are."""
    where = whereabouts(speech) if asks else ()
    return [
        Line(speech.say("danger.quiet.heard"), (speech.choice(StepKind.HUMAN), *where, speech.choice(StepKind.EXIT)))
    ]


def child_lines(speech: Speech, about: str, country: Country | None, countries: Iterable[Country]) -> list[Line]:
    """Say the next thing to a child ("me"), or to somebody who knows of one ("other"), and show the way on."""
    said = {"me": ("child.me", "child.guardian", "child.pictures"), "other": ("child.other", "child.report")}[about]
    lines = [speech.say(key) for key in said]
    if not speech.brief:
        # Where each letter costs money the number stands in the message before.
        named = [speech.say("answer.services", country=country_name(country.iso2, speech.language))] if country else []
        lines += [*named, *children_lines(speech, country, list(countries))]
    topics = [each for each in CHILD_TOPICS[about] if each in speech.knowledge.topics]
    choices = (
        speech.choice(StepKind.QUIET),
        *(Choice(Step(StepKind.TOPIC, each), speech.topic(each, "title")) for each in topics),
        speech.choice(StepKind.HUMAN),
        speech.choice(StepKind.EXIT),
    )
    return [Line("\n".join(lines), choices)]


def children_lines(speech: Speech, country: Country | None, countries: Sequence[Country]) -> list[str]:
    """Name the lines for children in the country, else in the likely ones; where there is none, who else helps."""
    if country is None:
        numbers = likely_numbers(speech, countries, CHILDREN)
        return [speech.say("child.numbers", numbers=numbers)] if numbers else []
    named = [each for each in services_in(country, CHILDREN) if each.shown_number or each.kind in CHILDREN]
    return [service_line(speech, each) for each in named[: MOST_LINES_BRIEF if speech.brief else MOST_LINES]]


def whereabouts(speech: Speech) -> tuple[Choice, ...]:
    """Offer the countries in which somebody in danger may be; where each letter costs money, its name is written."""
    return () if speech.brief else country_choices(speech, MOST_COUNTRIES)


def asks_where(session: Session) -> bool:
    """Say whether the person has yet to say where they are, or that they would rather not."""
    return not session.country


def waiting(session: Session, alarm: Alarm) -> str:
    """Give what a session waits for after an alarm: the country, where it is not known."""
    return f"{ALARM}{alarm}" if asks_where(session) else ""


def waited(session: Session) -> Alarm | None:
    """Give the alarm after which a session waits for the country."""
    return Alarm(session.waiting_for.removeprefix(ALARM)) if session.waiting_for.startswith(ALARM) else None


def codes(lines: Sequence[Line]) -> tuple[str, ...]:
    """Give the ids that a number stands for after these lines."""
    offered = next((line.choices for line in reversed(lines) if line.choices), ())
    return tuple(choice.step.code for choice in offered)


def alarmed(speech: Speech, alarm: Alarm, desk: DeskStatus) -> tuple[tuple[Line, ...], tuple[Wish, ...]]:
    """Ask for a human at once where danger is near and there is a desk; say so where somebody is there."""
    if not (desk.exists and desk.reachable):
        return (), ()
    said = Line(speech.say("human.danger" if desk.open else "human.closed"))
    return (said,), (HumanAsked(REASONS[alarm]),)


def _choices(speech: Speech, alarm: Alarm, *, asks: bool) -> tuple[Choice, ...]:
    # "I cannot talk" stands first, since the text says: answer with the number 1.
    return (
        *((speech.choice(StepKind.QUIET),) if alarm is not Alarm.SELF_HARM else ()),
        *(_child_choices(speech) if alarm is Alarm.CHILD else ()),
        speech.choice(StepKind.HUMAN),
        *(whereabouts(speech) if asks else ()),
        speech.choice(StepKind.COUNTRY),
        speech.choice(StepKind.EXIT),
    )


def _child_choices(speech: Speech) -> tuple[Choice, ...]:
    return tuple(Choice(step, speech.say(f"choice.{step.kind}.{step.value}")) for step in CHILD_STEPS)


def _numbers(speech: Speech, country: Country | None, served: Sequence[Country], order: Sequence[str]) -> list[str]:
    numbers = emergency_here(speech, country, order) if country else likely_numbers(speech, served, order)
    return [speech.say("danger.numbers", numbers=numbers)] if numbers else []
