"""Which pings are due, decided without any store."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.escalation.alert import Audience, PingKind, Sent, sent_from_bytes
from bot.escalation.due_alerts import AlertPolicy, due, taken
from bot.tickets.ticket import Reason, Risk, Ticket, TicketState

NOW = 1_800_000_000.0
POLICY = AlertPolicy({"staff": Audience.STAFF, "supervisors": Audience.SUPERVISORS})
STAFF = AlertPolicy({"staff": Audience.STAFF})


def ticket(name: str = "a", risk: Risk = Risk.NORMAL, *, waited: float = 0.0) -> Ticket:
    since = NOW - waited
    return Ticket(
        name, "Two Words", "sms", "es", "PE", risk, Reason.ASKED, TicketState.WAITING, since, since, since, since
    )


@pytest.mark.parametrize("state", [state for state in TicketState if state is not TicketState.WAITING])
def test_only_who_waits_is_told_of(state: TicketState) -> None:
    held = replace(ticket(), state=state)
    sent = {"a": {"staff": Sent(1, NOW - 999, Risk.NORMAL, "7")}}
    assert due([held], sent, NOW, POLICY) == []
    (over,) = taken([held], sent)
    assert (over.ticket, over.pager, over.sent.message_id) == ("a", "staff", "7")
    assert taken([], sent) == [over]
    assert taken([ticket()], sent) == []


@pytest.mark.parametrize(
    ("risk", "ago", "is_due"),
    [
        (Risk.NORMAL, 179, False),
        (Risk.NORMAL, 180, True),
        (Risk.RAISED, 179, False),
        (Risk.URGENT, 59, False),
        (Risk.URGENT, 60, True),
    ],
)
def test_a_ping_is_repeated_in_its_time(risk: Risk, ago: float, *, is_due: bool) -> None:
    alerts = due([ticket(risk=risk)], {"a": {"staff": Sent(1, NOW - ago, risk)}}, NOW, STAFF)
    assert [alert.kind for alert in alerts] == [PingKind.AGAIN] * is_due


def test_an_office_that_repeats_faster_does_so_for_urgent_ones_too() -> None:
    policy = replace(POLICY, repeat_seconds=30.0, supervisor_seconds=60.0)
    assert policy.repeats_after(Risk.URGENT) == 30
    assert policy.supervised_after(Risk.URGENT) == 60


def test_supervisors_hear_by_the_wait_even_where_staff_could_not_be_reached() -> None:
    assert [alert.pager for alert in due([ticket(waited=600)], {}, NOW, POLICY)] == ["staff", "supervisors"]
    assert [alert.pager for alert in due([ticket(waited=599)], {}, NOW, POLICY)] == ["staff"]


def test_who_left_for_a_later_contact_is_told_of_once_and_to_staff_only() -> None:
    left = replace(ticket(waited=9999), left=True, calls_back=True)
    (alert,) = due([left], {}, NOW, POLICY)
    assert (alert.pager, alert.kind) == ("staff", PingKind.CALL_BACK)
    assert due([left], {"a": {"staff": Sent(1, NOW - 9999, Risk.NORMAL)}}, NOW, POLICY) == []


def test_many_who_wait_do_not_flood_a_group_and_urgent_ones_come_first() -> None:
    many = [ticket(f"n{number:02}") for number in range(20)] + [ticket(f"u{n}", Risk.URGENT) for n in range(3)]
    alerts = due(many, {}, NOW, STAFF)
    assert len(alerts) == STAFF.most_a_minute
    assert [alert.ticket for alert in alerts[:3]] == ["u0", "u1", "u2"]
    sent = {alert.ticket: {"staff": Sent(1, NOW, alert.risk)} for alert in alerts}
    assert due(many, sent, NOW + 30, STAFF) == []
    later = due(many, sent, NOW + 60, STAFF)
    assert {alert.ticket for alert in later} >= {each.id for each in many if each.id not in sent}


@given(
    st.lists(st.tuples(st.sampled_from(Risk), st.floats(0, 5000)), max_size=12),
    st.integers(1, 3),
)
def test_everybody_is_told_of_in_the_end_and_nobody_twice_at_once(people: list[tuple[Risk, float]], most: int) -> None:
    waiting = [ticket(f"t{n}", risk, waited=waited) for n, (risk, waited) in enumerate(people)]
    policy = replace(STAFF, most_a_minute=most)
    sent: dict[str, dict[str, Sent]] = {}
    for minute in range(12):
        now = NOW + 60 * minute
        alerts = due(waiting, sent, now, policy)
        assert len({alert.ticket for alert in alerts}) == len(alerts) <= most
        for alert in alerts:
            sent[alert.ticket] = {"staff": Sent(1 if alert.before is None else alert.before.times + 1, now, alert.risk)}
    urgent = [each for each in waiting if each.risk is Risk.URGENT]
    assert len(urgent) > most or {each.id for each in waiting if each.risk is Risk.URGENT} <= sent.keys()
    assert len(waiting) > most or sent.keys() == {each.id for each in waiting}


@given(st.builds(Sent, st.integers(1), st.floats(0, 4e9), st.sampled_from(Risk), st.text(max_size=20)))
def test_what_was_sent_is_read_as_it_was_written(sent: Sent) -> None:
    assert sent_from_bytes(sent.to_bytes()) == sent
    assert sent_from_bytes(sent.to_bytes()).to_bytes() == sent.to_bytes()
