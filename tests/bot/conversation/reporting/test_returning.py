"""Coming back with the number: to go on, to read news, to add, and to take it back."""

from bot.reports.receipt import shown
from bot.reports.report import Author, Followup, ReportState
from bot.storage.holder import Holder
from tests.bot.conversation.people import said, titles
from tests.bot.conversation.reporting.conftest import DESK, Reporter

ANA = Holder("ana")


async def test_a_draft_is_gone_on_with_in_a_new_chat(reporter: Reporter) -> None:
    await reporter.begins()
    await reporter.taps_title("No")
    stopped = said(await reporter.taps_title("Stop for now"))
    receipt = shown(await reporter_receipt(stopped))
    assert reporter.receipt == ""
    later = reporter.anew(address="771300002")
    resumed = said(await later.writes(receipt))
    assert "We go on where you stopped" in resumed
    assert "What is it about?" in resumed
    await later.taps_title("Work in a home")
    assert [each.question for each in (await later.kept()).answers] == ["danger", "concern"]


async def reporter_receipt(text: str) -> str:
    from bot.reports.receipt import read_receipt  # noqa: PLC0415

    found = [each for each in map(read_receipt, text.replace(".", " ").split()) if each]
    assert found, text
    return found[0]


async def sent(reporter: Reporter) -> str:
    await reporter.begins()
    await reporter.taps_title("No")
    for _ in range(8):
        await reporter.writes("skip")
    receipt = reporter.receipt
    await reporter.taps_title("Send it")
    return receipt


async def test_status_and_answers_are_read_and_nothing_that_was_told(reporter: Reporter) -> None:
    receipt = await sent(reporter)
    other = reporter.anew(address="771300003")
    assert "Nobody has taken it up yet" in said(await other.writes(f"#{shown(receipt)}"))
    assert reporter.parts is not None
    store, report = reporter.parts.store, await reporter.kept(receipt)
    await store.assign(report.id, ANA, "ana")
    await store.answer(report.id, ANA, Followup(Author.OFFICE, "Which colour was the gate?", language="en"))
    news = said(await other.taps_title("Any news?"))
    assert "A worker is looking at it" in news
    assert "Which colour was the gate?" in news
    assert "Danger now" not in news
    await store.close_report(report.id, ANA, "We passed it on. Thank you.")
    closed = await other.taps_title("Any news?")
    assert "We passed it on. Thank you." in said(closed)
    assert "Add something" not in titles(closed)


async def test_something_is_added_once(reporter: Reporter) -> None:
    receipt = await sent(reporter)
    await reporter.taps_title("Add something")
    added = said(await reporter.writes("today a white van came, plate ABC 123"))
    assert "I have added it" in added
    assert [each.text for each in (await reporter.kept(receipt)).followups] == ["today a white van came, plate ABC 123"]


async def test_a_report_is_withdrawn_after_a_question(reporter: Reporter) -> None:
    receipt = await sent(reporter)
    asked = await reporter.taps_title("Delete it")
    assert titles(asked) == ["Delete it", "Keep it"]
    await reporter.taps_title("Keep it")
    assert (await reporter.kept(receipt)).state is ReportState.RECEIVED
    await reporter.taps_title("Delete it")
    assert "It is deleted here" in said(await reporter.taps_title("Delete it"))
    assert reporter.parts is not None
    assert await reporter.parts.store.read(receipt) is None
    assert "I find nothing under this number" in said(await reporter.writes(receipt))


async def test_a_wrong_digit_is_said_and_costs_no_try(reporter: Reporter) -> None:
    receipt = await sent(reporter)
    wrong = receipt[:-1] + str((int(receipt[-1]) + 1) % 10)
    for _ in range(15):
        assert "One digit seems wrong" in said(await reporter.writes(wrong))
    assert "It has arrived" in said(await reporter.writes(receipt))


async def test_guessing_is_bounded(reporter: Reporter) -> None:
    from bot.reports.receipt import new_receipt  # noqa: PLC0415

    for _ in range(10):
        assert "I find nothing" in said(await reporter.writes(new_receipt()))
    assert "too many tries" in said(await reporter.writes(new_receipt()))


async def test_a_telephone_number_that_is_told_is_no_receipt(reporter: Reporter) -> None:
    await reporter.begins()
    await reporter.taps_title("No")
    for _ in range(8):
        await reporter.writes("skip")
    await reporter.taps_title("More")
    summary = said(await reporter.writes("0987654324"))
    assert "More: 0987654324" in summary


async def test_after_sending_other_words_are_for_the_assistant(reporter: Reporter) -> None:
    await sent(reporter)
    await reporter.writes("Hello, I need a lawyer but I have no money, please help me", DESK)
    assert reporter.last is not None
    assert reporter.last.intent == "legal_aid"
    assert reporter.session is not None
    assert (reporter.session.receipt, reporter.session.report) == ("", "")
