"""Phrase files: curated phrases by language, held to the form in which a message is read."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import regex

from bot.knowledge import content_file
from bot.knowledge.catalogs import fold
from bot.knowledge.content_file import ContentError
from bot.knowledge.record import Record
from bot.safety.phrases import GAP, WHOLE, spellings
from bot.safety.vocabulary import REST

LONGEST_FOLDED = 20_000
"""Folding takes letters apart: a Korean syllable into three, a rare ligature into eighteen."""


def read_phrases(folder: Path, names: Iterable[str], absent: str) -> dict[str, list[str]]:
    """Read the phrases of every language by field; `absent` says what an empty folder means. Raises ContentError."""
    fields = tuple(names)
    by_language = read_phrases_by_language(folder, fields, absent).values()
    return {name: [phrase for found in by_language for phrase in found[name]] for name in fields}


def read_phrases_by_language(folder: Path, names: Iterable[str], absent: str) -> dict[str, dict[str, list[str]]]:
    """Read the phrases of each language by field. Raises ContentError."""
    fields = tuple(names)
    paths = sorted(folder.glob("*.yml"))
    if not paths:
        raise ContentError(folder, f"holds no phrases; {absent}")
    phrases: dict[str, dict[str, list[str]]] = {}
    for path in paths:
        record = Record(path, content_file.read(path), path.stem)
        phrases[path.stem] = {name: list(_checked(record, name)) for name in fields}
        record.finish()
    return phrases


def words(text: str) -> Sequence[str]:
    """Keep the letters and digits of a text as words; apostrophes vanish, so that "I'm" reads "im"."""
    without_apostrophes = regex.sub(r"['’ʼ`´]", "", fold(text)[:LONGEST_FOLDED])
    return regex.sub(r"[^\p{L}\p{M}\p{N}]+", " ", without_apostrophes).split()


def _checked(record: Record, name: str) -> Iterable[str]:
    for phrase in record.names(name):
        found = spellings(phrase)
        if not found or GAP in (found[0], found[-1]) or not found[0].strip(REST):
            raise record.error(f"{phrase!r} must begin with a word and end with one")
        plain = phrase.removeprefix(WHOLE).replace(GAP, " ").replace(REST, "")
        if " ".join(words(plain)) != " ".join(plain.split()):
            raise record.error(f"write {phrase!r} without capitals, accents and punctuation")
        yield phrase
