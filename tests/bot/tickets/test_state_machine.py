"""Any deeds in any order: after each one the store stands as a plain model of it does, key by key."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from redis import Redis

from bot.tickets.message import Author, Delivery, TicketMessage
from bot.tickets.outbox import LEASE_SECONDS
from bot.tickets.redis_store import RedisTickets
from bot.tickets.safe_contact import Hours, SafeContact
from bot.tickets.store import TicketError
from bot.tickets.ticket import Outcome, Reason, Risk, Ticket
from tests.bot.tickets.conftest import ANA, BEN, EVE, NAMES, SEAL, Clock, wish
from tests.bot.tickets.desk_model import DeskModel
from tests.bot.tickets.keyspace import loads_of, queues_of, read_keyspace

pytestmark = pytest.mark.redis
PEOPLE = ("sms:1", "sms:2", "sms:3", "telegram:4")
TICKETS = st.integers(0, 3)
HOLDERS = st.sampled_from([ANA, BEN, EVE])
LANGUAGES = st.sampled_from(["es", "th"])
MOST = st.integers(1, 3)
EVENTS = st.integers(0, 7)
SOON = 1.0
DAYS = 3 * 86400.0
CONTACT = SafeContact(Hours.ANY, ("America/Bogota",), "canela")
# Whoever is watched is told of to who has the chat; it opens no ticket.
OPENING = st.sampled_from([each for each in Reason if each is not Reason.WATCHED])


class Desk(RuleBasedStateMachine):
    """Does each deed in the store and in the model."""

    url = ""

    def __init__(self) -> None:
        super().__init__()
        self.runner, self.redis, self.clock = asyncio.Runner(), Redis.from_url(self.url), Clock()
        self.redis.flushall()
        self.tickets = RedisTickets(self.url, SEAL, self.clock, NAMES)
        self.model = DeskModel(self.clock, self.tickets.retention_seconds)
        self.ids: list[str] = []
        self.known: dict[str, Ticket] = {}

    def teardown(self) -> None:
        self.runner.run(self.tickets.close())
        self.runner.close()
        self.redis.close()

    @initialize(languages=st.lists(LANGUAGES, min_size=1, max_size=3))
    def some_wait(self, languages: list[str]) -> None:
        for number, each in enumerate(languages):
            self.open(PEOPLE[number], 100 + number, each, Reason.ASKED)
            # Chance seldom comes so far by itself.
            self.assess(0, EVE, Risk.NORMAL, "over")
        self.claim(0, ANA, 3)

    @rule(person=st.sampled_from(PEOPLE), event=EVENTS, language=LANGUAGES, reason=OPENING)
    def open(self, person: str, event: int, language: str, reason: Reason) -> None:
        self.clock.now += SOON
        known = self.model.linked(person, f"{event}")
        if not known:
            new = self.run(self.tickets.open(wish(person, reason, language), f"{event}"))
            self.ids.append(new.id)
            self.known[new.id] = new
            self.model.opened(person, f"{event}", new)
            assert (new.state, new.waiting_since, new.reason) == ("waiting", self.clock.now, reason)
        elif self.model.links.get(person) == known:
            assert self.run(self.tickets.open(wish(person, reason, language), f"{event}")).id == known
            self.model.raised(known, reason)
        else:
            # An event from before the end gives what it did then, also where that has gone.
            self.both(
                lambda: self.tickets.open(wish(person, reason, language), f"{event}"),
                lambda: self.model.owner(known),
            )

    @rule(at=TICKETS, holder=HOLDERS, most=MOST)
    def claim(self, at: int, holder: Any, most: int) -> None:
        if ticket := self.ticket(at):
            self.both(lambda: self.tickets.claim(ticket, holder, most), lambda: self.model.claim(ticket, holder, most))

    @rule(holder=HOLDERS, languages=st.lists(LANGUAGES, unique=True), most=MOST)
    def claim_next(self, holder: Any, languages: list[str], most: int) -> None:
        claimed, expected = self.both(
            lambda: self.tickets.claim_next(holder, languages, most),
            lambda: self.model.claim_next(holder, languages, most),
        )
        assert (claimed.id if claimed else "") == (expected or "")

    @rule(at=TICKETS, holder=HOLDERS, event=st.integers(0, 1), author=st.sampled_from([Author.WORKER, Author.NOTE]))
    def say(self, at: int, holder: Any, event: int, author: Author) -> None:
        if ticket := self.ticket(at):
            message, note = TicketMessage(author, f"{event}"), author is Author.NOTE
            self.both(
                lambda: self.tickets.say(ticket, holder, message, f"{event}"),
                lambda: self.model.say(ticket, holder, f"{event}", note=note),
            )

    @rule(at=TICKETS, event=EVENTS, texts=st.lists(st.sampled_from(["uno", "dos"]), min_size=1, max_size=2))
    def heard(self, at: int, event: int, texts: list[str]) -> None:
        if ticket := self.ticket(at):
            said = [TicketMessage(Author.PERSON, each) for each in texts]
            self.both(
                lambda: self.tickets.heard(self.known[ticket], said, f"{event}"),
                lambda: self.model.heard(ticket, texts, f"{event}"),
            )

    @rule(at=TICKETS, holder=HOLDERS, deed=st.sampled_from(["hold", "read"]))
    def holds_or_reads(self, at: int, holder: Any, deed: str) -> None:
        if ticket := self.ticket(at):
            self.both(
                lambda: getattr(self.tickets, deed)(ticket, holder), lambda: getattr(self.model, deed)(ticket, holder)
            )

    @rule(at=TICKETS, holder=HOLDERS, role=st.sampled_from(["", "supervisor"]))
    def release(self, at: int, holder: Any, role: str) -> None:
        if ticket := self.ticket(at):
            self.both(
                lambda: self.tickets.release(ticket, holder, role), lambda: self.model.release(ticket, holder, role)
            )

    @rule(at=TICKETS, holder=HOLDERS, to=st.sampled_from(["", "ana", "ben"]))
    def offer(self, at: int, holder: Any, to: str) -> None:
        if ticket := self.ticket(at):
            self.both(lambda: self.tickets.offer(ticket, holder, to), lambda: self.model.offer(ticket, holder, to))

    @rule(at=TICKETS, holder=HOLDERS, risk=st.sampled_from(Risk), reason=st.sampled_from(["over", "knows"]))
    def assess(self, at: int, holder: Any, risk: Risk, reason: str) -> None:
        if ticket := self.ticket(at):
            self.both(
                lambda: self.tickets.assess(ticket, holder, risk, reason),
                lambda: self.model.assess(ticket, holder, risk, reason),
            )

    @rule(at=TICKETS, holder=HOLDERS, outcome=st.sampled_from([Outcome.HELPED, Outcome.HANDED_BACK]))
    def close(self, at: int, holder: Any, outcome: Outcome) -> None:
        if ticket := self.ticket(at):
            self.both(
                lambda: self.tickets.close_ticket(ticket, holder, outcome),
                lambda: self.model.close(ticket, holder, outcome),
            )

    @rule(at=TICKETS, outcome=st.sampled_from([Outcome.LEFT, Outcome.WITHDRAWN, Outcome.DELETED]))
    def leave(self, at: int, outcome: Outcome) -> None:
        if ticket := self.ticket(at):
            self.both(lambda: self.tickets.left(self.known[ticket], outcome), lambda: self.model.left(ticket, outcome))

    @rule(person=st.sampled_from(PEOPLE))
    def forget(self, person: str) -> None:
        self.both(lambda: self.tickets.forget(person), lambda: self.model.forget(person))

    @rule(at=TICKETS, seconds=st.sampled_from([0.0, 300.0]))
    def doom(self, at: int, seconds: float) -> None:
        if ticket := self.ticket(at):
            self.both(
                lambda: self.tickets.doomed(self.known[ticket], seconds), lambda: self.model.doomed(ticket, seconds)
            )

    @rule(at=TICKETS, given=st.booleans())
    def contact(self, at: int, *, given: bool) -> None:
        if ticket := self.ticket(at):
            self.both(
                lambda: self.tickets.contact(self.known[ticket], CONTACT if given else None),
                lambda: self.model.contact(ticket, given=given),
            )

    @rule(at=TICKETS, reason=st.sampled_from([None, Reason.ASKED, Reason.DANGER]))
    def waits_or_is_in_danger(self, at: int, reason: Reason | None) -> None:
        if not (ticket := self.ticket(at)):
            return
        if reason is None:
            self.both(lambda: self.tickets.waiting(self.known[ticket], waits=True), lambda: self.model.waiting(ticket))
        else:
            self.both(
                lambda: self.tickets.raised(self.known[ticket], reason), lambda: self.model.raised(ticket, reason)
            )

    @rule(settled=st.sampled_from([Delivery.SENT, Delivery.FAILED, None]))
    def send(self, settled: Delivery | None) -> None:
        """Send one message, or die over it."""
        if (taken := self.run(self.tickets.take())) is None:
            assert not any(self.model.outbox.values())
            return
        outgoing = self.run(self.tickets.begin(*taken))
        outbox = self.model.outbox[taken[0]]
        assert (outgoing is None) == (not outbox)
        if outgoing is None:
            return
        assert (outgoing.message.text or outgoing.message.key) == outbox.pop(0)
        assert self.run(self.tickets.begin(*taken)) is None, "that lease is over"
        if settled is not None:
            self.run(self.tickets.settle(outgoing, settled, provider_ids=[f"SM{outgoing.message.id}"]))
        self.clock.now += LEASE_SECONDS + SOON
        if settled is None and (again := self.run(self.tickets.begin(taken[0], outgoing.lease))) is not None:
            # What was begun is never begun again.
            assert (again.message.text or again.message.key) == outbox.pop(0)
            self.run(self.tickets.settle(again, Delivery.SENT))
            self.clock.now += LEASE_SECONDS + SOON

    @rule(seconds=st.sampled_from([SOON, 1000.0, DAYS]))
    def wait(self, seconds: float) -> None:
        self.clock.now += seconds

    @rule()
    def tend(self) -> None:
        assert self.run(self.tickets.erase_due()) == self.model.erase_due()
        assert self.run(self.tickets.lapse()) == self.model.lapse()

    @invariant()
    def agree(self) -> None:
        model, kept = self.model, read_keyspace(self.redis)
        assert {each: self.run(self.tickets.ticket(each)) for each in model.tickets} == model.tickets
        for each, said in model.said.items():
            assert [at.text or at.key for at in self.run(self.tickets.messages(each))] == said
        assert kept.queues == queues_of(model.tickets)
        assert kept.loads == loads_of(model.tickets)
        assert kept.links == {SEAL.name(f"person:{person}"): each for person, each in model.links.items()}
        past = {SEAL.name(f"person:{person}"): model.past(person) for person in PEOPLE}
        assert kept.past == {name: over for name, over in past.items() if over}
        assert kept.doomed == {each.id: each.doomed_at for each in model.tickets.values() if each.doomed_at}
        assert kept.every == {each.id: each.created_at for each in model.tickets.values()}
        assert kept.erasures == {each.id: each.erase_at for each in model.tickets.values() if each.erase_at}
        assert kept.names == {each.pseudonym for each in model.tickets.values()}
        assert kept.outboxes == {each: len(waiting) for each, waiting in model.outbox.items() if waiting}
        assert kept.own["o"] <= kept.ready <= set(model.tickets)
        assert kept.own["t"] == set(model.tickets)
        assert all(ids <= set(model.tickets) for ids in kept.own.values())
        assert kept.for_ever == set()

    def ticket(self, at: int) -> str:
        """Choose among the latest tickets: first those that are open, for little happens to those that have gone."""
        latest = sorted(self.ids, key=self.model.is_open)
        return latest[-1 - at % len(latest)] if latest else ""

    def run(self, call: Any) -> Any:
        return self.runner.run(call)

    def both(self, store: Callable[[], Awaitable[Any]], model: Callable[[], Any]) -> tuple[Any, Any]:
        """Do it in both; a refusal must be the same."""
        given, refused, expected, expected_refusal = None, None, None, None
        try:
            expected = model()
        except TicketError as error:
            expected_refusal = (type(error), vars(error))
        try:
            given = self.run(_awaited(store()))
        except TicketError as error:
            refused = (type(error), vars(error))
        assert refused == expected_refusal
        return given, expected


async def _awaited(call: Awaitable[Any]) -> Any:
    return await call


def test_the_store_stands_as_its_model_does(empty_tickets_url: str) -> None:
    class Here(Desk):
        url = empty_tickets_url

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=100,
            stateful_step_count=40,
            deadline=None,
            database=None,
            # A failing run is given whole: making it shorter takes minutes.
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )
