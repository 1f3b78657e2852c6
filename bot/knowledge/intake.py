"""The intake: what somebody who saw something is asked, and the signs that their answers may show."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.knowledge.source import Source
from bot.reports.report import IntakePath, Urgency

CONSENTS = "yes"
"""The option of a consent that gives it; nothing else does."""
NO_CHOICE = "no_choice"
"""What a condition names for a question that was left out, not asked, or answered in words alone."""


class QuestionKind(StrEnum):
    """What answers a question."""

    CHOICE = "choice"  # one option
    CHOICES = "choices"  # several options or signs
    TEXT = "text"
    PLACE = "place"  # words or a shared location
    EVIDENCE = "evidence"  # pictures and voice notes, and one option where it has any
    CONSENT = "consent"


class Element(StrEnum):
    """What a sign speaks to in the UN Trafficking Protocol, article 3(a)."""

    ACT = "act"
    MEANS = "means"
    PURPOSE = "purpose"


@dataclass(frozen=True, slots=True)
class Condition:
    """Holds where for each of these questions one of these options or signs was chosen."""

    needs: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Option:
    """Something to choose; `alone` where nothing else may be chosen beside it. `key` names its text in the catalogs."""

    id: str
    key: str
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Sign:
    """A reason to look closer, never proof; `found_if` where answers show it without its being chosen."""

    id: str
    group: str
    elements: tuple[Element, ...]
    urgency: Urgency
    sources: tuple[Source, ...]
    found_if: tuple[Condition, ...] = ()

    @property
    def key(self) -> str:
        """Name its text in the catalogs."""
        return f"report.sign.{self.id}"

    @property
    def group_key(self) -> str:
        """Name the text of its group in the catalogs."""
        return f"report.group.{self.group}"

    @property
    def only_means(self) -> bool:
        """Say whether it tells only how people are kept, which is not asked of children: article 3(c)."""
        return self.elements == (Element.MEANS,)


@dataclass(frozen=True, slots=True)
class ShownSigns:
    """The signs that are shown where the condition holds; always, where there is none."""

    signs: tuple[str, ...]
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One question; its signs come before its options, and of its lists of signs the first that holds is shown.

    `most` is how many may be chosen, `own_words` says that words may come beside or instead. `says` names what is said
    with it, under `report.say.`. It is asked where any of `only_if` holds, or there is none, and none of `unless`.
    """

    id: str
    kind: QuestionKind
    options: tuple[Option, ...]
    signs: tuple[ShownSigns, ...]
    most: int
    own_words: bool
    says: tuple[str, ...]
    urgency: Mapping[str, Urgency]
    only_if: tuple[Condition, ...]
    unless: tuple[Condition, ...]

    @property
    def key(self) -> str:
        """Name its text in the catalogs."""
        return f"report.question.{self.id}"

    @property
    def label_key(self) -> str:
        """Name its short label in the catalogs, as a summary or a form shows it."""
        return f"report.label.{self.id}"


@dataclass(frozen=True, slots=True)
class PathOrder:
    """What a path asks, in order, and what it only offers before sending; names of what is said first and last."""

    asks: tuple[str, ...]
    offers: tuple[str, ...]
    opening: tuple[str, ...]
    closing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Intake:
    """All paths, questions and signs; where any of `children_only` holds, only children seem at risk."""

    paths: Mapping[IntakePath, PathOrder]
    questions: Mapping[str, Question]
    signs: Mapping[str, Sign]
    children_only: tuple[Condition, ...]
