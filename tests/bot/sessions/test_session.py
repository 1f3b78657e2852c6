from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sessions.session import (
    ERASING,
    FORMAT,
    KEPT_EVENTS,
    SILENCE_SECONDS,
    TRANSCRIPT_LENGTH,
    Said,
    Session,
    from_bytes,
    to_bytes,
)

WORDS = st.text(st.characters(codec="utf-8"), max_size=20)
SAID = st.builds(Said, st.sampled_from(("person", "assistant")), WORDS, st.lists(st.tuples(WORDS, WORDS)).map(tuple))
TIMES = st.floats(min_value=0, max_value=4e9)
SESSIONS = st.builds(
    Session,
    TIMES,
    TIMES,
    greeted=st.booleans(),
    language=WORDS,
    language_belief=st.dictionaries(WORDS, st.floats(0, 1), max_size=3),
    choices=st.lists(WORDS, max_size=3).map(tuple),
    transcript=st.lists(SAID, max_size=3).map(tuple),
    events=st.lists(WORDS, max_size=3).map(tuple),
    job=WORDS,
    idle_seconds=st.integers(0, 7200),
    code=WORDS,
    code_ends_at=TIMES,
    copies=st.lists(st.tuples(WORDS, TIMES), max_size=3).map(tuple),
)


@given(session=SESSIONS)
def test_a_session_reads_as_it_was_written(session: Session) -> None:
    assert from_bytes(to_bytes(session)) == session


def test_a_session_of_another_version_is_dropped() -> None:
    written = to_bytes(Session(1, 1)).replace(b'"format":%d' % FORMAT, b'"format":%d' % (FORMAT + 1))
    assert from_bytes(written) is None


@pytest.mark.parametrize(
    ("now", "ended"),
    [
        pytest.param(1000, False, id="at once"),
        pytest.param(1099, False, id="a second before it is idle"),
        pytest.param(1100, True, id="idle"),
        pytest.param(1300, True, id="long after"),
    ],
)
def test_a_session_ends_by_idleness_to_the_second(now: float, *, ended: bool) -> None:
    assert Session(900, 1000).ended_by(now, 100, 10_000) is ended


@pytest.mark.parametrize(("now", "ended"), [pytest.param(1899, False, id="before"), pytest.param(1900, True, id="at")])
def test_a_session_ends_by_age_however_busy_it_is(now: float, *, ended: bool) -> None:
    assert Session(900, now).ended_by(now, 100, 1000) is ended


@pytest.mark.parametrize(
    ("chosen", "waiting_for", "seconds"),
    [
        pytest.param(0, "", 300, id="none chosen"),
        pytest.param(60, "", 60, id="shorter"),
        pytest.param(900, "", 300, id="longer than the operator allows"),
        pytest.param(0, ERASING, SILENCE_SECONDS, id="asked whether to delete"),
        pytest.param(60, ERASING, 60, id="asked whether to delete, with a shorter time"),
    ],
)
def test_a_person_s_own_time_is_only_ever_shorter(chosen: int, waiting_for: str, seconds: int) -> None:
    session = Session(900, 1000, idle_seconds=chosen, waiting_for=waiting_for)
    assert session.ends_at(300, 10_000) == 1000 + seconds


def test_the_last_answered_events_are_remembered() -> None:
    session = Session(0, 0)
    for number in range(KEPT_EVENTS + 5):
        session = session.marked(str(number), "a job")
    assert session.events == tuple(str(each) for each in range(5, KEPT_EVENTS + 5))
    assert session.job == "a job"


def test_what_was_kept_goes_on_with_this_session_s_own_ids() -> None:
    kept = Session(1, 2, country="PE", transcript=(Said("person", "x"),), idle_seconds=60, code="c", events=("old",))
    now = Session(100, 200, greeted=True, events=("new",), job="j", idle_seconds=120, copies=(("a", 9),))
    went_on = now.resumed(kept)
    assert went_on == replace(now, started_at=1, country="PE", transcript=kept.transcript, code="c")


@pytest.mark.parametrize(("started_at", "kept_at"), [(100, 1), (1, 100), (1, 1)])
def test_a_session_that_goes_on_is_as_old_as_the_oldest_that_it_holds(started_at: float, kept_at: float) -> None:
    went_on = Session(started_at, 1050).resumed(Session(kept_at, 2))
    assert went_on.ends_at(100, 1000) == 1001
    assert went_on.ended_by(1001, 100, 1000)


def test_a_covered_session_still_knows_when_copies_truly_end() -> None:
    session = Session(100, 200, topic="asylum", code="c", code_ends_at=900, copies=(("a", 900),))
    assert session.covered() == Session(100, 200, copies=(("a", 900),))


def test_the_transcript_forgets_its_oldest_lines() -> None:
    session = Session(0, 0)
    for number in range(TRANSCRIPT_LENGTH + 5):
        session = session.remember(Said("person", str(number)))
    assert [said.text for said in session.transcript] == [str(each) for each in range(5, TRANSCRIPT_LENGTH + 5)]


def test_a_session_shows_no_words_and_no_ids_of_messages() -> None:
    said = Said("person", "SECRET", (("SECRET", "SECRET"),))
    ids = ("SECRET",)
    session = Session(0, 0, transcript=(said,), choices=ids, events=ids, job="SECRET", code="SECRET")
    assert "SECRET" not in repr(session)
    assert "SECRET" not in repr(session.transcript[0])
    assert {"name", "address", "phone"}.isdisjoint(each.name for each in fields(Session))
