from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sessions.session import FORMAT, TRANSCRIPT_LENGTH, Said, Session, from_bytes, to_bytes

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
    received=st.lists(WORDS, max_size=3).map(tuple),
    sent=st.lists(WORDS, max_size=3).map(tuple),
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


def test_the_transcript_forgets_its_oldest_lines() -> None:
    session = Session(0, 0)
    for number in range(TRANSCRIPT_LENGTH + 5):
        session = session.remember(Said("person", str(number)))
    assert [said.text for said in session.transcript] == [str(each) for each in range(5, TRANSCRIPT_LENGTH + 5)]


def test_a_session_shows_no_words_and_no_ids_of_messages() -> None:
    session = Session(0, 0, transcript=(Said("person", "SECRET", (("SECRET", "SECRET"),)),), received=("SECRET",))
    assert "SECRET" not in repr(session)
    assert "SECRET" not in repr(session.transcript[0])
    assert {"name", "address", "phone"}.isdisjoint(each.name for each in fields(Session))
