"""What a person asks of the store: one ticket each, nothing twice, and everything gone when they say so."""

import pytest
from redis import Redis

from bot.tickets.message import Author, TicketMessage
from bot.tickets.redis_store import RedisTickets
from bot.tickets.safe_contact import Hours, SafeContact
from bot.tickets.store import Holder, NoSuchTicket, TicketMoved
from bot.tickets.ticket import Outcome, Reason, Risk, Sees, TicketState
from tests.bot.tickets.conftest import ANA, EVE, Clock, wish

pytestmark = pytest.mark.redis
PERSON = "telegram:771300001"
CONTACT = SafeContact(Hours.EVENING, ("America/Bogota",), "canela", "Hola, es la biblioteca.", "mi hermana")


def said(*texts: str) -> list[TicketMessage]:
    return [TicketMessage(Author.PERSON, text, "es") for text in texts]


async def test_a_wish_opens_one_ticket_however_often_it_is_said(tickets: RedisTickets) -> None:
    first = await tickets.open(wish(), "1")
    assert first.state is TicketState.WAITING
    assert (first.channel, first.language, first.country, first.risk) == ("telegram", "es", "CO", Risk.NORMAL)
    assert len(first.pseudonym.split()) == 2
    assert await tickets.open(wish(), "1") == first
    assert (await tickets.open(wish(), "2")).id == first.id
    assert await tickets.of_person(PERSON) == first
    assert len(await tickets.tickets()) == 1


async def test_a_repeated_wish_after_the_end_opens_nothing_new(tickets: RedisTickets) -> None:
    first = await tickets.open(wish(), "1")
    await tickets.left(first, Outcome.WITHDRAWN)
    assert await tickets.of_person(PERSON) is None
    assert (await tickets.open(wish(), "1")).state is TicketState.CLOSED
    again = await tickets.open(wish(), "2")
    assert again.id != first.id
    assert again.pseudonym != first.pseudonym


async def test_danger_raises_the_risk_and_nothing_lowers_it(tickets: RedisTickets) -> None:
    ticket = await tickets.open(wish(), "1")
    await tickets.raised(ticket, Reason.DANGER)
    await tickets.raised(ticket, Reason.ASKED)
    await tickets.open(wish(), "2")
    urgent = await tickets.ticket(ticket.id)
    assert urgent is not None
    assert (urgent.risk, urgent.reason) == (Risk.URGENT, Reason.DANGER)
    other = await tickets.open(wish("sms:+15005550006"), "3")
    assert [each.id for each in await tickets.tickets()] == [ticket.id, other.id]


async def test_that_somebody_reads_along_is_told_also_in_danger_and_stays(tickets: RedisTickets) -> None:
    ticket = await tickets.open(wish(reason=Reason.DANGER), "1")
    for reason in (Reason.WATCHED, Reason.CHILD, Reason.WATCHED):
        await tickets.raised(ticket, reason)
        told = await tickets.ticket(ticket.id)
        assert told is not None
        assert (told.risk, told.reason) == (Risk.URGENT, Reason.WATCHED)


@pytest.mark.parametrize("again", ["says so", "asks anew"])
async def test_danger_after_a_worker_lowered_the_risk_stands_without_their_reason(
    tickets: RedisTickets, again: str
) -> None:
    ticket = await tickets.open(wish(), "1")
    await tickets.assess(ticket.id, EVE, Risk.NORMAL, "over")
    await tickets.raised(ticket, Reason.ASKED)
    lowered = await tickets.ticket(ticket.id)
    assert lowered is not None
    assert lowered.risk_reason == "over"
    if again == "says so":
        await tickets.raised(ticket, Reason.DANGER)
    else:
        await tickets.open(wish(reason=Reason.DANGER), "2")
    urgent = await tickets.ticket(ticket.id)
    assert urgent is not None
    assert (urgent.risk, urgent.reason, urgent.risk_reason) == (Risk.URGENT, Reason.DANGER, "")


async def test_what_is_said_stays_in_order_and_once(tickets: RedisTickets) -> None:
    ticket = await tickets.open(wish(), "1")
    await tickets.heard(ticket, said("uno", "dos"), "2")
    await tickets.heard(ticket, said("uno", "dos"), "2")
    await tickets.heard(ticket, said("tres"), "3")
    assert [each.text for each in await tickets.messages(ticket.id)] == ["uno", "dos", "tres"]
    now = await tickets.ticket(ticket.id)
    assert now is not None
    assert now.unread == 3


async def test_what_may_be_seen_of_before_stands_first(tickets: RedisTickets) -> None:
    ticket = await tickets.open(wish(), "1")
    await tickets.heard(ticket, said("ahora"), "2")
    await tickets.seen(ticket, Sees.LAST, said("antes"), "3")
    assert [each.text for each in await tickets.messages(ticket.id)] == ["antes", "ahora"]
    await tickets.seen(ticket, Sees.NOTHING, [], "4")
    assert [each.text for each in await tickets.messages(ticket.id)] == ["ahora"]


async def test_deleting_takes_everything_at_once(tickets: RedisTickets, empty_tickets_url: str) -> None:
    ticket = await tickets.open(wish(), "1")
    await tickets.heard(ticket, said("algo"), "2")
    await tickets.claim(ticket.id, ANA, 3)
    await tickets.left(ticket, Outcome.DELETED)
    assert await tickets.ticket(ticket.id) is None
    assert await tickets.messages(ticket.id) == ()
    with pytest.raises(NoSuchTicket):
        await tickets.heard(ticket, said("más"), "3")
    with Redis.from_url(empty_tickets_url) as client:
        assert not [key for key in client.scan_iter() if ticket.id.encode() in key]
    # A place is free for the next one.
    other = await tickets.open(wish("sms:+15005550006"), "4")
    assert (await tickets.claim(other.id, ANA, 1)).worker == "ana"


