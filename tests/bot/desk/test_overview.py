"""What the shift board shows, decided without a store."""

from bot.desk.overview import ALARM_SECONDS, overview
from bot.tickets.shift import Presence, Shift
from bot.tickets.ticket import Reason, Risk, Ticket, TicketState

NOW = 1_800_000_000.0


def ticket(name: str, language: str = "es", **values) -> Ticket:
    known = {
        "risk": Risk.NORMAL,
        "state": TicketState.WAITING,
        "waiting_since": NOW - 60,
        **values,
    }
    return Ticket(
        id=name,
        pseudonym=name,
        channel="sms",
        language=language,
        country="CO",
        reason=Reason.ASKED,
        created_at=NOW,
        state_at=NOW,
        person_at=NOW,
        **known,
    )


def shift(name: str, presence: Presence = Presence.ON, languages: tuple[str, ...] = ("es",)) -> Shift:
    return Shift(name, name.title(), languages, presence, NOW, NOW, 3)


def test_a_calm_desk() -> None:
    held = ticket("a", state=TicketState.ACTIVE, worker="ana")
    board = overview([held], [shift("ana"), shift("luz")], NOW)
    assert board.calm
    assert [(each.shift.worker, each.tickets) for each in board.workers] == [("ana", (held,)), ("luz", ())]
    assert board.waiting == 0


def test_the_longest_wait_of_each_language_and_risk_urgent_first() -> None:
    tickets = [
        ticket("a", waiting_since=NOW - 10),
        ticket("b", waiting_since=NOW - 500),
        ticket("c", "fr", waiting_since=NOW - 900),
        ticket("d", risk=Risk.URGENT, waiting_since=NOW - 5),
        ticket("e", state=TicketState.CLOSED, waiting_since=NOW - 9000),
    ]
    lines = overview(tickets, [shift("ana"), shift("luz")], NOW).lines
    shown = [(each.language, each.risk, each.number, NOW - each.since, each.spoken) for each in lines]
    assert shown == [("es", 2, 1, 5, True), ("fr", 0, 1, 900, False), ("es", 0, 2, 500, True)]


def test_an_urgent_one_is_an_alarm_after_two_minutes_and_not_before() -> None:
    early = ticket("a", risk=Risk.URGENT, waiting_since=NOW - ALARM_SECONDS + 1)
    late = ticket("b", risk=Risk.URGENT, waiting_since=NOW - ALARM_SECONDS)
    taken = ticket("c", risk=Risk.URGENT, waiting_since=NOW - 900, state=TicketState.CLAIMED, worker="ana")
    raised = ticket("d", risk=Risk.RAISED, waiting_since=NOW - 900)
    assert overview([early, late, taken, raised], [shift("ana")], NOW).overdue == (late,)


def test_a_language_counts_as_spoken_only_by_who_takes_chats() -> None:
    waiting = [ticket("a", "ar"), ticket("b", "fr"), ticket("c", "es")]
    shifts = [shift("ana"), shift("luz", Presence.BREAK, ("ar",)), shift("mia", Presence.WRAPPING_UP, ("fr",))]
    assert overview(waiting, shifts, NOW).unspoken == ("ar", "fr")


def test_the_last_one_is_named_only_while_people_wait() -> None:
    ana, luz = shift("ana"), shift("luz", Presence.BREAK)
    assert overview([ticket("a")], [ana, luz], NOW).last == ana
    assert overview([], [ana, luz], NOW).last is None
    assert overview([ticket("a")], [ana, shift("luz")], NOW).last is None


def test_people_wait_and_nobody_is_there() -> None:
    board = overview([ticket("a")], [shift("ana", Presence.BREAK)], NOW)
    assert board.nobody
    assert not board.calm
    assert not overview([], [], NOW).nobody


def test_a_chat_whose_worker_has_gone_is_shown() -> None:
    left = ticket("a", state=TicketState.ON_HOLD, worker="luz")
    assert overview([left], [shift("ana")], NOW).deserted == (left,)
