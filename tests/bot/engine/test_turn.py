"""What the engine makes of a message, over its socket."""

import stat
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from .conftest import RunningEngine, started

pytestmark = pytest.mark.model


def turn(engine: RunningEngine, text: str, language: str | None = "en") -> dict:
    response = engine.post({"text": text, "language": language})
    assert response.status_code == httpx.codes.OK
    return response.json()


def test_a_question_gives_its_topic_and_the_name_of_its_answer(engine: RunningEngine):
    answer = turn(engine, "can i get a free lawyer, i have no money")
    assert answer["intent"] == "legal_aid"
    assert answer["utterances"] == [{"say": "answer", "topic": "legal_aid"}]


def test_a_service_intent_says_its_name(engine: RunningEngine):
    answer = turn(engine, "he is going to kill me, he is at the door")
    assert answer["intent"] == "danger_now"
    assert answer["utterances"] == [{"say": "danger_now"}]


def test_alternatives_are_best_first_and_leave_out_the_winner(engine: RunningEngine):
    answer = turn(engine, "can i get a free lawyer, i have no money")
    confidences = [each["confidence"] for each in answer["alternatives"]]
    assert len(confidences) == 5
    assert confidences == sorted(confidences, reverse=True)
    assert answer["confidence"] >= confidences[0]
    assert "legal_aid" not in [each["id"] for each in answer["alternatives"]]


def test_words_that_mean_nothing_are_out_of_scope_and_keep_guesses(engine: RunningEngine):
    answer = turn(engine, "blorp zwick")
    assert answer["intent"] == "out_of_scope"
    assert answer["alternatives"]
    assert answer["utterances"] in ([{"say": "unsure"}], [{"say": "unknown"}])


@pytest.mark.parametrize("text", ["", "   ", "???", "\u200b", "\x00\x01"])
def test_a_message_without_words_is_out_of_scope(engine: RunningEngine, text: str):
    assert turn(engine, text) == {
        "intent": "out_of_scope", "confidence": 0.0, "alternatives": [], "utterances": [{"say": "unknown"}]
    }  # fmt: skip


@pytest.mark.parametrize(
    "text", ["/restart", "/ask/legal_aid", '/human{"a":1}', "  / /back", "\u200b/session_start", "/nlu_fallback@0.9"]
)
def test_a_slash_names_no_intent(engine: RunningEngine, text: str):
    answer = turn(engine, text)
    # Rasa gives a named intent the confidence 1 and no other label.
    assert answer["confidence"] < 1.0
    assert len(answer["alternatives"]) == 5


def test_a_slash_changes_nothing(engine: RunningEngine):
    assert turn(engine, '/human{"a":1}') == turn(engine, 'human{"a":1}')


def test_two_requests_know_nothing_of_each_other(engine: RunningEngine):
    first = turn(engine, "can i get a free lawyer")
    turn(engine, "i want to talk to a person")
    assert turn(engine, "can i get a free lawyer") == first


def test_only_the_first_part_of_a_long_text_is_read(engine: RunningEngine):
    start = "my boss did not pay me " * 80
    assert turn(engine, start[:1600]) == turn(engine, start[:1600] + " he is at the door with a knife")


def test_health_tells_the_model(engine: RunningEngine, model):
    with engine.client() as client:
        health = client.get("/healthz").json()
    assert health == {"ready": True, "model": model.with_name("amparo.sha256").read_text().strip()}


def test_only_this_user_can_connect(engine: RunningEngine):
    assert stat.S_IMODE(engine.socket.stat().st_mode) == 0o600


def test_a_flood_is_refused_and_health_still_answers(engine: RunningEngine):
    body = {"text": "my boss did not pay me " * 60, "language": None}
    with ThreadPoolExecutor(100) as pool:
        statuses = [pool.submit(lambda: engine.post(body).status_code) for _ in range(100)]
        with engine.client() as client:
            assert client.get("/healthz", timeout=2).status_code == 200
        counts = Counter(status.result() for status in statuses)
    assert set(counts) == {200, 503}
    assert counts[200] >= 64


def test_the_socket_goes_with_the_engine(model, tmp_path):
    with started(tmp_path, "-m", "bot.engine", "--model", model) as stopped:
        stopped.process.terminate()
        stopped.process.wait(30)
        assert not stopped.socket.exists()
