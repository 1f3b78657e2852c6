"""How questions are asked: the words before the first one, each with its choices, and what is said of an answer."""

from collections.abc import Sequence

from bot.conversation.directory import help_in
from bot.conversation.reporting.steps import CHOOSE, report_step
from bot.conversation.reporting.wording import say, title, way, with_numbers
from bot.conversation.speech import Choice, Line, Speech
from bot.knowledge.answering import takes_several
from bot.knowledge.countries import Country
from bot.knowledge.intake import CONSENTS, Option, PathOrder, Question, QuestionKind
from bot.reports.report import Answer

CHILD_HELP = ("children",)


def opening(speech: Speech, order: PathOrder, country: Country | None, *, draft_days: int, days: int) -> list[Line]:
    """Say what somebody must know before they tell: to be safe, whom to call, what the law may ask, what is kept."""
    numbers = {"draft_days": str(draft_days), "days": str(days)}
    said = [say(speech, name, **numbers) for name in order.opening]
    return [Line(said[0]), Line("\n".join((with_numbers(speech, "opening.danger", country), *said[1:])))]


def question_line(
    speech: Speech, question: Question, options: Sequence[Option], chosen: Sequence[str] = (), *, files: bool = False
) -> Line:
    """Ask a question; what was chosen already is offered no more, and one may be done once something was said."""
    left = tuple(
        Choice(report_step(f"{CHOOSE}{each.id}"), speech.text(each.key))
        for each in options
        if each.id not in chosen and not (chosen and each.alone)
    )
    ways = ["done"] if chosen or files else []
    choices = (*left, *(way(speech, each) for each in (*ways, "skip", "back", "stop")))
    if chosen:
        return Line(say(speech, "hint.more"), choices)
    lines = [speech.text(question.key), *(say(speech, each) for each in question.says)]
    if takes_several(question):
        lines.append(say(speech, "hint.several", done=title(speech, "done")))
    if question.own_words:
        lines.append(say(speech, "hint.words"))
    return Line("\n".join(lines), choices)


def short_line(speech: Speech, question: Question) -> Line:
    """Ask a question again while its choices cannot be found; those that were shown still count."""
    return Line(speech.text(question.key))


def remarks(speech: Speech, question: Question, answer: Answer, country: Country | None) -> list[Line]:
    """Say what an answer calls for: whom to call, whom to ask about a child, or what was agreed."""
    if "about_me" in answer.choices:
        return [Line(say(speech, "about_me", human=speech.word("human")))]
    if question.kind is QuestionKind.CONSENT and not answer.skipped:
        return [Line(say(speech, "asks_back.yes" if CONSENTS in answer.choices else "asks_back.no"))]
    if question.id == "danger" and "yes" in answer.choices:
        return [Line(with_numbers(speech, "danger.yes", country))]
    if {"one_child", "children", "both"} & set(answer.choices):
        helped = help_in(speech, country, CHILD_HELP) if country is not None else []
        return [Line("\n".join((say(speech, "child.line"), *(each.text for each in helped))))]
    return []
