"""The public address as a provider meets it: name, certificate, and a way in for what is signed only."""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.deployment.addresses import Addresses
from bot.deployment.checks.public_address import DAY, public_address_findings
from bot.deployment.facts.public_address import Certificate, Door, PublicAddress, see_public_address
from bot.deployment.finding import Finding, Verdict
from bot.settings import Settings, TelegramSettings, TwilioSettings, read_settings
from tests.bot.deployment.certificates import write_certificate
from tests.bot.deployment.gateway_door import gateway_door
from tests.bot.deployment.twilio_server import ACCOUNT, AUTH_TOKEN, NUMBER

TELEGRAM = TelegramSettings("12345678:token", "the-secret-of-the-webhook", "http://127.0.0.1:1")
TWILIO = TwilioSettings(ACCOUNT, AUTH_TOKEN, NUMBER, "", (), "http://127.0.0.1:1")


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    return write_certificate(tmp_path / "certificate.pem")


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    return certificate


def settings(url: str) -> Settings:
    return replace(read_settings({}), public_url=url, telegram=TELEGRAM, twilio=TWILIO)


async def findings(url: str) -> dict[str, Finding]:
    seen = await see_public_address(settings(url))
    found = public_address_findings(seen, time.time(), telegram=True)
    return {each.check: each for each in found if each.check != "public port"}


async def test_a_gateway_that_is_as_it_must_be(trusted: Path) -> None:
    with gateway_door(trusted, TELEGRAM, TWILIO) as door:
        found = await findings(door.url)
        assert door.noted.batches == [(), ()], "the signed requests carry nothing that could happen"
    assert {name: each.verdict for name, each in found.items()} == {
        "public address": Verdict.LOOK,  # 127.0.0.1 is nothing that a provider reaches
        "certificate": Verdict.OK,
        "gateway": Verdict.OK,
        "Telegram's way in": Verdict.OK,
        "Twilio's way in": Verdict.OK,
    }
    assert found["certificate"].found == "ends in 88 days"


async def test_no_secret_goes_to_who_cannot_prove_the_name(certificate: Path) -> None:
    with gateway_door(certificate, TELEGRAM, TWILIO) as door:
        found = await findings(door.url)
        assert door.noted.batches == []
    assert found["certificate"].verdict is Verdict.MEND
    assert "certificate" in found["certificate"].found
    assert "gateway" not in found


async def test_a_gateway_with_other_secrets(trusted: Path) -> None:
    others = replace(TELEGRAM, webhook_secret="another"), replace(TWILIO, auth_token="another")
    with gateway_door(trusted, *others) as door:
        found = await findings(door.url)
    for channel in ("Telegram", "Twilio"):
        finding = found[f"{channel}'s way in"]
        assert (finding.verdict, finding.found) == (Verdict.MEND, "answers 403 to a signed request")


async def test_a_gateway_without_the_channel(trusted: Path) -> None:
    with gateway_door(trusted, None, TWILIO) as door:
        found = await findings(door.url)
    assert found["Telegram's way in"].found == "answers 404 to an unsigned request"
    assert "this channel's settings" in found["Telegram's way in"].mend
    assert found["Twilio's way in"].verdict is Verdict.OK


async def test_a_gateway_without_its_engine(trusted: Path) -> None:
    with gateway_door(trusted, TELEGRAM, TWILIO) as door:
        door.state["engine"] = False
        found = await findings(door.url)
    assert found["gateway"].verdict is Verdict.MEND
    assert found["gateway"].found == "answers without its engine"


@pytest.mark.parametrize(("page", "verdict"), [(200, Verdict.OK), (404, Verdict.LOOK), (502, Verdict.MEND)])
async def test_a_proxy_that_hides_the_health_pages(trusted: Path, page: int, verdict: Verdict) -> None:
    with gateway_door(trusted, TELEGRAM, TWILIO) as door:
        door.hides, door.page = True, page
        found = await findings(door.url)
    assert found["gateway"].verdict is verdict
    assert found["Telegram's way in"].verdict is Verdict.OK


async def test_a_name_that_nobody_knows() -> None:
    found = await findings("https://chat.invalid")
    assert list(found) == ["public address"]
    assert found["public address"].verdict is Verdict.MEND


async def test_nobody_listens() -> None:
    found = await findings("https://127.0.0.1:1")
    assert found["certificate"].found.startswith("no connection")
    assert found["certificate"].verdict is Verdict.MEND


async def test_no_tls_behind_https() -> None:
    with gateway_door(None, TELEGRAM) as door:
        found = await findings(door.url.replace("http://", "https://"))
    assert found["certificate"].found.startswith("no TLS")


def seen(left: float, *doors: Door, port: int = 443) -> PublicAddress:
    addresses = Addresses(f"https://chat.example.org:{port}")
    whole = Certificate(1000 - (90 - left) * DAY, 1000 + left * DAY)
    return PublicAddress(addresses, ("93.184.215.14",), whole, "", 200, {"engine": True, "sessions": True}, doors)


@pytest.mark.parametrize(
    ("left", "verdict"), [(30, Verdict.OK), (20, Verdict.LOOK), (5, Verdict.MEND), (-1, Verdict.MEND)]
)
def test_a_certificate_that_ends_is_noticed_in_time(left: float, verdict: Verdict) -> None:
    found = {each.check: each for each in public_address_findings(seen(left), 1000, telegram=False)}
    assert found["certificate"].verdict is verdict
    assert found["public address"].verdict is Verdict.OK


@pytest.mark.parametrize("status", [200, 302, 404, 502, 0])
def test_only_a_refusal_is_right_for_what_nobody_signed(status: int) -> None:
    found = list(public_address_findings(seen(60, Door("Twilio", status)), 1000, telegram=False))
    assert found[-1].verdict is Verdict.MEND
    assert found[-1].mend


@pytest.mark.parametrize(("port", "known"), [(8443, True), (8080, False)])
def test_telegram_calls_few_ports(port: int, known: bool) -> None:  # noqa: FBT001 - the case
    found = [each.check for each in public_address_findings(seen(60, port=port), 1000, telegram=True)]
    assert ("public port" not in found) is known
