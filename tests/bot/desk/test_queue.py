"""The queue: who stands where and in what order, what a row says, and who comes next."""

import asyncio
import re
from dataclasses import replace

import pytest

from bot.desk.insight import Insight, insight
from bot.desk.queue import MOST_ROWS, Queue, Tab, Watcher, queue, takeable
from bot.staff.entry import Action
from bot.staff.worker import Role, Worker
from bot.tickets.shift import Presence, Shift
from bot.tickets.store import Holder
from bot.tickets.ticket import Reason, Risk, Sees, Ticket, TicketState
from tests.bot.desk.browser import Browser

NOW = 1_800_000_000.0
ANA = Worker("ana", "Ana", frozenset({Role.WORKER}), ("en", "es"), password_temporary=False)
EVE = replace(ANA, name="eve", shown_name="Eve", roles=frozenset({Role.SUPERVISOR}))


def ticket(name: str, *, waited: float = 60.0, **values: object) -> Ticket:
    state = TicketState.WAITING if not values.get("worker") else TicketState.ACTIVE
    since = NOW - waited
    base = Ticket(
        name, f"Quiet {name}", "sms", "es", "CO", Risk.NORMAL, Reason.ASKED, state, since, since, since, since
    )
    return replace(base, **values)  # type: ignore[arg-type]


def shift(worker: str, *languages: str, presence: Presence = Presence.ON) -> Shift:
    return Shift(worker, worker.title(), languages, presence, NOW, NOW, 3)


def laid_out(*tickets: Ticket, worker: Worker = ANA, tab: Tab = Tab.WAITING, shifts: tuple[Shift, ...] = ()) -> Queue:
    watcher = Watcher(worker, shifts, {"ana": "Ana", "eve": "Eve"})
    return queue(tickets, watcher, tab, now=NOW)


def names(shown: Queue) -> list[str]:
    return [row.ticket.id for row in shown.rows]


def test_danger_comes_first_then_a_shared_language_then_the_wait() -> None:
    shown = laid_out(
        ticket("old", waited=500, language="vi"),
        ticket("near", waited=100),
        ticket("nearer", waited=200),
        ticket("raised", waited=5, risk=Risk.RAISED, language="vi"),
        ticket("urgent", waited=1, risk=Risk.URGENT, language="vi"),
    )
    assert names(shown) == ["urgent", "raised", "nearer", "near", "old"]
    assert (shown.waiting, shown.urgent) == (5, 1)


def test_each_tab_counts_what_stands_under_it() -> None:
    tickets = (
        ticket("waits"),
        ticket("mine", worker="ana"),
        ticket("offered", worker="eve", offered_to="ana"),
        ticket("hers", worker="eve"),
        ticket("supervised", role="supervisor"),
        ticket("closed", state=TicketState.CLOSED, worker="eve"),
    )
    shown = laid_out(*tickets)
    assert shown.counts == {Tab.MINE: 2, Tab.WAITING: 1, Tab.OPEN: 5, Tab.CLOSED: 1}
    assert names(laid_out(*tickets, tab=Tab.MINE)) == ["mine", "offered"]
    assert names(laid_out(*tickets, worker=EVE)) == ["waits", "supervised"]
    assert names(laid_out(*tickets, tab=Tab.CLOSED)) == ["closed"]


def test_a_row_says_whether_anybody_on_shift_speaks_the_language() -> None:
    spanish, arabic = ticket("a"), ticket("b", language="ar")
    shifts = (shift("eve", "es"), shift("max", "ar", presence=Presence.BREAK))
    by_name = {row.ticket.id: row for row in laid_out(spanish, arabic, shifts=shifts).rows}
    assert (by_name["a"].spoken, by_name["a"].shared) == (True, True)
    assert (by_name["b"].spoken, by_name["b"].shared) == (False, False)


@pytest.mark.parametrize(("waited", "mark"), [(59, 0), (60, 1), (179, 1), (180, 3), (599, 3), (600, 10), (9000, 10)])
def test_a_wait_is_marked_after_one_three_and_ten_minutes(waited: float, mark: int) -> None:
    assert laid_out(ticket("a", waited=waited)).rows[0].mark == mark


def test_more_rows_than_anybody_reads_are_counted_only() -> None:
    shown = laid_out(*(ticket(str(each)) for each in range(MOST_ROWS + 7)))
    assert (len(shown.rows), shown.more, shown.counts[Tab.WAITING]) == (MOST_ROWS, 7, MOST_ROWS + 7)


