"""What is Chatwoot's own: pages of messages, its states of a message, its search."""

from collections.abc import AsyncIterator

import pytest

from bot.escalation.chatwoot import PAGE, ChatwootDesk
from bot.escalation.outside_desk import (
    Card,
    Line,
    LineKind,
    OutsideGone,
    OutsideRefused,
    OutsideUnavailable,
    Place,
)
from bot.tickets.message import Delivery
from bot.tickets.ticket import Reason, Risk
from tests.bot.escalation.outside.conftest import empty_office
from tests.bot.escalation.outside.fake_chatwoot import ChatwootOffice, ChatwootSite
from tests.bot.escalation.outside.office import Fault, Site

CARD = Card("ab12", "Amber Heron", "es", Risk.RAISED, Reason.UNSURE)


@pytest.fixture
def chatwoot(sites: dict[str, Site]) -> ChatwootOffice:
    office = empty_office("chatwoot", sites["chatwoot"].url, sites)
    assert isinstance(office, ChatwootOffice)
    return office


@pytest.fixture
async def desk(chatwoot: ChatwootOffice) -> AsyncIterator[ChatwootDesk]:
    desk = chatwoot.desk()
    yield desk
    await desk.aclose()


async def test_what_was_opened_is_found_by_our_reference_only(desk: ChatwootDesk) -> None:
    place = await desk.open(CARD)
    await desk.open(Card("ab12cd", "Other Heron", "es", Risk.NORMAL, Reason.ASKED))
    assert await desk.find(CARD) == place
    assert await desk.find(Card("12", "", "", Risk.NORMAL, Reason.ASKED)) is None
    assert await desk.open(CARD) == place, "opened twice, it is there once"


async def test_more_than_a_page_of_messages_is_read_whole_and_in_order(
    desk: ChatwootDesk, chatwoot: ChatwootOffice
) -> None:
    place = await desk.open(CARD)
    ids = [chatwoot.reply(place.conversation, str(number)) for number in range(2 * PAGE + 5)]
    reading = await desk.read(place, ids[3])
    assert [each.id for each in reading.replies] == ids[4:]
    assert (reading.last, reading.assigned, reading.closed) == (ids[-1], False, False)


async def test_a_file_without_words_is_known_as_such(desk: ChatwootDesk, chatwoot: ChatwootOffice) -> None:
    place = await desk.open(CARD)
    chatwoot.site.add(place.conversation, 1, None, attachments=[{"id": 1}])  # type: ignore[attr-defined]
    (reply,) = (await desk.read(place, 0)).replies
    assert (reply.text, reply.attached) == ("", True)


@pytest.mark.parametrize(("delivery", "status"), [(Delivery.DELIVERED, "delivered"), (Delivery.READ, "read")])
async def test_the_state_of_a_reply_is_shown(
    desk: ChatwootDesk, chatwoot: ChatwootOffice, delivery: Delivery, status: str
) -> None:
    place = await desk.open(CARD)
    reply = chatwoot.reply(place.conversation, "hola")
    await desk.tell(place, reply, delivery, "")
    assert chatwoot.told(reply) == status


async def test_each_refusal_has_its_own_error(desk: ChatwootDesk, chatwoot: ChatwootOffice) -> None:
    place = await desk.open(CARD)
    with pytest.raises(OutsideGone):
        await desk.read(Place(999, 999), 0)
    chatwoot.forbid_deleting()
    with pytest.raises(OutsideRefused) as refused:
        await desk.erase(place)
    assert refused.value.status == 403
    for fault in (
        Fault("messages", status=200, page=True),
        Fault("messages", status=302),
        Fault("messages", status=500),
    ):
        chatwoot.site.faults = [fault]
        with pytest.raises((OutsideUnavailable, OutsideRefused)) as failed:
            await desk.add(place, Line("ab12-1", LineKind.PERSON, "hush hush"))
        assert "hush" not in repr(failed.value)
        assert failed.value.__cause__ is None
    assert chatwoot.lines(place.conversation) == []


async def test_what_repeats_safely_is_repeated_and_what_may_double_is_not(
    desk: ChatwootDesk, chatwoot: ChatwootOffice
) -> None:
    place = await desk.open(CARD)
    chatwoot.site.faults = [Fault("messages", "GET", times=2)]
    assert not await desk.has(place, Line("ab12-1", LineKind.PERSON, "x"))
    chatwoot.site.faults = [Fault("messages", "POST", done=True)]
    with pytest.raises(OutsideUnavailable) as failed:
        await desk.add(place, Line("ab12-1", LineKind.PERSON, "x"))
    assert failed.value.arrived
    assert await desk.has(place, Line("ab12-1", LineKind.PERSON, "x"))
    assert len(chatwoot.lines(place.conversation)) == 1


async def test_a_desk_that_does_not_run_is_away_and_nothing_arrived() -> None:
    nowhere = ChatwootOffice(ChatwootSite(url="http://127.0.0.1:1"))
    desk = nowhere.desk()
    with pytest.raises(OutsideUnavailable) as failed:
        await desk.open(CARD)
    assert not failed.value.arrived
    await desk.aclose()
