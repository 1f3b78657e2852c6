"""What would be sent, as a person reads it over, and what of it may be changed."""

from collections.abc import Sequence

from bot.conversation.reporting.steps import CHANGE, DROP, report_step
from bot.conversation.reporting.wording import say, way
from bot.conversation.speech import Choice, Line, Speech
from bot.knowledge.interview import applicable, offered, standing
from bot.reports.report import Answer, Report

BETWEEN = ", "


def summary(speech: Speech, report: Report) -> list[Line]:
    """Show all that was told, and ask whether it is right."""
    intake = speech.knowledge.intake
    told = [_line(speech, report, each) for each in standing(intake, report.path, report.answers)]
    if report.evidence:
        told.append(say(speech, "summary.files", count=str(len(report.evidence))))
    left = {each.question for each in report.answers if not each.skipped}
    more = [each for each in offered(intake, report.path, report.answers) if each.id not in left]
    choices = (
        way(speech, "send"),
        way(speech, "change"),
        *(Choice(report_step(f"{CHANGE}{each.id}"), speech.text(each.label_key)) for each in more),
        way(speech, "stop"),
        way(speech, "withdraw"),
    )
    return [Line("\n".join((say(speech, "summary.title"), *told))), Line(say(speech, "summary.ask"), choices)]


def changes(speech: Speech, report: Report) -> Line:
    """Ask what is to be changed."""
    intake = speech.knowledge.intake
    asked = (*applicable(intake, report.path, report.answers), *offered(intake, report.path, report.answers))
    choices = [Choice(report_step(f"{CHANGE}{each.id}"), speech.text(each.label_key)) for each in asked]
    if report.evidence:
        count = say(speech, "summary.files", count=str(len(report.evidence)))
        choices.append(Choice(report_step(DROP), count))
    return Line(say(speech, "change.which"), (*choices, way(speech, "keep")))


def chosen_titles(speech: Speech, choices: Sequence[str], question: str) -> list[str]:
    """Give the titles of what was chosen for a question."""
    intake = speech.knowledge.intake
    options = {each.id: each.key for each in intake.questions[question].options}
    return [speech.text(options.get(each) or intake.signs[each].key) for each in choices]


def _line(speech: Speech, report: Report, answer: Answer) -> str:
    said = chosen_titles(speech, answer.choices, answer.question)
    if answer.text:
        said.append(answer.text)
    if answer.question == "where" and report.place is not None:
        said.append(say(speech, "summary.place"))
    if not said:
        said = [say(speech, "summary.left_out")] if answer.skipped else [say(speech, "noted")]
    label = speech.text(speech.knowledge.intake.questions[answer.question].label_key)
    return say(speech, "summary.line", label=label, answer=BETWEEN.join(said))
