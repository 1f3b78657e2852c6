"""Telegram is set up for people in every language, twice is as good as once, and what goes wrong is said plainly."""

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace

import pytest

from bot.deployment.addresses import Addresses
from bot.deployment.finding import Finding, Verdict
from bot.deployment.profile import Profile, profiles
from bot.deployment.telegram_bot import TelegramBot
from bot.deployment.telegram_setup import set_up_telegram, take_back_telegram
from bot.knowledge.catalogs import Catalogs
from bot.settings import PROJECT, TelegramSettings
from tests.bot.deployment.conftest import SECRET
from tests.bot.deployment.telegram_server import TOKEN, TelegramServer

ADDRESSES = Addresses("https://chat.example.org")
LANGUAGES = {"en", "ar", "es", "fr", "pt", "ro", "ru", "sw", "tl", "vi"}


@pytest.fixture(scope="module")
def all_languages() -> Mapping[str, Profile]:
    return profiles(Catalogs(PROJECT / "knowledge", PROJECT / "translations"))


@pytest.fixture
def by_language(all_languages: Mapping[str, Profile]) -> Mapping[str, Profile]:
    """A few, where the number does not count."""
    return {language: all_languages[language] for language in ("", "en", "es")}


@pytest.fixture
async def bot(telegram_settings: TelegramSettings) -> AsyncIterator[TelegramBot]:
    made = TelegramBot(telegram_settings)
    yield made
    await made.close()


def nobody(_: str) -> None:
    """Nobody watches."""


async def set_up(bot: TelegramBot, by_language: Mapping[str, Profile]) -> list[Finding]:
    return await set_up_telegram(bot, ADDRESSES, by_language, nobody)


async def test_the_webhook_is_set_with_its_secret(
    bot: TelegramBot, telegram: TelegramServer, by_language: Mapping[str, Profile]
) -> None:
    findings = await set_up(bot, by_language)
    assert {each.verdict for each in findings} == {Verdict.OK}
    assert telegram.webhook["url"] == "https://chat.example.org/webhooks/telegram"
    assert telegram.webhook["secret_token"] == SECRET
    assert telegram.webhook.get("drop_pending_updates", "false") == "false"
    assert telegram.webhook["max_connections"] == "40"
    assert set(json.loads(telegram.webhook["allowed_updates"])) == {
        *("message", "edited_message", "callback_query", "my_chat_member")
    }


async def test_every_language_has_a_profile_of_its_own(
    bot: TelegramBot, telegram: TelegramServer, all_languages: Mapping[str, Profile]
) -> None:
    await set_up(bot, all_languages)
    for what in ("Commands", "Description", "ShortDescription"):
        said = {language: telegram.profile[what, language] for language in LANGUAGES}
        assert len({json.dumps(each) for each in said.values()}) == len(LANGUAGES), what
        assert telegram.profile[what, ""] == said["en"]


async def test_done_twice_it_changes_nothing_more(
    bot: TelegramBot, telegram: TelegramServer, by_language: Mapping[str, Profile]
) -> None:
    await set_up(bot, by_language)
    assert len(telegram.changes) == 1 + 3 * len(by_language)
    telegram.changes.clear()
    findings = await set_up(bot, by_language)
    assert telegram.changes == ["setWebhook"], "the secret cannot be read back, so it is set again"
    assert findings[-1].found.endswith("as they were")


async def test_only_what_differs_is_written(
    bot: TelegramBot, telegram: TelegramServer, by_language: Mapping[str, Profile]
) -> None:
    await set_up(bot, by_language)
    telegram.profile["Description", "es"] = "Otra cosa"
    telegram.changes.clear()
    await set_up(bot, by_language)
    assert telegram.changes == ["setWebhook", "setMyDescription es"]
    assert telegram.profile["Description", "es"] == by_language["es"].description


async def test_taken_back_nothing_is_left(
    bot: TelegramBot, telegram: TelegramServer, by_language: Mapping[str, Profile]
) -> None:
    await set_up(bot, by_language)
    findings = await take_back_telegram(bot, ADDRESSES, by_language, nobody)
    assert {each.verdict for each in findings} == {Verdict.OK}
    assert not telegram.webhook
    assert not [place for place, kept in telegram.profile.items() if kept]


async def test_a_webhook_of_somebody_else_stays(
    bot: TelegramBot, telegram: TelegramServer, by_language: Mapping[str, Profile]
) -> None:
    telegram.webhook = {"url": "https://other.example.org/hook"}
    (finding,) = await take_back_telegram(bot, ADDRESSES, by_language, nobody)
    assert finding.verdict is Verdict.LOOK
    assert not telegram.changes


async def test_a_wrong_token_is_named_and_not_shown(
    telegram_settings: TelegramSettings, by_language: Mapping[str, Profile]
) -> None:
    wrong = TelegramBot(replace(telegram_settings, bot_token="999:wrong"))
    (finding,) = await set_up(wrong, by_language)
    await wrong.close()
    assert finding.verdict is Verdict.MEND
    assert "TELEGRAM_BOT_TOKEN" in finding.mend
    assert "999:wrong" not in repr(finding)


async def test_what_telegram_refuses_is_said_in_its_words_without_the_token(
    bot: TelegramBot, telegram: TelegramServer, by_language: Mapping[str, Profile]
) -> None:
    telegram.refusals["setWebhook"] = 400, {"description": f"Bad Request: bad webhook: {TOKEN} {SECRET} no host"}
    (finding,) = await set_up(bot, by_language)
    assert "bad webhook: *** *** no host" in finding.found.lower()


async def test_where_telegram_asks_to_wait_the_call_is_made_again(
    bot: TelegramBot, telegram: TelegramServer, by_language: Mapping[str, Profile]
) -> None:
    telegram.refusals["setWebhook"] = 429, {"description": "Too Many Requests", "parameters": {"retry_after": 1}}
    findings = await set_up(bot, by_language)
    assert {each.verdict for each in findings} == {Verdict.OK}
    assert telegram.webhook


async def test_a_long_wait_is_left_to_the_operator(
    bot: TelegramBot, telegram: TelegramServer, by_language: Mapping[str, Profile]
) -> None:
    telegram.refusals["setMyDescription"] = 429, {"description": "Slow", "parameters": {"retry_after": 3600}}
    (finding,) = await set_up(bot, by_language)
    assert finding.verdict is Verdict.MEND
    assert "3600 s" in finding.found


async def test_where_nobody_answers(telegram_settings: TelegramSettings, by_language: Mapping[str, Profile]) -> None:
    gone = TelegramBot(replace(telegram_settings, api_url="http://127.0.0.1:1"))
    (finding,) = await set_up(gone, by_language)
    await gone.close()
    assert finding.verdict is Verdict.MEND
    assert "does not answer at http://127.0.0.1:1" in finding.found
    assert TOKEN not in repr(finding)
