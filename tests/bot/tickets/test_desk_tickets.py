"""What staff do with tickets: who may, from where to where, and what stands in their way."""

import asyncio
import itertools

import pytest

from bot.tickets.message import Author, Delivery, TicketMessage
from bot.tickets.queue_order import PATIENCE_SECONDS, in_order
from bot.tickets.redis_store import RedisTickets
from bot.tickets.store import Holder, NoSuchTicket, TicketMoved, TicketTaken, TooManyChats
from bot.tickets.ticket import HELD, Outcome, Reason, Risk, TicketState
from tests.bot.tickets.conftest import ANA, BEN, EVE, Clock, wish
from tests.bot.tickets.desk_model import MOVES

pytestmark = pytest.mark.redis
REPLY = TicketMessage(Author.WORKER, "Hola", "es", "ana")


async def test_one_of_many_claims_wins_and_the_others_hear_who(tickets: RedisTickets) -> None:
    ticket = await tickets.open(wish(), "1")
    results = await asyncio.gather(
        *(tickets.claim(ticket.id, Holder(f"worker{each}"), 3) for each in range(20)), return_exceptions=True
    )
    winners = [each for each in results if not isinstance(each, BaseException)]
    assert len(winners) == 1
    refused = [each for each in results if isinstance(each, TicketTaken)]
    assert len(refused) == 19
    assert {each.by for each in refused} == {winners[0].worker}


async def test_a_repeated_claim_is_still_ones_own(tickets: RedisTickets) -> None:
    ticket = await tickets.open(wish(), "1")
    await tickets.claim(ticket.id, ANA, 1)
    assert (await tickets.claim(ticket.id, ANA, 1)).worker == "ana"


async def test_nobody_holds_more_than_they_may(tickets: RedisTickets) -> None:
    for each in range(3):
        await tickets.open(wish(f"sms:{each}"), f"{each}")
    for _ in range(2):
        assert await tickets.claim_next(ANA, ("es",), 2) is not None
    with pytest.raises(TooManyChats):
        await tickets.claim_next(ANA, ("es",), 2)
    assert await tickets.claim_next(BEN, ("es",), 2) is not None
    assert await tickets.claim_next(BEN, ("es",), 2) is None


async def test_next_is_by_risk_then_language_then_wait(tickets: RedisTickets, clock: Clock) -> None:
    wishes = [
        wish("sms:1", language="th"),
        wish("sms:2", language="es"),
        wish("sms:3", language="es"),
        wish("sms:4", Reason.DANGER, "th"),
        wish("sms:5", Reason.DANGER, "es"),
    ]
    ids = []
    for at, each in enumerate(wishes):
        clock.now += 1
        ids.append((await tickets.open(each, f"{at}")).id)
    expected = [ids[4], ids[3], ids[1], ids[2], ids[0]]
    assert [each.id for each in in_order(await tickets.tickets(), ("es",), clock.now)] == expected
    taken = [await tickets.claim_next(ANA, ("es",), 9) for _ in wishes]
    assert [each.id for each in taken if each is not None] == expected


async def test_a_rare_language_does_not_wait_for_ever(tickets: RedisTickets, clock: Clock) -> None:
    rare = await tickets.open(wish("sms:1", language="th"), "1")
    clock.now += PATIENCE_SECONDS
    await tickets.open(wish("sms:2"), "2")
    assert in_order(await tickets.tickets(), ("es",), clock.now)[0].id == rare.id
    taken = await tickets.claim_next(ANA, ("es",), 3)
    assert taken is not None
    assert taken.id == rare.id


async def test_a_released_ticket_keeps_its_wait(tickets: RedisTickets, clock: Clock) -> None:
    first = await tickets.open(wish("sms:1"), "1")
    clock.now += 60
    await tickets.open(wish("sms:2"), "2")
    await tickets.claim(first.id, ANA, 3)
    clock.now += 60
    released = await tickets.release(first.id, ANA)
    assert (released.state, released.worker, released.waiting_since) == (TicketState.WAITING, "", first.waiting_since)
    again = await tickets.claim_next(BEN, (), 3)
    assert again is not None
    assert again.id == first.id


async def test_a_role_may_be_asked_for(tickets: RedisTickets) -> None:
    ticket = await tickets.open(wish(), "1")
    await tickets.claim(ticket.id, ANA, 3)
    await tickets.release(ticket.id, ANA, "supervisor")
    assert await tickets.claim_next(BEN, ("es",), 3) is None
    with pytest.raises(TicketTaken):
        await tickets.claim(ticket.id, BEN, 3)
    taken = await tickets.claim_next(EVE, (), 3)
    assert taken is not None
    assert (taken.id, taken.role) == (ticket.id, "")


async def test_a_transfer_waits_for_the_other_worker(tickets: RedisTickets) -> None:
    ticket = await tickets.open(wish(), "1")
    await tickets.claim(ticket.id, ANA, 1)
    offered = await tickets.offer(ticket.id, ANA, "ben")
    assert (offered.worker, offered.offered_to) == ("ana", "ben")
    with pytest.raises(TicketTaken):
        await tickets.claim(ticket.id, EVE, 3)
    moved = await tickets.claim(ticket.id, BEN, 1)
    assert (moved.worker, moved.offered_to, moved.state) == ("ben", "", TicketState.CLAIMED)
    with pytest.raises(TicketTaken):
        await tickets.say(ticket.id, ANA, REPLY, "2")
    other = await tickets.open(wish("sms:2"), "3")
    assert (await tickets.claim(other.id, ANA, 1)).worker == "ana"


