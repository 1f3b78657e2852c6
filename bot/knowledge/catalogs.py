"""The catalogs: every sentence in every language, by key, with English where a translation is missing."""

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, replace
from datetime import date
from gettext import NullTranslations
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, read_po
from babel.support import Translations

from bot.knowledge import content_file
from bot.knowledge.content_file import ContentError
from bot.knowledge.record import Record
from bot.knowledge.texts import texts

SOURCE_LANGUAGE = "en"
DOMAIN = "amparo"
FINGERPRINT_LENGTH = 12
"""Letters of a digest that a signature keeps; enough to notice a change, and short enough to compare by eye."""


@dataclass(frozen=True, slots=True)
class CatalogLocale:
    """What a language's folder says of itself beside its texts.

    `native_speaker` has signed the language just as it is; `lapsed` where a text was added or changed after that, and
    then nobody has. `reviewed_texts` is the digest of what was signed.
    """

    language: str
    plain_sms_letters: bool
    native_speaker: str | None
    reviewed_on: date | None
    reviewed_texts: str | None
    right_to_left: bool
    lapsed: bool = False


class Catalogs:
    """Every text of the knowledge base in every language of the translations folder."""

    def __init__(self, knowledge: Path, translations: Path) -> None:
        """Read the English texts and the compiled catalogs. Raises ContentError."""
        _check_conversation(knowledge / "conversation.yml")
        self._english = {text.key: text.english for text in texts(knowledge)}
        locales = {path.parent.name: _read_locale(path) for path in sorted(translations.glob("*/locale.yml"))}
        if SOURCE_LANGUAGE not in locales:
            raise ContentError(
                translations / SOURCE_LANGUAGE / "locale.yml", "is missing; English is the source language"
            )
        self._compiled = {language: _load(translations, language) for language in locales}
        self.locales: Mapping[str, CatalogLocale] = {
            language: self._held(locale) for language, locale in locales.items()
        }
        self._replaced: Mapping[str, Mapping[str, str]] = {}

    def replaced(self, texts: Mapping[str, Mapping[str, str]]) -> "Catalogs":
        """Give catalogs that say an operator's texts, by language and key, in place of ours."""
        catalogs = copy(self)
        catalogs._replaced = texts  # noqa: SLF001 - a copy of this very class
        return catalogs

    @property
    def languages(self) -> tuple[str, ...]:
        """Name the languages that have a folder, English first."""
        others = sorted(language for language in self.locales if language != SOURCE_LANGUAGE)
        return (SOURCE_LANGUAGE, *others)

    def keys(self) -> tuple[str, ...]:
        """Name every key."""
        return tuple(self._english)

    def english(self, key: str) -> str:
        """Give the source text of a key; an unknown key is a fault of ours and raises KeyError."""
        return self._english[key]

    def translated(self, key: str, language: str) -> bool:
        """Say whether a key has a text in the language itself."""
        return language == SOURCE_LANGUAGE or (self._own(key, language) or self._lookup(key, language)) is not None

    def say(self, key: str, language: str, /, **values: str) -> str:
        """Give a text in the language, or in English where it is not translated, with its {names} filled in."""
        text = self._own(key, language) or self._lookup(key, language) or self._english[key]
        return text.format(**values) if values else text

    def fingerprint(self, language: str) -> str:
        """Give a digest of every text of a translation beside its English; empty where one is not translated."""
        said = [(key, self._english[key], self._lookup(key, language)) for key in sorted(self._english)]
        if not all(text for _, _, text in said):
            return ""
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:FINGERPRINT_LENGTH]

    def words(self, key: str) -> frozenset[str]:
        """Give the words of a `words.*` key in all languages, folded as `fold` does."""
        alternatives = {word for language in self.locales for word in self.say(key, language).split("|")}
        return frozenset(fold(word) for word in alternatives if fold(word))

    def first_word(self, key: str, language: str) -> str:
        """Give the word that we tell people to write: the first alternative of a `words.*` key."""
        return self.say(key, language).split("|")[0].strip()

    def _held(self, locale: CatalogLocale) -> CatalogLocale:
        """Take a signature away that was given to other texts than those that are said now."""
        if locale.native_speaker is None or locale.language == SOURCE_LANGUAGE:
            return locale
        if locale.reviewed_texts and locale.reviewed_texts == self.fingerprint(locale.language):
            return locale
        return replace(locale, native_speaker=None, lapsed=True)

    def _own(self, key: str, language: str) -> str | None:
        return self._replaced.get(language, {}).get(key)

    def _lookup(self, key: str, language: str) -> str | None:
        compiled = self._compiled.get(language)
        return str(compiled.pgettext(key, self._english[key])) or None if compiled else None


