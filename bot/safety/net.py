"""Hears danger and self-harm in what a person writes, from curated patterns in every language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import regex

from bot.knowledge import content_file
from bot.knowledge.catalogs import fold
from bot.knowledge.content_file import ContentError
from bot.knowledge.record import Record

GAP = r"(?:\s+\S+){0,3}?\s+"
MATCH_SECONDS = 0.2
WHOLE = "="
"""Marks a phrase that alarms only as the whole message: "sos" is Spanish for "you are" within one."""


class Alarm(StrEnum):
    """What the net heard."""

    DANGER = "danger"
    SELF_HARM = "self_harm"


@dataclass(frozen=True, slots=True)
class SafetyNet:
    """The compiled patterns of all languages; every one is tried on every message, whatever its language."""

    alarms: Mapping[Alarm, regex.Pattern[str]]
    unless: regex.Pattern[str]
    not_self_harm: regex.Pattern[str]

    def hear(self, text: str) -> Alarm | None:
        """Say which alarm a message raises; self-harm has its own answer and is heard first."""
        try:
            spoken = self.unless.sub(" ", f" {_words(text)} ", timeout=MATCH_SECONDS)
            # "I do not want to die" is no wish to die: it is a cry for help.
            wishes = self.not_self_harm.sub(" ", spoken, timeout=MATCH_SECONDS)
            if self.alarms[Alarm.SELF_HARM].search(wishes, timeout=MATCH_SECONDS):
                return Alarm.SELF_HARM
            return Alarm.DANGER if self.alarms[Alarm.DANGER].search(spoken, timeout=MATCH_SECONDS) else None
        except TimeoutError:
            # Only a text made to be heavy takes so long; a needless number does no harm.
            return Alarm.DANGER


def read_safety(folder: Path) -> SafetyNet:
    """Read the patterns of every language. Raises ContentError."""
    phrases: dict[str, list[str]] = {Alarm.DANGER: [], Alarm.SELF_HARM: [], "unless": [], "not_self_harm": []}
    paths = sorted(folder.glob("*.yml"))
    if not paths:
        raise ContentError(folder, "holds no patterns; danger would not be heard")
    for path in paths:
        record = Record(path, content_file.read(path), path.stem)
        for name, found in phrases.items():
            found.extend(_checked(record, str(name)))
        record.finish()
    alarms = {kind: _pattern(phrases[kind]) for kind in Alarm}
    return SafetyNet(alarms, _pattern(phrases["unless"]), _pattern(phrases["not_self_harm"]))


def _checked(record: Record, name: str) -> Iterable[str]:
    for phrase in record.names(name):
        plain = phrase.removeprefix(WHOLE).replace("...", " ").replace("*", "")
        if _words(plain) != " ".join(plain.split()):
            raise record.error(f"write {phrase!r} without capitals, accents and punctuation")
        yield phrase


def _pattern(phrases: Iterable[str]) -> regex.Pattern[str]:
    ordered = sorted(phrases, key=len, reverse=True)
    # Without any phrase it matches nothing, not everything.
    return regex.compile(r"(?<=\s)(?:" + ("|".join(_one(phrase) for phrase in ordered) or "(?!)") + r")(?=\s)")


def _one(phrase: str) -> str:
    if phrase.startswith(WHOLE):
        return rf"(?<=^\s){_one(phrase.removeprefix(WHOLE))}(?=\s$)"
    pieces = []
    for piece in phrase.split("..."):
        words = (regex.escape(word).replace(r"\*", r"\w*") for word in piece.split())
        pieces.append(r"\s+".join(words))
    return GAP.join(pieces)


def _words(text: str) -> str:
    """Keep the letters and digits of a text as single-spaced words; apostrophes vanish, so that "I'm" reads "im"."""
    without_apostrophes = regex.sub(r"['’ʼ`´]", "", fold(text))
    return " ".join(regex.sub(r"[^\p{L}\p{M}\p{N}*]+", " ", without_apostrophes).split())