async def test_a_reply_makes_it_active_and_is_kept_once(tickets: RedisTickets) -> None:
    ticket = await tickets.open(wish(), "1")
    await tickets.claim(ticket.id, ANA, 3)
    first = await tickets.say(ticket.id, ANA, REPLY, "press")
    assert await tickets.say(ticket.id, ANA, REPLY, "press") == first
    await tickets.say(ticket.id, ANA, TicketMessage(Author.NOTE, "nota", "en", "ana"), "note")
    messages = [each for each in await tickets.messages(ticket.id) if each.author is not Author.NOTICE]
    assert [(each.text, each.delivery) for each in messages] == [("Hola", Delivery.WAITING), ("nota", Delivery.NONE)]
    now = await tickets.ticket(ticket.id)
    assert now is not None
    assert now.state is TicketState.ACTIVE


async def test_the_persons_message_takes_it_up_again(tickets: RedisTickets) -> None:
    ticket = await tickets.open(wish(), "1")
    await tickets.claim(ticket.id, ANA, 3)
    assert (await tickets.hold(ticket.id, ANA)).state is TicketState.ON_HOLD
    await tickets.heard(ticket, [TicketMessage(Author.PERSON, "sigo aquí", "es")], "2")
    now = await tickets.ticket(ticket.id)
    assert now is not None
    assert now.state is TicketState.ACTIVE
    await tickets.read(ticket.id, ANA)
    read = await tickets.ticket(ticket.id)
    assert read is not None
    assert read.unread == 0


async def test_supervisors_may_act_for_others_and_workers_may_not(tickets: RedisTickets) -> None:
    ticket = await tickets.open(wish(), "1")
    await tickets.claim(ticket.id, ANA, 3)
    for deed in (tickets.hold, tickets.release):
        with pytest.raises(TicketTaken) as refused:
            await deed(ticket.id, BEN)
        assert refused.value.by == "ana"
    assert (await tickets.assess(ticket.id, EVE, Risk.RAISED, "heard in the call")).risk is Risk.RAISED
    assert (await tickets.release(ticket.id, EVE)).state is TicketState.WAITING
    assert (await tickets.assess(ticket.id, EVE, Risk.NORMAL, "")).risk is Risk.NORMAL
    assert (await tickets.speak(ticket.id, EVE, "pt")).language == "pt"
    taken = await tickets.claim_next(BEN, ("pt",), 3)
    assert taken is not None


async def test_closing_ends_everything_but_the_content(tickets: RedisTickets, clock: Clock) -> None:
    ticket = await tickets.open(wish(), "1")
    await tickets.claim(ticket.id, ANA, 1)
    await tickets.say(ticket.id, ANA, REPLY, "2")
    closed = await tickets.close_ticket(ticket.id, ANA, Outcome.HELPED)
    assert (closed.state, closed.outcome, closed.erase_at) == (
        TicketState.CLOSED,
        Outcome.HELPED,
        clock.now + tickets.retention_seconds,
    )
    assert await tickets.of_person("telegram:771300001") is None
    for deed in (tickets.hold, tickets.release):
        with pytest.raises(TicketMoved):
            await deed(ticket.id, ANA)
    with pytest.raises(TicketMoved):
        await tickets.claim(ticket.id, BEN, 3)
    said = [each.key or each.text for each in await tickets.messages(ticket.id)]
    assert said == ["joined", "Hola", "closed"]
    clock.now = closed.erase_at - 1
    assert await tickets.erase_due() == 0
    clock.now += 1
    assert await tickets.erase_due() == 1
    with pytest.raises(NoSuchTicket):
        await tickets.hold(ticket.id, ANA)


async def test_every_move_is_one_that_the_table_allows(tickets: RedisTickets) -> None:
    """The table of moves is what staff and readers go by: the store must make these and no others."""

    async def put(state: TicketState) -> str:
        number = next(numbers)
        ticket = await tickets.open(wish(f"sms:{number}"), f"{number}")
        if state is not TicketState.WAITING:
            await tickets.claim(ticket.id, ANA, 999)
        if state is TicketState.ACTIVE:
            await tickets.say(ticket.id, ANA, REPLY, f"{ticket.id}r")
        if state is TicketState.ON_HOLD:
            await tickets.hold(ticket.id, ANA)
        if state is TicketState.CLOSED:
            await tickets.close_ticket(ticket.id, ANA, Outcome.HELPED)
        return ticket.id

    deeds = {
        "claim": lambda each: tickets.claim(each, ANA, 999),
        "say": lambda each: tickets.say(each, ANA, REPLY, f"{each}s"),
        "hold": lambda each: tickets.hold(each, ANA),
        "release": lambda each: tickets.release(each, EVE),
        "close": lambda each: tickets.close_ticket(each, EVE, Outcome.OTHER),
    }
    numbers = itertools.count()
    seen: set[tuple[TicketState, TicketState]] = set()
    for before in TicketState:
        for name, deed in deeds.items():
            each = await put(before)
            try:
                await deed(each)
            except (TicketMoved, TicketTaken):
                continue
            after = await tickets.ticket(each)
            assert after is not None
            if after.state is not before:
                assert after.state in MOVES[before], name
                seen.add((before, after.state))
    assert seen >= {(before, after) for before, afters in MOVES.items() for after in afters}
    assert set(HELD) == {each for each in TicketState if TicketState.WAITING in MOVES[each]}
