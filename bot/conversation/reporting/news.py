"""What somebody reads with the number of a report that was sent: where it stands and what the office wrote."""

from datetime import UTC, datetime

from bot.conversation.reporting.wording import say, way
from bot.conversation.speech import Choice, Line, Speech
from bot.conversation.step import StepKind
from bot.knowledge.catalogs import SOURCE_LANGUAGE, day
from bot.knowledge.knowledge_base import KnowledgeBase
from bot.reports.report import Author, Report, ReportState


def news(speech: Speech, report: Report) -> list[Line]:
    """Say where a report stands and what the office answered; nothing that the reporter told.

    Who has the number may not be the reporter.
    """
    said = [say(speech, f"status.{report.state}")]
    if report.state is ReportState.CLOSED and report.status_text:
        said.append(report.status_text)
    answers = [each for each in report.followups if each.author is Author.OFFICE]
    for each in answers:
        on = day(datetime.fromtimestamp(each.sent_at, UTC).date(), speech.language)
        said.append(f"{say(speech, 'status.news', date=on)} {each.text}")
    if not answers and report.state is not ReportState.CLOSED:
        said.append(say(speech, "status.none"))
    return [Line("\n".join(said), after_sending(speech, report))]


def news_text(knowledge: KnowledgeBase, language: str) -> str:
    """Say that there is news for a number, in words that name nothing; for who said that they may be written to."""
    spoken = language if language in knowledge.catalogs.locales else SOURCE_LANGUAGE
    return knowledge.catalogs.say("report.say.news", spoken)


def after_sending(speech: Speech, report: Report) -> tuple[Choice, ...]:
    """Offer what can be done with a report that was sent."""
    adds = ("add",) if report.state is not ReportState.CLOSED else ()
    ways = tuple(way(speech, each) for each in (*adds, "news", "withdraw"))
    return (*ways, speech.choice(StepKind.MENU), speech.choice(StepKind.EXIT))
