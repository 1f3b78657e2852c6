"""Tickets shown in a desk of the office, and what its workers do there; the same for each such desk."""

import pytest
from redis import Redis

from bot.escalation.outside_bridge import LOOK_SECONDS, Bridge
from bot.tickets.message import Author, Delivery, TicketMessage
from bot.tickets.redis_store import RedisTickets
from bot.tickets.store import Holder
from bot.tickets.ticket import Outcome, Reason, Sees, Ticket, TicketState
from tests.bot.escalation.outside.conftest import (
    NUMBER,
    Bridges,
    Clock,
    heard,
    let_see,
    opened,
    said_by_workers,
)
from tests.bot.escalation.outside.office import Office
from tests.bot.tickets.deliveries import deliver

pytestmark = pytest.mark.redis
BEN = Holder("ben")


async def state(tickets: RedisTickets, ticket: Ticket) -> tuple[TicketState, str]:
    now = await tickets.ticket(ticket.id)
    assert now is not None
    return now.state, now.worker


async def looked(bridge: Bridge, office: Office, clock: Clock) -> None:
    """Let the desk say by webhook that something happened in each conversation, then let the bridge work."""
    for conversation in office.conversations():
        assert await bridge.receive(*office.webhook(conversation, clock.now)) == 200
    await bridge.step()


async def test_a_person_who_waits_is_shown_by_pseudonym_language_risk_and_reason(
    bridge: Bridge, office: Office, tickets: RedisTickets
) -> None:
    ticket = await opened(tickets, "hola", "me quitaron el pasaporte", reason=Reason.DANGER)
    await bridge.step()
    (conversation,) = office.conversations()
    assert office.lines(conversation) == [("person", "hola"), ("person", "me quitaron el pasaporte")]
    assert {"lang-es", "risk-urgent", "reason-danger"} < office.labels(conversation)
    everything = office.everything()
    assert ticket.pseudonym in everything
    for secret in (NUMBER, "+15550100", "sms", '"CO"', ticket.id):
        assert secret not in everything


async def test_what_is_said_later_follows_once_and_in_order(
    bridge: Bridge, office: Office, tickets: RedisTickets
) -> None:
    ticket = await opened(tickets, "1")
    for number in range(2, 6):
        await bridge.step()
        await bridge.step()
        await heard(tickets, ticket, str(number))
    await bridge.step()
    (conversation,) = office.conversations()
    assert office.lines(conversation) == [("person", str(number)) for number in range(1, 6)]


async def test_nothing_is_called_where_nothing_changed(bridge: Bridge, office: Office, tickets: RedisTickets) -> None:
    await opened(tickets, "hola")
    await bridge.step()
    calls = len(office.site.calls)
    for _ in range(3):
        await bridge.step()
    assert len(office.site.calls) == calls


async def test_what_the_person_lets_staff_see_is_shown_as_notes_once(
    bridge: Bridge, office: Office, tickets: RedisTickets
) -> None:
    ticket = await opened(tickets, "now")
    await bridge.step()
    await let_see(tickets, ticket, Sees.LAST, "c", "d")
    await bridge.step()
    await let_see(tickets, ticket, Sees.ALL, "a", "b", "c", "d")
    await bridge.step()
    await bridge.step()
    (conversation,) = office.conversations()
    shown = [text for _, text in office.lines(conversation)]
    assert shown == ["now", "c", "<assistant> d", "a", "<assistant> b"]


async def test_a_changed_risk_changes_our_labels_and_no_other(
    bridge: Bridge, office: Office, tickets: RedisTickets
) -> None:
    ticket = await opened(tickets, "hola")
    await bridge.step()
    (conversation,) = office.conversations()
    office.label(conversation, "vip")
    await tickets.raised(ticket, Reason.DANGER)
    await bridge.step()
    assert {"vip", "lang-es", "risk-urgent"} < office.labels(conversation)
    assert "risk-normal" not in office.labels(conversation)


