"""What a message asks for without the engine: a button, a command, a number, a word, the name of a language."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from bot.conversation.hand_over import CONTACTS, SEES, SKIPPED
from bot.conversation.instructions import Instructions, read_instructions
from bot.conversation.places import Places
from bot.conversation.privacy import NAMELESS, secret_state
from bot.conversation.reporting.steps import report_offers, report_step, report_steps
from bot.conversation.step import CHILD_STEPS, WHO_ARE_YOU, Step, StepKind, steps_by_code
from bot.conversation.titles import offers, subjects
from bot.knowledge.catalogs import fold
from bot.knowledge.knowledge_base import KnowledgeBase
from bot.safety.probing import Probing
from bot.sessions.session import ALARM, Session
from channels.channel import MessageReceived

NO_COUNTRY = "-"
LONGEST_COUNTRY = 4
"""Words of a message that is no more than the name of a country."""

# Telegram shows these in its own menu; the words of every language are in the catalogs.
COMMANDS = {
    "start": Step(StepKind.MENU),
    "menu": Step(StepKind.MENU),
    "help": Step(StepKind.HELP),
    "human": Step(StepKind.HUMAN),
    "language": Step(StepKind.LANGUAGE),
    "country": Step(StepKind.COUNTRY),
    "source": Step(StepKind.SOURCE),
    "more": Step(StepKind.MORE),
    "delete": Step(StepKind.ERASE),
    "privacy": Step(StepKind.PRIVACY),
    "exit": Step(StepKind.EXIT),
    "stop": Step(StepKind.STOP),
}

WORDS = {
    "conversation.words.exit": Step(StepKind.EXIT),
    "conversation.words.erase.now": Step(StepKind.ERASE_NOW),
    "conversation.words.erase": Step(StepKind.ERASE),
    "conversation.words.privacy": Step(StepKind.PRIVACY),
    "conversation.words.stop": Step(StepKind.STOP),
    "conversation.words.human": Step(StepKind.HUMAN),
    "conversation.words.back": Step(StepKind.BACK),
    "conversation.words.menu": Step(StepKind.MENU),
    "conversation.words.help": Step(StepKind.HELP),
    "conversation.words.more": Step(StepKind.MORE),
    "conversation.words.source": Step(StepKind.SOURCE),
    "conversation.words.language": Step(StepKind.LANGUAGE),
    "conversation.words.country": Step(StepKind.COUNTRY),
    "conversation.words.skip": Step(StepKind.COUNTRY, NO_COUNTRY),
    "conversation.words.report": report_step(),
}

# Telegram's commands with something behind them, as the English words that say the same.
COMMANDS_WITH_VALUE = {"forget": "forget in", "code": "code"}

# What has no title of its own by its kind alone.
TOLD = (StepKind.FORGET, StepKind.CODE, StepKind.PROBE, StepKind.SEES, StepKind.CONTACT, StepKind.TOLD, StepKind.CHILD)

# What is offered under a title of its own.
CHOICES = {
    **{
        f"conversation.choice.{kind}": Step(kind)
        for kind in StepKind
        if kind not in (StepKind.TOPIC, StepKind.HELP, StepKind.SAY, StepKind.REPORT, *TOLD)
    },
    "conversation.choice.skip": Step(StepKind.COUNTRY, NO_COUNTRY),
    **{f"conversation.choice.{step.kind}.{step.value}": step for step in (*SEES, *CONTACTS, *CHILD_STEPS)},
    "conversation.choice.contact.told": SKIPPED,
}

LEAVING = Step(StepKind.EXIT)
LEAVES = (StepKind.EXIT, StepKind.STOP, StepKind.ERASE, StepKind.ERASE_NOW, StepKind.HUMAN, StepKind.HELP)
"""Words that mean the same everywhere, also where a button of a report is called so."""
UNKNOWN_NUMBER = Step(StepKind.SAY, "number.unknown")


@dataclass(frozen=True, slots=True)
class Steering:
    """All steps that can be asked for without the engine, made once."""

    by_code: Mapping[str, Step]
    by_word: Mapping[str, Step]
    by_title: Mapping[str, Collection[str]]
    """The ids of the buttons that may have a title."""
    places: Places
    instructions: Instructions
    probing: Probing
    languages: Mapping[str, Sequence[str]]
    """In which languages each word is one of ours, English first."""

    def languages_of(self, text: str) -> Sequence[str]:
        """Name the languages in which a message is one of our words or titles, begins with one or asks who we are."""
        told = self.instructions.language(text)
        return self.languages.get(fold(text)) or ((told,) if told else self.probing.languages_of(text))

    def secret(self, message: MessageReceived) -> str:
        """Give the secret word of a message that sets or uses one, empty where it holds none."""
        return self.instructions.secret(_told(message)) or ""

    def leaves(self, message: MessageReceived) -> bool:
        """Say whether a message asks to leave at once, by a button, a command or a word."""
        if message.quick_reply:
            return self.by_code.get(message.quick_reply) == LEAVING
        if message.command:
            return COMMANDS.get(message.command) == LEAVING
        return self.by_word.get(fold(message.text)) == LEAVING

    def step(self, message: MessageReceived, session: Session) -> Step | None:
        """Find the step that a message asks for, or None where its meaning is for the engine to find."""
        if message.quick_reply:
            return self.by_code.get(message.quick_reply, Step(StepKind.MENU))
        if message.command and message.command not in COMMANDS_WITH_VALUE:
            return COMMANDS.get(message.command, Step(StepKind.MENU))
        return self._written(_told(message), session, keeps=message.address.channel not in NAMELESS)

    def _written(self, text: str, session: Session, *, keeps: bool) -> Step | None:
        folded = fold(text)
        titled = self.by_title.get(folded, ())
        offered = next((each for each in session.choices if each in titled), "")
        step = self.by_word.get(folded)
        if step and not (offered and session.report and step.kind not in LEAVES):
            return step
        if step := self._instructed(text, keeps=keeps):
            return step
        if offered:
            return self.by_code[offered]
        if folded.isdecimal() and session.choices:
            return self._numbered(int(folded), session.choices)
        if language := self.places.language_named(text):
            return Step(StepKind.LANGUAGE, language)
        if folded in self.places.countries:
            return Step(StepKind.COUNTRY, self.places.countries[folded])
        if _may_name_country(text, session) and (country := self.places.country_named(text)):
            return Step(StepKind.COUNTRY, country)
        if self.probing.asks(text):
            return Step(StepKind.PROBE)
        return WHO_ARE_YOU if self.probing.asks_who(text) else None

    def _instructed(self, text: str, *, keeps: bool) -> Step | None:
        minutes, secret = self.instructions.minutes(text), self.instructions.secret(text)
        if minutes is not None:
            return Step(StepKind.FORGET, str(minutes))
        # The word itself stays out of the step, whose value may be shown.
        return Step(StepKind.CODE, secret_state(secret)) if keeps and secret is not None else None

    def _numbered(self, number: int, choices: Sequence[str]) -> Step:
        if 1 <= number <= len(choices):
            # A session may outlive a choice that a new release no longer has.
            return self.by_code.get(choices[number - 1], Step(StepKind.MENU))
        return UNKNOWN_NUMBER


def _may_name_country(text: str, session: Session) -> bool:
    """Say whether words may answer where somebody is; after an alarm a longer message says something else too."""
    after_alarm = session.waiting_for.startswith(ALARM) and len(text.split()) <= LONGEST_COUNTRY
    return session.waiting_for == "country" or after_alarm


def _told(message: MessageReceived) -> str:
    before = COMMANDS_WITH_VALUE.get(message.command, "")
    return f"{before} {message.text}" if before else message.text


def read_steering(knowledge: KnowledgeBase, places: Places, probing: Probing) -> Steering:
    """Collect the steps of a knowledge base: its topics, countries, languages and the words of every language."""
    steps = [
        *(Step(StepKind.TOPIC, topic) for topic in knowledge.topics),
        *(Step(StepKind.COUNTRY, country) for country in (*knowledge.countries, NO_COUNTRY, "")),
        *(Step(StepKind.LANGUAGE, language) for language in (*knowledge.catalogs.languages, "")),
        Step(StepKind.MENU),
        *SEES,
        *CONTACTS,
        *CHILD_STEPS,
        SKIPPED,
        *report_steps(knowledge),
        *(
            Step(StepKind.MENU, f"{section}.{page}")
            for section in knowledge.menu.sections
            for page in range(knowledge.menu.pages(section))
        ),
        *(
            Step(kind)
            for kind in (
                StepKind.MORE,
                StepKind.SOURCE,
                StepKind.HUMAN,
                StepKind.WAIT,
                StepKind.CALL_BACK,
                StepKind.WITHDRAW,
                StepKind.BACK,
                StepKind.EXIT,
                StepKind.ERASE,
                StepKind.ERASE_NOW,
                StepKind.KEEP,
                StepKind.PRIVACY,
                StepKind.STOP,
                StepKind.HELP,
                StepKind.QUIET,
                StepKind.NONE,
            )
        ),
    ]
    by_word: dict[str, Step] = {}
    for key, step in WORDS.items():
        # The first meaning wins, so that words for leaving and erasing can never be taken by another.
        for word in knowledge.catalogs.words(key):
            # "What do you know about me" may come from somebody else who holds the phone.
            if step.kind is not StepKind.PRIVACY or not probing.asks(word):
                by_word.setdefault(word, step)
    by_title: dict[str, set[str]] = {}
    # People also write out what a button says, above all where there are only numbers.
    for language in knowledge.catalogs.languages:
        for title, step in subjects(knowledge, language):
            by_title.setdefault(title, set()).add(step.code)
            # A topic may be called after a country; who writes its name unasked says where they are.
            if title not in places.countries:
                by_word.setdefault(title, step)
        for title, step in (*offers(knowledge, CHOICES, language), *report_offers(knowledge, language)):
            by_title.setdefault(title, set()).add(step.code)
    instructions = read_instructions(knowledge.catalogs)
    return Steering(steps_by_code(steps), by_word, by_title, places, instructions, probing, _languages(knowledge))


def _languages(knowledge: KnowledgeBase) -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = {}
    for language in knowledge.catalogs.languages:
        for key in (*WORDS, *CHOICES):
            for word in knowledge.catalogs.say(key, language).split("|"):
                found.setdefault(fold(word), []).append(language)
        for title, _ in subjects(knowledge, language):
            found.setdefault(title, []).append(language)
    return found
