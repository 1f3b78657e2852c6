from dataclasses import replace
from typing import Any

from bot.engine.ranking import Ranked, Thresholds, alternatives, decide, response_selection

RANKING = [Ranked("ask/legal_aid", 0.5), Ranked("out_of_scope", 0.2), Ranked("human", 0.15), Ranked("ask/asylum", 0.1)]


def thresholds(**changed: Any) -> Thresholds:
    return replace(Thresholds(0.8, familiar=0.1, foreign=0.3, familiar_foreign=0.6, sure=0.4, sure_of={}), **changed)


def test_a_topic_wins_as_ask():
    assert decide(RANKING, thresholds(), 0.5) == Ranked("ask", 0.5)


def test_a_winner_that_is_not_sure_is_not_understood():
    assert decide(RANKING, thresholds(sure=0.51), 0.5) == Ranked("nlu_fallback", 0.5)


def test_a_label_may_have_its_own_threshold():
    assert decide(RANKING, thresholds(sure=0.9, sure_of={"ask/legal_aid": 0.5}), 0.5) == Ranked("ask", 0.5)


def test_out_of_scope_wins_from_its_share_of_the_best_meaning_on_even_where_a_topic_is_likelier():
    assert decide(RANKING, thresholds(beyond=0.4), 0.5) == Ranked("out_of_scope", 0.2)
    assert decide(RANKING, thresholds(beyond=0.41), 0.5) == Ranked("ask", 0.5)


def test_a_meaning_whose_examples_are_all_different_is_out_of_scope():
    assert decide(RANKING, thresholds(familiar=0.51), 0.5) == Ranked("out_of_scope", 0.2)


def test_a_message_whose_words_stand_in_no_example_must_be_more_familiar():
    assert decide(RANKING, thresholds(), 0.5, known=0.3) == Ranked("ask", 0.5)
    assert decide(RANKING, thresholds(), 0.5, known=0.29).label == "out_of_scope"
    assert decide(RANKING, thresholds(), 0.6, known=0.0) == Ranked("ask", 0.5)


def test_a_label_with_its_own_threshold_goes_before_out_of_scope():
    danger = [Ranked("out_of_scope", 0.6), Ranked("danger_now", 0.3)]
    assert decide(danger, thresholds(sure_of={"danger_now": 0.25}), 0.0) == Ranked("danger_now", 0.3)
    assert decide(danger, thresholds(sure_of={"danger_now": 0.35}), 0.9).label == "out_of_scope"


def test_nothing_but_out_of_scope_is_out_of_scope():
    assert decide([Ranked("out_of_scope", 0.1)], thresholds(), 0.9).label == "out_of_scope"


def test_no_ranking_is_not_understood():
    assert decide([], thresholds(), 0.9) == Ranked("nlu_fallback", 0.0)


def test_alternatives_name_topics_by_id_and_leave_out_the_winner_and_out_of_scope():
    assert alternatives(RANKING, "legal_aid") == [Ranked("human", 0.15), Ranked("asylum", 0.1)]


def test_the_selection_holds_topics_only():
    selection = response_selection(RANKING)
    assert selection["all_retrieval_intents"] == ["ask"]
    assert selection["ask"]["response"]["intent_response_key"] == "ask/legal_aid"
    assert [each["intent_response_key"] for each in selection["ask"]["ranking"]] == ["ask/legal_aid", "ask/asylum"]
