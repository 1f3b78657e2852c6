"""The parts of a report by which one says how complete it is."""

from bot.knowledge.intake_file import read_intake
from bot.knowledge.parts import IDENTITY, parts_asked
from bot.reports.completeness import completeness
from bot.reports.report import Answer, IntakePath, Place, Report
from bot.settings import PROJECT

INTAKE = read_intake(PROJECT / "knowledge" / "intake")


def report(*answers: Answer, path: IntakePath = IntakePath.COMMUNITY, place: Place | None = None) -> Report:
    return Report(path=path, language="es", country="CO", answers=answers, place=place)


def test_it_asks_for_what_the_path_asks_and_never_for_who_reports() -> None:
    for path in IntakePath:
        ids = [each.id for each in parts_asked(INTAKE, report(path=path))]
        assert ids == [each for each in INTAKE.paths[path].asks if each in ids]
        assert ids[0] == "danger"
        assert not {*IDENTITY, "asks_back"} & set(ids)


def test_what_is_not_asked_with_these_answers_is_not_missing() -> None:
    asked = report(Answer("danger", ("yes",)))
    assert not {"means", "when"} & {each.id for each in parts_asked(INTAKE, asked)}
    assert {"means", "when"} <= {each.id for each in parts_asked(INTAKE, report(Answer("danger", ("no",))))}


def test_a_place_or_words_tell_where_and_not_being_sure_tells_nothing() -> None:
    def missing(told: Report) -> tuple[str, ...]:
        return completeness(told, parts_asked(INTAKE, told)).missing

    assert "where" in missing(report())
    assert "where" not in missing(report(place=Place(4.6, -74.0)))
    assert "where" not in missing(report(Answer("where", text="the market")))
    assert "danger" in missing(report(Answer("danger", ("unsure",))))
    assert "danger" not in missing(report(Answer("danger", ("no",))))