class _Untranslated(NullTranslations):
    """Answers nothing instead of the English text, so that what is missing can be told from what reads the same."""

    def pgettext(self, context: str, message: str) -> str:  # noqa: ARG002 - the signature is gettext's
        return ""


def fold(text: str) -> str:
    """Fold case, accents, punctuation at the ends and runs of space, to compare what people write with words."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(letters.split()).strip(" .,;:!?¡¿'\"*-_()[]…")


def language_name(language: str, in_language: str) -> str:
    """Name a language in another one, from CLDR; in itself where CLDR has no such name, else by its code."""
    try:
        locale = Locale.parse(language)
        return locale.get_language_name(in_language) or locale.get_language_name(language) or language
    except (UnknownLocaleError, ValueError):
        return language


def country_name(iso2: str, language: str) -> str:
    """Name a country in a language, from CLDR."""
    return str(Locale.parse(language).territories.get(iso2, iso2))


def day(value: date, language: str) -> str:
    """Write a date in a language, from CLDR, in its medium form."""
    return format_date(value, format="medium", locale=language)


def right_to_left(language: str) -> bool:
    """Say whether a language is written from right to left, from CLDR."""
    return Locale.parse(language).text_direction == "rtl"


def read_catalog(translations: Path, language: str) -> Catalog:
    """Read a language's editable catalog with its flags and comments, for checks and status. Raises ContentError."""
    path = translations / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    try:
        with path.open("rb") as file:
            return read_po(file, locale=language, domain=DOMAIN, abort_invalid=True)
    except OSError:
        raise ContentError(path, "is missing; make it with `make catalogs`") from None
    except (PoFileError, ValueError) as error:
        raise ContentError(path, str(error)) from None


def _check_conversation(path: Path) -> None:
    record = Record(path, content_file.read(path), path.stem)
    for key in record.keys():  # noqa: SIM118 - a Record is no mapping
        if not record.text(key):
            raise record.error(f"the field {key!r} is empty")


def _read_locale(path: Path) -> CatalogLocale:
    language = path.parent.name
    try:
        Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        raise ContentError(path, f"CLDR knows no language {language!r}; name the folder by its ISO 639 code") from None
    record = Record(path, content_file.read(path), "locale")
    letters = record.text("sms_letters", "plain")
    if letters not in ("plain", "all"):
        raise record.error("`sms_letters` is `plain` or `all`")
    review = record.record("review")
    locale = CatalogLocale(
        language,
        letters == "plain",
        review.optional_text("native_speaker"),
        review.optional_day("reviewed_on"),
        review.optional_text("texts"),
        right_to_left(language),
    )
    review.finish()
    record.finish()
    return locale


def _load(translations: Path, language: str) -> Translations | None:
    if language == SOURCE_LANGUAGE:
        return None
    path = translations / language / "LC_MESSAGES" / f"{DOMAIN}.mo"
    try:
        with path.open("rb") as file:
            compiled = Translations(file, domain=DOMAIN)
    except OSError:
        raise ContentError(path, "is missing; compile the catalogs with `make setup`") from None
    compiled.add_fallback(_Untranslated())
    return compiled
