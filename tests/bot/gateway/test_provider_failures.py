"""The provider throttles, fails, hangs or refuses: tried again where that helps, the safety text where it does not."""

from typing import Any

import pytest

from tests.bot.gateway.conftest import Voice
from tests.bot.gateway.phones import Chat, Phone, new_sid
from tests.bot.gateway.running import RunningGateway
from tests.channels.cases import telegram_refusal, telegram_success, twilio_refusal, twilio_success
from tests.channels.peer import Peer

pytestmark = [pytest.mark.model, pytest.mark.redis]
QUESTION = "mi jefe me quito el pasaporte"
TWILIO_PASSING: list[tuple[int, Any]] = [
    twilio_refusal(20429, 429),
    twilio_refusal(63018, 429),
    (500, {"code": 20500, "status": 500}),
    (503, "no JSON"),
    (201, "no JSON"),
]
TELEGRAM_PASSING: list[tuple[int, Any]] = [
    telegram_refusal(429, "Too Many Requests: retry after 1", retry_after=1),
    (502, "no JSON"),
    telegram_refusal(500, "Internal Server Error"),
]
# The last lacks what the library needs of a message, as a stand-in or a proxy may answer.
ODD_ANSWERS: list[object] = [
    [], {}, {"ok": True}, {"ok": True, "result": True}, {"ok": True, "result": {"message_id": 1}},
    {"ok": True, "result": {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}, "entities": "x"}},
]  # fmt: skip


@pytest.mark.parametrize("failure", TWILIO_PASSING, ids=lambda failure: str(failure)[:50])
def test_twilio_fails_for_a_moment(gateway: RunningGateway, whatsapp: Phone, failure: tuple[int, Any]) -> None:
    answered = gateway.counted("answered")
    whatsapp.peer.answers.append(failure)
    introduction, again, answer, *_ = whatsapp.writes(QUESTION)
    assert introduction == again != answer
    assert gateway.counted("answered") == answered + 1


@pytest.mark.parametrize("failure", TELEGRAM_PASSING, ids=lambda failure: str(failure)[:50])
def test_telegram_fails_for_a_moment(gateway: RunningGateway, chat: Chat, failure: tuple[int, Any]) -> None:
    answered = gateway.counted("answered")
    chat.peer.answers.append(failure)
    introduction, again, answer, *_ = chat.writes(QUESTION)
    assert introduction == again != answer
    assert gateway.counted("answered") == answered + 1


def test_what_was_sent_before_a_failure_is_not_sent_again(whatsapp: Phone) -> None:
    whatsapp.peer.answers.extend([twilio_success(1), (503, ""), twilio_success(2)])
    first, second, again, third, *_ = whatsapp.writes(QUESTION)
    assert second == again
    assert len({first, second, third}) == 3


@pytest.mark.parametrize("code", [21617, 30007, 63016])
def test_a_refused_message_is_replaced_by_the_safety_text(
    gateway: RunningGateway, whatsapp: Phone, voice: Voice, code: int
) -> None:
    undelivered = gateway.counted("undelivered")
    whatsapp.peer.answers.extend([twilio_success(1), twilio_refusal(code, 400)])
    _, refused, safe = whatsapp.writes(QUESTION)
    assert refused.startswith(voice.knowledge.catalogs.say("topic.identity_documents.short", "es"))
    assert safe.startswith(voice.says("safe", "es"))
    assert gateway.counted("undelivered") == undelivered + 1
    assert "error='SendRejected'" in gateway.said()[-1]


def test_telegram_refuses_a_message(chat: Chat, voice: Voice) -> None:
    chat.peer.answers.append(telegram_refusal(400, "Bad Request: message is too long"))
    _, safe = chat.writes(QUESTION)
    assert safe.startswith(voice.says("safe", "es"))


def test_the_safety_text_is_refused_too(gateway: RunningGateway, whatsapp: Phone) -> None:
    whatsapp.peer.answers.extend([twilio_refusal(63016, 400)] * 5)
    assert len(whatsapp.writes(QUESTION)) == 2
    assert "event='undelivered'" in gateway.said()[-1]


