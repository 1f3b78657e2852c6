"""Telling what one saw: a question at a time, by buttons, numbers and words, kept from the first answer on."""

import pytest

from bot.reports.receipt import shown
from bot.reports.report import Answer, Report, ReportState, Urgency
from tests.bot.conversation.people import said, titles
from tests.bot.conversation.reporting.conftest import Reporter

pytestmark = pytest.mark.redis


def answers(report: Report) -> dict[str, Answer]:
    return {each.question: each for each in report.answers}


async def test_who_begins_hears_what_matters_before_anything_is_asked(reporter: Reporter) -> None:
    asked = await reporter.writes("I saw something")
    assert titles(asked) == ["I saw something", "Labour inspector", "Social worker", "I have a number", "Leave"]
    begun = said(await reporter.taps_title("I saw something"))
    order = [
        "You need no name and no proof",
        "Call the emergency number of your country first",
        "do not confront",
        "must pass this on by law",
        "a worker of this service reads it",
        "after 7 days, what you send after 90 days",
        "Is somebody in danger right now?",
    ]
    places = [begun.find(each) for each in order]
    assert -1 not in places
    assert places == sorted(places)
    assert reporter.receipt == ""


async def test_the_first_answer_brings_the_number_and_each_answer_is_kept(reporter: Reporter) -> None:
    await reporter.begins()
    first = said(await reporter.taps_title("No"))
    assert shown(reporter.receipt) in first
    assert answers(await reporter.kept()) == {"danger": Answer("danger", ("no",))}
    second = said(await reporter.taps_title("Work"))
    assert shown(reporter.receipt) not in second
    assert answers(await reporter.kept())["concern"] == Answer("concern", ("work",))


async def test_a_whole_report_is_what_was_said(reporter: Reporter) -> None:
    await reporter.begins()
    await reporter.taps_title("No")
    await reporter.writes("1")  # Work
    await reporter.writes("about twelve men, some look very young")
    await reporter.writes("1, 3")
    await reporter.taps_title("Somebody keeps their papers")
    await reporter.writes("they are locked in at night, I heard it")
    await reporter.writes("behind the old market, blue gate")
    await reporter.taps_title("Again and again")
    await reporter.taps_title("I saw it myself")
    asked_back = await reporter.taps_title("Yes")
    summary = said(asked_back)
    for each in ("about twelve men", "Little or no pay, They live where they work", "blue gate", "Again and again"):
        assert each in summary
    assert titles(asked_back)[0] == "Send it"
    receipt = reporter.receipt
    sent = said(await reporter.taps_title("Send it"))
    assert "It is sent" in sent
    assert "do nothing more yourself" in sent
    report = await reporter.kept(receipt)
    assert report.state is ReportState.RECEIVED
    assert answers(report) == {
        "danger": Answer("danger", ("no",)),
        "concern": Answer("concern", ("work",)),
        "who": Answer("who", text="about twelve men, some look very young"),
        "signs": Answer("signs", ("no_pay", "lives_at_work")),
        "means": Answer("means", ("papers_kept",), "they are locked in at night, I heard it"),
        "where": Answer("where", text="behind the old market, blue gate"),
        "when": Answer("when", ("often",)),
        "known": Answer("known", ("saw_it",)),
        "asks_back": Answer("asks_back", ("yes",)),
    }
    assert report.urgency is Urgency.RAISED
    assert report.asks_back
    assert reporter.parts is not None
    assert await reporter.parts.store.reporter(report.id) == ("telegram", "771300001", "@us")


async def test_all_can_be_left_out_and_nobody_may_then_write(reporter: Reporter) -> None:
    await reporter.begins()
    for _ in range(9):
        turn = await reporter.writes("skip")
    assert titles(turn)[0] == "Send it"
    receipt = reporter.receipt
    await reporter.taps_title("Send it")
    report = await reporter.kept(receipt)
    assert all(each.skipped for each in report.answers)
    assert not report.asks_back


async def test_several_are_chosen_one_by_one_until_that_is_all(reporter: Reporter) -> None:
    await reporter.begins()
    for each in ("No", "Work", "Several adults"):
        await reporter.taps_title(each)
    more = await reporter.taps_title("Little or no pay")
    assert "Little or no pay" not in titles(more)
    assert "None of these" not in titles(more)
    await reporter.taps_title("Very long days, no rest")
    following = await reporter.taps_title("That is all")
    assert "Why can they not just leave?" in said(following)
    assert answers(await reporter.kept())["signs"].choices == ("no_pay", "no_rest")


async def test_an_answer_is_changed_before_sending(reporter: Reporter) -> None:
    await reporter.begins()
    await reporter.taps_title("No")
    for _ in range(8):
        await reporter.writes("skip")
    await reporter.taps_title("Change something")
    again = await reporter.taps_title("Where")
    assert "Where is it?" in said(again)
    summary = await reporter.writes("by the river")
    assert "Where: by the river" in said(summary)
    await reporter.taps_title("Name")
    summary = await reporter.writes("call me Rosa")
    assert "Name: call me Rosa" in said(summary)


async def test_going_back_asks_the_question_before(reporter: Reporter) -> None:
    await reporter.begins()
    await reporter.taps_title("No")
    before = await reporter.taps_title("One back")
    assert "Is somebody in danger right now?" in said(before)
    after = await reporter.taps_title("Yes")
    assert "Please call" in said(after)
    assert answers(await reporter.kept())["danger"].choices == ("yes",)


async def test_what_is_no_answer_is_asked_again(reporter: Reporter) -> None:
    await reporter.begins()
    again = said(await reporter.writes("the thing over there"))
    assert "I did not understand" in again
    assert "Is somebody in danger right now?" in again
    assert reporter.receipt == ""


async def test_on_the_web_nobody_is_asked_whether_they_may_be_written_to(reporter: Reporter) -> None:
    web = reporter.anew(channel="web")
    await web.begins()
    for _ in range(8):
        turn = await web.writes("skip")
    assert titles(turn)[0] == "Send it"


@pytest.mark.parametrize("path", ["Labour inspector", "Social worker"])
async def test_professionals_are_asked_their_own(reporter: Reporter, path: str) -> None:
    begun = said(await reporter.begins(path))
    assert "First follow your own law" in begun
    for _ in range(30):
        turn = await reporter.writes("skip")
        if "Send it" in titles(turn):
            break
    await reporter.taps_title("Send it")
    assert "does not take the place of a report" in said(reporter.last)  # type: ignore[arg-type]


async def test_a_new_draft_too_many_is_refused(reporter: Reporter) -> None:
    for _ in range(10):
        await reporter.begins()
        await reporter.writes("exit")
    refused = said(await reporter.begins())
    assert "You have sent a lot today" in refused