def test_nobody_is_taken_out_of_turn_where_all_take_what_comes() -> None:
    watcher = Watcher(ANA, (), {}, chooses=False)
    assert not takeable(ticket("a"), watcher)
    assert takeable(ticket("b", worker="eve", offered_to="ana"), watcher)


@pytest.mark.parametrize(
    ("values", "looks", "worker", "seen"),
    [
        ({}, False, ANA, Insight.FACTS),
        ({}, True, ANA, Insight.FACTS),
        ({}, True, EVE, Insight.LOOKS),
        ({"worker": "ana"}, False, ANA, Insight.HOLDS),
        ({"worker": "ana"}, False, EVE, Insight.FACTS),
        ({"worker": "ana"}, True, EVE, Insight.LOOKS),
        ({"worker": "eve", "offered_to": "ana"}, False, ANA, Insight.FACTS),
        ({"worker": "ana", "state": TicketState.CLOSED}, False, ANA, Insight.HELD),
        ({"worker": "ana", "state": TicketState.CLOSED}, True, EVE, Insight.LOOKS),
        ({"sees": Sees.ALL, "worker": "eve"}, True, ANA, Insight.FACTS),
    ],
)
def test_content_is_for_who_holds_it_and_a_supervisor_who_says_so(values, looks, worker, seen) -> None:
    assert insight(ticket("a", **values), worker, looks=looks) is seen


@pytest.mark.redis
async def test_the_page_says_the_facts_in_words(worker: Browser, people) -> None:
    opened = await people.one(reason=Reason.DANGER, language="vi")
    page = (await worker.get("/queue")).text
    for text in (opened.pseudonym, "Urgent", "Wrote of danger", "Vietnamese", "Nobody on shift speaks it", "Telegram"):
        assert text in page
    assert "771300001" not in page


@pytest.mark.redis
@pytest.mark.parametrize("tab", list(Tab))
async def test_an_empty_queue_says_so(worker: Browser, tab: Tab) -> None:
    page = await worker.get(f"/queue?tab={tab}")
    assert 'class="empty"' in page.text
    assert 'class="rows"' not in page.text


@pytest.mark.redis
async def test_next_takes_who_comes_first_and_opens_the_chat(worker: Browser, people, office) -> None:
    await people.one("telegram:1", language="es")
    urgent = await people.one("telegram:2", Reason.DANGER, "vi")
    await worker.post("/shift", {"presence": "on"})
    response = await worker.post("/queue/next")
    assert response.headers["location"].startswith(f"/tickets/{urgent.id}")
    entry = (await office.audit.read())[-1]
    assert (entry.actor, entry.action, entry.ticket) == ("ana", Action.CLAIMED, urgent.id)


@pytest.mark.redis
@pytest.mark.parametrize("presence", ["", "break", "wrapping_up"])
async def test_next_is_for_who_is_on_shift(worker: Browser, people, presence: str) -> None:
    waits = await people.one()
    if presence:
        await worker.post("/shift", {"presence": presence})
    page = await worker.post("/queue/next")
    assert page.status_code == 409
    assert "not on shift" in page.text
    assert (await people.tickets.ticket(waits.id)).state is TicketState.WAITING


@pytest.mark.redis
async def test_next_says_that_nobody_waits(worker: Browser) -> None:
    await worker.post("/shift", {"presence": "on"})
    page = await worker.post("/queue/next")
    assert page.status_code == 404
    assert re.search(r'role="alert"[^>]*>\s*Nobody waits', page.text)


@pytest.mark.redis
async def test_two_workers_who_press_next_get_two_people(worker: Browser, supervisor: Browser, people) -> None:
    await people.one("telegram:1")
    await people.one("telegram:2")
    for each in (worker, supervisor):
        await each.post("/shift", {"presence": "on"})
    answers = await asyncio.gather(worker.post("/queue/next"), supervisor.post("/queue/next"))
    assert len({each.headers["location"].split("?")[0] for each in answers}) == 2


@pytest.mark.redis
async def test_the_rows_alone_are_a_part_of_the_page(worker: Browser, people, office) -> None:
    held = await people.one()
    await office.tickets.claim(held.id, Holder("ana"), 3)
    rows = await worker.get(f"/queue/rows?tab=mine&ticket={held.id}")
    assert "<html" not in rows.text
    assert 'aria-current="true"' in rows.text
    assert "With you" in rows.text
