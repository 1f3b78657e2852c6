"""Erasing at Telegram, which here refuses in the words of Telegram's own server."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from channels.channel import Address, Erased
from channels.telegram import TelegramChannel
from tests.channels.cases import telegram_refusal
from tests.channels.peer import Call, Peer
from tests.channels.webhooks import BOT_TOKEN, CHAT, SECRET_TOKEN

ADDRESS = Address("telegram", CHAT)
DONE = (200, {"ok": True, "result": True})
TOO_OLD = telegram_refusal(400, "Bad Request: message can't be deleted for everyone")
NOT_FOUND = telegram_refusal(400, "Bad Request: message to delete not found")


@dataclass
class Chat:
    """A chat at Telegram: the fresh messages, and what stands in those that are too old; theirs cannot be edited."""

    peer: Peer
    fresh: set[int] = field(default_factory=set)
    old: dict[int, str] = field(default_factory=dict)
    theirs: set[int] = field(default_factory=set)

    def answer(self, _: int) -> tuple[int, Any]:
        call = self.peer.calls[-1]
        assert call.fields["chat_id"] == CHAT
        return getattr(self, call.path.rpartition("/")[2])(call)

    def deleteMessages(self, call: Call) -> tuple[int, Any]:  # noqa: N802 - the provider's name
        ids = json.loads(call.fields["message_ids"])
        assert 1 <= len(ids) <= 100
        if self.old.keys() & ids:
            return TOO_OLD
        self.fresh -= set(ids)
        return DONE

    def deleteMessage(self, call: Call) -> tuple[int, Any]:  # noqa: N802
        message_id = int(call.fields["message_id"])
        if message_id in self.old:
            return TOO_OLD
        if message_id not in self.fresh:
            return NOT_FOUND
        self.fresh.remove(message_id)
        return DONE

    def editMessageText(self, call: Call) -> tuple[int, Any]:  # noqa: N802
        message_id, text = int(call.fields["message_id"]), call.fields["text"]
        if message_id in self.theirs:
            return telegram_refusal(400, "Bad Request: message can't be edited")
        if self.old[message_id] == text:
            return telegram_refusal(400, "Bad Request: message is not modified: specified new message content")
        self.old[message_id] = text
        chat = {"id": int(CHAT), "type": "private"}
        return 200, {"ok": True, "result": {"message_id": message_id, "date": 1795317709, "chat": chat, "text": text}}


@pytest.fixture
async def telegram(peer: Peer) -> AsyncIterator[TelegramChannel]:
    made = TelegramChannel(bot_token=BOT_TOKEN, secret_token=SECRET_TOKEN, api_url=peer.url)
    yield made
    await made.close()


@pytest.fixture
def chat(peer: Peer) -> Chat:
    chat = Chat(peer)
    peer.success = chat.answer
    return chat


def calls(peer: Peer) -> list[str]:
    return [call.path.rpartition("/")[2] for call in peer.calls]


@pytest.mark.parametrize(("count", "chunks"), [(1, [1]), (100, [100]), (101, [100, 1]), (250, [100, 100, 50])])
async def test_a_hundred_are_deleted_at_once(
    telegram: TelegramChannel, chat: Chat, peer: Peer, count: int, chunks: list[int]
) -> None:
    chat.fresh = set(range(1, count + 1))
    ids = tuple(map(str, range(1, count + 1)))
    assert await telegram.delete(ADDRESS, ids) == Erased(gone=ids)
    assert [len(json.loads(call.fields["message_ids"])) for call in peer.calls] == chunks
    assert not chat.fresh


async def test_one_that_is_too_old_holds_no_other(telegram: TelegramChannel, chat: Chat, peer: Peer) -> None:
    chat.fresh, chat.old, chat.theirs = {1, 2, 4, *range(6, 150)}, {3: "our words", 5: "their words"}, {5}
    ids = tuple(map(str, range(1, 151)))
    erased = await telegram.delete(ADDRESS, ids)
    assert erased == Erased(gone=tuple(each for each in ids if each not in {"3", "5"}), kept=("3", "5"))
    assert (chat.fresh, chat.old) == (set(), {3: ".", 5: "their words"})
    assert calls(peer).count("deleteMessages") == 2


async def test_words_that_are_overwritten_already_are_kept(telegram: TelegramChannel, chat: Chat) -> None:
    chat.old = {3: "."}
    assert await telegram.delete(ADDRESS, ["3"]) == Erased(kept=("3",))


async def test_a_message_that_is_not_found_is_gone(telegram: TelegramChannel, chat: Chat) -> None:
    chat.old = {3: "our words"}
    assert await telegram.delete(ADDRESS, ["2", "3"]) == Erased(gone=("2",), kept=("3",))


@pytest.mark.parametrize("message_id", ["", "x", "0", "-5", "٣", "1.5", " 1", "1\n", "9" * 40])
async def test_what_is_no_number_is_gone_without_a_call(telegram: TelegramChannel, peer: Peer, message_id: str) -> None:
    assert await telegram.delete(ADDRESS, [message_id]) == Erased(gone=(message_id,))
    assert not peer.calls


async def test_redacting_is_nothing_that_telegram_can_do(telegram: TelegramChannel, peer: Peer) -> None:
    assert await telegram.redact(["1", "2", "1"]) == Erased(kept=("1", "2"))
    assert not peer.calls


async def test_another_refusal_keeps_its_message_alone(telegram: TelegramChannel, peer: Peer) -> None:
    odd = telegram_refusal(400, "Bad Request: another reason")
    peer.answers.extend([odd, odd, DONE])
    assert await telegram.delete(ADDRESS, ["1", "2"]) == Erased(gone=("2",), kept=("1",))
    assert calls(peer) == ["deleteMessages", "deleteMessage", "deleteMessage"]


THROTTLED = telegram_refusal(429, "Too Many Requests: retry after 7", retry_after=7)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([THROTTLED], Erased(later=("1", "2", "3"), retry_after=7)),
        ([TOO_OLD, DONE, THROTTLED], Erased(gone=("1",), later=("2", "3"), retry_after=7)),
        ([TOO_OLD, TOO_OLD, THROTTLED], Erased(later=("1", "2", "3"), retry_after=7)),
    ],
)
async def test_after_too_many_calls_the_rest_is_not_tried(
    telegram: TelegramChannel, peer: Peer, answers: list[Any], expected: Erased
) -> None:
    peer.answers.extend(answers)
    assert await telegram.delete(ADDRESS, ["1", "2", "3"]) == expected
    assert len(peer.calls) == len(answers)


@pytest.mark.parametrize(
    "refusal",
    [
        telegram_refusal(403, "Forbidden: bot was blocked by the user"),
        telegram_refusal(403, "Forbidden: user is deactivated"),
        telegram_refusal(400, "Bad Request: chat not found"),
    ],
)
async def test_who_left_keeps_everything(telegram: TelegramChannel, peer: Peer, refusal: tuple[int, Any]) -> None:
    ids = tuple(map(str, range(1, 151)))
    peer.answers.append(refusal)
    assert await telegram.delete(ADDRESS, ids) == Erased(kept=ids)
    assert len(peer.calls) == 1
    peer.answers.extend([TOO_OLD, DONE, refusal])
    assert await telegram.delete(ADDRESS, ids) == Erased(gone=("1",), kept=ids[1:])


async def test_who_blocked_us_before_an_edit_keeps_that_message_alone(telegram: TelegramChannel, peer: Peer) -> None:
    peer.answers.extend([TOO_OLD, TOO_OLD, telegram_refusal(403, "Forbidden: bot was blocked by the user"), DONE])
    assert await telegram.delete(ADDRESS, ["1", "2"]) == Erased(gone=("2",), kept=("1",))


@pytest.mark.parametrize("status", [401, 404, 409, 500, 502])
async def test_what_may_be_mended_waits(telegram: TelegramChannel, peer: Peer, status: int) -> None:
    peer.answers.extend([TOO_OLD, DONE, telegram_refusal(status, "no")])
    assert await telegram.delete(ADDRESS, ["1", "2", "3"]) == Erased(gone=("1",), later=("2", "3"))
    assert len(peer.calls) == 3