async def test_assignment_there_claims_here_and_its_end_releases(
    bridge: Bridge, office: Office, tickets: RedisTickets, clock: Clock
) -> None:
    ticket = await opened(tickets, "hola")
    await bridge.step()
    (conversation,) = office.conversations()
    office.assign(conversation, 5)
    await looked(bridge, office, clock)
    assert await state(tickets, ticket) == (TicketState.CLAIMED, bridge.name)
    office.assign(conversation, None)
    await looked(bridge, office, clock)
    assert await state(tickets, ticket) == (TicketState.WAITING, "")


async def test_a_public_reply_goes_to_the_person_once_and_claims(
    bridge: Bridge, office: Office, tickets: RedisTickets, clock: Clock
) -> None:
    ticket = await opened(tickets, "hola")
    await bridge.step()
    (conversation,) = office.conversations()
    office.note(conversation, "between us")
    office.by_a_machine(conversation, "your call is important to us")
    office.reply(conversation, "¿Estás a salvo?")
    office.reply(conversation, "Soy Marta.")
    for _ in range(3):
        await looked(bridge, office, clock)
    assert await said_by_workers(tickets, ticket) == ["¿Estás a salvo?", "Soy Marta."]
    assert await state(tickets, ticket) == (TicketState.ACTIVE, bridge.name)
    assert office.lines(conversation) == [("person", "hola")], "nothing comes back as an echo"


async def test_a_reply_whose_webhook_was_lost_is_found_all_the_same(
    bridge: Bridge, office: Office, tickets: RedisTickets, clock: Clock
) -> None:
    ticket = await opened(tickets, "hola")
    await bridge.step()
    office.reply(office.conversations()[0], "hola, soy Marta")
    await bridge.step()
    assert await said_by_workers(tickets, ticket) == []
    clock.now += LOOK_SECONDS
    await bridge.step()
    assert await said_by_workers(tickets, ticket) == ["hola, soy Marta"]


async def test_a_reply_is_not_said_again_when_the_store_has_long_forgotten_it(
    bridges: Bridges, office: Office, tickets: RedisTickets, server: Redis
) -> None:
    bridge = bridges.new()
    ticket = await opened(tickets, "hola")
    await bridge.step()
    office.reply(office.conversations()[0], "hola, soy Marta")
    await looked(bridge, office, bridges.clock)
    server.delete(*server.scan_iter("q:{tickets}:event:*"))
    await looked(bridge, office, bridges.clock)
    assert await said_by_workers(tickets, ticket) == ["hola, soy Marta"]


async def test_a_reply_to_a_chat_that_somebody_here_holds_is_refused_with_the_reason(
    bridge: Bridge, office: Office, tickets: RedisTickets, clock: Clock
) -> None:
    ticket = await opened(tickets, "hola")
    await bridge.step()
    await tickets.claim(ticket.id, BEN, 3)
    await tickets.say(ticket.id, BEN, TicketMessage(Author.WORKER, "soy Ben", "es", "ben"), "")
    await bridge.step()
    (conversation,) = office.conversations()
    office.assign(conversation, 5)
    reply = office.reply(conversation, "soy Marta")
    await looked(bridge, office, clock)
    await looked(bridge, office, clock)
    assert await said_by_workers(tickets, ticket) == ["soy Ben"]
    assert office.told(reply) == "failed <not_sent.taken>"
    assert ("note", "<worker> soy Ben") in office.lines(conversation)
    assert await state(tickets, ticket) == (TicketState.ACTIVE, "ben")


