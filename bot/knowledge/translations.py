"""Translations as editors see them: each text with its English, what is wrong with it, and who has reviewed it."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from string import Formatter

import regex
from babel.messages.catalog import Message

from bot.knowledge.catalogs import FINGERPRINT_LENGTH, read_catalog
from bot.knowledge.texts import texts
from channels.segments import count, plain

MOST_SEGMENTS = 2
"""What a short answer may cost by SMS, in the letters of its language."""
LENGTHS = {"title": 20, "full": 900, "now": 160}
"""Characters at most, in every language: a button, a phone screen, an SMS."""
REPORT = "report."
SENTENCES = ("question", "say")
REPORT_LENGTHS = {"option": 20, "label": 20, "choice": 20, "group": 40, "sign": 60}
"""Characters at most of what a report shows: buttons and labels, names, and signs, of which some stand in one list."""
MOST_REPORT_SEGMENTS = 3
"""What a question or sentence of a report may cost by SMS; in plain letters it fits one."""
BUTTONS = ("conversation.choice.", "conversation.menu.child", "conversation.menu.community", "conversation.menu.pro")
WORDS = "conversation.words."
"""What people write, which is matched and never said; Arabic in Latin letters has digits for letters."""
HINT = "conversation.choice.hint"
"""What is said above numbered choices; it is no choice."""
DIGITS = regex.compile(r"\d+")
_SIGNED = regex.compile(r"reviewed by (?P<name>.+) on (?P<day>\d{4}-\d\d-\d\d), text (?P<text>[0-9a-f]{12})")


@dataclass(frozen=True, slots=True)
class Signature:
    """A native speaker's word that a translation is right, and the day of it."""

    name: str
    day: date


@dataclass(frozen=True, slots=True)
class Translation:
    """One text in one language; `changed` where its English was changed after it was translated."""

    key: str
    english: str
    text: str
    changed: bool
    signature: Signature | None

    @property
    def usable(self) -> bool:
        """Say whether the text is there and translates what the English says today."""
        return bool(self.text) and not self.changed


@dataclass(frozen=True, slots=True)
class Status:
    """How far a language is, in texts."""

    language: str
    texts: int
    translated: int
    changed: int
    missing: int
    reviewed: int


def read_translations(root: Path, language: str) -> Sequence[Translation]:
    """Read every text of a language from its editable catalog, in the order of the content. Raises ContentError."""
    catalog = read_catalog(root / "translations", language)
    return [
        _translation(text.key, text.english, catalog.get(text.english, text.key)) for text in texts(root / "knowledge")
    ]


def status(language: str, translations: Sequence[Translation], *, signed: bool) -> Status:
    """Count a language's texts; `signed` where a native speaker has signed the language as a whole, as it is now."""
    usable = [each for each in translations if each.usable]
    return Status(
        language,
        len(translations),
        len(usable),
        sum(each.changed for each in translations),
        sum(not each.text for each in translations),
        sum(signed or each.signature is not None for each in usable),
    )


def signature_comment(english: str, text: str, signature: Signature) -> str:
    """Write a signature as a translator's comment; it holds only as long as neither text changes."""
    return f"reviewed by {signature.name} on {signature.day.isoformat()}, text {_fingerprint(english, text)}"


def is_signature(comment: str) -> bool:
    """Say whether a translator's comment is a signature."""
    return _SIGNED.fullmatch(comment) is not None


def problems(key: str, english: str, text: str, *, plain_letters: bool) -> Iterator[str]:
    """List what is wrong with a translation, or with an English text beside itself."""
    if _names(text) != _names(english):
        yield "lost or changed a {name} of the English"
    elif not key.startswith(WORDS) and (added := _digits(text) - _digits(english)):
        yield f"has the number {min(added)}, which the English has not; take it out"
    field = key.rpartition(".")[2] if key.startswith("topic.") else ""
    most = LENGTHS["title"] if key.startswith(BUTTONS) and key != HINT else LENGTHS.get(field)
    kind = key.split(".")[1] if key.startswith(REPORT) else ""
    most = REPORT_LENGTHS.get(kind, most)
    if most is not None and len(text) > most:
        yield f"has {len(text)} characters, {most} at most"
    most_segments = MOST_SEGMENTS if field == "short" else MOST_REPORT_SEGMENTS if kind in SENTENCES else None
    if most_segments and (segments := count(plain(text) if plain_letters else text)) > most_segments:
        yield f"costs {segments} SMS segments, {most_segments} at most; shorten it"


def _translation(key: str, english: str, message: Message | None) -> Translation:
    if message is None:
        return Translation(key, english, "", changed=False, signature=None)
    text = str(message.string or "")
    signed = (_SIGNED.fullmatch(comment) for comment in message.user_comments)
    valid = [each for each in signed if each and each["text"] == _fingerprint(english, text)]
    signature = Signature(valid[0]["name"], date.fromisoformat(valid[0]["day"])) if valid else None
    return Translation(key, english, text, message.fuzzy, signature)


def _fingerprint(english: str, text: str) -> str:
    return hashlib.sha256(f"{english}\0{text}".encode()).hexdigest()[:FINGERPRINT_LENGTH]


def _names(text: str) -> set[tuple[str, ...]] | None:
    """List the names that are filled in, each with its form; None where the braces do not match."""
    try:
        return {tuple(map(str, field)) for _, *field in Formatter().parse(text) if field[0] is not None}
    except ValueError:
        return None


def _digits(text: str) -> set[int]:
    return {int(number) for number in DIGITS.findall(text)}
