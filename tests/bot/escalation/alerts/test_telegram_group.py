"""A group at Telegram, played by a peer in the words of Telegram's own server."""

import json
from collections.abc import AsyncIterator, Iterator

import pytest

from bot.escalation.alert import PagerError, Ping
from bot.escalation.telegram_group import TelegramGroup
from tests.channels.cases import telegram_refusal, telegram_success
from tests.channels.peer import Peer, served

TOKEN = "777:hush-token"
GROUP, SUPERGROUP = "-4001", "-1004001"
FIRST = Ping("Desk", "One person waits: Spanish.", "One person waits: Spanish.\nDesk: https://d.example", urgent=False)
AGAIN = Ping("Desk", "Still.", "Still.", urgent=True, replaces="41")


@pytest.fixture(scope="module")
def telegram() -> Iterator[Peer]:
    with served(Peer(success=telegram_success)) as peer:
        yield peer


@pytest.fixture
async def group(telegram: Peer) -> AsyncIterator[TelegramGroup]:
    telegram.reset()
    group = TelegramGroup(bot_token=TOKEN, chat=GROUP, api_url=telegram.url)
    yield group
    await group.close()


def called(telegram: Peer) -> list[tuple[str, str]]:
    return [(call.path.rpartition("/")[2], call.fields["chat_id"]) for call in telegram.calls]


async def test_a_ping_stands_in_the_group_by_the_office_s_own_bot(group: TelegramGroup, telegram: Peer) -> None:
    assert await group.page(FIRST) == "1"
    (call,) = telegram.calls
    assert call.path == f"/bot{TOKEN}/sendMessage"
    assert (call.fields["chat_id"], call.fields["text"]) == (GROUP, FIRST.linked_text)
    assert json.loads(call.fields["link_preview_options"]) == {"is_disabled": True}


async def test_a_repeat_takes_the_place_of_the_ping_before(group: TelegramGroup, telegram: Peer) -> None:
    telegram.answers.extend([telegram_success(42), (200, {"ok": True, "result": True})])
    assert await group.page(AGAIN) == "42"
    assert called(telegram) == [("sendMessage", GROUP), ("deleteMessage", GROUP)]
    assert telegram.calls[1].fields["message_id"] == "41"


async def test_an_old_ping_that_stays_is_no_failure(group: TelegramGroup, telegram: Peer) -> None:
    refusal = telegram_refusal(400, "Bad Request: message can't be deleted")
    telegram.answers.extend([telegram_success(42), refusal])
    assert await group.page(AGAIN) == "42"


async def test_the_group_sees_that_somebody_took_it(group: TelegramGroup, telegram: Peer) -> None:
    await group.settle("42", "Taken.")
    (call,) = telegram.calls
    assert call.path.endswith("/editMessageText")
    assert (call.fields["message_id"], call.fields["text"]) == ("42", "Taken.")


@pytest.mark.parametrize("why", ["message to edit not found", "message can't be edited", "message is not modified"])
async def test_a_ping_that_cannot_be_written_over_needs_no_more(group: TelegramGroup, telegram: Peer, why: str) -> None:
    telegram.answers.append(telegram_refusal(400, f"Bad Request: {why}"))
    await group.settle("42", "Taken.")
    assert len(telegram.calls) == 1


async def test_a_group_that_became_a_supergroup_is_followed(group: TelegramGroup, telegram: Peer) -> None:
    moved = telegram_refusal(
        400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=int(SUPERGROUP)
    )
    telegram.answers.append(moved)
    assert await group.page(FIRST) == "2"
    assert called(telegram) == [("sendMessage", GROUP), ("sendMessage", SUPERGROUP)]


@pytest.mark.parametrize(
    ("answer", "retryable", "wait"),
    [
        pytest.param(telegram_refusal(429, "Too Many Requests: retry after 30", retry_after=30), True, 30, id="many"),
        pytest.param(telegram_refusal(502, "Bad Gateway"), True, 0, id="trouble"),
        pytest.param(telegram_refusal(403, "Forbidden: bot was kicked from the group chat"), False, 0, id="kicked"),
        pytest.param(telegram_refusal(400, "Bad Request: chat not found"), False, 0, id="unknown group"),
        pytest.param(telegram_refusal(401, "Unauthorized"), False, 0, id="wrong token"),
    ],
)
async def test_a_refusal_says_whether_another_try_helps(
    group: TelegramGroup, telegram: Peer, answer: tuple[object, ...], wait: float, *, retryable: bool
) -> None:
    telegram.answers.append(answer)
    with pytest.raises(PagerError) as refused:
        await group.page(FIRST)
    assert (refused.value.retryable, refused.value.retry_after) == (retryable, wait)
    assert refused.value.__context__ is None
    assert "hush" not in str(refused.value)
    assert "hush" not in repr(group)


async def test_telegram_that_hangs_may_be_tried_again(telegram: Peer) -> None:
    telegram.reset()
    telegram.delay = 0.5
    group = TelegramGroup(bot_token=TOKEN, chat=GROUP, api_url=telegram.url, time_limit=0.1)
    with pytest.raises(PagerError) as refused:
        await group.page(FIRST)
    assert refused.value.retryable
    await group.close()