@pytest.mark.parametrize(
    ("delivery", "told"),
    [
        (Delivery.REFUSED, "failed <not_sent.refused>"),
        (Delivery.FAILED, "failed <not_sent.failed>"),
        (Delivery.UNKNOWN, "failed <not_sent.unknown>"),
    ],
)
async def test_staff_there_learn_that_a_reply_did_not_arrive(
    bridges: Bridges, office: Office, tickets: RedisTickets, delivery: Delivery, told: str
) -> None:
    bridge, clock = bridges.new(), bridges.clock
    ticket = await opened(tickets, "hola")
    await bridge.step()
    reply = office.reply(office.conversations()[0], "soy Marta")
    await looked(bridge, office, clock)
    assert office.told(reply) == "sent"
    (ours,) = [each for each in await tickets.messages(ticket.id) if each.author is Author.WORKER]
    await deliver(tickets, ours.id, delivery)
    await looked(bridge, office, clock)
    await looked(bridge, office, clock)
    assert office.told(reply) == told


@pytest.mark.parametrize(("label", "outcome"), [("", "other"), ("helped", "helped"), ("handed_back", "handed_back")])
async def test_closing_there_closes_here_with_the_outcome_of_a_label(
    bridges: Bridges, office: Office, tickets: RedisTickets, label: str, outcome: str
) -> None:
    bridge, clock = bridges.new(), bridges.clock
    ticket = await opened(tickets, "hola")
    await bridge.step()
    (conversation,) = office.conversations()
    office.reply(conversation, "adiós")
    if label:
        office.label(conversation, label)
    office.finish(conversation)
    await looked(bridge, office, clock)
    now = await tickets.ticket(ticket.id)
    assert now is not None
    assert (now.state, now.outcome) == (TicketState.CLOSED, outcome)
    assert await said_by_workers(tickets, ticket) == ["adiós"], "the last word came before the end"
    late = office.reply(conversation, "one more thing")
    await looked(bridge, office, clock)
    assert office.told(late) == "failed <not_sent.closed>"


async def test_a_person_who_leaves_closes_it_there(bridge: Bridge, office: Office, tickets: RedisTickets) -> None:
    ticket = await opened(tickets, "hola")
    await bridge.step()
    await tickets.left(ticket, Outcome.LEFT)
    await bridge.step()
    assert office.finished(office.conversations()[0])


async def test_what_is_deleted_here_is_deleted_there(
    bridge: Bridge, bridges: Bridges, office: Office, tickets: RedisTickets
) -> None:
    ticket = await opened(tickets, "hola")
    await bridge.step()
    await tickets.left(ticket, Outcome.DELETED)
    await bridge.step()
    assert office.conversations() == []
    assert ticket.pseudonym not in office.everything()
    assert bridges.seen == {"outside_erased": 1}


async def test_what_comes_to_its_time_is_deleted_there(
    bridge: Bridge, office: Office, tickets: RedisTickets, clock: Clock
) -> None:
    ticket = await opened(tickets, "hola")
    await bridge.step()
    await tickets.left(ticket, Outcome.LEFT)
    clock.now += tickets.retention_seconds + 1
    await tickets.erase_due()
    await bridge.step()
    assert office.conversations() == []


async def test_what_cannot_be_deleted_is_counted_and_tried_again(
    bridge: Bridge, bridges: Bridges, office: Office, tickets: RedisTickets, clock: Clock
) -> None:
    ticket = await opened(tickets, "hola")
    await bridge.step()
    office.forbid_deleting()
    await tickets.left(ticket, Outcome.DELETED)
    await bridge.step()
    assert len(office.conversations()) == 1
    assert bridges.seen["outside_kept 403"] == 1
    vars(office.site)["administrator"] = True
    clock.now += 3600
    await bridge.step()
    assert office.conversations() == []


async def test_what_somebody_deleted_there_while_the_person_waits_is_shown_anew(
    bridge: Bridge, office: Office, tickets: RedisTickets, clock: Clock
) -> None:
    ticket = await opened(tickets, "hola")
    await bridge.step()
    office.remove(office.conversations()[0])
    await heard(tickets, ticket, "¿hay alguien?")
    await bridge.step()
    clock.now += 5
    await bridge.step()
    (conversation,) = office.conversations()
    assert office.lines(conversation) == [("person", "hola"), ("person", "¿hay alguien?")]
