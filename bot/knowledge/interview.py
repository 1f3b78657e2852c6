"""The course of an intake: what is asked next, what may be chosen, and what the answers show.

Everywhere `answers` are all that were given, in any order, one for each question.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from bot.knowledge.intake import NO_CHOICE, Condition, Intake, Option, Question, Sign
from bot.reports.report import Answer, IntakePath, Urgency

_Given = Mapping[str, Answer]


def next_question(intake: Intake, path: IntakePath, answers: Iterable[Answer]) -> Question | None:
    """Give the first question that applies and has no answer that stands; None where all is asked."""
    given = _standing(intake, path, answers)
    return next((each for each in _applying(intake, intake.paths[path].asks, given) if each.id not in given), None)


def applicable(intake: Intake, path: IntakePath, answers: Iterable[Answer]) -> Sequence[Question]:
    """Give the questions that the path asks with these answers, in order, answered or not."""
    return tuple(_applying(intake, intake.paths[path].asks, _standing(intake, path, answers)))


def offered(intake: Intake, path: IntakePath, answers: Iterable[Answer]) -> Sequence[Question]:
    """Give the questions that are never asked but may be answered before sending, such as a name."""
    return tuple(_applying(intake, intake.paths[path].offers, _standing(intake, path, answers)))


def choices(intake: Intake, question: Question, answers: Iterable[Answer]) -> Sequence[Option]:
    """Give what may be chosen for a question: its signs as these answers choose them, then its options."""
    return _choices(intake, question, {each.question: each for each in answers})


def standing(intake: Intake, path: IntakePath, answers: Iterable[Answer]) -> Sequence[Answer]:
    """Give the answers that still count, in the path's order.

    After a change a question may apply no more, or what was chosen may not be shown any more: that part is left out.
    """
    return tuple(_standing(intake, path, answers).values())


def signs_found(intake: Intake, path: IntakePath, answers: Iterable[Answer]) -> Sequence[Sign]:
    """Give the signs that were chosen or that the answers show, each once, in the order of the content."""
    given = _standing(intake, path, answers)
    chosen = {each for answer in given.values() for each in answer.choices}
    return tuple(each for each in intake.signs.values() if each.id in chosen or _any(each.found_if, given))


def urgency_of(intake: Intake, path: IntakePath, answers: Iterable[Answer]) -> Urgency:
    """Give the highest urgency of what was answered and of the signs found."""
    given = _standing(intake, path, answers)
    said = (
        intake.questions[answer.question].urgency.get(each, Urgency.NORMAL)
        for answer in given.values()
        for each in answer.choices
    )
    found = (each.urgency for each in signs_found(intake, path, given.values()))
    return max((*said, *found), default=Urgency.NORMAL)


def children_only(intake: Intake, answers: Iterable[Answer]) -> bool:
    """Say whether only children seem at risk, so that means are not asked."""
    return _any(intake.children_only, {each.question: each for each in answers})


def _standing(intake: Intake, path: IntakePath, answers: Iterable[Answer]) -> dict[str, Answer]:
    all_given = {each.question: each for each in answers}
    order = intake.paths[path]
    standing: dict[str, Answer] = {}
    for name in (*order.asks, *order.offers):
        question, answer = intake.questions[name], all_given.get(name)
        if answer is None or not _applies(intake, question, standing):
            continue
        shown = {each.id for each in _choices(intake, question, standing)}
        kept = tuple(each for each in answer.choices if each in shown)
        # An answer without choices from the start is a place, a file, words, or left out on purpose.
        if kept or answer.text or not answer.choices:
            standing[name] = replace(answer, choices=kept)
    return standing


def _applying(intake: Intake, names: Sequence[str], given: _Given) -> Iterable[Question]:
    return (question for question in map(intake.questions.__getitem__, names) if _applies(intake, question, given))


def _applies(intake: Intake, question: Question, given: _Given) -> bool:
    if question.only_if and not _any(question.only_if, given):
        return False
    if _any(question.unless, given):
        return False
    return not question.signs or bool(_signs(intake, question, given))


def _choices(intake: Intake, question: Question, given: _Given) -> tuple[Option, ...]:
    signs = (Option(each.id, each.key) for each in _signs(intake, question, given))
    return (*signs, *question.options)


def _signs(intake: Intake, question: Question, given: _Given) -> Sequence[Sign]:
    names = next((each.signs for each in question.signs if each.when is None or _holds(each.when, given)), ())
    no_means = _any(intake.children_only, given)
    return [intake.signs[each] for each in names if not (no_means and intake.signs[each].only_means)]


def _any(conditions: Sequence[Condition], given: _Given) -> bool:
    return any(_holds(each, given) for each in conditions)


def _holds(condition: Condition, given: _Given) -> bool:
    return all(_chose(given.get(question), wanted) for question, wanted in condition.needs.items())


def _chose(answer: Answer | None, wanted: Sequence[str]) -> bool:
    chosen = answer.choices if answer else ()
    return any(each in wanted for each in chosen or (NO_CHOICE,))
