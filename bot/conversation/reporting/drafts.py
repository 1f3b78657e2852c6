"""What is told, in the store: begun with the first answer, kept with each one, and sent."""

from dataclasses import dataclass, field, replace
from typing import Protocol

from bot.conversation.reporting.form import Form
from bot.knowledge.intake import CONSENTS, Intake
from bot.knowledge.interview import standing, urgency_of
from bot.reports.report import Answer, IntakePath, Place, Report, ReportState
from bot.reports.store import Address, NoSuchReport, ReporterReports, ReportMoved
from bot.sessions.session import Session

MAY_BE_ASKED = "asks_back"
"""The question whether the reporter may be written to."""


class CountsTries(Protocol):
    """What bounds the guessing of receipts. Each call raises ReportsUnavailable."""

    async def count(self, sender: str) -> None:
        """Count a receipt that a sender is about to try. Raises TooManyTries."""

    async def forgive(self, sender: str) -> None:
        """Take back the sender's last try."""


class Allows(Protocol):
    """What bounds how much one sender may do. Each call raises ReportsUnavailable."""

    async def draft(self, sender: str) -> bool:
        """Count a new draft, and say whether it may be begun."""

    async def message(self, sender: str) -> bool:
        """Count a message, and say whether it may be taken."""

    async def allow(self, sender: str) -> None:
        """Note that somebody may be written to, whatever they said before."""


@dataclass(frozen=True, slots=True)
class Drafts:
    """The drafts of reporters. Every call raises ReportsUnavailable."""

    store: ReporterReports = field(repr=False)
    intake: Intake = field(repr=False)

    async def of(self, session: Session, path: IntakePath, language: str) -> Report:
        """Give the session's draft, an empty one where none was begun.

        Raises NoSuchReport where it is gone, and ReportMoved where it was sent.
        """
        if not session.receipt:
            return Report(path, language, _country(session))
        report = await self.store.read(session.receipt)
        if report is None:
            raise NoSuchReport
        if report.state is not ReportState.DRAFT:
            raise ReportMoved(report.state)
        return report

    async def keep(self, session: Session, report: Report, event: str) -> tuple[Session, Report]:
        """Keep a draft as it is now told, and give the session with its receipt. Raises ReportFull too."""
        told = replace(
            report,
            country=_country(session) or report.country,
            urgency=urgency_of(self.intake, report.path, report.answers),
        )
        if session.receipt:
            await self.store.save(session.receipt, told)
            return session, told
        return replace(session, receipt=await self.store.begin(told, event)), told

    async def send(self, session: Session, report: Report, address: Address, event: str) -> Report:
        """Send a draft with the answers that still count; the address goes with it only where they said yes."""
        answers = tuple(standing(self.intake, report.path, report.answers))
        told = replace(report, answers=answers, urgency=urgency_of(self.intake, report.path, answers))
        may = any(each.question == MAY_BE_ASKED and CONSENTS in each.choices for each in answers)
        return await self.store.send(session.receipt, told, address if may else None, event)


def answered(report: Report, answer: Answer, place: Place | None = None) -> Report:
    """Give a report with one more answer, in place of an earlier one to the same question."""
    others = tuple(each for each in report.answers if each.question != answer.question)
    return replace(report, answers=(*others, answer), place=place or report.place)


def form_of(report: Report, asked: str = "", given: Answer | None = None) -> Form:
    """Give the form of a draft, without what it holds for the question that is being answered."""
    told = tuple(each for each in report.answers if not given or each.question != asked)
    return Form(report.path, asked, told, given)


def _country(session: Session) -> str:
    """Give where the person is, as far as they said; empty where they would rather not say."""
    return session.country if session.country.isalpha() else ""
