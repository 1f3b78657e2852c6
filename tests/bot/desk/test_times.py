"""Times as the desk says them."""

from zoneinfo import ZoneInfo

import pytest

from bot.desk.language import Voice
from bot.desk.times import Times
from bot.knowledge.knowledge_base import KnowledgeBase

NOW = 1_800_000_000.0  # 2027-01-15 08:00:00 UTC


@pytest.fixture
def times(content: KnowledgeBase) -> Times:
    return Times(Voice(content.catalogs, "en"), ZoneInfo("America/Bogota"), NOW)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "under 1 min"),
        (59, "under 1 min"),
        (60, "1 min"),
        (3599, "59 min"),
        (3600, "1 h 0 min"),
        (2 * 86400 - 1, "47 h 59 min"),
        (2 * 86400, "2 days"),
        (7 * 86400, "7 days"),
        (40 * 86400, "40 days"),
    ],
)
def test_how_far_off_a_time_is(times: Times, seconds: int, said: str) -> None:
    assert (times.ago(NOW - seconds), times.ago(NOW + seconds)) == (said, said)


def test_hours_and_days_are_the_desks_own_and_moments_are_the_worlds(times: Times) -> None:
    assert times.time(NOW).replace("\u202f", " ") == "3:00 AM"
    assert times.iso(NOW) == "2027-01-15T08:00:00+00:00"
    assert times.moment(NOW).replace("\u202f", " ") == "Jan 15, 2027, 8:00:00 AM UTC"
