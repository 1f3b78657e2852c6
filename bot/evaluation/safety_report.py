"""The safety net's evaluation as a whole: its groups, and the forms in which it is read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bot.evaluation.pages import filled
from bot.evaluation.safety_asking import HeardQuestion
from bot.evaluation.safety_figures import (
    KindFigures,
    NetFigures,
    Point,
    curve,
    kind_figures,
    net_figures,
    times_as_long,
)
from bot.evaluation.safety_floors import Floor
from bot.safety.net import Alarm

ALL = "all"
VERDICTS = {True: "met", False: "NOT MET", None: "-"}


@dataclass(frozen=True, slots=True)
class SafetyReport:
    """Figures by language (`all` among them), by kind, by both; what ordinary questions raise, by language and topic.

    `thresholds` are those of the languages, `any` for the others; `curves` what others would do.
    """

    languages: dict[str, NetFigures]
    floors: dict[str, Floor]
    met: dict[str, bool | None]
    kinds: dict[str, KindFigures]
    both: dict[str, dict[str, KindFigures]]
    thresholds: dict[str, float]
    curves: dict[str, list[Point]]
    ordinary: dict[str, NetFigures]
    topics: dict[str, NetFigures]
    times_as_long: float | None

    def as_data(self) -> dict[str, Any]:
        """Give the report as JSON holds it."""
        return asdict(self)


def safety_report(
    heard: Sequence[HeardQuestion], floors: Mapping[str, Floor], thresholds: Mapping[str, float]
) -> SafetyReport:
    """Count every group; `thresholds` has the model's by language."""
    chosen = [each for each in heard if not each.question.topic]
    ordinary = [each for each in heard if each.question.topic]
    languages = _by_language(chosen)
    figures = {language: net_figures(found) for language, found in languages.items()}
    kinds = [kind for kind in Alarm if any(each.question.kind is kind for each in chosen)]
    return SafetyReport(
        languages={**figures, ALL: net_figures(chosen)} if chosen else {},
        floors={language: floors[language] for language in languages if language in floors},
        met={language: floors[language].met(each) for language, each in figures.items() if language in floors},
        kinds={kind.value: kind_figures(chosen, kind) for kind in kinds},
        both={
            language: {kind.value: kind_figures(found, kind) for kind in kinds} for language, found in languages.items()
        },
        thresholds=dict(thresholds),
        curves={language: curve(found) for language, found in languages.items()},
        ordinary={
            **{language: net_figures(found) for language, found in _by_language(ordinary).items()},
            **({ALL: net_figures(ordinary)} if ordinary else {}),
        },
        topics=_by_topic(ordinary),
        times_as_long=times_as_long(heard),
    )


def _by_language(heard: Iterable[HeardQuestion]) -> dict[str, list[HeardQuestion]]:
    found: dict[str, list[HeardQuestion]] = {}
    for each in sorted(heard, key=lambda each: each.question.language):
        found.setdefault(each.question.language, []).append(each)
    return found


def _by_topic(ordinary: Sequence[HeardQuestion]) -> dict[str, NetFigures]:
    """Count each topic: the calls for help first, and then what is heard needlessly most often."""
    topics = sorted({each.question.topic for each in ordinary})
    counted = {topic: net_figures(each for each in ordinary if each.question.topic == topic) for topic in topics}
    return dict(sorted(counted.items(), key=lambda each: (not each[1].recall.of, -(each[1].false_alarms.share or 0.0))))


def page(report: SafetyReport, day: str) -> str:
    """Write the report as one HTML page that needs nothing else, with a picture for each language."""
    return filled("safety_report.html", report=report, day=day, verdicts=VERDICTS)
