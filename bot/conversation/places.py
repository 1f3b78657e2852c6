"""Countries and languages in what people write, by their names in CLDR and those that people have for them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path

import regex
from babel import Locale

from bot.conversation.whereabouts import Around, Whereabouts, read_whereabouts
from bot.knowledge.catalogs import Catalogs, fold
from bot.knowledge.place_names import SHORTEST_NAME, LanguagePlaces, PlaceNames, locale_of, read_place_names
from bot.settings import PROJECT


class Sureness(IntEnum):
    """How much a name says: `COMMON` only in a whereabouts, `WORD` also as a whole message, `SURE` anywhere."""

    COMMON = 1
    WORD = 2
    SURE = 3


@dataclass(frozen=True, slots=True)
class Name:
    """A country's name in one form; `languages` are those in which it is one, a code that is empty decides nothing."""

    code: str
    sureness: Sureness
    languages: frozenset[str]
    prefix: str = ""
    located: bool = True


@dataclass(frozen=True, slots=True)
class PlaceSaid:
    """The one country that a message names, empty where there is none; `here` if it says that the person is there."""

    country: str = ""
    here: bool = False


@dataclass(frozen=True, slots=True)
class Places:
    """Folded names of countries and languages, with the words before an origin or a whereabouts."""

    countries: Mapping[str, str] = field(repr=False)
    """Names that mean the country even where nobody asked for one."""
    languages: Mapping[str, str] = field(repr=False)
    _names: Mapping[str, Name] = field(repr=False)
    _longest: Mapping[str, int] = field(repr=False)
    _whereabouts: Mapping[str, Whereabouts] = field(repr=False)
    _greetings: frozenset[str] = field(repr=False)
    _spelling: PlaceNames = field(repr=False)
    _unspaced: regex.Pattern[str] = field(repr=False)

    def said(self, text: str) -> PlaceSaid:
        """Find the country that a message says the person is in, else the one that it only names."""
        if here := self.country_here(text):
            return PlaceSaid(here, here=True)
        return PlaceSaid(self.country_named(text))

    def country_here(self, text: str) -> str:
        """Find the one country that a message says the person is in ("I live in Peru"); empty where there is none."""
        return _only(name.code for name, around in self._mentions(text) if self._is_here(name, around))

    def country_named(self, text: str) -> str:
        """Find the one country that a message names, and not as an origin; empty where there is none, or more."""
        if whole := self._names.get(self._spelling.key(text)):
            return whole.code
        return _only(
            name.code
            for name, around in self._mentions(text)
            if (name.sureness is Sureness.SURE and not self._is_origin(around)) or self._is_here(name, around)
        )

    def without_names(self, text: str) -> str:
        """Give a message's words without the names of countries, which are no sign of a language; as it is without."""
        left, named = [], False
        for words in self._clauses(text):
            at = 0
            while at < len(words):
                count = self._counted(words, at)
                named = named or count > 0
                left += [] if count else words[at : at + 1]
                at += count or 1
        return " ".join(left) if named and left else text

    def language_named(self, text: str) -> str:
        """Find the language that a whole message names; empty where it is none."""
        return self.languages.get(fold(text), "")

    def _mentions(self, text: str) -> Iterator[tuple[Name, Around]]:
        all_greetings = True
        for words in self._clauses(text):
            at, first = 0, all_greetings
            all_greetings = first and " ".join(words) in self._greetings
            while at < len(words):
                count = self._counted(words, at)
                name = self._names.get(" ".join(words[at : at + count])) if count else None
                if name and name.code:
                    before, after = (" ".join(["", *part, ""]) or " " for part in (words[:at], words[at + count :]))
                    yield name, Around(before + name.prefix, after, first)
                at += count or 1

    def _clauses(self, text: str) -> Iterable[list[str]]:
        return self._spelling.clauses(self._unspaced.sub(r" \g<0> ", text.translate(self._spelling.letters)))

    def _counted(self, words: list[str], at: int) -> int:
        """Count the words of the longest name that begins here, 0 where none does."""
        longest = self._longest.get(words[at], 0)
        return next((size for size in range(longest, 0, -1) if " ".join(words[at : at + size]) in self._names), 0)

    def _is_here(self, name: Name, around: Around) -> bool:
        # A name that is also a word is believed only in its own language: "o my" is Vietnamese for in the US.
        return (
            name.located
            and not self._is_origin(around)
            and not any(each.is_something_else(around) for each in self._whereabouts.values())
            and any(
                each.is_here(around)
                for language, each in self._whereabouts.items()
                if name.sureness is Sureness.SURE or language in name.languages
            )
        )

    def _is_origin(self, around: Around) -> bool:
        return any(each.is_origin(around) for each in self._whereabouts.values())


