"""The figures of the safety net, counted from what it heard; pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from bot.evaluation.safety_asking import HeardQuestion
from bot.safety.net import Alarm


@dataclass(frozen=True, slots=True)
class Count:
    """How many of how many, and the share of it from 0 to 1; None where there is nothing to count."""

    found: int
    of: int
    share: float | None


@dataclass(frozen=True, slots=True)
class NetFigures:
    """Urgent messages that were heard and others that were heard needlessly: by the whole net, by phrases alone."""

    recall: Count
    false_alarms: Count
    recall_by_phrases: Count
    false_alarms_by_phrases: Count


@dataclass(frozen=True, slots=True)
class KindFigures:
    """Messages of one kind: heard as anything, and as that kind."""

    heard: Count
    right: Count


@dataclass(frozen=True, slots=True)
class Point:
    """What would be heard, and heard needlessly, if the model's word were taken from a share on."""

    threshold: float
    recall: float
    false_alarms: float


def net_figures(heard: Iterable[HeardQuestion]) -> NetFigures:
    """Count what is heard of messages that need an answer at once, and of those that can wait."""
    urgent, waiting = _parted(heard)
    return NetFigures(
        count(each.alarm is not None for each in urgent),
        count(each.alarm is not None for each in waiting),
        count(each.by_phrases is not None for each in urgent),
        count(each.by_phrases is not None for each in waiting),
    )


def kind_figures(heard: Iterable[HeardQuestion], kind: Alarm) -> KindFigures:
    """Count what is heard of the messages of one kind."""
    found = [each for each in heard if each.question.urgent and each.question.kind is kind]
    return KindFigures(count(each.alarm is not None for each in found), count(each.alarm is kind for each in found))


def curve(heard: Iterable[HeardQuestion]) -> list[Point]:
    """Give recall and false alarms for every threshold that makes a difference, the strictest first.

    It is empty without messages of both sorts: there is nothing to hold against each other.
    """
    urgent, waiting = _parted(heard)
    if not urgent or not waiting:
        return []
    points: list[Point] = []
    # Above one the model is never believed, and phrases alone are left.
    for threshold in (1.01, *sorted({each.share for each in (*urgent, *waiting)}, reverse=True)):
        recall, false_alarms = (_share_from(each, threshold) for each in (urgent, waiting))
        if not points or (points[-1].recall, points[-1].false_alarms) != (recall, false_alarms):
            points.append(Point(threshold, recall, false_alarms))
    return points


def times_as_long(heard: Sequence[HeardQuestion]) -> float | None:
    """Give how many times the phrases' time the whole net takes for a message in the middle; both in the same run."""
    phrases = median(each.seconds_by_phrases for each in heard) if heard else 0.0
    return median(each.seconds for each in heard) / phrases if phrases else None


def count(values: Iterable[bool]) -> Count:
    """Count what is true."""
    found = list(values)
    return Count(sum(found), len(found), sum(found) / len(found) if found else None)


def _share_from(heard: Sequence[HeardQuestion], threshold: float) -> float:
    return sum(each.heard_from(threshold) for each in heard) / len(heard)


def _parted(heard: Iterable[HeardQuestion]) -> tuple[list[HeardQuestion], list[HeardQuestion]]:
    found = list(heard)
    return [each for each in found if each.question.urgent], [each for each in found if not each.question.urgent]
