"""Whether an answer fits its question: what may be chosen, how much of it, and whether words may be said."""

from collections.abc import Iterable

from bot.knowledge.intake import Intake, Question, QuestionKind
from bot.knowledge.interview import choices
from bot.reports.report import Answer

WORDED = (QuestionKind.TEXT, QuestionKind.PLACE)
"""Kinds of questions that are answered in words; others say by themselves whether words may come too."""


def takes_words(question: Question) -> bool:
    """Say whether a question may be answered in words, or by a file or place that stands for them."""
    return question.own_words or question.kind in WORDED or question.kind is QuestionKind.EVIDENCE


def takes_several(question: Question) -> bool:
    """Say whether several options may be chosen for a question."""
    return question.kind is QuestionKind.CHOICES


def fits(intake: Intake, question: Question, answers: Iterable[Answer], given: Answer) -> bool:
    """Say whether an answer fits, as the other answers stand."""
    if given.skipped:
        return not (given.choices or given.text)
    offered = {each.id: each for each in choices(intake, question, answers)}
    chosen = given.choices
    if len(set(chosen)) != len(chosen) or len(chosen) > (question.most if takes_several(question) else 1):
        return False
    if any(each not in offered for each in chosen):
        return False
    if len(chosen) > 1 and any(offered[each].alone for each in chosen):
        return False
    return bool(chosen or given.text) and (not given.text or takes_words(question))