@pytest.mark.parametrize("code", [21610, 63014, 21211])
def test_nothing_more_is_sent_to_a_person_who_is_gone(
    gateway: RunningGateway, whatsapp: Phone, voice: Voice, code: int
) -> None:
    whatsapp.writes(QUESTION)
    whatsapp.peer.answers.append(twilio_refusal(code, 400))
    assert len(whatsapp.writes("Perú")) == 1
    assert "error='ContactGone'" in gateway.said()[-1]
    assert whatsapp.writes(QUESTION)[0].startswith(voice.says("first_contact", "es")), "the session had not ended"


def test_telegram_says_that_the_person_blocked_us(gateway: RunningGateway, chat: Chat, voice: Voice) -> None:
    chat.writes(QUESTION)
    chat.peer.answers.append(telegram_refusal(403, "Forbidden: bot was blocked by the user"))
    assert len(chat.writes("Perú")) == 1
    assert "error='ContactGone'" in gateway.said()[-1]
    assert chat.writes(QUESTION)[0].startswith(voice.says("first_contact", "es"))


def test_a_person_who_stops_is_not_written_to(sms: Phone, chat: Chat, voice: Voice) -> None:
    sms.writes(QUESTION)
    assert sms.writes("STOP") == []
    assert sms.writes("Stop", OptOutType="STOP") == []
    assert sms.writes(QUESTION)[0].startswith(voice.sms("first_contact", "es")[:40])

    chat.writes(QUESTION)
    message = chat.update("")["message"]
    bot = {"id": 4242, "is_bot": True, "first_name": "Amparo"}
    change = {
        "chat": message["chat"], "from": message["from"], "date": message["date"],
        "old_chat_member": {"user": bot, "status": "member"},
        "new_chat_member": {"user": bot, "status": "kicked", "until_date": 0},
    }  # fmt: skip
    before = len(chat.texts)
    assert chat.posts({"update_id": chat.update("")["update_id"], "my_chat_member": change}).status_code == 200
    assert len(chat.texts) == before
    assert chat.writes(QUESTION)[0].startswith(voice.says("first_contact", "es"))


@pytest.mark.parametrize("answer", ODD_ANSWERS, ids=str)
def test_an_odd_answer_of_telegram(gateway: RunningGateway, chat: Chat, answer: object) -> None:
    failed, undelivered = gateway.counted("failed"), gateway.counted("undelivered")
    chat.peer.answers.extend([(200, answer)] * 3)
    assert chat.posts(chat.update(QUESTION)).status_code == 200
    assert gateway.counted("undelivered") == undelivered + 1
    assert gateway.counted("failed") == failed


@pytest.mark.parametrize("answer", [[], None, 7], ids=str)
def test_an_odd_answer_of_twilio(gateway: RunningGateway, whatsapp: Phone, answer: object) -> None:
    failed, undelivered = gateway.counted("failed"), gateway.counted("undelivered")
    whatsapp.peer.answers.append((201, answer))
    whatsapp.writes(QUESTION)
    assert gateway.counted("undelivered") == undelivered + 1
    assert gateway.counted("failed") == failed


def test_provider_and_engine_hang_together(breakable: RunningGateway, engine: Peer, twilio: Peer, voice: Voice) -> None:
    engine.delay = twilio.delay = 60
    person = Phone(breakable, twilio, "whatsapp")
    undelivered = breakable.counted("undelivered")
    # Longer than Twilio waits, this raises.
    assert breakable.post(person.webhook(QUESTION, MessageSid=new_sid())).status_code == 200
    assert person.texts[0].startswith(voice.says("safe", "es"))
    assert breakable.counted("undelivered") == undelivered + 1


def test_the_provider_cannot_be_reached_by_a_stranger(chat: Chat) -> None:
    """The peer's answers decide: without this, the tests above could pass on a peer that nobody asked."""
    chat.peer.answers.append(telegram_success(7))
    chat.writes(QUESTION)
    assert not chat.peer.answers
