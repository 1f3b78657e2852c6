"""Reporting in a conversation: whether a message belongs to a report, and what is done with it there."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from bot.conversation import notices
from bot.conversation.directory import help_in
from bot.conversation.reporting.bookmark import ASKING, At, Bookmark, bookmark, left, paused
from bot.conversation.reporting.drafts import answered
from bot.conversation.reporting.heard import Heard, Told
from bot.conversation.reporting.returning import Returning, nothing_found
from bot.conversation.reporting.steps import CHANGE, DROP, PATH, report_step
from bot.conversation.reporting.telling import DRAFT_DAYS, Telling, receipt_lines
from bot.conversation.reporting.wording import say, way
from bot.conversation.speech import Line
from bot.conversation.step import Step, StepKind
from bot.conversation.understanding import EngineUnavailable
from bot.knowledge.answering import takes_words
from bot.knowledge.intake import QuestionKind
from bot.reports.receipt import mistyped, read_receipt, shown
from bot.reports.report import Answer, IntakePath, Urgency
from bot.reports.store import NoSuchReport, ReportError, ReportFull, ReportMoved
from bot.sessions.session import Session

ASIDE = (StepKind.HUMAN, StepKind.HELP, StepKind.MENU, StepKind.PRIVACY, StepKind.ERASE, StepKind.FORGET, StepKind.CODE)
"""What words mean also in a report; all other words are what somebody tells."""
RECEIPTS_AT = (At.RESUME, At.PATH, At.PAUSED, At.SUMMARY, At.SENT)
"""Where ten digits are a receipt; elsewhere they may be a telephone number that is told."""
SENT_AT = (At.SENT, At.ADD)
ELSEWHERE = "details"
"""The question that keeps words of danger which answer no other."""


@dataclass(frozen=True, slots=True)
class Reporting:
    """The reporter's side of reports, in any conversation."""

    telling: Telling
    returning: Returning

    async def heard(self, heard: Heard) -> Told | None:
        """Take a message where it belongs to a report; None where it is for the rest of the conversation."""
        mark, step = bookmark(heard.session), _meant(heard)
        if heard.found.alarm is not None:
            return None
        if step is not None and step.kind is StepKind.REPORT:
            heard = replace(heard, found=replace(heard.found, step=step))
            return await self._safely(heard, mark, lambda: self._stepped(heard, mark, step.value))
        if heard.found.told is None and (read := self._number(heard, mark)):
            return await self._safely(heard, mark, read)
        if mark is None or mark.at in (At.PAUSED, At.SENT) or _aside(heard, step):
            return None
        heard = replace(heard, found=replace(heard.found, step=None))
        return await self._safely(heard, mark, lambda: self._worded(heard, mark))

    async def alarmed(self, heard: Heard) -> tuple[Session, Sequence[Line]]:
        """Keep what was told in words that are a call for help; give the session, and what is said after the alarm.

        It never raises: what is said to somebody in danger must not wait for a store.
        """
        mark = bookmark(heard.session)
        if mark is None:
            return heard.session, ()
        try:
            return await self._kept(heard, mark)
        except ReportError:
            return paused(heard.session), ()

    async def forget(self, session: Session) -> bool:
        """Delete the draft of somebody who deletes everything, and say whether it is gone."""
        mark = bookmark(session)
        if not session.receipt or mark is None or mark.at is At.SENT:
            return True
        try:
            if await self.telling.drafts.store.draft(session.receipt) is not None:
                await self.telling.drafts.store.withdraw(session.receipt)
        except ReportError:
            return False
        return True

    async def _stepped(self, heard: Heard, mark: Bookmark | None, value: str) -> Told:
        """Do what a button or word of reporting says, where it belongs."""
        if value == "resume":
            return self.returning.ask_number(heard)
        if value == "go_on" or (not value and heard.session.receipt and mark is not None and mark.at is At.PAUSED):
            return await self._on(heard, mark)
        if not value:
            return self.telling.ask_path(heard) if heard.desk.exists else _closed(heard)
        if value.startswith(PATH) and heard.desk.exists:
            return await self.telling.begin(heard, IntakePath(value.removeprefix(PATH)))
        if mark is None or mark.at is At.PATH:
            # A button of a report that is over, or of somebody before.
            return Told(left(heard.session), (notices.menu(heard.speech),))
        if mark.at is At.PAUSED:
            return await self._on(heard, mark)
        if value == "stop":
            return self._stopped(heard)
        if heard.session.receipt and (done := self._with_receipt(heard, mark, value)):
            return await done
        if value == "back" and mark.at in ASKING:
            return await self.telling.back(heard, mark)
        return await self._worded(heard, mark)

    def _with_receipt(self, heard: Heard, mark: Bookmark, value: str) -> Awaitable[Told] | None:
        """Give what is done with a draft or report that is there already; None for what answers a question."""
        if value.startswith(CHANGE) and mark.at not in SENT_AT:
            return self.telling.change(heard, mark, value.removeprefix(CHANGE))
        deeds: dict[str, Callable[[], Awaitable[Told]]] = {
            "keep": lambda: self.returning.keep(heard),
            **({"news": lambda: self.returning.news(heard)} if mark.at in SENT_AT else {}),
            **({"add": lambda: self.returning.ask_addition(heard)} if mark.at in SENT_AT else {}),
            **({"change": lambda: self.telling.change(heard, mark)} if mark.at not in SENT_AT else {}),
            **({DROP: lambda: self.telling.drop_files(heard, mark)} if mark.at not in SENT_AT else {}),
        }
        if value in deeds:
            return deeds[value]()
        if value == "send" and mark.at is At.SUMMARY:
            return self.telling.send(heard, mark)
        if value == "withdraw":
            sure = mark.at is At.WITHDRAW
            return self.returning.withdraw(heard) if sure else self.returning.ask_withdrawal(heard)
        return None

    async def _worded(self, heard: Heard, mark: Bookmark) -> Told:
        """Take words, a number, a file or a place where they were asked for."""
        if not await self.telling.allowance.message(heard.sender):
            return Told(heard.session, (Line(say(heard.speech, "limit")),))
        if mark.at in ASKING:
            return await self.telling.answer(heard, mark)
        if mark.at is At.ADD:
            return await self.returning.add(heard)
        unclear = Line(say(heard.speech, "unclear", skip=heard.speech.word("skip")))
        if mark.at is At.RESUME:
            return self.returning.ask_number(heard)
        if mark.at is At.PATH:
            told = self.telling.ask_path(heard)
        elif mark.at is At.CHANGE:
            told = await self.telling.change(heard, mark)
        elif mark.at is At.WITHDRAW:
            told = await self.returning.ask_withdrawal(heard)
        else:
            told = await self._on(heard, mark)
        return replace(told, lines=(unclear, *told.lines))

    async def _on(self, heard: Heard, mark: Bookmark | None) -> Told:
        """Go on where they stopped."""
        if mark is None:
            return self.telling.ask_path(heard) if heard.desk.exists else _closed(heard)
        if heard.session.receipt:
            return await self.returning.keep(heard)
        if not mark.question:
            return self.telling.ask_path(heard)
        report = await self.telling.drafts.of(heard.session, mark.path, heard.speech.language)
        return await self.telling.go_on(heard, report)

    async def _kept(self, heard: Heard, mark: Bookmark) -> tuple[Session, Sequence[Line]]:
        drafts, words = self.telling.drafts, heard.text.strip()
        if mark.at is At.ADD:
            told = await self.returning.add(heard, Urgency.URGENT)
            return told.session, told.lines
        if mark.at not in ASKING or not words:
            return paused(heard.session), ()
        question = drafts.intake.questions[mark.question]
        report = await drafts.of(heard.session, mark.path, heard.speech.language)
        earlier = {each.question: each for each in report.answers}
        name = question.id if takes_words(question) and question.kind is not QuestionKind.CONSENT else ELSEWHERE
        before = earlier.get(name, Answer(name))
        both = "\n".join(filter(None, (before.text if name == ELSEWHERE else "", words)))
        chosen = before.choices if mark.at is At.CHOOSING else ()
        session, _ = await drafts.keep(heard.session, answered(report, Answer(name, chosen, both)), heard.event)
        said = [] if heard.session.receipt else receipt_lines(heard, session.receipt)
        return paused(session), said

    def _number(self, heard: Heard, mark: Bookmark | None) -> Callable[[], Awaitable[Told]] | None:
        """Give what is done with a receipt that was written; None for anything else."""
        receipt = read_receipt(heard.text)
        told = mark is not None and mark.at not in RECEIPTS_AT and receipt != heard.session.receipt
        if heard.message.quick_reply or told:
            return None
        if receipt is not None:
            return lambda: self.returning.open(heard, receipt)
        if not mistyped(heard.text):
            return None

        async def wrong() -> Told:
            return self.returning.ask_number(heard, "resume.wrong")

        return wrong

    def _stopped(self, heard: Heard) -> Told:
        speech, receipt = heard.speech, heard.session.receipt
        choices = (speech.choice(StepKind.MENU), speech.choice(StepKind.EXIT))
        if not receipt:
            return Told(left(heard.session), (Line(say(speech, "stopped.early"), choices),))
        text = say(speech, "stopped", days=str(DRAFT_DAYS), receipt=shown(receipt))
        return Told(left(heard.session), (Line(text, choices),))

    async def _safely(self, heard: Heard, mark: Bookmark | None, deed: Callable[[], Awaitable[Told]]) -> Told:
        """Do it; where the store or the engine is away, say so, and leave everything as it is."""
        try:
            return await deed()
        except NoSuchReport:
            return nothing_found(heard)
        except ReportMoved:
            late = Line(say(heard.speech, "change.late"))
            told = await self._safely(heard, None, lambda: self.returning.keep(heard))
            return replace(told, lines=(late, *told.lines))
        except ReportFull:
            return Told(heard.session, (Line(say(heard.speech, "full")),))
        except (ReportError, EngineUnavailable):
            key = "sent.failed" if heard.found.step == report_step("send") else "unavailable"
            return await self._unavailable(heard, mark, key)

    async def _unavailable(self, heard: Heard, mark: Bookmark | None, key: str) -> Told:
        away = Line(say(heard.speech, key))
        if mark is None or mark.at not in ASKING:
            return Told(heard.session, (away,))
        try:
            report = await self.telling.drafts.of(heard.session, mark.path, heard.speech.language)
        except ReportError:
            question = self.telling.drafts.intake.questions[mark.question]
            return Told(heard.session, (away, Line(heard.speech.text(question.key))))
        return self.telling.ask(heard, mark, report, (away,))


def _meant(heard: Heard) -> Step | None:
    """Give the step of a message; the words for leaving out and going back mean the question that was asked."""
    step, mark = heard.found.step, bookmark(heard.session)
    if step is None or mark is None or mark.at not in ASKING:
        return step
    if step == Step(StepKind.COUNTRY, "-"):
        return report_step("skip")
    return report_step("back") if step.kind is StepKind.BACK else step


def _aside(heard: Heard, step: Step | None) -> bool:
    """Say whether a message is about something else than the report."""
    if step is None:
        return False
    asked_for = step.kind in ASIDE or step in (Step(StepKind.LANGUAGE), Step(StepKind.COUNTRY))
    return asked_for or bool(heard.message.quick_reply or heard.message.command)


def _closed(heard: Heard) -> Told:
    """Say that nobody here reads reports, and who can help."""
    if heard.country is None:
        return Told(
            left(heard.session), (Line(say(heard.speech, "closed.unnamed"), notices.menu(heard.speech).choices),)
        )
    helped = help_in(heard.speech, heard.country, notices.PEOPLE)
    first = Line(say(heard.speech, "closed"))
    return Told(left(heard.session), (first, Line(helped[0].text, (way(heard.speech, "resume"),))))
