"""The two providers, played by servers on this machine."""

from collections.abc import Iterator

import pytest

from bot.settings import TelegramSettings, TwilioSettings
from tests.bot.deployment.telegram_server import TOKEN, TelegramServer
from tests.bot.deployment.twilio_server import ACCOUNT, AUTH_TOKEN, NUMBER, WHATSAPP, TwilioServer
from tests.loopback import serving

SECRET = "s3cret" * 6


@pytest.fixture
def telegram() -> TelegramServer:
    return TelegramServer()


@pytest.fixture
def telegram_url(telegram: TelegramServer) -> Iterator[str]:
    with serving(telegram.app()) as url:
        yield url


@pytest.fixture
def telegram_settings(telegram_url: str) -> TelegramSettings:
    return TelegramSettings(TOKEN, SECRET, telegram_url)


@pytest.fixture
def twilio() -> TwilioServer:
    return TwilioServer()


@pytest.fixture
def twilio_url(twilio: TwilioServer) -> Iterator[str]:
    with serving(twilio.app()) as url:
        yield url


@pytest.fixture
def twilio_settings(twilio_url: str) -> TwilioSettings:
    return TwilioSettings(ACCOUNT, AUTH_TOKEN, NUMBER, WHATSAPP, (), twilio_url)
