"""What a message answers to a question of the intake: choices by button, number or title, words, a place, a file."""

import re
from dataclasses import dataclass, field

from bot.conversation.reporting.steps import CHOOSE
from bot.conversation.step import Step, StepKind
from bot.knowledge.answering import takes_several, takes_words
from bot.knowledge.intake import Option, Question
from bot.reports.report import Answer

_NUMBERS = re.compile(r"\s*\d+(?:[\s,;.+&/-]+\d+)+[\s.]*")
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it was asked: its options, what was chosen of them already, and the ids of the buttons shown."""

    question: Question
    options: tuple[Option, ...]
    chosen: tuple[str, ...] = field(default=(), repr=False)
    shown: tuple[str, ...] = ()
    files: bool = False
    """Whether files came with this report."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, whole or only begun; None with a `problem`, the key of what is said about it."""

    answer: Answer | None = field(default=None, repr=False)
    whole: bool = True
    problem: str = "unclear"


def reply(asked: Asked, step: Step | None, text: str, *, elsewise: bool = False) -> Reply:
    """Read a message as an answer; `elsewise` says that a place or a file came, which tells it by itself."""
    name = asked.question.id
    if step is not None and step.kind is StepKind.REPORT:
        if step.value == "skip":
            return Reply(Answer(name, skipped=True))
        if step.value == "done" and (asked.chosen or asked.files):
            return Reply(Answer(name, asked.chosen))
        if step.value.startswith(CHOOSE):
            return _chosen(asked, (step.value.removeprefix(CHOOSE),))
        return Reply()
    several = takes_several(asked.question)
    if several and _NUMBERS.fullmatch(text):
        numbered = [_option(asked, int(each)) for each in _NUMBER.findall(text)]
        return _chosen(asked, tuple(filter(None, numbered)), whole=True) if all(numbered) else Reply()
    if elsewise or (text.strip() and takes_words(asked.question)):
        return Reply(Answer(name, asked.chosen, text.strip()))
    return Reply()


def _chosen(asked: Asked, new: tuple[str, ...], *, whole: bool = False) -> Reply:
    options = {each.id: each for each in asked.options}
    if any(each not in options for each in new):
        # A button of a question that was asked before.
        return Reply()
    if not takes_several(asked.question):
        return Reply(Answer(asked.question.id, new))
    alone = [each for each in new if options[each].alone]
    if alone:
        return Reply(Answer(asked.question.id, (alone[-1],)))
    chosen = tuple(dict.fromkeys((*asked.chosen, *new)))
    if len(chosen) > asked.question.most:
        return Reply(problem="too_many")
    return Reply(Answer(asked.question.id, chosen), whole or len(chosen) == asked.question.most)


def _option(asked: Asked, number: int) -> str:
    """Give what a number stands for among the buttons that were shown, empty where that is no option."""
    codes = {Step(StepKind.REPORT, f"{CHOOSE}{each.id}").code: each.id for each in asked.options}
    return codes.get(asked.shown[number - 1], "") if 1 <= number <= len(asked.shown) else ""
