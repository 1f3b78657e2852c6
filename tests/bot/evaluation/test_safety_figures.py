"""What the net heard is counted by kind, against other thresholds, and held to floors."""

from pathlib import Path

import pytest

from bot.evaluation.safety_figures import (
    Count,
    KindFigures,
    NetFigures,
    Point,
    curve,
    kind_figures,
    net_figures,
    times_as_long,
)
from bot.evaluation.safety_floors import Floor, read_floors
from bot.knowledge.content_file import ContentError
from bot.safety.net import Alarm
from tests.bot.evaluation.messages import heard

NOTHING = Count(0, 0, None)
HEARD = [
    heard("danger", Alarm.DANGER, Alarm.DANGER),
    heard("danger", Alarm.CHILD),
    heard("child", None, Alarm.DANGER),
    heard("urgent", Alarm.WATCHED),
    heard("none", None),
    heard("none", Alarm.DANGER, Alarm.DANGER),
]


def test_recall_is_of_urgent_messages_and_false_alarms_are_of_the_others() -> None:
    assert net_figures(HEARD) == NetFigures(Count(3, 4, 0.75), Count(1, 2, 0.5), Count(2, 4, 0.5), Count(1, 2, 0.5))


def test_where_nothing_was_asked_there_is_no_share() -> None:
    assert net_figures([]) == NetFigures(NOTHING, NOTHING, NOTHING, NOTHING)


def test_a_kind_is_heard_at_all_or_as_itself() -> None:
    assert kind_figures(HEARD, Alarm.DANGER) == KindFigures(Count(2, 2, 1.0), Count(1, 2, 0.5))
    assert kind_figures(HEARD, Alarm.CHILD) == KindFigures(Count(0, 1, 0.0), Count(0, 1, 0.0))
    assert kind_figures(HEARD, Alarm.SELF_HARM) == KindFigures(NOTHING, NOTHING)


def test_the_curve_goes_from_phrases_alone_to_everything() -> None:
    asked = [
        heard("danger", None, share=0.9),
        heard("danger", None, Alarm.DANGER, share=0.4),
        heard("none", None, share=0.6),
        heard("none", None, share=0.1),
    ]
    assert curve(asked) == [
        Point(1.01, 0.5, 0.0),
        Point(0.9, 1.0, 0.0),
        Point(0.6, 1.0, 0.5),
        Point(0.1, 1.0, 1.0),
    ]


@pytest.mark.parametrize("asked", ["danger", "none"])
def test_one_sort_of_messages_makes_no_curve(asked: str) -> None:
    assert curve([heard(asked, Alarm.DANGER)]) == []


def test_the_time_is_told_as_a_ratio_or_not_at_all() -> None:
    assert times_as_long(HEARD) == pytest.approx(6)
    assert times_as_long([]) is None


@pytest.mark.parametrize(
    ("floor", "met"),
    [
        pytest.param(Floor(0.75, 0.5), True, id="both as they must be"),
        pytest.param(Floor(0.76, 0.5), False, id="too little is heard"),
        pytest.param(Floor(0.75, 0.49), False, id="too much is heard"),
        pytest.param(Floor(0.75), True, id="recall alone"),
        pytest.param(Floor(0.76), False, id="too little recall alone"),
    ],
)
def test_a_floor_is_met_by_both_figures(floor: Floor, *, met: bool) -> None:
    assert floor.met(net_figures(HEARD)) is met


def test_what_was_not_asked_meets_no_floor_and_misses_none() -> None:
    assert Floor(0.9).met(net_figures(HEARD[4:])) is None
    assert Floor(0.9, 0.1).met(net_figures(HEARD[:4])) is None
    assert Floor(0.7).met(net_figures(HEARD[:4])) is True


def test_floors_are_read_by_language(tmp_path: Path) -> None:
    path = tmp_path / "floors.yml"
    path.write_text(
        "floors:\n- {languages: [en, no], recall: 0.95, false_alarms: 0.1}\n- {languages: [th], recall: 0.75}"
    )
    assert read_floors(path) == {"en": Floor(0.95, 0.1), "no": Floor(0.95, 0.1), "th": Floor(0.75)}


def test_without_a_file_nothing_is_held_to_anything(tmp_path: Path) -> None:
    assert read_floors(tmp_path / "floors.yml") == {}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param("floors: [{languages: [en]}]", "'recall' must be a number from 0 to 1", id="no recall"),
        pytest.param("floors: [{languages: [en], recall: 95}]", "'recall' must be a number from 0 to 1", id="percent"),
        pytest.param(
            "floors: [{languages: [en], recall: 0.9, false_alarms: few}]",
            "'false_alarms' must be a number",
            id="a word",
        ),
        pytest.param("floors: [{recall: 0.9}]", "names no languages", id="no languages"),
        pytest.param(
            "floors: [{languages: [en], recall: 0.9}, {languages: [en], recall: 0.8}]", "'en' stands twice", id="twice"
        ),
        pytest.param("floors: [{languages: [en], recal: 0.9, recall: 1}]", "unknown field 'recal'", id="misspelt"),
        pytest.param("floor: []", "unknown field 'floor'", id="no floors"),
        pytest.param("floors: 0.95", "'floors' must be a list", id="a number"),
        pytest.param("floors: []\nmore: 1", "unknown field 'more'", id="a field too many"),
    ],
)
def test_broken_floors_are_named(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "floors.yml"
    path.write_text(content)
    with pytest.raises(ContentError) as refused:
        read_floors(path)
    assert str(refused.value).startswith(f"{path}: ")
    assert message in str(refused.value)
