"""Pictures, voice notes and places that come while somebody tells, and what is said of those that cannot be kept."""

import pytest

from bot.conversation.reporting.heard import Gathered
from bot.reports.bounds import MOST_FILES
from bot.reports.report import Answer, Evidence, EvidenceKind, Place
from channels.attachment import AttachmentKind, Location
from tests.bot.conversation.people import said, titles
from tests.bot.conversation.reporting.conftest import Reporter

pytestmark = pytest.mark.redis
LIMA = Location(-12.046374, -77.042793)


def picture(name: str = "0a") -> Gathered:
    return Gathered(Evidence(name, EvidenceKind.IMAGE, "image/jpeg", 4), b"jpeg")


async def at_where(reporter: Reporter) -> None:
    await reporter.begins()
    await reporter.taps_title("Yes")
    for _ in range(3):
        await reporter.writes("skip")


async def test_a_shared_place_answers_where_and_is_kept_roughly(reporter: Reporter) -> None:
    await at_where(reporter)
    turn = await reporter.writes("", location=LIMA, attachments=(AttachmentKind.LOCATION,))
    assert "only roughly" in said(turn)
    assert "How do you know?" in said(turn)
    report = await reporter.kept()
    assert report.place == Place(-12.05, -77.04)
    assert Answer("where") in report.answers


async def test_a_place_that_was_not_asked_for_is_kept_and_the_question_stays(reporter: Reporter) -> None:
    await reporter.begins()
    await reporter.taps_title("No")
    turn = await reporter.writes("", location=LIMA, attachments=(AttachmentKind.LOCATION,))
    assert "What is it about?" in said(turn)
    assert (await reporter.kept()).place == Place(-12.05, -77.04)


async def test_a_picture_is_kept_at_any_question_even_the_first(reporter: Reporter) -> None:
    await reporter.begins()
    turn = await reporter.writes("", gathered=(picture(),), attachments=(AttachmentKind.IMAGE,))
    assert "I took out hidden data" in said(turn)
    assert "Is somebody in danger right now?" in said(turn)
    assert [each.id for each in (await reporter.kept()).evidence] == ["0a"]


async def test_a_picture_alone_says_how_they_know(reporter: Reporter) -> None:
    await at_where(reporter)
    await reporter.writes("skip")
    turn = await reporter.writes("", gathered=(picture(),), attachments=(AttachmentKind.IMAGE,))
    assert "That is all" in titles(turn)
    assert "May a worker write to you here" in said(await reporter.taps_title("That is all"))
    assert Answer("known") in (await reporter.kept()).answers


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        ("failed", "send it again in a minute"),
        ("too_big", "20 MB at most"),
        ("wrong_type", "only pictures and voice notes"),
        ("unreadable", "could not read that file"),
        ("too_many", "cannot keep more files"),
    ],
)
async def test_what_cannot_be_kept_is_said_and_the_question_stays(reporter: Reporter, refusal: str, words: str) -> None:
    await reporter.begins()
    turn = await reporter.writes("", gathered=(Gathered(refusal=refusal),), attachments=(AttachmentKind.IMAGE,))
    assert words in said(turn)
    assert "Is somebody in danger right now?" in said(turn)


async def test_files_are_bounded_and_can_be_taken_away(reporter: Reporter) -> None:
    await reporter.begins()
    await reporter.taps_title("No")
    for number in range(MOST_FILES):
        await reporter.writes("", gathered=(picture(f"{number}a"),))
    assert "cannot keep more files" in said(await reporter.writes("", gathered=(picture("ff"),)))
    for _ in range(8):
        await reporter.writes("skip")
    await reporter.taps_title("Change something")
    turn = await reporter.taps_title(f"Files: {MOST_FILES}")
    assert "may still be on your phone" in said(turn)
    assert (await reporter.kept()).evidence == ()


async def test_a_picture_is_added_to_what_was_sent(reporter: Reporter) -> None:
    await reporter.begins()
    for _ in range(9):
        await reporter.writes("skip")
    receipt = reporter.receipt
    await reporter.taps_title("Send it")
    await reporter.taps_title("Add something")
    await reporter.writes("the van", gathered=(picture(),))
    report = await reporter.kept(receipt)
    assert ([each.id for each in report.evidence], [each.text for each in report.followups]) == (["0a"], ["the van"])
