"""What a ping says, in every language of the office, and what it never says."""

from dataclasses import fields

import pytest

from bot.escalation.alert import Alert, PingKind, Sent
from bot.escalation.ping_text import PingText
from bot.knowledge.knowledge_base import read_knowledge
from bot.settings import PROJECT, SettingError
from bot.tickets.ticket import Risk, Ticket

CATALOGS = read_knowledge(PROJECT).catalogs
ALERT = Alert("hush-ticket", "staff.telegram", PingKind.FIRST, "es", Risk.NORMAL)


@pytest.mark.parametrize("language", CATALOGS.languages)
@pytest.mark.parametrize("kind", PingKind)
@pytest.mark.parametrize("risk", Risk)
def test_every_ping_is_filled_in_and_short_enough_for_a_locked_screen(
    language: str, kind: PingKind, risk: Risk
) -> None:
    ping = PingText(CATALOGS, language, "https://d.example").ping(Alert("hush", "staff", kind, "es", risk))
    assert ping.urgent == (risk is Risk.URGENT)
    for text in (ping.subject, ping.text, ping.linked_text):
        assert text
        assert "{" not in text
        assert "hush" not in text
    assert len(ping.text) <= 120
    assert ping.linked_text.startswith(ping.text)
    assert "https://d.example" in ping.linked_text


def test_without_an_address_of_the_desk_there_is_no_link() -> None:
    ping = PingText(CATALOGS, "en").ping(ALERT)
    assert ping.linked_text == ping.text == "One person waits: Spanish."


def test_a_repeat_replaces_the_ping_before() -> None:
    before = Sent(1, 0.0, Risk.NORMAL, "41")
    again = Alert("t", "p", PingKind.AGAIN, "es", Risk.NORMAL, before)
    assert PingText(CATALOGS, "en").ping(again).replaces == "41"


def test_an_alert_knows_nothing_of_a_person_but_the_language() -> None:
    assert {field.name for field in fields(Alert)} & {field.name for field in fields(Ticket)} == {"language", "risk"}


def test_an_office_s_language_must_be_one_of_ours() -> None:
    assert PingText(CATALOGS, "fr").ping(ALERT).text
    with pytest.raises(SettingError, match=r"AMPARO_ALERT_LANGUAGE is 'xx'; it must be one of en, "):
        PingText(CATALOGS, "xx")
