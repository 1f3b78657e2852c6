"""The decisions on settings, machine, models, clock, content and what providers say: each fault has its mend."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.deployment.addresses import Addresses
from bot.deployment.checks.content import content_findings
from bot.deployment.checks.machine import machine_findings
from bot.deployment.checks.models import models_findings
from bot.deployment.checks.provider import telegram_findings, twilio_findings
from bot.deployment.checks.settings import settings_findings
from bot.deployment.checks.time import time_finding
from bot.deployment.facts.machine import Machine, SecretFile, see_machine
from bot.deployment.facts.models import Model, Models
from bot.deployment.facts.provider_time import Skew, clock_skew
from bot.deployment.finding import Verdict
from bot.deployment.telegram_bot import TelegramWebhook
from bot.deployment.twilio_account import Sender, SenderKind
from bot.knowledge.knowledge_base import read_knowledge
from bot.settings import PROJECT, read_settings
from bot.wiring.keys import new_key
from channels.telegram import HANDLED_UPDATES
from tests.bot.deployment.telegram_server import TelegramServer
from tests.bot.deployment.twilio_server import ACCOUNT
from tests.loopback import serving

ADDRESSES = Addresses("https://chat.example.org")
DEPLOYED = {
    "AMPARO_PUBLIC_URL": "https://chat.example.org",
    "AMPARO_SESSIONS_URL": "redis://sessions",
    "AMPARO_TICKETS_URL": "redis://tickets",
    "AMPARO_ENGINE_URL": "unix:///run/engine.sock",
    "AMPARO_MASTER_KEY": new_key(),
    "AMPARO_COUNTRIES": "PE",
    "AMPARO_REQUIRE_REVIEW": "1",
    "TELEGRAM_BOT_TOKEN": "12345678:" + "A" * 35,
    "TELEGRAM_WEBHOOK_SECRET": "b" * 32,
    "TWILIO_ACCOUNT_SID": ACCOUNT,
    "TWILIO_AUTH_TOKEN": "c" * 32,
    "TWILIO_SMS_FROM": "+15550001111",
}


@pytest.mark.parametrize(
    ("changed", "check", "verdict"),
    [
        ({}, "settings", Verdict.OK),
        ({"AMPARO_PUBLIC_URL": "http://chat.example.org"}, "AMPARO_PUBLIC_URL", Verdict.MEND),
        ({"AMPARO_DEMO": "1"}, "AMPARO_DEMO", Verdict.MEND),
        ({"AMPARO_TICKETS_URL": "redis://sessions"}, "stores", Verdict.MEND),
        ({"AMPARO_MASTER_KEY": ""}, "AMPARO_MASTER_KEY", Verdict.LOOK),
        ({"AMPARO_DESK_URL": "https://chat.example.org"}, "AMPARO_DESK_URL", Verdict.MEND),
        ({"AMPARO_DESK_HOST": "0.0.0.0"}, "AMPARO_DESK_HOST", Verdict.LOOK),  # noqa: S104
        ({"TELEGRAM_WEBHOOK_SECRET": "with a space"}, "TELEGRAM_WEBHOOK_SECRET", Verdict.MEND),
        ({"TELEGRAM_WEBHOOK_SECRET": "short"}, "TELEGRAM_WEBHOOK_SECRET", Verdict.LOOK),
        ({"TELEGRAM_BOT_TOKEN": "no-token"}, "TELEGRAM_BOT_TOKEN", Verdict.LOOK),
        ({"TWILIO_SMS_FROM": "0155 500"}, "Twilio's senders", Verdict.MEND),
        ({"TWILIO_SMS_FROM": ""}, "Twilio's senders", Verdict.MEND),
        ({"TWILIO_WHATSAPP_FROM": "whatsapp:15550001111"}, "Twilio's senders", Verdict.MEND),
        ({"AMPARO_COUNTRYS": "PE"}, "AMPARO_COUNTRYS", Verdict.LOOK),
        ({"AMPARO_REQUIRE_REVIEW": "0"}, "AMPARO_REQUIRE_REVIEW", Verdict.LOOK),
    ],
)
def test_settings(changed: dict[str, str], check: str, verdict: Verdict) -> None:
    given = {**DEPLOYED, **changed}
    found = list(settings_findings(read_settings(given), given))
    assert [(each.check, each.verdict) for each in found] == [(check, verdict)]
    assert not [each for each in found if any(given[name] in repr(each) for name in ("TWILIO_AUTH_TOKEN",))]


def test_what_a_misspelt_setting_may_mean() -> None:
    given = {**DEPLOYED, "AMPARO_MASTER_KEYS_FILE": "/run/secrets/key"}
    (finding,) = settings_findings(read_settings(given), given)
    assert finding.mend == "did you mean AMPARO_MASTER_KEY?"


@pytest.mark.parametrize(
    ("webhook", "check", "verdict"),
    [
        (TelegramWebhook(""), "Telegram's webhook", Verdict.MEND),
        (TelegramWebhook("https://other.example.org/"), "Telegram's webhook", Verdict.MEND),
        (TelegramWebhook(ADDRESSES.telegram, 500), "Telegram's queue", Verdict.LOOK),
        (TelegramWebhook(ADDRESSES.telegram, 0, "Timed out", 99_000), "Telegram's deliveries", Verdict.MEND),
        (TelegramWebhook(ADDRESSES.telegram, 0, "Timed out", 50_000), "Telegram's deliveries", Verdict.LOOK),
        (TelegramWebhook(ADDRESSES.telegram, 0, "Timed out", 10_000), "", Verdict.OK),
        (TelegramWebhook(ADDRESSES.telegram), "", Verdict.OK),
    ],
)
def test_what_telegram_says(webhook: TelegramWebhook, check: str, verdict: Verdict) -> None:
    asked = replace(webhook, updates=frozenset(HANDLED_UPDATES))
    wrong = [(each.check, each.verdict) for each in telegram_findings(asked, ADDRESSES, 100_000) if each.mend]
    assert wrong == ([(check, verdict)] if check else [])


@pytest.mark.parametrize(
    ("updates", "verdict"),
    [(HANDLED_UPDATES[:3], Verdict.MEND), ((*HANDLED_UPDATES, "poll"), Verdict.LOOK), ((), Verdict.MEND)],
)
def test_the_updates_that_telegram_brings(updates: tuple[str, ...], verdict: Verdict) -> None:
    webhook = TelegramWebhook(ADDRESSES.telegram, updates=frozenset(updates))
    assert [each.verdict for each in telegram_findings(webhook, ADDRESSES, 0) if each.mend] == [verdict]


GOOD = Sender(SenderKind.NUMBER, "+15550001111", "PN1", ADDRESSES.twilio, "POST", ADDRESSES.twilio, "POST")


@pytest.mark.parametrize(
    ("changed", "verdict"),
    [
        ({}, Verdict.OK),
        ({"sid": ""}, Verdict.MEND),
        ({"url": "https://demo.example.org"}, Verdict.MEND),
        ({"method": "GET"}, Verdict.MEND),
        ({"other": "a TwiML application"}, Verdict.MEND),
        ({"fallback_url": ""}, Verdict.LOOK),
    ],
)
def test_what_twilio_says(changed: dict[str, str], verdict: Verdict) -> None:
    assert [each.verdict for each in twilio_findings(replace(GOOD, **changed), ADDRESSES)] == [verdict]


GIGABYTE = 2**30
MACHINE = Machine("/dev/shm/amparo-0/1", free=20 * GIGABYTE, size=40 * GIGABYTE)  # noqa: S108


@pytest.mark.parametrize(
    ("changed", "check", "verdict"),
    [
        ({"swap": "swap is on: turn it off"}, "swap", Verdict.LOOK),
        ({"cores": "|/usr/share/apport/apport %p"}, "core dumps", Verdict.LOOK),
        ({"free": GIGABYTE}, "disk", Verdict.LOOK),
        ({"free": 1000}, "disk", Verdict.MEND),
        ({"files": (SecretFile(Path("/etc/amparo/.env"), 0o644),)}, "file /etc/amparo/.env", Verdict.MEND),
        ({"files": (SecretFile(Path("/etc/amparo/.env"), 0o640),)}, "file /etc/amparo/.env", Verdict.LOOK),
        ({"files": (SecretFile(Path("/run/secrets/key"), 0o444, given=True),)}, "file /run/secrets/key", Verdict.LOOK),
        ({"files": (SecretFile(Path("/etc/amparo/.env"), 0o600),)}, "", Verdict.OK),
    ],
)
def test_a_machine(changed: dict[str, object], check: str, verdict: Verdict) -> None:
    wrong = [(each.check, each.verdict) for each in machine_findings(replace(MACHINE, **changed)) if each.mend]
    assert wrong == ([(check, verdict)] if check else [])


def test_keys_on_a_disk(tmp_path: Path) -> None:
    mounts, swaps = tmp_path / "mounts", tmp_path / "swaps"
    mounts.write_text("/dev/sda1 / ext4 rw 0 0\n")
    swaps.write_text("Filename Type\n")
    known = read_settings({"AMPARO_KEYS": str(tmp_path / "keys"), "AMPARO_DATA": str(tmp_path / "data")})
    secret = tmp_path / ".env"
    secret.touch(mode=0o600)
    machine = see_machine(known, [(secret, False), (tmp_path / "gone", False)], mounts=mounts, swaps=swaps)
    assert [each.path for each in machine.files] == [secret]
    first = next(machine_findings(machine))
    assert first.verdict is Verdict.MEND
    assert first.found.endswith("keys of chats may only lie in memory")


@pytest.mark.parametrize(
    ("models", "verdicts"),
    [
        (Models(Model.CURRENT, Model.CURRENT, "a", "a", asked_engine=True), [Verdict.OK] * 3),
        (Models(Model.CURRENT, Model.CURRENT, "a", "b", asked_engine=True), [Verdict.OK, Verdict.OK, Verdict.LOOK]),
        (Models(Model.CURRENT, Model.CURRENT, "a", "", asked_engine=True), [Verdict.OK, Verdict.OK, Verdict.MEND]),
        (Models(Model.STALE, Model.MISSING), [Verdict.MEND, Verdict.MEND]),
        (Models(Model.UNKNOWN, Model.UNKNOWN), [Verdict.LOOK, Verdict.LOOK]),
    ],
)
def test_models(models: Models, verdicts: list[Verdict]) -> None:
    assert [each.verdict for each in models_findings(models)] == verdicts


@pytest.mark.parametrize(
    ("seconds", "verdict"),
    [(0.4, Verdict.OK), (-3, Verdict.OK), (9, Verdict.LOOK), (-9, Verdict.LOOK), (60, Verdict.MEND)],
)
def test_a_clock(seconds: float, verdict: Verdict) -> None:
    assert time_finding(Skew("example.org", seconds, 0.5)).verdict is verdict
    assert time_finding(None).verdict is Verdict.LOOK


async def test_a_clock_that_is_wrong_is_found(telegram: TelegramServer) -> None:
    import time  # noqa: PLC0415

    with serving(telegram.app()) as url:
        right = await clock_skew(url, time.time)
        ahead = await clock_skew(url, lambda: time.time() + 3600)
    assert right is not None
    assert ahead is not None
    assert time_finding(ahead).verdict is Verdict.MEND
    assert "ahead of 127.0.0.1" in time_finding(ahead).found
    assert await clock_skew("http://127.0.0.1:1", time.time) is None


def test_content_and_its_dates() -> None:
    knowledge = read_knowledge(PROJECT)
    review_by = min(topic.review.review_by for topic in knowledge.topics.values())
    checked = min(
        service.provenance.checked_on for service in knowledge.countries["PE"].services if service.shown_number
    )

    def found(days: int) -> dict[str, Verdict]:
        today = checked + timedelta(days)
        return {each.check: each.verdict for each in content_findings(knowledge, ("PE",), today)}

    assert [found(days)["telephone numbers"] for days in (1, 200, 400)] == [Verdict.OK, Verdict.LOOK, Verdict.MEND]
    assert found((review_by - checked).days)["answers"] is Verdict.OK
    assert found((review_by - checked).days + 1)["answers"] is Verdict.MEND
    assert found(1)["review of answers"] is Verdict.LOOK, "no lawyer has signed them yet"
