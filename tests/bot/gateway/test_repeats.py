"""Providers repeat and reorder webhooks: each message is answered once, whoever gets it."""

import pytest

from tests.bot.gateway.conftest import Voice
from tests.bot.gateway.phones import Chat, Phone, at_once
from tests.bot.gateway.running import RunningGateway

pytestmark = [pytest.mark.model, pytest.mark.redis]
QUESTION = "mi jefe me quito el pasaporte"


@pytest.mark.parametrize("channel", ["sms", "whatsapp"])
def test_twenty_times_at_once(gateway: RunningGateway, channel: str, request: pytest.FixtureRequest) -> None:
    phone: Phone = request.getfixturevalue(channel)
    once = len(Phone(gateway, phone.peer, channel).writes(QUESTION))
    repeated, webhook = gateway.counted("repeated", channel), phone.webhook(QUESTION)
    assert at_once([lambda: gateway.post(webhook)] * 20) == [200] * 20
    assert gateway.post(webhook).status_code == 200
    assert len(phone.texts) == once > 1
    assert gateway.counted("repeated", channel) == repeated + 20


def test_two_gateways_on_one_store(gateway: RunningGateway, second_gateway: RunningGateway, whatsapp: Phone) -> None:
    once = len(Phone(second_gateway, whatsapp.peer, "whatsapp").writes(QUESTION))
    webhook = whatsapp.webhook(QUESTION)
    posts = [lambda: gateway.post(webhook), lambda: second_gateway.post(webhook)]
    assert at_once(posts * 5) == [200] * 10
    assert len(whatsapp.texts) == once


def test_a_conversation_goes_on_at_another_gateway(
    second_gateway: RunningGateway, whatsapp: Phone, voice: Voice
) -> None:
    whatsapp.writes(QUESTION)
    elsewhere = Phone(second_gateway, whatsapp.peer, "whatsapp", whatsapp.number)
    assert elsewhere.writes("fuente")[0].startswith(voice.says("source.title", "es"))


def test_the_same_update_again_later_and_out_of_order(chat: Chat, voice: Voice) -> None:
    first, second = chat.update(QUESTION), chat.update("Perú")
    for update in (second, first, second, first):
        assert chat.posts(update).status_code == 200
    texts = chat.texts
    assert sum(text.startswith(voice.says("first_contact", "es")) for text in texts) == 1
    assert sum("1818" in text for text in texts) == 2, "once for the country, once in the answer"
    assert len(set(texts)) >= len(texts) - 1


def test_many_messages_of_one_person_at_once_are_all_answered(chat: Chat, voice: Voice) -> None:
    updates = [chat.update(text) for text in (QUESTION, "Perú", "fuente", "más", "menú")]
    assert at_once([lambda update=update: chat.posts(update) for update in updates]) == [200] * 5  # type: ignore[misc]
    assert sum(text.startswith(voice.says("first_contact", "es")) for text in chat.texts) == 1
    assert not any(voice.says("safe", "es") in text for text in chat.texts)
    assert voice.says("menu.title", "es") in chat.texts
