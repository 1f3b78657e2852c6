"""The form of a report as it goes over the wire: which question is asked, and what was told of the others.

A person's words stay where they are kept: the form needs only to know that there are some.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.knowledge.answering import fits
from bot.knowledge.intake import Intake
from bot.reports.report import Answer, IntakePath

SOME = "said"
"""Stands for words that were said."""
_FORM = {"path", "asked", "answers", "given"}
_ANSWER = {"choices", "words", "skipped"}


class BadFormError(Exception):
    """The data is no form of a report; the error holds nothing of it."""


@dataclass(frozen=True, slots=True)
class FormRequest:
    """A form before a turn: `asked` is empty where nothing was asked yet, `given` answers it, None where nothing does.

    `given` may not fit its question: the form then asks again.
    """

    path: IntakePath
    asked: str
    answers: tuple[Answer, ...]
    given: Answer | None


@dataclass(frozen=True, slots=True)
class FormReply:
    """A form after a turn: `asked` is empty where all is told; `taken` says whether what was given was an answer."""

    path: IntakePath
    asked: str
    answers: tuple[Answer, ...]
    taken: bool

    def as_data(self) -> dict[str, Any]:
        """Give the form as it goes over the wire."""
        told = {each.question: answer_as_data(each) for each in self.answers}
        return {"path": self.path, "asked": self.asked or None, "answers": told, "taken": self.taken}


def answer_as_data(answer: Answer) -> dict[str, Any]:
    """Give an answer as it goes over the wire and lies in a slot."""
    return {"choices": list(answer.choices), "words": bool(answer.text), "skipped": answer.skipped}


def answer_from_data(question: str, data: Mapping[str, Any]) -> Answer:
    """Read what `answer_as_data` gives."""
    return Answer(question, tuple(data["choices"]), SOME if data["words"] else "", skipped=data["skipped"])


def read_form(data: Any, intake: Intake) -> FormRequest:
    """Read a form: names of this intake only, and each answer one that fits its question. Raises BadFormError."""
    form = _record(data, _FORM)
    path, asked = form["path"], form["asked"]
    if not isinstance(path, str) or path not in set(IntakePath):
        raise BadFormError
    order = intake.paths[IntakePath(path)]
    names = {*order.asks, *order.offers}
    if asked is not None and (not isinstance(asked, str) or asked not in names):
        raise BadFormError
    told = form["answers"]
    if not isinstance(told, Mapping) or not told.keys() <= names:
        raise BadFormError
    answers = tuple(_answer(intake, name, each) for name, each in told.items())
    for each in answers:
        if not each.skipped and len(each.choices) > intake.questions[each.question].most:
            raise BadFormError
    if form["given"] is None:
        return FormRequest(IntakePath(path), asked or "", answers, None)
    if asked is None or asked in told:
        raise BadFormError
    return FormRequest(IntakePath(path), asked, answers, _answer(intake, asked, form["given"]))


def fitting(intake: Intake, request: FormRequest) -> Answer | None:
    """Give what was given where it fits its question."""
    given = request.given
    return given if given and fits(intake, intake.questions[given.question], request.answers, given) else None


def _answer(intake: Intake, name: str, data: Any) -> Answer:
    answer = _record(data, _ANSWER)
    chosen = answer["choices"]
    if not isinstance(answer["words"], bool) or not isinstance(answer["skipped"], bool):
        raise BadFormError
    if not isinstance(chosen, Sequence) or isinstance(chosen, str) or len(chosen) > len(_known(intake, name)):
        raise BadFormError
    if any(not isinstance(each, str) or each not in _known(intake, name) for each in chosen):
        raise BadFormError
    return answer_from_data(name, answer)


def _known(intake: Intake, name: str) -> frozenset[str]:
    """Name all that may ever be chosen for a question."""
    question = intake.questions[name]
    options = (each.id for each in question.options)
    return frozenset((*options, *(sign for each in question.signs for sign in each.signs)))


def _record(data: Any, keys: set[str]) -> Mapping[str, Any]:
    if not isinstance(data, Mapping) or data.keys() != keys:
        raise BadFormError
    return data
