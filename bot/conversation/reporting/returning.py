"""Coming back with a number: to go on with a draft, to read the office's news, to add something, to take it back."""

from dataclasses import dataclass, replace

from bot.conversation.reporting.bookmark import At, Bookmark, left, marked
from bot.conversation.reporting.drafts import CountsTries, Drafts
from bot.conversation.reporting.files import kept_file, refused
from bot.conversation.reporting.heard import Heard, Told
from bot.conversation.reporting.news import after_sending, news
from bot.conversation.reporting.telling import Telling
from bot.conversation.reporting.wording import paths, say, way
from bot.conversation.speech import Line
from bot.conversation.step import StepKind
from bot.reports.report import Author, Followup, Report, ReportState, Urgency
from bot.reports.store import NoSuchReport, ReportMoved, TooManyTries
from bot.reports.tries import TRIES_SECONDS


@dataclass(frozen=True, slots=True)
class Returning:
    """What a receipt opens. What fails raises ReportError and EngineUnavailable; nothing is lost by it."""

    drafts: Drafts
    telling: Telling
    tries: CountsTries

    def ask_number(self, heard: Heard, key: str = "resume.ask") -> Told:
        """Ask for the number."""
        session = marked(heard.session, Bookmark(At.RESUME))
        return Told(session, (Line(say(heard.speech, key), (heard.speech.choice(StepKind.EXIT),)),))

    async def open(self, heard: Heard, receipt: str) -> Told:
        """Go on with what a receipt opens."""
        try:
            await self.tries.count(heard.sender)
        except TooManyTries:
            minutes = str(round(TRIES_SECONDS / 60))
            return Told(left(heard.session), (Line(say(heard.speech, "resume.wait", minutes=minutes)),))
        report = await self.drafts.store.read(receipt)
        if report is None:
            return nothing_found(heard)
        await self.tries.forgive(heard.sender)
        heard = replace(heard, session=replace(heard.session, receipt=receipt))
        if report.state is ReportState.DRAFT:
            return await self.telling.go_on(heard, report, [Line(say(heard.speech, "resume.found"))])
        return self._news(heard, report)

    async def news(self, heard: Heard) -> Told:
        """Say where the session's report stands."""
        return self._news(heard, await self._sent(heard))

    async def ask_addition(self, heard: Heard) -> Told:
        """Ask what is to be added."""
        report = await self._sent(heard)
        if report.state is ReportState.CLOSED:
            return self._said(heard, report, "followup.closed")
        session = marked(heard.session, Bookmark(At.ADD, report.path))
        return Told(session, (Line(say(heard.speech, "followup.ask"), (way(heard.speech, "keep"),)),))

    async def add(self, heard: Heard, urgency: Urgency = Urgency.NORMAL) -> Told:
        """Add words, pictures and voice notes to a report that was sent."""
        said: list[Line] = []
        try:
            report = await self._sent(heard)
            for each in heard.files:
                if each.evidence is None:
                    said.append(refused(heard, each.refusal))
                else:
                    said.append(await kept_file(self.drafts, heard, each.evidence, each.content))
            if heard.text.strip():
                language = heard.session.language_chosen or heard.session.language or heard.speech.language
                followup = Followup(Author.REPORTER, heard.text.strip(), language=language)
                report = await self.drafts.store.add(heard.session.receipt, followup, heard.event, urgency)
        except ReportMoved:
            return self._said(heard, await self._sent(heard), "followup.closed")
        if not heard.text.strip() and not heard.files:
            return await self.ask_addition(heard)
        if heard.text.strip():
            said.append(Line(say(heard.speech, "followup.added")))
        last = Line(said[-1].text, after_sending(heard.speech, report))
        return Told(marked(heard.session, Bookmark(At.SENT, report.path)), (*said[:-1], last))

    async def ask_withdrawal(self, heard: Heard) -> Told:
        """Ask before a report or draft is deleted."""
        report = await self.drafts.store.read(heard.session.receipt)
        if report is None:
            raise NoSuchReport
        choices = (way(heard.speech, "withdraw"), way(heard.speech, "keep"))
        session = marked(heard.session, Bookmark(At.WITHDRAW, report.path))
        return Told(session, (Line(say(heard.speech, "withdraw.ask"), choices),))

    async def withdraw(self, heard: Heard) -> Told:
        """Delete the report or draft."""
        await self.drafts.store.withdraw(heard.session.receipt)
        choices = (heard.speech.choice(StepKind.MENU), heard.speech.choice(StepKind.EXIT))
        return Told(left(heard.session), (Line(say(heard.speech, "withdrawn"), choices),))

    async def keep(self, heard: Heard) -> Told:
        """Change nothing, and show where the report or draft stands."""
        report = await self.drafts.store.read(heard.session.receipt)
        if report is None:
            raise NoSuchReport
        if report.state is ReportState.DRAFT:
            return await self.telling.go_on(heard, report)
        return self._news(heard, report)

    async def _sent(self, heard: Heard) -> Report:
        report = await self.drafts.store.read(heard.session.receipt)
        if report is None or report.state is ReportState.DRAFT:
            raise NoSuchReport
        return report

    def _news(self, heard: Heard, report: Report) -> Told:
        session = marked(heard.session, Bookmark(At.SENT, report.path))
        return Told(session, tuple(news(heard.speech, report)))

    def _said(self, heard: Heard, report: Report, key: str) -> Told:
        line = Line(say(heard.speech, key), after_sending(heard.speech, report))
        return Told(marked(heard.session, Bookmark(At.SENT, report.path)), (line,))


def nothing_found(heard: Heard) -> Told:
    """Say that a number opens nothing, and offer to begin."""
    session = marked(left(heard.session), Bookmark(At.PATH))
    return Told(session, (Line(say(heard.speech, "resume.none"), paths(heard.speech)),))
