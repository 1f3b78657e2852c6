"""What is passed on of a report, and what stays with the office."""

from dataclasses import replace

import pytest

from bot.knowledge.intake import Intake
from bot.referral.document import Included
from bot.reports.report import Answer, IntakePath, Urgency
from tests.bot.referral.conftest import REPORT, SAID, Desk, saying


def ids(titled):
    return [each.id for each in titled]


def test_an_authority_reads_what_was_told(desk: Desk) -> None:
    document = desk.refer()
    assert document.reference == "9F3A-12C4"
    assert (document.office, document.received_at) == ("Casa Abierta, Bogotá", REPORT.sent_at)
    assert (document.urgency.id, document.danger.id) == ("urgent", "unsure")
    assert document.country.title == "Colombia"
    assert document.answers_back
    assert {each.question.id: ids(each.choices) for each in document.facts} == {"concern": ["work"], "who": ["both"]}


def test_a_location_is_rounded_and_stands_beside_the_words_for_it(desk: Desk) -> None:
    place = desk.refer().place
    assert (place.latitude, place.longitude) == (4.61, -74.08)
    assert place.words.text == "Behind the market, the green gate"


def test_signs_are_told_with_their_elements(desk: Desk) -> None:
    found = {each.id: each.elements for each in desk.refer().signs}
    assert found["locked_in"] == ("means",)
    assert found["lives_at_work"] == ("act", "purpose")
    assert found["no_pay"] == ("purpose",)


def test_words_stay_as_they_were_written(desk: Desk) -> None:
    told = " \u202efirst\u202c line\n\n\tsecond\u200b one \U0001f622 "
    (_, said) = desk.refer(saying(told, "es")).said
    assert (said.text, said.language.title, said.question.id) == (told, "Spanish", "means")


def test_what_was_added_later_is_passed_on_with_its_time(desk: Desk) -> None:
    added = [(each.text, each.at) for each in desk.refer().said if each.at]
    assert added == [("Today it was a blue van.", REPORT.sent_at + 20)]


def test_what_nobody_knows_is_named(desk: Desk) -> None:
    nothing = replace(REPORT, answers=(), place=None, evidence=(), followups=())
    assert ids(desk.refer().missing) == ["danger", "when"]
    assert ids(desk.refer(nothing).missing) == [
        "danger", "concern", "who", "signs", "means", "where", "when", "known",
    ]  # fmt: skip
    assert desk.refer(nothing).danger is None


def test_a_file_is_listed_under_a_number_of_ours(desk: Desk) -> None:
    listed = [(each.id, each.kind, each.media_type, each.size) for each in desk.refer().evidence]
    assert listed == [("9F3A-12C4-1", "image", "image/jpeg", 234_567), ("9F3A-12C4-2", "audio", "audio/ogg", 34_567)]


def test_without_words_only_the_place_is_told_in_words(desk: Desk) -> None:
    document = desk.refer(included=Included(words=False))
    assert (document.said, document.withheld) == ((), ("words",))
    assert document.place.words.text == "Behind the market, the green gate"
    assert document.facts == desk.refer().facts


def test_without_the_list_of_files_there_is_none(desk: Desk) -> None:
    document = desk.refer(included=Included(evidence=False))
    assert (document.evidence, document.withheld) == ((), ("evidence",))


def test_nothing_is_withheld_where_there_was_nothing(desk: Desk) -> None:
    silent = replace(REPORT, answers=(Answer("danger", ("no",)),), evidence=(), followups=())
    assert desk.refer(silent, Included(words=False, evidence=False)).withheld == ()


@pytest.mark.parametrize(("chosen", "told"), [(Included(identity=True), ["Rosalba Quintero"]), (Included(), [])])
def test_a_name_goes_on_only_where_the_worker_chose_it(desk: Desk, chosen: Included, told: list[str]) -> None:
    document = desk.refer(included=chosen)
    assert [each.text for each in document.identity] == told
    assert "Rosalba" not in repr([each.text for each in document.said])


def test_the_office_of_a_professional_tells_who_they_are(desk: Desk) -> None:
    answers = (Answer("concern", ("work",)), Answer("control", ("threats",)), Answer("office", text="Inspection 7"))
    report = replace(REPORT, path=IntakePath.INSPECTOR, answers=answers)
    assert desk.refer(report).identity == ()
    assert "office" not in ids(desk.refer(report).missing)
    assert [each.text for each in desk.refer(report, Included(identity=True)).identity] == ["Inspection 7"]


def test_a_changed_answer_does_not_speak_for_questions_that_fell_away(desk: Desk) -> None:
    answers = tuple(Answer("danger", ("yes",)) if each.question == "danger" else each for each in REPORT.answers)
    document = desk.refer(replace(REPORT, answers=answers))
    assert "locked_in" not in ids(document.signs)
    assert SAID not in [each.text for each in document.said]


@pytest.mark.parametrize("path", IntakePath)
def test_every_danger_urgency_and_path_has_its_words(desk: Desk, path: IntakePath) -> None:
    intake: Intake = desk.intake
    for urgency in Urgency:
        for option in intake.questions["danger"].options:
            report = replace(REPORT, path=path, urgency=urgency, answers=(Answer("danger", (option.id,)),))
            document = desk.refer(report)
            assert document.danger.id == option.id
            assert "" not in (document.danger.title, document.urgency.title, document.reporter.title)


def test_what_the_document_relies_on_is_asked(desk: Desk) -> None:
    for order in desk.intake.paths.values():
        assert {"danger", "where", "name"} <= {*order.asks, *order.offers}


def test_peoples_words_are_in_no_trace(desk: Desk) -> None:
    traced = repr(desk.refer(included=Included(identity=True)))
    for words in (SAID, "Rosalba", "green gate", "4.61", "blue van"):
        assert words not in traced
