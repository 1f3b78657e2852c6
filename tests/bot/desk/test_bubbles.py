"""What the page compares of each message: it stays the same until something of what is shown changes."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from bot.desk.bubbles import bubbles
from bot.desk.office import Office
from bot.tickets.message import Author, Delivery, TicketMessage
from bot.tickets.ticket import Sees
from tests.bot.desk.browser import Browser

SAID = TicketMessage(Author.PERSON, "hola", "es", id="1-1", at=1_800_000_000.0)


def stamps(*messages: TicketMessage, unread: int = 0, name: str = "Ana") -> list[str]:
    shown = bubbles(messages, me="ana", names={"ana": name}, unread=unread, zone=ZoneInfo("UTC"))
    return [each.stamp for each in shown]


def test_what_stays_the_same_keeps_its_stamp() -> None:
    assert stamps(SAID) == stamps(SAID)


@pytest.mark.parametrize(
    "other",
    [
        {"text": "adiós"},
        {"text": "hol\u202ea"},
        {"original": "hello"},
        {"language": "pt"},
        {"delivery": Delivery.SENT},
        {"at": SAID.at + 60},
        {"source": "reply:greeting"},
    ],
)
def test_whatever_changes_in_a_message_changes_its_stamp(other: dict[str, object]) -> None:
    assert stamps(SAID) != stamps(replace(SAID, **other))  # type: ignore[arg-type]


def test_the_first_new_message_changes_its_stamp_when_it_is_new_no_more() -> None:
    later = replace(SAID, id="2-1")
    first, second = stamps(SAID, later, unread=2)
    assert stamps(SAID, later, unread=1) == [stamps(SAID)[0], stamps(SAID, later, unread=1)[1]]
    assert stamps(SAID, later) != [first, second]
    assert first not in stamps(SAID, later)


@pytest.mark.redis
async def test_lines_that_a_person_took_back_are_others_to_the_page(worker: Browser, people, office: Office) -> None:
    before = [TicketMessage(Author.ASSISTANT, text) for text in ("Where are you?", "Legal help is free.")]
    ticket = await people.one()
    await worker.post(f"/tickets/{ticket.id}/claim")
    shown = []
    for sees, lines in ((Sees.ALL, before), (Sees.LAST, before[1:])):
        await people.tickets.seen(ticket, sees, lines, f"sees-{sees}")
        kept = [each for each in await office.tickets.messages(ticket.id) if not each.at]
        assert [each.text for each in kept] == [each.text for each in lines]
        shown.append(dict(zip([each.id for each in kept], stamps(*kept), strict=True)))
    everything, last = shown
    assert last.keys() < everything.keys(), "the same ids"
    assert not set(last.items()) & set(everything.items())
