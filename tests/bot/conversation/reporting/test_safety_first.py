"""In a report too danger, leaving and deleting come first, and what fails loses nothing."""

from dataclasses import replace

import pytest

from bot.reports.redis_reports import RedisReports
from bot.safety.net import Alarm, Heard
from bot.sessions.session import to_bytes
from bot.tickets.desk_status import NO_DESK
from bot.tickets.ticket import Reason, Risk, Ticket, TicketState
from tests.bot.conversation.conftest import NOW
from tests.bot.conversation.people import said, titles
from tests.bot.conversation.reporting.conftest import DESK, HELPLESS, SEAL, IntakeForm, Reporter
from tests.bot.conversation.weighed_net import weighed_net

ALARM = "help me he is going to kill me"


async def at_signs(reporter: Reporter) -> None:
    await reporter.begins()
    for each in ("No", "Work", "Several adults"):
        await reporter.taps_title(each)


async def test_danger_is_answered_first_and_the_words_are_kept(reporter: Reporter) -> None:
    await at_signs(reporter)
    turn = await reporter.writes(ALARM)
    assert turn.danger
    assert turn.lines[0].text.startswith("If you are in danger now")
    assert titles(turn)[-1] == "Go on"
    assert {each.question: each.text for each in (await reporter.kept()).answers}["signs"] == ALARM
    assert "Why can they not just leave?" in said(await reporter.taps_title("Go on"))


async def test_danger_before_the_first_answer_is_kept_too(reporter: Reporter) -> None:
    await reporter.begins()
    turn = await reporter.writes(ALARM)
    assert turn.danger
    assert [(each.question, each.text) for each in (await reporter.kept()).answers] == [("details", ALARM)]
    assert "Is somebody in danger right now?" in said(await reporter.taps_title("Go on"))


async def test_danger_that_only_the_engine_hears_comes_before_the_next_question(reporter: Reporter) -> None:
    await at_signs(reporter)
    turn = await reporter.writes(HELPLESS)
    assert turn.danger
    assert "Why can they not just leave?" not in said(turn)
    assert {each.question: each.text for each in (await reporter.kept()).answers}["signs"] == HELPLESS
    assert "Why can they not just leave?" in said(await reporter.taps_title("Go on"))


async def test_danger_in_what_is_added_makes_it_urgent(reporter: Reporter) -> None:
    await reporter.begins()
    for _ in range(9):
        await reporter.writes("skip")
    receipt = reporter.receipt
    await reporter.taps_title("Send it")
    await reporter.taps_title("Add something")
    turn = await reporter.writes(ALARM)
    assert turn.danger
    report = await reporter.kept(receipt)
    assert (report.urgency.name, [each.text for each in report.followups]) == ("URGENT", [ALARM])


DOUBTED = {
    "twelve men, some very young": Heard(Alarm.CHILD, sure=True),
    "they sleep behind the locked shop": Heard(Alarm.DANGER, sure=False),
    "somebody reads their phones": Heard(Alarm.WATCHED, sure=False),
}


@pytest.mark.parametrize("text", DOUBTED)
async def test_what_is_told_of_children_and_what_is_only_a_doubt_go_on(reporter: Reporter, text: str) -> None:
    conversation = reporter.conversation
    reporter.conversation = replace(conversation, safety=weighed_net(conversation.safety, DOUBTED))
    await at_signs(reporter)
    turn = await reporter.writes(text)
    assert not turn.danger
    assert not turn.wishes
    assert {each.question: each.text for each in (await reporter.kept()).answers}["signs"] == text
    assert "Why can they not just leave?" in said(turn)
    doubted = DOUBTED[text].alarm is Alarm.DANGER
    assert turn.lines[0].text.startswith("If you are in danger now") is doubted
    assert turn.warned is doubted


async def test_a_phone_that_is_surely_watched_shows_nothing_of_a_report(reporter: Reporter) -> None:
    conversation = reporter.conversation
    heard = {"he reads all of it": Heard(Alarm.WATCHED, sure=True)}
    reporter.conversation = replace(conversation, safety=weighed_net(conversation.safety, heard))
    await at_signs(reporter)
    turn = await reporter.writes("he reads all of it")
    assert turn.watched
    assert reporter.session is not None
    assert (reporter.session.receipt, reporter.session.report) == ("", "")
    assert "Go on" not in titles(turn)
    assert "see or hear" not in said(turn)


@pytest.mark.parametrize("word", ["exit", "salir", "stop"])
async def test_leaving_works_at_once_and_the_draft_stays(reporter: Reporter, word: str) -> None:
    await at_signs(reporter)
    receipt = reporter.receipt
    assert (await reporter.writes(word)).session is None
    assert len((await reporter.kept(receipt)).answers) == 3


