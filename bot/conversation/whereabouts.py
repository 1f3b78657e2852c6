"""Whether the words around a country's name say that the person is there, or that they come from there."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum

from bot.knowledge.catalogs import Catalogs
from bot.knowledge.place_names import LanguagePlaces, PlaceNames

PLACE = "_"
"""Stands in a phrase for the name; a phrase without it stands before the name."""
START = "^"
"""Before words that count only where they begin a clause."""
MOST_BETWEEN = 3


class Begins(Enum):
    """Where a phrase must begin, so that it says where the person is and not where somebody else is."""

    ANYWHERE = "anywhere"
    CLAUSE = "clause"
    MESSAGE = "message"


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a name in its clause, each with a space at both ends; a prefix ends what is before.

    `first` is true where nothing but a greeting stands before the clause.
    """

    before: str
    after: str
    first: bool


@dataclass(frozen=True, slots=True)
class Phrase:
    """The words before and after a name; what begins a clause or the message may also follow a starter."""

    before: str
    after: str
    begins: Begins = Begins.ANYWHERE


@dataclass(frozen=True, slots=True)
class Phrases:
    """Phrases with all their beginnings and ends, by which most names are passed over at once."""

    phrases: tuple[Phrase, ...]
    heads: tuple[str, ...]
    tails: tuple[str, ...]

    def around(self, before: str, after: str) -> Iterator[Phrase]:
        """Find the phrases that stand directly around a name."""
        if before.endswith(self.heads) and after.startswith(self.tails):
            for phrase in self.phrases:
                if before.endswith(phrase.before) and after.startswith(phrase.after):
                    yield phrase


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What one language says around a country's name."""

    spaced: bool
    between: tuple[str, ...]
    here: Phrases
    origin: Phrases
    starters: tuple[str, ...]
    not_here: tuple[str, ...]
    not_after: tuple[str, ...]

    def is_here(self, around: Around) -> bool:
        """Say whether the person is in the country that is named between these words."""
        found = [
            # The space stays, for the words that must stand whole before the phrase.
            (before[: len(before) - len(phrase.before)] + " ", phrase)
            for before in self._shortened(around.before)
            for phrase in self.here.around(before, around.after)
        ]
        # "They think I am in Italy" ends in "am in Italy" too: what denies one phrase denies all.
        if any(_follows(rest, self.not_here) for rest, _ in found):
            return False
        return any(self._begins(rest, phrase, first=around.first) for rest, phrase in found)

    def is_something_else(self, around: Around) -> bool:
        """Say whether the name belongs to what follows it, such as an embassy."""
        return around.after.startswith(self.not_after)

    def is_origin(self, around: Around) -> bool:
        """Say whether the country is where somebody comes from, or returns to."""
        return any(True for before in self._shortened(around.before) for _ in self.origin.around(before, around.after))

    def _begins(self, rest: str, phrase: Phrase, *, first: bool) -> bool:
        if phrase.begins is Begins.ANYWHERE or _follows(rest, self.starters):
            return True
        return not rest.strip() and (first or phrase.begins is Begins.CLAUSE)

    def _shortened(self, before: str) -> Iterator[str]:
        """Give what is before the name, and the same without an article or "the country of"."""
        before = before if self.spaced else before.rstrip()
        yield before
        for _ in range(MOST_BETWEEN):
            if not before.endswith(self.between):
                return
            word = next(each for each in self.between if before.endswith(each))
            before = before[: len(before) - len(word)] + (" " if self.spaced else "")
            yield before


def read_whereabouts(catalogs: Catalogs, names: PlaceNames, language: str) -> Whereabouts:
    """Collect what a language says around a name, from its catalog and from the names of places."""
    places = names.languages.get(language)
    lists = places.lists if places else {}
    spaced = places is None or places.spaced
    unsure = {names.key(phrase) for phrase in lists.get("unsure", ())}
    not_enough = {names.key(phrase) for phrase in lists.get("not_enough", ())}
    here = [*_said(catalogs, language, "here"), *lists.get("here", ()), *lists.get("unsure", ())]
    origin = [*_said(catalogs, language, "origin"), *lists.get("origin", ())]
    between = sorted((names.key(word) for word in lists.get("between", ())), key=len, reverse=True)
    return Whereabouts(
        spaced,
        tuple(f" {word} " if spaced else word for word in between),
        _phrases(
            _phrase(names, phrase, places, _begins(places, names.key(phrase) in unsure))
            for phrase in dict.fromkeys(here)
            if names.key(phrase) not in not_enough
        ),
        _phrases(
            _origin(_phrase(names, phrase, places, Begins.ANYWHERE), spaced=spaced) for phrase in dict.fromkeys(origin)
        ),
        _marked(names, lists.get("starters", ())),
        _marked(names, lists.get("not_here", ())),
        tuple(f" {names.key(word)} " for word in lists.get("not_after", ())),
    )


def _phrases(phrases: Iterable[Phrase]) -> Phrases:
    every = tuple(phrases)
    return Phrases(every, tuple({each.before for each in every}), tuple({each.after for each in every}))


def _begins(places: LanguagePlaces | None, unsure: bool) -> Begins:  # noqa: FBT001 - a private decision
    if unsure:
        return Begins.MESSAGE
    return Begins.CLAUSE if places is not None and places.always_unsure else Begins.ANYWHERE


def _said(catalogs: Catalogs, language: str, name: str) -> list[str]:
    key = f"conversation.words.{name}"
    said = catalogs.say(key, language) if language in catalogs.locales and catalogs.translated(key, language) else ""
    return [phrase for phrase in said.split("|") if phrase.strip()]


def _phrase(names: PlaceNames, phrase: str, places: LanguagePlaces | None, begins: Begins) -> Phrase:
    before, _, after = phrase.partition(PLACE)
    attached = PLACE in phrase and before != "" and not before.endswith(" ")
    # In Thai the name follows without a space.
    attached = attached or (places is not None and not places.spaced)
    head, tail = names.key(before), names.key(after)
    return Phrase(f" {head}" + ("" if attached else " ") if head else "", f" {tail} " if tail else "", begins)


def _origin(phrase: Phrase, *, spaced: bool) -> Phrase:
    """Let an origin stand anywhere where words are not set apart; a whereabouts must begin a run of letters there."""
    return phrase if spaced else replace(phrase, before=phrase.before.strip())


def _marked(names: PlaceNames, words: Iterable[str]) -> tuple[str, ...]:
    return tuple((START if word.startswith(START) else "") + f" {names.key(word)} " for word in words)


def _follows(rest: str, words: Iterable[str]) -> bool:
    return any(rest == word[1:] if word.startswith(START) else rest.endswith(word) for word in words)
