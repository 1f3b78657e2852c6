"""An ntfy server, played by a peer on loopback."""

from collections.abc import AsyncIterator, Iterator

import pytest

from bot.escalation.alert import PagerError, Ping
from bot.escalation.ntfy import NtfyTopic
from tests.channels.peer import Peer, served

PING = Ping("Desk", "One person waits: español.", "unused", urgent=False, desk_url="https://desk.example.org")
URGENT = Ping("Desk", "One person waits: Spanish, urgent.", "unused", urgent=True, replaces="before/1")


@pytest.fixture(scope="module")
def server() -> Iterator[Peer]:
    with served(Peer(success=lambda number: (200, {"id": f"message{number}", "event": "message"}))) as peer:
        yield peer


@pytest.fixture
async def topic(server: Peer) -> AsyncIterator[NtfyTopic]:
    server.reset()
    topic = NtfyTopic(url=f"{server.url}/our-desk", token="tk_hush")
    yield topic
    await topic.close()


async def test_a_ping_is_published(topic: NtfyTopic, server: Peer) -> None:
    assert await topic.page(PING) == "message1"
    (call,) = server.calls
    assert (call.method, call.path, list(call.fields)) == ("POST", "/our-desk", [PING.text])
    assert call.headers["authorization"] == "Bearer tk_hush"
    assert call.headers["click"] == "https://desk.example.org"
    assert call.headers["priority"] == "4"


async def test_an_urgent_one_rings_through_and_takes_the_one_before_away(topic: NtfyTopic, server: Peer) -> None:
    assert await topic.page(URGENT) == "message1"
    published, deleted = server.calls
    assert published.headers["priority"] == "5"
    assert "click" not in published.headers
    assert (deleted.method, deleted.path) == ("DELETE", "/our-desk/before/1")


async def test_an_old_ping_that_stays_is_no_failure(topic: NtfyTopic, server: Peer) -> None:
    server.answers.extend([(200, {"id": "x"}), (503, "")])
    assert await topic.page(URGENT) == "x"


async def test_what_is_taken_goes_from_the_phones(topic: NtfyTopic, server: Peer) -> None:
    await topic.settle("message7", "Taken.")
    assert [(call.method, call.path) for call in server.calls] == [("DELETE", "/our-desk/message7")]


@pytest.mark.parametrize("status", [404, 405])
async def test_an_old_server_that_cannot_take_it_away_is_no_failure(
    topic: NtfyTopic, server: Peer, status: int
) -> None:
    server.answers.append((status, ""))
    await topic.settle("message7", "Taken.")
    assert len(server.calls) == 1


@pytest.mark.parametrize(
    ("answer", "retryable", "wait"),
    [
        pytest.param((500, "our-desk tk_hush"), True, 0, id="trouble"),
        pytest.param((429, "", {"Retry-After": "20"}), True, 20, id="too many"),
        pytest.param((429, "", {"Retry-After": "tomorrow"}), True, 0, id="too many, without a time"),
        pytest.param((401, ""), False, 0, id="wrong token"),
        pytest.param((301, "", {"Location": "http://127.0.0.1:1/"}), False, 0, id="elsewhere"),
    ],
)
async def test_a_refusal_says_whether_another_try_helps(
    topic: NtfyTopic, server: Peer, answer: tuple[object, ...], wait: float, *, retryable: bool
) -> None:
    server.answers.append(answer)
    with pytest.raises(PagerError) as refused:
        await topic.page(PING)
    error = refused.value
    assert (error.code, error.retryable, error.retry_after) == (f"status_{answer[0]}", retryable, wait)
    assert error.__context__ is None
    assert len(server.calls) == 1


async def test_a_server_that_hangs_or_is_gone_may_be_tried_again(server: Peer) -> None:
    server.reset()
    server.delay = 0.5
    for url in (f"{server.url}/our-desk", "http://127.0.0.1:1/our-desk"):
        topic = NtfyTopic(url=url, token="tk_hush", time_limit=0.1)
        with pytest.raises(PagerError) as refused:
            await topic.page(PING)
        assert refused.value.retryable
        assert "our-desk" not in str(refused.value)
        assert "our-desk" not in repr(topic)
        await topic.close()
