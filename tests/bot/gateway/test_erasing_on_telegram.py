"""What a conversation leaves at Telegram goes on both sides when the chat ends."""

import json

import pytest
from redis import Redis

from bot.sessions.session import SILENCE_SECONDS
from tests.bot.gateway.conftest import Voice
from tests.bot.gateway.erasing import ATTEMPTS, IDLE_SECONDS, all_gone, later, until, waiting
from tests.bot.gateway.phones import Chat
from tests.bot.gateway.providers import Provider
from tests.bot.gateway.running import RunningGateway
from tests.channels.cases import telegram_refusal
from tests.channels.webhooks import BOT_TOKEN

pytestmark = pytest.mark.redis
QUESTION = "mi jefe me quito el pasaporte y no me lo quiere devolver"


@pytest.fixture
def chat(erasing: RunningGateway, telegram: Provider) -> Chat:
    return Chat(erasing, telegram)


def says(chat: Chat, text: str) -> str:
    """Write, and give the id of what was written."""
    update = chat.update(text)
    assert chat.posts(update).status_code == 200
    return str(update["message"]["message_id"])


def together(chat: Chat) -> list[list[str]]:
    """Give the ids of each call that deletes many."""
    calls = [call for call in chat.peer.erasing.calls if call.path == f"/bot{BOT_TOKEN}/deleteMessages"]  # type: ignore[attr-defined]
    return [[str(each) for each in json.loads(call.fields["message_ids"])] for call in calls]


def blocks(chat: Chat) -> None:
    message, bot = chat.update("")["message"], {"id": 4242, "is_bot": True, "first_name": "Amparo"}
    change = {
        "chat": message["chat"], "from": message["from"], "date": message["date"],
        "old_chat_member": {"user": bot, "status": "member"},
        "new_chat_member": {"user": bot, "status": "kicked", "until_date": 0},
    }  # fmt: skip
    assert chat.posts({"update_id": chat.update("")["update_id"], "my_chat_member": change}).status_code == 200


@pytest.mark.parametrize("word", ["exit", "erase.now"])
def test_a_word_deletes_both_sides_in_one_call(
    chat: Chat, telegram: Provider, queue: Redis, voice: Voice, word: str
) -> None:
    ids = [says(chat, QUESTION), says(chat, QUESTION)]
    answers = list(telegram.sent)
    ids.append(says(chat, voice.word(word, "es")))
    closing = telegram.sent[len(answers) :]
    until(lambda: together(chat))
    assert [sorted(each) for each in together(chat)] == [sorted([*ids, *answers])]
    assert {call.fields["chat_id"] for call in telegram.erasing.calls} == {str(chat.id)}
    waiting(queue, 1)
    all_gone(queue)
    assert closing
    assert together(chat)[1:] == [closing]


def test_a_tapped_button_names_no_message_twice(chat: Chat, queue: Redis, voice: Voice) -> None:
    says(chat, QUESTION)
    chat.taps(next(iter(chat.buttons)))
    says(chat, voice.word("exit", "es"))
    waiting(queue, 1)
    all_gone(queue)
    ids = [each for call in together(chat) for each in call]
    assert len(ids) == len(set(ids)) > 4


def test_a_chat_that_is_idle_is_deleted(chat: Chat, telegram: Provider, queue: Redis) -> None:
    ids = [says(chat, QUESTION)]
    later(queue, IDLE_SECONDS)
    until(lambda: together(chat))
    assert [sorted(each) for each in together(chat)] == [sorted([*ids, *telegram.sent])]


def test_silence_after_the_question_whether_to_delete(
    chat: Chat, telegram: Provider, queue: Redis, voice: Voice
) -> None:
    ids = [says(chat, QUESTION), says(chat, voice.word("erase", "es"))]
    assert voice.says("erase.before", "es") in chat.texts[-1]
    waiting(queue, 1)
    later(queue, SILENCE_SECONDS - 60)
    waiting(queue, 1)
    assert not together(chat)
    later(queue, 60)
    until(lambda: together(chat))
    assert [sorted(each) for each in together(chat)] == [sorted([*ids, *telegram.sent])]


def test_who_keeps_the_chat_loses_nothing_of_it(chat: Chat, queue: Redis, voice: Voice) -> None:
    says(chat, QUESTION)
    says(chat, voice.word("erase", "es"))
    chat.taps(voice.says("choice.erase.keep", "es"))
    later(queue, IDLE_SECONDS - 300)
    says(chat, QUESTION)
    waiting(queue, 1)
    assert not together(chat)


def test_singles_where_many_are_refused(chat: Chat, telegram: Provider, queue: Redis, voice: Voice) -> None:
    telegram.erasing.answers.append(telegram_refusal(400, "Bad Request: message can't be deleted"))
    ids = [says(chat, QUESTION), says(chat, voice.word("exit", "es"))]
    *answers, _ = telegram.sent
    wanted = {*ids, *answers}

    def singles() -> set[str]:
        calls = [call for call in telegram.erasing.calls if call.path.endswith("/deleteMessage")]
        return {call.fields["message_id"] for call in calls}

    until(lambda: singles() == wanted)
    all_gone(queue)


def test_telegram_asks_for_a_wait(chat: Chat, telegram: Provider, queue: Redis, voice: Voice) -> None:
    telegram.erasing.answers.append(telegram_refusal(429, "Too Many Requests: retry after 900", retry_after=900))
    ids = [says(chat, QUESTION), says(chat, voice.word("exit", "es"))]
    until(lambda: queue.zcard(ATTEMPTS))
    later(queue, 600)
    waiting(queue, 1)
    (first, closing) = together(chat)
    assert set(ids) <= set(first)
    assert closing == telegram.sent[-1:]
    later(queue, 300)
    until(lambda: queue.dbsize() == 0)
    assert together(chat)[2:] == [first]


def test_nothing_is_emptied_where_it_cannot_be(chat: Chat, telegram: Provider, queue: Redis, voice: Voice) -> None:
    says(chat, QUESTION)
    says(chat, voice.word("exit", "es"))
    waiting(queue, 1)
    all_gone(queue)
    assert {call.path for call in telegram.erasing.calls} == {f"/bot{BOT_TOKEN}/deleteMessages"}


def test_a_block_ends_the_chat_and_erases(chat: Chat, telegram: Provider, queue: Redis, voice: Voice) -> None:
    ids = [says(chat, QUESTION)]
    blocks(chat)
    until(lambda: together(chat))
    assert [sorted(each) for each in together(chat)] == [sorted([*ids, *telegram.sent])]
    until(lambda: queue.dbsize() == 0)
    assert chat.writes(QUESTION)[0].startswith(voice.says("first_contact", "es")), "the session had not ended"


def test_a_block_by_nobody_we_know(chat: Chat, telegram: Provider, queue: Redis) -> None:
    blocks(chat)
    assert queue.dbsize() == 0
    assert not telegram.erasing.calls
