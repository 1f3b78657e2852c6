"""Words with something of the person's own behind them: "forget me in 5 minutes", "code" and a secret word."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import regex

from bot.knowledge.catalogs import Catalogs, fold

MOST_DIGITS = 6
_NUMBER = regex.compile(rf"\p{{Nd}}{{1,{MOST_DIGITS}}}")


@dataclass(frozen=True, slots=True)
class Instructions:
    """The words of all languages that take a value; longer ones are tried first."""

    forget: Sequence[str]
    code: Sequence[str]
    languages: Mapping[str, str] = field(repr=False)

    def minutes(self, text: str) -> int | None:
        """Give the minutes after which a person wants to be forgotten, 0 where they name none; else None."""
        value = _after(self.forget, text)
        if value is None:
            return None
        number = _NUMBER.search(value)
        return int(number[0]) if number else 0

    def secret(self, text: str) -> str | None:
        """Give the secret word of a message that sets or uses one, empty where it holds none; else None.

        More than one word is no secret: most languages begin sentences with the same word.
        """
        value = _after(self.code, text)
        return None if value is None or " " in value else value

    def language(self, text: str) -> str:
        """Name the language of the word that a message begins with, empty where it begins with none."""
        found = _prefix((*self.forget, *self.code), text)
        return self.languages.get(found, "") if found else ""


def read_instructions(catalogs: Catalogs) -> Instructions:
    """Collect the words of every language."""
    words = {name: catalogs.words(f"conversation.words.{name}") for name in ("forget", "code")}
    languages: dict[str, str] = {}
    for language in catalogs.languages:
        for name in words:
            for word in catalogs.say(f"conversation.words.{name}", language).split("|"):
                languages.setdefault(fold(word), language)
    longest_first = {name: sorted(found, key=len, reverse=True) for name, found in words.items()}
    return Instructions(longest_first["forget"], longest_first["code"], languages)


def _after(words: Sequence[str], text: str) -> str | None:
    found = _prefix(words, text)
    return None if found is None else fold(text)[len(found) :].strip(" :")


def _prefix(words: Sequence[str], text: str) -> str | None:
    folded = fold(text)
    return next((word for word in words if folded == word or folded.startswith((f"{word} ", f"{word}:"))), None)