async def test_who_leaves_is_no_longer_known_by_their_phone(tickets: RedisTickets) -> None:
    ticket = await tickets.open(wish(), "1")
    await tickets.contact(ticket, CONTACT)
    await tickets.left(ticket, Outcome.LEFT)
    kept = await tickets.ticket(ticket.id)
    assert kept is not None
    assert (kept.state, kept.left, kept.calls_back) == (TicketState.WAITING, True, True)
    assert await tickets.of_person(PERSON) is None
    assert await tickets.safe_contact(ticket.id) == (CONTACT, 0.0)


async def test_without_a_safe_contact_leaving_closes(tickets: RedisTickets, clock: Clock) -> None:
    ticket = await tickets.open(wish(), "1")
    await tickets.contact(ticket, CONTACT)
    await tickets.contact(ticket, None)
    await tickets.left(ticket, Outcome.LEFT)
    kept = await tickets.ticket(ticket.id)
    assert kept is not None
    assert (kept.state, kept.outcome, kept.erase_at) == (TicketState.CLOSED, "left", clock.now + 7 * 86400)


async def test_nothing_of_a_person_is_readable_in_the_store(tickets: RedisTickets, empty_tickets_url: str) -> None:
    ticket = await tickets.open(wish(), "event-of-theirs")
    await tickets.heard(ticket, said("mi secreto"), "2")
    await tickets.contact(ticket, CONTACT)
    await tickets.claim(ticket.id, Holder("ana"), 3)
    await tickets.say(ticket.id, ANA, TicketMessage(Author.WORKER, "una respuesta", "es"), "3")
    with Redis.from_url(empty_tickets_url) as client:
        everything = b"".join(key + (client.dump(key) or b"") for key in client.scan_iter())
    for word in (b"771300001", b"secreto", b"respuesta", b"canela", b"biblioteca", b"event-of-theirs"):
        assert word not in everything
    assert await tickets.address(ticket.id) == ("telegram", "771300001", "@us")


async def test_silence_after_the_question_whether_to_delete_means_yes(tickets: RedisTickets, clock: Clock) -> None:
    silent, answers = [await tickets.open(wish(f"sms:{each}"), f"{each}") for each in range(2)]
    for each in (silent, answers):
        await tickets.doomed(each, 120)
    await tickets.doomed(answers, 0)
    clock.now += 119
    assert await tickets.erase_due() == 0
    clock.now += 1
    assert await tickets.erase_due() == 1
    assert await tickets.ticket(silent.id) is None
    assert await tickets.ticket(answers.id) is not None


@pytest.mark.parametrize("outcome", [Outcome.WITHDRAWN, Outcome.HANDED_BACK])
async def test_who_wants_nobody_any_more_is_not_called_back(tickets: RedisTickets, outcome: Outcome) -> None:
    ticket = await tickets.open(wish(), "1")
    await tickets.contact(ticket, CONTACT)
    await tickets.left(ticket, outcome)
    kept = await tickets.ticket(ticket.id)
    assert kept is not None
    assert (kept.state, kept.calls_back, kept.left) == (TicketState.CLOSED, False, True)
    assert await tickets.safe_contact(ticket.id) == (None, 0.0)


async def test_a_safe_contact_narrows_what_waiting_allowed(tickets: RedisTickets) -> None:
    ticket = await tickets.open(wish(), "1")
    await tickets.waiting(ticket, waits=True)
    await tickets.contact(ticket, None)
    kept = await tickets.ticket(ticket.id)
    assert kept is not None
    assert not kept.waits


async def test_what_is_over_goes_with_a_later_wish_to_delete(tickets: RedisTickets) -> None:
    over = await tickets.open(wish(), "1")
    await tickets.claim(over.id, ANA, 3)
    await tickets.close_ticket(over.id, ANA, Outcome.HELPED)
    called_back = await tickets.open(wish(), "2")
    await tickets.contact(called_back, CONTACT)
    await tickets.left(called_back, Outcome.LEFT)
    await tickets.forget(PERSON)
    assert await tickets.ticket(over.id) is None
    # Whoever has the phone now must not end what somebody waits for.
    assert await tickets.ticket(called_back.id) is not None


async def test_after_a_silence_the_code_word_is_asked_anew(tickets: RedisTickets, clock: Clock) -> None:
    ticket = await tickets.open(wish(), "1")
    await tickets.contact(ticket, CONTACT)
    await tickets.heard(ticket, said("aquí"), "2")
    assert (await tickets.safe_contact(ticket.id))[1] == 0.0
    clock.now += 3600
    await tickets.heard(ticket, said("¿hola?"), "3")
    assert (await tickets.safe_contact(ticket.id))[1] == clock.now


async def test_words_for_a_ticket_that_is_over_are_refused_and_not_swallowed(tickets: RedisTickets) -> None:
    ticket = await tickets.open(wish(), "1")
    await tickets.heard(ticket, said("uno"), "2")
    await tickets.left(ticket, Outcome.WITHDRAWN)
    await tickets.heard(ticket, said("uno"), "2")
    with pytest.raises(TicketMoved):
        await tickets.heard(ticket, said("dos"), "3")
