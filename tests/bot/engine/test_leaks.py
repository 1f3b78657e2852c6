"""No word of a person leaves the engine by its output, whatever happens to the request."""

import json
import socket
from pathlib import Path

import pytest

from .conftest import RunningEngine, started

pytestmark = pytest.mark.model

CANARY = "zebracanary4711"
SLASHED = f'/human{{"a": "{CANARY}"}}'
BODIES = [
    pytest.param({"text": f"my name is {CANARY}, I need a lawyer", "language": "en"}, 200, id="normal"),
    pytest.param({"text": CANARY * 200, "language": None}, 200, id="too long"),
    pytest.param({"text": SLASHED}, 200, id="intent command"),
    pytest.param({"text": f"{CANARY} {{{{ 7 * 7 }}}} !!python/object:os.system"}, 200, id="template"),
    pytest.param(json.dumps({"text": f"\ud800 {CANARY}\x00 help"}).encode(), 200, id="lone surrogate"),
    pytest.param({"text": [CANARY]}, 422, id="list"),
    pytest.param({"text": None, "words": CANARY}, 422, id="null"),
    pytest.param({"text": "hello", "language": CANARY * 3}, 422, id="language"),
    pytest.param({"text": "hello", "language": 5}, 422, id="language number"),
    pytest.param([CANARY], 422, id="no object"),
    pytest.param(f'{{"text": "{CANARY}'.encode(), 422, id="cut short"),
    pytest.param(b"\xff\xfe" + CANARY.encode(), 422, id="not utf-8"),
    pytest.param(b'{"text": ' + b"[" * 50_000 + CANARY.encode(), 422, id="deep"),
    pytest.param(b'{"text": ' + b"9" * 10_000 + b"}", 422, id="huge number"),
    pytest.param({"text": CANARY * 10_000}, 422, id="huge"),
]


@pytest.mark.parametrize(("body", "status"), BODIES)
def test_a_request_leaves_no_word(engine: RunningEngine, body: object, status: int):
    response = engine.post(body)
    assert response.status_code == status
    assert CANARY not in response.text
    assert CANARY not in engine.output.read_text()


def test_a_bad_body_gets_a_neutral_message(engine: RunningEngine):
    assert engine.post(b"{").json() == {"error": "the body must be a turn: text, a language or null, a form or null"}


def test_a_request_that_is_no_http_leaves_no_word(engine: RunningEngine):
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(engine.socket))
        connection.sendall(f"{CANARY} {CANARY}\r\n{CANARY}\r\n\r\n".encode())
        answer = connection.recv(4096).decode()
    assert " 400 " in answer
    assert CANARY not in answer
    assert CANARY not in engine.output.read_text()


def test_an_unknown_path_leaves_no_word(engine: RunningEngine):
    with engine.client() as client:
        assert client.get(f"/{CANARY}", params={"text": CANARY}).status_code == 404
    assert CANARY not in engine.output.read_text()


def test_a_failure_shows_where_it_was_and_no_word(model: Path, tmp_path: Path):
    with started(tmp_path, Path(__file__).with_name("failing_engine.py"), model) as failing:
        response = failing.post({"text": f"I need a free lawyer, I am {CANARY}", "language": "en"})
        assert response.status_code == 500
        assert response.json() == {"error": "the turn failed"}
    output = failing.output.read_text()
    assert "KeyError" in output
    assert "RuntimeError" in output
    assert CANARY not in output
