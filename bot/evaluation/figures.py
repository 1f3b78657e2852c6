"""The figures of an evaluation, counted from answers; pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.evaluation.asking import Answered
from bot.evaluation.questions import OUT_OF_SCOPE

CHOICES = 3
CALIBRATION_BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers of one range of confidence: how sure the model was on average, and how often it was right."""

    answers: int
    confidence: float
    right: float


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares from 0 to 1 over a group of questions; None where the group has nothing to count."""

    questions: int
    first_right: float | None
    three_right: float | None
    wrong_with_confidence: float | None
    asked_back: float | None
    out_of_scope_answered: float | None
    language_found: float | None
    calibration_error: float | None


@dataclass(frozen=True, slots=True)
class Confusion:
    """Questions of one meaning that were taken for another."""

    meant: str
    taken_for: str
    questions: int


def figures(answers: Sequence[Answered]) -> Figures:
    """Count a group's figures.

    In scope: the right meaning first, among the first three, a wrong one answered without asking back, asked back.
    Out of scope: answered as if it were known, with or without asking back.
    """
    within = [each for each in answers if each.question.in_scope]
    beyond = [each for each in answers if not each.question.in_scope]
    return Figures(
        len(answers),
        _share(first(each) for each in within),
        _share(among_three(each) for each in within),
        _share(not first(each) and not each.asked_back and each.best[0] != OUT_OF_SCOPE for each in within),
        _share(each.asked_back for each in within),
        _share(each.best[0] != OUT_OF_SCOPE for each in beyond),
        _share(each.language == each.question.language for each in answers),
        _calibration_error(within),
    )


def first(answer: Answered) -> bool:
    """Say whether the best meaning is the right one."""
    return answer.best[0] == answer.question.intent


def among_three(answer: Answered) -> bool:
    """Say whether the right meaning is among the three that a person would be shown."""
    shown = [each for each in answer.best if each != OUT_OF_SCOPE][:CHOICES]
    return answer.question.intent in shown


def calibration(answers: Iterable[Answered]) -> list[Bin]:
    """Sort answers in ten ranges of confidence, the lowest first; a range without answers has zeros."""
    bins: list[list[Answered]] = [[] for _ in range(CALIBRATION_BINS)]
    for each in answers:
        bins[min(CALIBRATION_BINS - 1, int(each.confidence * CALIBRATION_BINS))].append(each)
    return [
        Bin(
            len(each),
            _share(answer.confidence for answer in each) or 0.0,
            _share(first(answer) for answer in each) or 0.0,
        )
        for each in bins
    ]


def confusions(answers: Iterable[Answered], most: int) -> list[Confusion]:
    """List the pairs that are confused most often."""
    pairs = Counter((each.question.intent, each.best[0]) for each in answers if not first(each))
    ranked = sorted(pairs.items(), key=lambda each: (-each[1], each[0]))
    return [Confusion(meant, taken, questions) for (meant, taken), questions in ranked[:most]]


def _calibration_error(answers: Sequence[Answered]) -> float | None:
    """Give the expected calibration error: how far confidence and truth lie apart, weighed by answers."""
    if not answers:
        return None
    return sum(each.answers * abs(each.confidence - each.right) for each in calibration(answers)) / len(answers)


def _share(values: Iterable[float]) -> float | None:
    found = list(values)
    return sum(found) / len(found) if found else None
