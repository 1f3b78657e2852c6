"""People who report, with the real intake and a real store; the engine's form is one of this process."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from bot.conversation.conversation import Conversation
from bot.conversation.reporting.form import Filled, Form
from bot.conversation.reporting.heard import Gathered
from bot.conversation.speech import Choice
from bot.conversation.turn import Turn
from bot.conversation.understanding import EngineUnavailable, Understood
from bot.knowledge.answering import fits
from bot.knowledge.intake import Intake
from bot.knowledge.interview import next_question
from bot.reports.allowance import Allowance
from bot.reports.redis_reports import RedisReports
from bot.reports.report import Report
from bot.reports.tries import ReceiptTries
from bot.storage.encryption import Seal
from bot.tickets.desk_status import DeskStatus
from bot.wiring.reporting import ReportParts
from channels.channel import Address, MessageReceived
from tests.bot.conversation.conftest import NOW
from tests.bot.conversation.people import Person, ScriptedUnderstanding

DESK = DeskStatus(exists=True, on_shift=1)
SEAL = Seal(bytes(range(32)), "reports")
HELPLESS = "he says he kills her tonight"


@dataclass
class IntakeForm:
    """Fills a form as the engine does, by the intake; `down` is an engine that does not answer."""

    intake: Intake
    down: bool = False
    heard: list[str] = field(default_factory=list)

    async def fill(self, form: Form, text: str, language: str) -> Filled:
        assert language
        if self.down:
            raise EngineUnavailable
        self.heard.append(text)
        understood = Understood("danger_now" if text == HELPLESS else "out_of_scope", 0.9)
        answers = form.answers
        if form.given is not None:
            assert form.given.question == form.asked
            question = self.intake.questions[form.asked]
            told = form.given if form.given.text or form.given.choices or form.given.skipped else None
            if told is not None and not fits(self.intake, question, answers, told):
                return Filled(form.asked, taken=False, understood=understood)
            answers = (*answers, form.given)
        following = next_question(self.intake, form.path, answers)
        return Filled(following.id if following else "", taken=form.given is not None, understood=understood)


@dataclass
class Reporter(Person):
    """Somebody who reports: each message is one of its own, and the store can be looked into."""

    parts: ReportParts | None = None
    number: int = 0

    async def writes(self, text: str, desk: DeskStatus = DESK, **fields: Any) -> Turn:
        files: tuple[Gathered, ...] = fields.pop("gathered", ())
        self.number += 1
        event = f"{self.address}{self.number}"
        message = MessageReceived(
            Address(self.channel, self.address, "@us"), event, message_id="m", text=text, **fields
        )
        self.last = await self.conversation.respond(self.session, message, desk, files)
        self.session = self.last.session
        return self.last

    async def taps_title(self, title: str) -> Turn:
        return await self.writes("", quick_reply=self.choice_called(title).step.code)

    def choice_called(self, title: str) -> Choice:
        found = [each for each in self.choices if each.title == title]
        assert found, [each.title for each in self.choices]
        return found[0]

    @property
    def receipt(self) -> str:
        assert self.session is not None
        return self.session.receipt

    async def kept(self, receipt: str = "") -> Report:
        assert self.parts is not None
        report = await self.parts.store.read(receipt or self.receipt)
        assert report is not None
        return report

    async def begins(self, path: str = "I saw something") -> Turn:
        await self.writes("I saw something")
        return await self.taps_title(path)

    def anew(self, **changed: Any) -> "Reporter":
        """Give the same person in a new chat."""
        return replace(self, session=None, last=None, number=self.number + 1000, **changed)


@pytest.fixture
async def parts(empty_tickets_url: str) -> AsyncIterator[ReportParts]:
    stores = ReportParts(
        RedisReports(empty_tickets_url, SEAL, lambda: NOW),
        ReceiptTries(empty_tickets_url, SEAL),
        Allowance(empty_tickets_url, SEAL),
    )
    yield stores
    await stores.close()


@pytest.fixture
def form(wired: Conversation) -> IntakeForm:
    return IntakeForm(wired.knowledge.intake)


@pytest.fixture
def reporter(
    wired: Conversation, understanding: ScriptedUnderstanding, parts: ReportParts, form: IntakeForm
) -> Reporter:
    reporting = parts.reporting(wired.knowledge.intake, form)
    conversation = replace(wired, understanding=understanding, reporting=reporting)
    return Reporter(conversation, "telegram", "771300001", parts=parts)
