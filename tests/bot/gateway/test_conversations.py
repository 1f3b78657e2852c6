"""People talk with a running gateway, from the provider's webhook to the provider's API."""

import base64
import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from channels import segments
from tests.bot.gateway.conftest import Voice
from tests.bot.gateway.phones import STATUS_URL, Chat, Phone
from tests.bot.gateway.running import SMS_FROM, WHATSAPP_FROM, RunningGateway
from tests.channels.peer import Peer
from tests.channels.webhooks import ACCOUNT, AUTH_TOKEN, BOT_TOKEN

pytestmark = [pytest.mark.model, pytest.mark.redis]
QUESTION = "mi jefe me quito el pasaporte"
TOPIC = "topic.identity_documents"
BASIC = "Basic " + base64.b64encode(f"{ACCOUNT}:{AUTH_TOKEN}".encode()).decode()


def test_whatsapp_introduces_itself_and_then_answers(whatsapp: Phone, voice: Voice) -> None:
    introduction, answer, *_ = whatsapp.writes(QUESTION)

    assert introduction.startswith(voice.says("first_contact", "es"))
    assert answer.startswith(voice.knowledge.catalogs.say(f"{TOPIC}.short", "es"))
    for call in whatsapp.calls:
        assert call.path == f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
        assert call.headers["authorization"] == BASIC
        assert (call.fields["From"], call.fields["StatusCallback"]) == (WHATSAPP_FROM, STATUS_URL)


def test_sms_has_plain_letters_numbered_choices_and_a_short_life(sms: Phone, voice: Voice) -> None:
    introduction, answer, *_ = sms.writes(QUESTION)

    assert introduction.startswith(voice.sms("first_contact", "es"))
    assert answer == segments.plain(voice.knowledge.catalogs.say(f"{TOPIC}.short", "es"))
    assert all(segments.encoding(text) == segments.GSM_7 and segments.count(text) <= 3 for text in sms.texts)
    assert "\n1 Argentina\n2 " in sms.texts[-1]
    assert {call.fields["From"] for call in sms.calls} == {SMS_FROM}
    assert {call.fields["ValidityPeriod"] for call in sms.calls} == {"300"}

    assert sms.texts[-1] not in sms.writes("Peru")
    assert f"\n1 {voice.sms('choice.more', 'es')}\n" in sms.texts[-1]
    more = " ".join(sms.writes("1"))
    assert more.startswith(segments.plain(voice.knowledge.catalogs.say(f"{TOPIC}.full", "es"))[:60])


def test_telegram_shows_buttons_and_protects_what_it_says(chat: Chat, voice: Voice) -> None:
    introduction, answer, *_ = chat.writes(QUESTION)

    assert introduction.startswith(voice.says("first_contact", "es"))
    assert answer.startswith(voice.knowledge.catalogs.say(f"{TOPIC}.short", "es"))
    for call in chat.calls:
        assert call.path == f"/bot{BOT_TOKEN}/sendMessage"
        assert call.fields["protect_content"] == "true"
        assert json.loads(call.fields["link_preview_options"]) == {"is_disabled": True}
    assert "Perú" in chat.buttons

    chat.taps("Perú")
    assert "1818" in chat.texts[-1]
    assert voice.says("choice.more", "es") in chat.buttons


def test_a_conversation_across_messages(whatsapp: Phone, voice: Voice) -> None:
    whatsapp.writes(QUESTION)
    country = "\n".join(whatsapp.writes("estoy en Perú"))
    assert "1818" in country
    assert "105" in country
    more = "\n".join(whatsapp.writes("más"))
    assert voice.knowledge.catalogs.say(f"{TOPIC}.full", "es").splitlines()[0] in more
    source = "\n".join(whatsapp.writes("fuente"))
    assert source.startswith(voice.says("source.title", "es"))
    left = whatsapp.writes("salir")
    assert left == [voice.says("exit.done", "es")]
    again = whatsapp.writes("hola, tengo una pregunta")
    assert again[0].startswith(voice.says("first_contact", "es")), "the session was not forgotten"


def test_a_language_is_switched_and_kept(whatsapp: Phone, voice: Voice) -> None:
    whatsapp.writes(QUESTION)
    changed, answer, *_ = whatsapp.writes("English")
    assert changed == voice.says("language.changed", "en", language="English")
    assert answer.startswith(voice.knowledge.catalogs.say(f"{TOPIC}.short", "en"))
    assert whatsapp.writes("fuente")[0].startswith(voice.says("source.title", "en"))


def test_people_at_once_do_not_mix(gateway: RunningGateway, twilio: Peer, telegram: Peer, voice: Voice) -> None:
    said = {
        "es": ("mi jefe me quito el pasaporte y no me lo devuelve", "Perú"),
        "pt": ("meu patrão pegou o meu passaporte e não quer devolver", "Brasil"),
        "en": ("my boss took my passport and does not give it back", "Liberia"),
    }
    people = [
        (language, person)
        for language in said
        for person in (
            Phone(gateway, twilio, "sms"),
            Phone(gateway, twilio, "whatsapp"),
            Chat(gateway, telegram, language),
        )
    ]

    def talk(language: str, person: Phone | Chat) -> None:
        for text in said[language]:
            person.writes(text)

    with ThreadPoolExecutor(len(people)) as pool:
        for done in [pool.submit(talk, *each) for each in people]:
            done.result()

    # Each country's name, in its own language and with or without its accent.
    names = {"es": "Per", "pt": "Brasil", "en": "Liberia"}
    for language, person in people:
        introduced = voice.says("first_contact", language)
        assert person.texts[0].startswith((introduced, segments.plain(introduced)))
        found = {each for each, name in names.items() if name in person.texts[-1]}
        assert found == {language}, person.texts[-1]
        assert len(person.texts) == len(set(person.texts))
