"""How people name countries and say where they are, by language, where CLDR does not know it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import regex
from babel import Locale, UnknownLocaleError

from bot.knowledge import content_file
from bot.knowledge.catalogs import SOURCE_LANGUAGE, fold
from bot.knowledge.record import Record

EVERY_LANGUAGE = "mul"
"""ISO 639's code for several languages: abbreviations that people write in all of them."""
SHORTEST_NAME = 4
"""Shorter names of CLDR (Iran, Peru are four) are also words; a script without vowels may set less."""
NO_FORM = "-"
# The full stops of an abbreviation (EE.UU., U.S., EE. UU.) end nothing.
CLAUSE_END = regex.compile(r"[,;:!?…،؛؟।።፣()\n]+|(?<!\b\p{L}{1,2})\.+(?!\p{L})")
WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")
# Ukrainian has an apostrophe that counts as a letter, and keyboards put marks of direction and joining between others.
UNSEEN = regex.compile(r"[\u02bc\p{Cf}]")


@dataclass(frozen=True, slots=True)
class LanguagePlaces:
    """One language's own names of countries, and the words and endings around a name; see knowledge/README.md."""

    names: Mapping[str, tuple[str, ...]]
    shortest_name: int
    spaced: bool
    located_by_ending: bool
    always_unsure: bool
    prefixes: Mapping[str, tuple[str, ...]]
    endings: Mapping[str, tuple[str, ...]]
    lists: Mapping[str, tuple[str, ...]] = field(repr=False)

    def forms(self, name: str) -> Iterator[tuple[str, str, bool]]:
        """Give a folded name's forms: the form, the prefix before it, and whether a whereabouts takes that form."""
        for start, prefixes in self.prefixes.items():
            if name.startswith(start):
                yield from ((prefix + name[len(start) :], prefix, True) for prefix in prefixes)
        columns = [self._endings(word) for word in name.split()]
        if any(len(forms) > 1 for forms in columns):
            count = max(map(len, columns))
            for at in range(count):
                form = " ".join(forms[min(at, len(forms) - 1)] for forms in columns)
                yield form, "", self.located_by_ending and at == count - 1

    def located(self, name: str) -> bool:
        """Say whether a whereabouts may take the name unchanged: "я в Казахстан" is where somebody is going."""
        taken = [located for form, _, located in self.forms(name) if form == name]
        return not self.located_by_ending or not taken or any(taken)

    def _endings(self, word: str) -> tuple[str, ...]:
        fitting = [ending for ending in self.endings if word.endswith(ending)]
        if len(word) < self.shortest_name or not fitting:
            return (word,)
        ending = max(fitting, key=len)
        return tuple(word.removesuffix(ending) + ("" if form == NO_FORM else form) for form in self.endings[ending])


@dataclass(frozen=True, slots=True)
class PlaceNames:
    """The names and words of every language, the codes of CLDR that are no country, and letters that are confused."""

    languages: Mapping[str, LanguagePlaces]
    not_countries: frozenset[str]
    letters: Mapping[int, str]

    def clauses(self, text: str) -> list[list[str]]:
        """Take a text apart into its clauses and their words, folded as names are."""
        clauses = [self.words(clause) for clause in CLAUSE_END.split(text)]
        return [clause for clause in clauses if clause]

    def words(self, text: str) -> list[str]:
        """Fold a text and take it apart into words."""
        # Once before folding, which takes some letters apart, and once after it, for those that it makes.
        return WORD.findall(fold(UNSEEN.sub(" ", text).translate(self.letters)).translate(self.letters))

    def key(self, text: str) -> str:
        """Fold a name to the form in which it is looked up."""
        return " ".join(self.words(text))


LISTS = (
    "none",
    "words",
    "common",
    "towns",
    "between",
    "before",
    "here",
    "unsure",
    "not_enough",
    "greetings",
    "starters",
    "not_here",
    "not_after",
    "origin",
)


def read_place_names(path: Path) -> PlaceNames:
    """Read the names of places. Raises ContentError."""
    record = Record(path, content_file.read(path), path.stem)
    letters = record.record("letters")
    pairs = {letter: letters.text(letter) for letter in letters.keys()}  # noqa: SIM118 - a Record is no mapping
    if any(len(letter) != 1 for letter in pairs):
        raise letters.error("each field is one letter")
    not_countries = frozenset(record.names("not_countries"))
    languages = record.record("languages")
    read = {}
    for language in languages.keys():  # noqa: SIM118
        read[language] = _read_language(languages.record(language), language, not_countries)
    record.finish()
    names = PlaceNames(read, not_countries, {ord(letter): other for letter, other in pairs.items()})
    _check_once(languages, names)
    return names


def locale_of(language: str) -> Locale | None:
    """Give CLDR's names for a language; none for what stands for every language."""
    return None if language == EVERY_LANGUAGE else Locale.parse(language)


def _read_language(record: Record, language: str, not_countries: frozenset[str]) -> LanguagePlaces:
    try:
        locale_of(language)
    except (UnknownLocaleError, ValueError):
        raise record.error(f"CLDR knows no language {language!r}") from None
    names = record.record("names")
    codes = Locale.parse(SOURCE_LANGUAGE).territories
    for code in names.keys():  # noqa: SIM118
        if len(code) != 2 or code not in codes or code in not_countries:  # noqa: PLR2004 - ISO 3166's own length
            raise names.error(f"{code!r} is the code of no country")
    endings = record.record("endings")
    forms = {fold(ending): tuple(map(_form, endings.text(ending).split())) for ending in endings.keys()}  # noqa: SIM118
    if len({len(each) for each in forms.values()}) > 1:
        raise endings.error("every ending has the same number of forms")
    prefixes = record.record("prefixes")
    shortest = record.optional_number("shortest_name")
    places = LanguagePlaces(
        names={code: names.names(code) for code in names.keys()},  # noqa: SIM118
        shortest_name=SHORTEST_NAME if shortest is None else shortest,
        spaced=record.flag("spaced", default=True),
        located_by_ending=record.flag("located_by_ending", default=False),
        always_unsure=record.flag("always_unsure", default=False),
        prefixes={start: prefixes.names(start) for start in prefixes.keys()},  # noqa: SIM118
        endings=forms,
        lists={name: record.names(name) for name in LISTS},
    )
    record.finish()
    return places


def _form(ending: str) -> str:
    return NO_FORM if ending == NO_FORM else fold(ending)


def _check_once(record: Record, names: PlaceNames) -> None:
    """Refuse a name of two countries, and one that decides nothing and yet has a country."""
    seen: dict[str, str] = {}
    for language, places in names.languages.items():
        for code, listed in (*places.names.items(), ("none", places.lists["none"])):
            for name in listed:
                if not names.key(name):
                    raise record.error(f"{language}: {code} has an empty name")
                if seen.setdefault(names.key(name), code) != code:
                    raise record.error(f"{language}: {name!r} stands under {code} and {seen[names.key(name)]}")
