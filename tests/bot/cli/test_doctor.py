"""`amparo doctor`: a whole deployment on this machine, with what is wrong in it, and nothing of its secrets."""

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.settings import SETTINGS, TelegramSettings, TwilioSettings
from bot.wiring.keys import new_key
from channels.telegram import HANDLED_UPDATES
from tests.bot.deployment.certificates import write_certificate
from tests.bot.deployment.gateway_door import gateway_door
from tests.bot.deployment.telegram_server import TOKEN, TelegramServer
from tests.bot.deployment.twilio_server import ACCOUNT, AUTH_TOKEN, NUMBER, TwilioServer
from tests.loopback import serving

pytestmark = pytest.mark.redis
SECRET, KEY = "e" * 32, new_key()


@pytest.fixture
def runner(tmp_path: Path) -> Iterator[CliRunner]:
    with contextlib.chdir(tmp_path):
        Path(".env").touch(mode=0o600)
        yield CliRunner()


@pytest.fixture
def deployed(
    tmp_path: Path, empty_sessions_url: str, empty_tickets_url: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[TelegramServer, dict[str, str]]]:
    """Give a deployment without models, whose gateway, stores and providers are as they must be."""
    certificate = write_certificate(tmp_path / "certificate.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    telegram, twilio = TelegramServer(), TwilioServer()
    with serving(telegram.app()) as telegram_url, serving(twilio.app()) as twilio_url:
        ours = TelegramSettings(TOKEN, SECRET, telegram_url)
        theirs = TwilioSettings(ACCOUNT, AUTH_TOKEN, NUMBER, "", (), twilio_url)
        with gateway_door(certificate, ours, theirs) as door:
            telegram.webhook = {
                "url": f"{door.url}/webhooks/telegram",
                "allowed_updates": json.dumps(HANDLED_UPDATES),
            }
            twilio.number |= dict.fromkeys(("sms_url", "sms_fallback_url"), f"{door.url}/webhooks/twilio")
            twilio.number["sms_fallback_method"] = "POST"
            yield (
                telegram,
                {
                    "AMPARO_DATA": str(tmp_path / "data"),
                    "AMPARO_PUBLIC_URL": door.url,
                    "AMPARO_SESSIONS_URL": empty_sessions_url,
                    "AMPARO_TICKETS_URL": empty_tickets_url,
                    "AMPARO_MASTER_KEY": KEY,
                    "TELEGRAM_BOT_TOKEN": TOKEN,
                    "TELEGRAM_WEBHOOK_SECRET": SECRET,
                    "TELEGRAM_API_URL": telegram_url,
                    "TWILIO_ACCOUNT_SID": ACCOUNT,
                    "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
                    "TWILIO_SMS_FROM": NUMBER,
                    "TWILIO_API_URL": twilio_url,
                },
            )


def doctor(runner: CliRunner, given: dict[str, str], *arguments: str) -> Result:
    unset: dict[str, str | None] = dict.fromkeys((each.name for each in SETTINGS), None)
    result = runner.invoke(main, ["doctor", *arguments], env={**unset, **given})
    assert not [secret for secret in (TOKEN, SECRET, AUTH_TOKEN, KEY) if secret in result.output]
    return result


def findings(result: Result) -> dict[str, Any]:
    return {each["check"]: each for each in json.loads(result.output)["findings"]}


def wrong(found: dict[str, Any]) -> set[str]:
    return {name for name, each in found.items() if each["verdict"] == "must be mended"}


def test_a_deployment_whose_models_are_missing(
    runner: CliRunner, deployed: tuple[TelegramServer, dict[str, str]]
) -> None:
    _, given = deployed
    result = doctor(runner, given, "--json")
    found = findings(result)
    # The port of a test is none that Telegram calls.
    assert wrong(found) == {"model of topics", "model of the safety net", "public port"}
    assert result.exit_code == 1
    ok = {name for name, each in found.items() if each["verdict"] == "ok"}
    assert ok >= {"certificate", "gateway", "Telegram's way in", "Twilio's way in", "Telegram's webhook", "clock"}
    assert all(each["mend"] for each in found.values() if each["verdict"] != "ok")


def test_offline_nobody_is_asked(runner: CliRunner, deployed: tuple[TelegramServer, dict[str, str]]) -> None:
    _, given = deployed
    gone = {**given, "TELEGRAM_API_URL": "http://127.0.0.1:1", "AMPARO_PUBLIC_URL": "https://chat.invalid"}
    found = findings(doctor(runner, gone, "--json", "--offline"))
    assert not [name for name in found if "elegram" in name or name in ("certificate", "clock", "public address")]
    assert found["tickets store, persistence"]["verdict"] == "ok"


def test_what_is_wrong_stands_in_the_table_with_its_mend(
    runner: CliRunner, deployed: tuple[TelegramServer, dict[str, str]]
) -> None:
    telegram, given = deployed
    telegram.webhook["url"] = "https://other.example.org/hook"
    result = doctor(runner, {**given, "AMPARO_TICKETS_URL": "redis://:pa55word@127.0.0.1:1"})
    assert result.exit_code == 1
    shown = " ".join(result.output.split())
    assert "leads to https://other.example.org/hook" in shown
    assert "run `amparo webhooks`" in shown
    assert "does not answer start it, or mend AMPARO_TICKETS_URL" in shown
    assert "pa55word" not in shown
    assert result.output.splitlines()[-1].endswith("must be mended")


def test_a_file_of_secrets_that_others_read(
    runner: CliRunner, deployed: tuple[TelegramServer, dict[str, str]], tmp_path: Path
) -> None:
    _, given = deployed
    (tmp_path / ".env").chmod(0o644)
    token = tmp_path / "token"
    token.write_text(AUTH_TOKEN)
    token.chmod(0o444)
    given = {**given, "TWILIO_AUTH_TOKEN": "", "TWILIO_AUTH_TOKEN_FILE": str(token)}
    found = findings(doctor(runner, given, "--json", "--offline"))
    assert found[f"file {tmp_path / '.env'}"]["verdict"] == "must be mended"
    assert found[f"file {token}"]["verdict"] == "look at this"


def test_a_setting_that_cannot_be_read_is_the_one_finding(runner: CliRunner) -> None:
    result = doctor(runner, {"AMPARO_SESSION_HOURS": "25"}, "--json")
    assert result.exit_code == 1
    found = findings(result)
    assert list(found) == ["settings"]
    assert "AMPARO_SESSION_HOURS" in found["settings"]["found"]