def read_places(catalogs: Catalogs, root: Path = PROJECT) -> Places:
    """Collect the names from CLDR and from the content under a root. Raises ContentError."""
    spelling = read_place_names(root / "knowledge" / "place_names.yml")
    spoken = list(dict.fromkeys((*catalogs.languages, *spelling.languages)))
    names = _read_names(spelling, spoken)
    longest: dict[str, int] = {}
    for name in names:
        first, *others = name.split()
        longest[first] = max(longest.get(first, 0), 1 + len(others))
    languages = _folded(locale.languages.items() for locale in map(Locale.parse, catalogs.languages))
    # "vai" and "ido" are languages, and words of others; those that we speak keep their short names.
    languages = {
        name: code for name, code in languages.items() if len(name) >= SHORTEST_NAME or code in catalogs.languages
    }
    return Places(
        countries=_alone(spelling, spoken, names),
        languages=languages,
        _names=names,
        _longest=longest,
        _whereabouts={language: read_whereabouts(catalogs, spelling, language) for language in spoken},
        _greetings=frozenset(_keys(spelling, "greetings")),
        _spelling=spelling,
        _unspaced=_unspaced(spelling, spoken),
    )


def _read_names(spelling: PlaceNames, spoken: Iterable[str]) -> dict[str, Name]:
    listed = {code: _keys(spelling, code) for code in ("none", "words", "common", "towns")}
    weak = {key for code in ("words", "common", "towns") for key in listed[code]}
    names: dict[str, Name] = {}
    forms: dict[str, Name] = {}
    # What people call a country goes before CLDR, where the same word is the other's name for another.
    for own in (True, False):
        for language in spoken:
            places = spelling.languages.get(language)
            shortest = places.shortest_name if places else SHORTEST_NAME
            for code, text in _own(places) if own else _from_cldr(spelling, language):
                key = spelling.key(text)
                if not key or key in listed["none"]:
                    continue
                short = not own and len(key) < shortest
                sureness = Sureness.SURE if key not in weak and not short else Sureness.WORD
                if short or key in listed["common"] or key in listed["towns"]:
                    sureness = Sureness.COMMON
                at = () if language in listed["towns"].get(key, ()) else (language,)
                name = Name(code, sureness, frozenset(at), located=places is None or places.located(key))
                _add(names, key, name)
                for form, prefix, located in places.forms(key) if places else ():
                    _add(forms, form, Name(code, sureness, frozenset(at), prefix, located))
    nothing = Name("", Sureness.SURE, frozenset())
    return {**forms, **names, **dict.fromkeys(_with_forms(spelling, listed["none"]), nothing)}


def _with_forms(spelling: PlaceNames, listed: Mapping[str, Iterable[str]]) -> Iterator[str]:
    for key, languages in listed.items():
        yield key
        for language in languages:
            yield from (form for form, _, _ in spelling.languages[language].forms(key))


def _add(names: dict[str, Name], key: str, name: Name) -> None:
    known = names.setdefault(key, name)
    if known.code == name.code:
        names[key] = Name(
            name.code,
            max(known.sureness, name.sureness),
            known.languages | name.languages,
            known.prefix,
            known.located or name.located,
        )


def _own(places: LanguagePlaces | None) -> Iterator[tuple[str, str]]:
    for code, names in places.names.items() if places else ():
        yield from ((code, name) for name in names)


def _from_cldr(spelling: PlaceNames, language: str) -> Iterator[tuple[str, str]]:
    locale = locale_of(language)
    for code, name in locale.territories.items() if locale else ():
        if len(code) == 2 and code.isalpha() and code not in spelling.not_countries:  # noqa: PLR2004 - ISO 3166
            yield code, name


def _keys(spelling: PlaceNames, kind: str) -> dict[str, set[str]]:
    """Collect the names of one list, each with the languages that list it."""
    keys: dict[str, set[str]] = {}
    for language, places in spelling.languages.items():
        for name in places.lists[kind]:
            keys.setdefault(spelling.key(name), set()).add(language)
    return keys


def _alone(spelling: PlaceNames, spoken: Iterable[str], names: Mapping[str, Name]) -> dict[str, str]:
    """Collect the names that steer as a whole message, as they are looked up and as people write them."""
    alone: dict[str, str] = {}
    for language in spoken:
        for _, text in (*_own(spelling.languages.get(language)), *_from_cldr(spelling, language)):
            name = names.get(spelling.key(text))
            if name and name.code and name.sureness > Sureness.COMMON:
                alone |= {fold(text): name.code, spelling.key(text): name.code}
    return alone


def _unspaced(spelling: PlaceNames, spoken: Iterable[str]) -> regex.Pattern[str]:
    """Find names in scripts without spaces: after a word that may stand before one, or where the script begins."""
    names: set[str] = set()
    before: set[str] = set()
    for language in spoken:
        places = spelling.languages.get(language)
        if places and not places.spaced:
            names.update(text for _, text in (*_own(places), *_from_cldr(spelling, language)))
            names.update(places.lists["none"])
            before.update((*places.lists["between"], *places.lists["before"]))
    either = "|".join(regex.escape(name) for name in sorted(names, key=len, reverse=True))
    words = "|".join(rf"(?<={regex.escape(word)})" for word in sorted(before))
    return regex.compile(rf"(?:(?<![\p{{L}}\p{{M}}]){'|' + words if words else ''})(?:{either})" if either else r"(?!)")


def _only(codes: Iterable[str]) -> str:
    found = set(codes)
    return found.pop() if len(found) == 1 else ""


def _folded(groups: Iterable[Iterable[tuple[str, str]]]) -> dict[str, str]:
    names: dict[str, str] = {}
    for group in groups:
        for code, name in group:
            names.setdefault(fold(name), code.split("_")[0])
    return names
