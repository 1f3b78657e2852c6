"""`amparo webhooks`: what is set, what is only printed, and what an operator reads where something is wrong."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.settings import SETTINGS
from tests.bot.deployment.telegram_server import TOKEN, TelegramServer
from tests.bot.deployment.twilio_server import ACCOUNT, AUTH_TOKEN, NUMBER, WHATSAPP, TwilioServer
from tests.loopback import serving

URL = "https://chat.example.org"
SECRET = "d" * 32
NOBODY = "http://127.0.0.1:1"


@pytest.fixture
def runner(tmp_path: Path) -> Iterator[CliRunner]:
    with contextlib.chdir(tmp_path):
        Path(".env").touch()
        yield CliRunner()


@pytest.fixture
def providers() -> Iterator[tuple[TelegramServer, TwilioServer, dict[str, str]]]:
    telegram, twilio = TelegramServer(), TwilioServer()
    with serving(telegram.app()) as telegram_url, serving(twilio.app()) as twilio_url:
        yield telegram, twilio, environment(telegram_url, twilio_url)


def environment(telegram_url: str, twilio_url: str) -> dict[str, str]:
    return {
        "AMPARO_PUBLIC_URL": URL,
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_WEBHOOK_SECRET": SECRET,
        "TELEGRAM_API_URL": telegram_url,
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
        "TWILIO_SMS_FROM": NUMBER,
        "TWILIO_WHATSAPP_FROM": WHATSAPP,
        "TWILIO_API_URL": twilio_url,
    }


def webhooks(runner: CliRunner, given: dict[str, str], *arguments: str) -> Result:
    unset: dict[str, str | None] = dict.fromkeys((each.name for each in SETTINGS), None)
    result = runner.invoke(main, ["webhooks", *arguments], env={**unset, **given})
    assert not [secret for secret in (TOKEN, SECRET, AUTH_TOKEN) if secret in result.output]
    assert "Traceback" not in result.output
    return result


def test_telegram_is_set_and_twilio_is_printed(
    runner: CliRunner, providers: tuple[TelegramServer, TwilioServer, dict[str, str]]
) -> None:
    telegram, twilio, given = providers
    result = webhooks(runner, given)
    assert result.exit_code == 0, result.output
    assert telegram.webhook["url"] == f"{URL}/webhooks/telegram"
    assert twilio.changes == []
    assert result.output.count(f"{URL}/webhooks/twilio\n") == 4
    assert result.output.count("HELP: ") == 10


def test_both_are_set_and_taken_back(
    runner: CliRunner, providers: tuple[TelegramServer, TwilioServer, dict[str, str]]
) -> None:
    telegram, twilio, given = providers
    result = webhooks(runner, given, "--set")
    assert result.exit_code == 0, result.output
    assert "HTTP POST" not in result.output, "what is set need not be pasted"
    assert twilio.number["sms_url"] == f"{URL}/webhooks/twilio"
    result = webhooks(runner, given, "--remove", "--set")
    assert result.exit_code == 0, result.output
    assert (telegram.webhook, twilio.number["sms_url"]) == ({}, "")


def test_a_dry_run_calls_nobody(runner: CliRunner) -> None:
    result = webhooks(runner, environment(NOBODY, NOBODY), "--dry-run", "--set")
    assert result.exit_code == 0, result.output
    assert f"{URL}/webhooks/telegram" in result.output
    assert "/menu: Menú" in result.output
    assert result.output.count("STOP: ") == 10


def test_where_nobody_answers_it_says_so_and_what_to_paste(runner: CliRunner) -> None:
    result = webhooks(runner, environment(NOBODY, NOBODY), "--set")
    assert result.exit_code == 1
    assert f"Telegram does not answer at {NOBODY}" in " ".join(result.output.split())
    assert "A message comes in: Webhook, HTTP POST" in result.output


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"AMPARO_PUBLIC_URL": "http://chat.example.org"}, "amparo: AMPARO_PUBLIC_URL must be the https address"),
        ({"TELEGRAM_BOT_TOKEN": ""}, "amparo: TELEGRAM_BOT_TOKEN is not set"),
    ],
)
def test_settings_that_are_wrong(runner: CliRunner, changed: dict[str, str], said: str) -> None:
    result = webhooks(runner, {**environment(NOBODY, NOBODY), **changed})
    assert result.exit_code == 2
    assert result.output.startswith(said)
    assert result.output.count("\n") == 1


def test_without_a_provider(runner: CliRunner) -> None:
    result = webhooks(runner, {"AMPARO_PUBLIC_URL": URL})
    assert result.exit_code == 2
    assert result.output.startswith("amparo: neither TELEGRAM_BOT_TOKEN nor TWILIO_ACCOUNT_SID is set")


def test_an_operator_s_own_words_are_used_and_measured(runner: CliRunner, tmp_path: Path) -> None:
    own = tmp_path / "own.yml"
    own.write_text("es:\n  profile.short: Sala de consultas.\n", encoding="utf-8")
    given = {**environment(NOBODY, NOBODY), "AMPARO_TEXTS": str(own)}
    assert "Sala de consultas." in webhooks(runner, given, "--dry-run").output
    own.write_text(f"es:\n  profile.short: {'x' * 121}\n", encoding="utf-8")
    result = webhooks(runner, given, "--dry-run")
    assert result.exit_code == 2
    assert "es: profile.short has 121 characters" in result.output
