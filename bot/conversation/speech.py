"""How things are said: texts by key in one language, and lines with the choices that may follow them."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.conversation.step import Step, StepKind
from bot.knowledge.catalogs import SOURCE_LANGUAGE
from bot.knowledge.countries import Country
from bot.knowledge.knowledge_base import KnowledgeBase
from bot.knowledge.topics import Topic
from channels.channel import OutboundMessage, QuickReply


@dataclass(frozen=True, slots=True)
class Choice:
    """A step that is offered, and its title."""

    step: Step
    title: str


@dataclass(frozen=True, slots=True)
class Line:
    """One message to be said."""

    text: str
    choices: tuple[Choice, ...] = ()

    def outbound(self, *, plain_letters: bool) -> OutboundMessage:
        """Make the message that a channel sends."""
        replies = tuple(QuickReply(choice.step.code, choice.title) for choice in self.choices)
        return OutboundMessage(self.text, replies, plain_letters)


@dataclass(frozen=True, slots=True)
class Speech:
    """The knowledge base, spoken in one language; `brief` where each letter costs money.

    `heard` is the language that the person writes, which may be one that we cannot speak; `served` are the countries
    that the operator serves, all where it is empty.
    """

    knowledge: KnowledgeBase
    language: str
    brief: bool = False
    heard: str = ""
    served: tuple[Country, ...] = ()

    @property
    def countries(self) -> Sequence[Country]:
        """List the countries that a person may be in as far as we know."""
        return self.served or tuple(self.knowledge.countries.values())

    @property
    def right_to_left(self) -> bool:
        """Say whether the language is written from right to left."""
        return self.knowledge.catalogs.locales[self.language].right_to_left

    @property
    def plain_letters(self) -> bool:
        """Say whether an SMS in the language may go without its accents."""
        return self.knowledge.catalogs.locales[self.language].plain_sms_letters

    @property
    def reviewed(self) -> bool:
        """Say whether the texts are the source itself, or a native speaker has signed them."""
        locale = self.knowledge.catalogs.locales[self.language]
        return self.language == SOURCE_LANGUAGE or locale.native_speaker is not None

    def serves(self, topic: Topic) -> bool:
        """Say whether a topic's answer may be given in the language."""
        return self.knowledge.review.serves(topic, self.language)

    def say(self, key: str, /, **values: str) -> str:
        """Give a text of the conversation, its {names} filled in."""
        return self.knowledge.catalogs.say(f"conversation.{key}", self.language, **values)

    def text(self, key: str) -> str:
        """Give any text of the knowledge base by its whole key."""
        return self.knowledge.catalogs.say(key, self.language)

    def topic(self, topic: str, field: str) -> str:
        """Give a topic's title, short, full or now."""
        return self.text(f"topic.{topic}.{field}")

    def word(self, name: str) -> str:
        """Give the word that we tell people to write for something."""
        return self.knowledge.catalogs.first_word(f"conversation.words.{name}", self.language)

    def translated(self, key: str) -> bool:
        """Say whether a text stands in the language itself."""
        return self.knowledge.catalogs.translated(key, self.language)

    def choice(self, kind: StepKind) -> Choice:
        """Offer a step that has a title of its own."""
        return Choice(Step(kind), self.say(f"choice.{kind}"))
