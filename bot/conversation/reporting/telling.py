"""Telling: one question at a time, each answer kept at once, until all is looked over and sent."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot.conversation.intents import ALARM_INTENTS
from bot.conversation.privacy import NAMELESS
from bot.conversation.reporting.bookmark import At, Bookmark, marked
from bot.conversation.reporting.drafts import Allows, Drafts, answered, form_of
from bot.conversation.reporting.files import kept_file, refused
from bot.conversation.reporting.form import Fills
from bot.conversation.reporting.heard import Heard, Told
from bot.conversation.reporting.news import after_sending
from bot.conversation.reporting.questions import opening, question_line, remarks
from bot.conversation.reporting.reply import Asked, reply
from bot.conversation.reporting.summary import changes, summary
from bot.conversation.reporting.wording import paths, say, with_numbers
from bot.conversation.speech import Line
from bot.conversation.understanding import Understood
from bot.knowledge.answering import takes_several
from bot.knowledge.intake import Question, QuestionKind
from bot.knowledge.interview import applicable, choices
from bot.reports.receipt import shown
from bot.reports.report import Answer, IntakePath, Place, Report
from bot.reports.server import DAY_SECONDS, DRAFT_SECONDS

DRAFT_DAYS = round(DRAFT_SECONDS / DAY_SECONDS)


@dataclass(frozen=True, slots=True)
class Telling:
    """Takes a report down. What fails raises: ReportError and EngineUnavailable; nothing is lost by it."""

    drafts: Drafts
    form: Fills
    allowance: Allows
    keeps_days: int = field(default=90)

    def ask_path(self, heard: Heard) -> Told:
        """Ask who they are, with which everything begins."""
        session = marked(heard.session, Bookmark(At.PATH))
        return Told(session, (Line(say(heard.speech, "path"), paths(heard.speech)),))

    async def begin(self, heard: Heard, path: IntakePath) -> Told:
        """Say what must be known before telling, and ask the first question."""
        session = replace(heard.session, receipt="")
        if not await self.allowance.draft(heard.sender):
            return Told(replace(session, report=""), (Line(say(heard.speech, "limit")),))
        order = self.drafts.intake.paths[path]
        first = opening(heard.speech, order, heard.country, draft_days=DRAFT_DAYS, days=self.keeps_days)
        report = Report(path, heard.speech.language, "")
        return await self.go_on(replace(heard, session=session), report, first)

    async def go_on(self, heard: Heard, report: Report, first: Sequence[Line] = ()) -> Told:
        """Ask what is not told yet, or show all of it."""
        filled = await self.form.fill(form_of(report), "", heard.speech.language)
        return await self._asking(heard, report, filled.asked, first)

    async def answer(self, heard: Heard, mark: Bookmark) -> Told:
        """Take an answer to the question that was asked."""
        report = await self.drafts.of(heard.session, mark.path, heard.speech.language)
        asked = self._asked(heard, mark, report)
        heard, report, said = await self._with_files(heard, mark, report)
        asked = replace(asked, files=bool(report.evidence))
        location = heard.message.location
        place = Place(location.latitude, location.longitude) if location is not None else None
        if place is not None:
            said = [*said, Line(say(heard.speech, "where.noted"))]
        tells = place is not None and asked.question.kind is QuestionKind.PLACE
        if not tells and place is not None:
            report = replace(report, place=place)
            session, report = await self.drafts.keep(heard.session, report, heard.event)
            heard = replace(heard, session=session)
        only_else = (heard.files or place is not None) and not heard.text.strip()
        if only_else and not tells:
            return self.ask(heard, mark, report, said)
        replied = reply(asked, heard.found.step, heard.text, elsewise=tells)
        if replied.answer is None:
            problem = say(heard.speech, replied.problem, skip=heard.speech.word("skip"), most=str(asked.question.most))
            return self.ask(heard, mark, report, [*said, Line(problem)])
        if not replied.whole:
            session, report = await self.drafts.keep(heard.session, answered(report, replied.answer), heard.event)
            return self.ask(replace(heard, session=session), replace(mark, at=At.CHOOSING), report, said)
        return await self._taken(heard, asked.question, replied.answer, answered(report, replied.answer, place), said)

    async def back(self, heard: Heard, mark: Bookmark) -> Told:
        """Ask the question before this one again; before the first one, who they are."""
        report = await self.drafts.of(heard.session, mark.path, heard.speech.language)
        order = [each.id for each in applicable(self.drafts.intake, mark.path, report.answers)]
        at = order.index(mark.question) if mark.question in order else len(order)
        if at == 0:
            return self.ask(heard, replace(mark, at=At.ASKED), report)
        return self.ask(heard, Bookmark(At.ASKED, mark.path, order[at - 1]), report)

    async def change(self, heard: Heard, mark: Bookmark, question: str = "") -> Told:
        """Ask what is to be changed, or that question again."""
        report = await self.drafts.of(heard.session, mark.path, heard.speech.language)
        if not question:
            session = marked(heard.session, replace(mark, at=At.CHANGE, question=""))
            return Told(session, (changes(heard.speech, report),))
        return self.ask(heard, Bookmark(At.ASKED, report.path, question), report)

    async def drop_files(self, heard: Heard, mark: Bookmark) -> Told:
        """Take all pictures and voice notes away from a draft."""
        report = await self.drafts.of(heard.session, mark.path, heard.speech.language)
        for each in report.evidence:
            await self.drafts.store.drop_evidence(heard.session.receipt, each.id)
        report = replace(report, evidence=())
        return await self.go_on(heard, report, [Line(say(heard.speech, "evidence.dropped"))])

    async def send(self, heard: Heard, mark: Bookmark) -> Told:
        """Send what was told, and say what to do now: nothing more."""
        report = await self.drafts.of(heard.session, mark.path, heard.speech.language)
        address = heard.message.address
        reached = (address.channel, address.value, address.sender)
        sent = await self.drafts.send(heard.session, report, reached, heard.event)
        if sent.asks_back:
            await self.allowance.allow(heard.sender)
        speech, order = heard.speech, self.drafts.intake.paths[report.path]
        closing = [
            *(say(speech, each) for each in order.closing),
            with_numbers(speech, "closing.danger", heard.country),
        ]
        number = say(speech, "receipt", receipt=shown(heard.session.receipt))
        lines = (
            Line(f"{say(speech, 'sent')}\n{number}"),
            Line("\n".join(closing), after_sending(speech, sent)),
        )
        return Told(marked(heard.session, replace(mark, at=At.SENT, question="")), lines)

    async def _taken(
        self, heard: Heard, question: Question, answer: Answer, report: Report, said: Sequence[Line]
    ) -> Told:
        words = heard.text if answer.text else ""
        filled = await self.form.fill(form_of(report, question.id, answer), words, heard.speech.language)
        if not filled.taken:
            mark = Bookmark(At.ASKED, report.path, question.id)
            kept = replace(report, answers=form_of(report, question.id, answer).answers)
            problem = say(heard.speech, "unclear", skip=heard.speech.word("skip"))
            return self.ask(heard, mark, kept, [*said, Line(problem)])
        new = not heard.session.receipt
        session, report = await self.drafts.keep(heard.session, report, heard.event)
        said = [*said, *remarks(heard.speech, question, answer, heard.country)]
        if new:
            said = [*said, *receipt_lines(heard, session.receipt)]
        heard = replace(heard, session=session)
        told = await self._asking(heard, report, filled.asked, said)
        return replace(told, alarmed=bool(words) and alarms(filled.understood))

    async def _asking(self, heard: Heard, report: Report, asked: str, said: Sequence[Line]) -> Told:
        if not asked:
            session = marked(heard.session, Bookmark(At.SUMMARY, report.path))
            return Told(session, (*said, *summary(heard.speech, report)))
        question = self.drafts.intake.questions[asked]
        if question.kind is QuestionKind.CONSENT and heard.message.address.channel in NAMELESS:
            # Nobody can be written to where each chat is somebody new.
            answer = Answer(asked, skipped=True)
            report = answered(report, answer)
            filled = await self.form.fill(form_of(report, asked, answer), "", heard.speech.language)
            session, report = await self.drafts.keep(heard.session, report, heard.event)
            return await self._asking(replace(heard, session=session), report, filled.asked, said)
        return self.ask(heard, Bookmark(At.ASKED, report.path, asked), report, said)

    def ask(self, heard: Heard, mark: Bookmark, report: Report, said: Sequence[Line] = ()) -> Told:
        """Ask a question, after what is said first."""
        asked = self._asked(heard, mark, report)
        files = bool(report.evidence) and asked.question.kind is QuestionKind.EVIDENCE
        line = question_line(heard.speech, asked.question, asked.options, asked.chosen, files=files)
        return Told(marked(heard.session, mark), (*said, line))

    def _asked(self, heard: Heard, mark: Bookmark, report: Report) -> Asked:
        question = self.drafts.intake.questions[mark.question]
        others = [each for each in report.answers if each.question != mark.question]
        begun = mark.at is At.CHOOSING and takes_several(question)
        chosen = next((each.choices for each in report.answers if each.question == mark.question), ())
        options = tuple(choices(self.drafts.intake, question, others))
        return Asked(question, options, chosen if begun else (), heard.session.choices)

    async def _with_files(self, heard: Heard, mark: Bookmark, report: Report) -> tuple[Heard, Report, list[Line]]:
        """Keep the files that came along; a draft that has none of them yet begins with them."""
        said: list[Line] = []
        for each in heard.files:
            if each.evidence is None:
                said.append(refused(heard, each.refusal))
                continue
            if not heard.session.receipt:
                session, report = await self.drafts.keep(heard.session, report, heard.event)
                said += receipt_lines(heard, session.receipt)
                heard = replace(heard, session=session)
            said.append(await kept_file(self.drafts, heard, each.evidence, each.content))
        if any(each.evidence for each in heard.files):
            report = await self.drafts.of(heard.session, mark.path, heard.speech.language)
        return heard, report, said


def receipt_lines(heard: Heard, receipt: str) -> list[Line]:
    """Give the number by which they come back, once, with what to know about it."""
    number = say(heard.speech, "receipt", receipt=shown(receipt))
    return [Line(f"{number}\n{say(heard.speech, 'receipt.safe')}")]


def alarms(understood: Understood) -> bool:
    """Say whether words are surely a call for help."""
    return understood.intent in ALARM_INTENTS and not understood.guessed
