"""How much of a report is known: which of its parts were told, and which the office may still ask for."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.reports.report import Answer, Report


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a report, such as where or when: the ids of the questions that tell it, one of them is enough.

    `says_nothing` are ids of choices such as not knowing. `place` says that a shared location tells it too, `files`
    that a picture or voice note does.
    """

    id: str
    questions: tuple[str, ...]
    says_nothing: tuple[str, ...] = ()
    place: bool = False
    files: bool = False


@dataclass(frozen=True, slots=True)
class Completeness:
    """The share of parts that are known, from 0 to 1, and the ids of the others in their order."""

    share: float
    missing: tuple[str, ...]


def completeness(report: Report, parts: Sequence[Part]) -> Completeness:
    """Say how much of a report is known, by the parts that its path asks for; with no parts all is known."""
    missing = tuple(each.id for each in parts if not _known(report, each))
    return Completeness(1 - len(missing) / len(parts) if parts else 1.0, missing)


def _known(report: Report, part: Part) -> bool:
    return (
        any(_tells(each, part) for each in report.answers)
        or (part.place and report.place is not None)
        or (part.files and bool(report.evidence))
    )


def _tells(answer: Answer, part: Part) -> bool:
    said = answer.text.strip() or set(answer.choices) - set(part.says_nothing)
    return answer.question in part.questions and not answer.skipped and bool(said)
