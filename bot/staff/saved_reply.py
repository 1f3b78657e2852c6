"""A saved reply: one thing that workers often say, in each language, and who approved how it is said there."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from hashlib import sha256
from string import Formatter

SOURCE = "en"
"""The language that the others are translated from."""
PLACEHOLDERS = ("country", "emergency", "erase", "exit", "minutes", "services")
"""What may be filled in: the person's country, its emergency numbers and services, words to write, and a number."""
LONGEST_TITLE = 60
LONGEST_TEXT = 600
_NUMBER = re.compile(r"\d(?:[\s().-]*\d){2}")
_LINK = re.compile(r"://|www\.", re.IGNORECASE)


class Fault(StrEnum):
    """Why a text cannot be kept."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    BRACES = "braces"
    UNKNOWN_NAME = "unknown_name"
    OTHER_NAMES = "other_names"
    NUMBER = "number"  # numbers to call come from the countries' files, which name their sources
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Wording:
    """How a reply is said in one language; `approved_by` is a login name or a native speaker's, empty for nobody.

    `approved_at` is in seconds since the epoch, 0 where a whole language was signed. `own` says that it was written at
    this desk. `language` is the text's.
    """

    language: str
    title: str
    text: str
    approved_by: str = ""
    approved_at: float = 0.0
    own: bool = False

    @property
    def approved(self) -> bool:
        """Say whether it may be sent as it stands."""
        return self.language == SOURCE or bool(self.approved_by)


@dataclass(frozen=True, slots=True)
class SavedReply:
    """One reply in every language in which it is there, by code; English always is."""

    id: str
    wordings: Mapping[str, Wording]

    def wording(self, language: str) -> Wording | None:
        """Give the wording of a language, None where nobody has written it."""
        return self.wordings.get(language)

    @property
    def source(self) -> Wording:
        """The English wording."""
        return self.wordings[SOURCE]


@dataclass(frozen=True, slots=True)
class Written:
    """What the desk keeps of one wording: a text of its own, or an approval of the product's, or that it was removed.

    `approved_of` is the fingerprint of what was approved: with another text or another English it lapses by itself.
    """

    reply: str
    language: str
    title: str = field(default="", repr=False)
    text: str = field(default="", repr=False)
    approved_by: str = ""
    approved_at: float = 0.0
    approved_of: str = ""
    removed: bool = False


def fingerprint(source: Wording, wording: Wording) -> str:
    """Give a digest of a wording beside its English."""
    said = [source.title, source.text, wording.language, wording.title, wording.text]
    return sha256(json.dumps(said).encode()).hexdigest()[:32]


def names(text: str) -> frozenset[str]:
    """Give the {names} in a text. Raises ValueError where its braces do not match, or ask for more than a name."""
    found = set()
    for _, name, form, conversion in Formatter().parse(text):
        if name is not None and (form or conversion or not name.isidentifier()):
            raise ValueError("not a name alone")
        if name:
            found.add(name)
    return frozenset(found)


def fault(title: str, text: str, source: Wording | None = None) -> Fault | None:
    """Say why a wording cannot be kept, None where it can; `source` is its English, None for the English itself."""
    if not title.strip() or not text.strip():
        return Fault.EMPTY
    if len(title) > LONGEST_TITLE or len(text) > LONGEST_TEXT:
        return Fault.TOO_LONG
    try:
        found = names(text)
    except ValueError:
        return Fault.BRACES
    if not found <= set(PLACEHOLDERS):
        return Fault.UNKNOWN_NAME
    if source is not None and found != names(source.text):
        return Fault.OTHER_NAMES
    if _NUMBER.search(text):
        return Fault.NUMBER
    return Fault.LINK if _LINK.search(text) else None


def to_bytes(written: Written) -> bytes:
    """Write in the stored form."""
    return json.dumps(asdict(written), ensure_ascii=False).encode()


def from_bytes(data: bytes) -> Written:
    """Read the stored form."""
    return Written(**json.loads(data))