async def test_deleting_everything_takes_the_draft_along(reporter: Reporter) -> None:
    await at_signs(reporter)
    receipt = reporter.receipt
    assert (await reporter.writes("delete now")).session is None
    assert reporter.parts is not None
    assert await reporter.parts.store.read(receipt) is None


@pytest.mark.parametrize("word", ["human", "help", "menu", "language", "privacy"])
async def test_other_ways_are_open_and_lead_back(reporter: Reporter, word: str) -> None:
    await at_signs(reporter)
    turn = await reporter.writes(word)
    assert "What did you see or hear?" not in said(turn)
    assert "Go on" in titles(turn)
    back = await reporter.taps_title("Go on")
    assert "What did you see or hear?" in said(back)


async def test_a_stranger_finds_nothing_of_a_report(reporter: Reporter) -> None:
    await at_signs(reporter)
    receipt = reporter.receipt
    turn = await reporter.writes("who are you?")
    assert reporter.session is not None
    assert (reporter.session.receipt, reporter.session.report) == ("", "")
    assert "Go on" not in titles(turn)
    old = await reporter.writes("", quick_reply=reporter.conversation.steering.by_title["go on"].__iter__().__next__())
    assert "see or hear" not in said(old)
    assert len((await reporter.kept(receipt)).answers) == 3


async def test_the_session_holds_no_answer(reporter: Reporter) -> None:
    await at_signs(reporter)
    turn = await reporter.writes("they sleep behind the blue shop")
    assert turn.reporting
    assert reporter.session is not None
    kept = to_bytes(reporter.session).decode()
    assert reporter.receipt in kept
    for each in ("blue shop", "no_pay", "adults"):
        assert each not in kept


async def test_an_engine_that_is_away_loses_nothing(reporter: Reporter, form: IntakeForm) -> None:
    await at_signs(reporter)
    form.down = True
    turn = await reporter.writes("they sleep behind the shop")
    assert "I cannot keep this right now" in said(turn)
    assert "What did you see or hear?" in said(turn)
    form.down = False
    assert "Why can they not" in said(await reporter.writes("they sleep behind the shop"))


async def test_a_store_that_is_away_loses_nothing(reporter: Reporter, form: IntakeForm) -> None:
    await at_signs(reporter)
    assert reporter.parts is not None
    parts, whole = reporter.parts, reporter.conversation
    gone = replace(parts, store=RedisReports("redis://127.0.0.1:1/0", SEAL, lambda: NOW))
    reporter.conversation = replace(whole, reporting=gone.reporting(whole.knowledge.intake, form))
    turn = await reporter.writes("they sleep behind the shop")
    assert "I cannot keep this right now" in said(turn)
    assert "What did you see or hear?" in said(turn)
    reporter.conversation = whole
    assert "Why can they not" in said(await reporter.writes("1 2"))
    await gone.store.close()


async def test_without_an_office_people_are_told_who_takes_it(reporter: Reporter) -> None:
    assert "I cannot take this here" in said(await reporter.writes("I saw something", NO_DESK))


async def test_answers_about_concerns_lead_to_a_report(reporter: Reporter) -> None:
    reporter.session = reporter.greeted(country="PE").session
    turn = await reporter.writes("", quick_reply=next(
        code for code, step in reporter.conversation.steering.by_code.items() if step.value == "report_concern"
    ))  # fmt: skip
    assert "I saw something" in titles(turn)
    assert "Who are you here?" in said(await reporter.taps_title("I saw something"))


async def test_the_pages_for_who_worries_about_others_offer_a_report(reporter: Reporter) -> None:
    reporter.session = reporter.greeted().session
    menu = await reporter.writes("menu")
    assert "I saw something" not in titles(menu)
    community = reporter.conversation.steering.by_code
    code = next(code for code, step in community.items() if (step.kind, step.value) == ("menu", "community.0"))
    assert "I saw something" in titles(await reporter.writes("", quick_reply=code))


async def test_what_is_said_to_a_worker_is_no_answer(reporter: Reporter) -> None:
    await at_signs(reporter)
    times = (NOW, NOW, NOW, NOW)
    ticket = Ticket(
        "t", "Blue Boat", "telegram", "en", "", Risk.NORMAL, Reason.ASKED, TicketState.ACTIVE, *times, "ana"
    )
    await reporter.writes("they sleep behind the shop", replace(DESK, ticket=ticket))
    await reporter.writes("thank you very much")
    assert "signs" not in {each.question for each in (await reporter.kept()).answers}
