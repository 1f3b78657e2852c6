"""Twilio's senders are led here, each by its own resource, and what its console alone takes is printed."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.deployment.addresses import Addresses
from bot.deployment.finding import Verdict
from bot.deployment.profile import keyword_replies
from bot.deployment.twilio_account import TwilioAccount
from bot.deployment.twilio_setup import console_addresses, console_texts, set_up_twilio, take_back_twilio
from bot.knowledge.catalogs import Catalogs
from bot.settings import PROJECT, TwilioSettings
from tests.bot.deployment.twilio_server import AUTH_TOKEN, NUMBER, SERVICE, WHATSAPP, TwilioServer

ADDRESSES = Addresses("https://chat.example.org")
URL = "https://chat.example.org/webhooks/twilio"


def nobody(_: str) -> None:
    """Nobody watches."""


@pytest.fixture
async def account(twilio_settings: TwilioSettings) -> AsyncIterator[TwilioAccount]:
    made = TwilioAccount(twilio_settings)
    yield made
    await made.close()


@pytest.fixture
async def service(twilio_settings: TwilioSettings) -> AsyncIterator[TwilioAccount]:
    made = TwilioAccount(replace(twilio_settings, sms_from=SERVICE, whatsapp_from=""))
    yield made
    await made.close()


async def test_a_number_and_a_whatsapp_sender_are_led_here(account: TwilioAccount, twilio: TwilioServer) -> None:
    findings = await set_up_twilio(account, ADDRESSES, nobody)
    assert [each.verdict for each in findings] == [Verdict.OK, Verdict.OK], findings
    assert {twilio.number[name] for name in ("sms_url", "sms_fallback_url")} == {URL}
    assert {twilio.number[name] for name in ("sms_method", "sms_fallback_method")} == {"POST"}
    webhook = twilio.whatsapp["webhook"]
    assert {webhook[name] for name in ("callback_url", "fallback_url")} == {URL}
    assert webhook["status_callback_url"] == f"{URL}/status"
    assert twilio.whatsapp["profile"] == {"name": "Office"}, "the profile is the operator's"


async def test_done_twice_it_changes_nothing_more(account: TwilioAccount, twilio: TwilioServer) -> None:
    await set_up_twilio(account, ADDRESSES, nobody)
    assert [kind for kind, _ in twilio.changes] == ["number", "whatsapp"]
    await set_up_twilio(account, ADDRESSES, nobody)
    assert len(twilio.changes) == 2


async def test_an_application_no_longer_overrides_the_address(account: TwilioAccount, twilio: TwilioServer) -> None:
    twilio.number["sms_application_sid"] = "AP" + "4" * 32
    await set_up_twilio(account, ADDRESSES, nobody)
    assert twilio.number["sms_application_sid"] == ""


async def test_a_messaging_service_is_led_here(service: TwilioAccount, twilio: TwilioServer) -> None:
    findings = await set_up_twilio(service, ADDRESSES, nobody)
    assert [each.verdict for each in findings] == [Verdict.OK], findings
    assert twilio.service["inbound_request_url"] == URL
    assert twilio.service["status_callback"] == f"{URL}/status"
    assert twilio.service["use_inbound_webhook_on_number"] is False


async def test_taken_back_only_what_leads_here_is_emptied(account: TwilioAccount, twilio: TwilioServer) -> None:
    await set_up_twilio(account, ADDRESSES, nobody)
    twilio.whatsapp["webhook"]["callback_url"] = "https://other.example.org/"
    findings = await take_back_twilio(account, ADDRESSES, nobody)
    assert [each.verdict for each in findings] == [Verdict.OK, Verdict.LOOK]
    assert twilio.number["sms_url"] == ""
    assert twilio.whatsapp["webhook"]["callback_url"] == "https://other.example.org/"


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({"auth_token": "wrong-token"}, "refuses these credentials"),
        ({"sms_from": "+15559999999"}, "is not in this account"),
        ({"api_url": "http://127.0.0.1:1"}, "does not answer at http://127.0.0.1:1"),
    ],
)
async def test_what_is_wrong_is_said_without_a_secret(
    twilio_settings: TwilioSettings, changed: dict[str, str], found: str
) -> None:
    account = TwilioAccount(replace(twilio_settings, whatsapp_from="", **changed))
    (finding,) = await set_up_twilio(account, ADDRESSES, nobody)
    await account.close()
    assert finding.verdict is Verdict.MEND
    assert found in finding.found
    assert not [secret for secret in (AUTH_TOKEN, "wrong-token") if secret in repr(finding)]


async def test_one_sender_that_fails_does_not_keep_the_others(account: TwilioAccount, twilio: TwilioServer) -> None:
    twilio.whatsapp["sender_id"] = "whatsapp:+15557777777"
    findings = await set_up_twilio(account, ADDRESSES, nobody)
    assert [each.verdict for each in findings] == [Verdict.OK, Verdict.MEND]


async def test_trouble_at_twilio_is_named_by_its_number(
    account: TwilioAccount, service: TwilioAccount, twilio: TwilioServer
) -> None:
    twilio.status = 500
    assert {each.found for each in await set_up_twilio(account, ADDRESSES, nobody)} == {"Twilio answers 500"}
    assert {each.found for each in await set_up_twilio(service, ADDRESSES, nobody)} == {"Twilio refuses with 20500"}


def test_the_console_is_told_of_each_sender() -> None:
    lines = [line.strip() for line in console_addresses((NUMBER, SERVICE, WHATSAPP), ADDRESSES)]
    assert lines.count(URL) == 6
    assert lines.count(f"{URL}/status") == 2
    assert [name for name in (NUMBER, SERVICE, WHATSAPP.removeprefix("whatsapp:")) if name not in " ".join(lines)] == []


def test_the_console_gets_a_text_for_each_word_in_each_language() -> None:
    catalogs = Catalogs(PROJECT / "knowledge", PROJECT / "translations")
    replies = {language: keyword_replies(catalogs, language) for language in catalogs.languages}
    lines = list(console_texts(replies))
    for word in ("HELP", "STOP", "START"):
        said = {line for line in lines if line.strip().startswith(f"{word}:")}
        assert len(said) == len(catalogs.languages), word
    stops = [replies[language]["STOP"] for language in catalogs.languages]
    assert [text for text in stops if "START" not in text] == [], "without it nobody finds the way back"
