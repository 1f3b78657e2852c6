import base64
from pathlib import Path

import pytest

from bot.settings import PROJECT, SETTINGS, SettingError, read_settings

KEY = base64.urlsafe_b64encode(bytes(range(32))).decode()
TWILIO = {"TWILIO_ACCOUNT_SID": "AC1", "TWILIO_AUTH_TOKEN": "hush-twilio"}
TELEGRAM = {"TELEGRAM_BOT_TOKEN": "1:hush-telegram", "TELEGRAM_WEBHOOK_SECRET": "hush-hook"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("AMPARO_GATEWAY_PORT", "0", id="port zero"),
        pytest.param("AMPARO_GATEWAY_PORT", "65536", id="port too high"),
        pytest.param("AMPARO_GATEWAY_PORT", "-1", id="port below zero"),
        pytest.param("AMPARO_GATEWAY_PORT", "http", id="port as a word"),
        pytest.param("AMPARO_GATEWAY_PORT", "9" * 5000, id="port without end"),
        pytest.param("AMPARO_DESK_PORT", "8080.5", id="port with a point"),
        pytest.param("AMPARO_SESSION_IDLE_MINUTES", "121", id="idle for too long"),
        pytest.param("AMPARO_SESSION_IDLE_MINUTES", "0", id="idle for no time"),
        pytest.param("AMPARO_SESSION_HOURS", "25", id="kept for too long"),
        pytest.param("AMPARO_MESSAGES_A_MINUTE", "29", id="so few that fear is cut off"),
        pytest.param("AMPARO_MESSAGES_AN_HOUR", "59", id="fewer in an hour than in a minute"),
        pytest.param("AMPARO_NETWORK_MESSAGES_A_MINUTE", "99", id="so few that a shelter is cut off"),
        pytest.param("AMPARO_DEMO", "yes", id="flag"),
        pytest.param("AMPARO_PUBLIC_URL", "example.org", id="address without a scheme"),
        pytest.param("AMPARO_PUBLIC_URL", "ftp://example.org", id="address of another scheme"),
        pytest.param("AMPARO_PUBLIC_URL", "https://", id="address without a host"),
        pytest.param("AMPARO_PUBLIC_URL", "https://[", id="address that cannot be read"),
        pytest.param("AMPARO_PUBLIC_URL", "https://example.org:port", id="address with an odd port"),
        pytest.param("AMPARO_PUBLIC_URL", "https://me:hush@example.org", id="address with a password"),
        pytest.param("AMPARO_EXIT_URL", "javascript:alert(1)", id="script as the exit"),
        pytest.param("AMPARO_EXIT_URL", "/weather", id="path as the exit"),
        pytest.param("AMPARO_SESSIONS_URL", "localhost:6379", id="sessions store without a scheme"),
        pytest.param("AMPARO_SESSIONS_URL", "http://127.0.0.1", id="sessions store of another scheme"),
        pytest.param("AMPARO_TICKETS_URL", "unix://", id="tickets store without a path"),
        pytest.param("AMPARO_ENGINE_URL", "redis://127.0.0.1", id="engine of another scheme"),
        pytest.param("AMPARO_MASTER_KEY", "hush", id="short key"),
        pytest.param("AMPARO_MASTER_KEY", "hush-hush!" * 3, id="key of 30 letters"),
        pytest.param("AMPARO_MASTER_KEY", "ключ", id="key in other letters"),
        pytest.param("TWILIO_API_URL", "api", id="Twilio's address"),
        pytest.param("TELEGRAM_API_URL", "api", id="Telegram's address"),
    ],
)
def test_a_bad_value_gives_one_clear_line_that_names_the_setting(name: str, value: str) -> None:
    with pytest.raises(SettingError) as refused:
        read_settings({**TWILIO, **TELEGRAM, "AMPARO_MASTER_KEY": KEY, name: value})
    message = str(refused.value)
    assert message.startswith(f"{name} must be ")
    assert "\n" not in message
    assert "hush" not in message
    assert len(message) < 200


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({"TWILIO_ACCOUNT_SID": "AC1"}, "TWILIO_AUTH_TOKEN is not set, but TWILIO_ACCOUNT_SID is; set both or neither"),
        ({"TWILIO_AUTH_TOKEN": "x"}, "TWILIO_ACCOUNT_SID is not set, but TWILIO_AUTH_TOKEN is; set both or neither"),
        ({"TELEGRAM_BOT_TOKEN": "x"}, "TELEGRAM_WEBHOOK_SECRET is not set, but TELEGRAM_BOT_TOKEN is"),
    ],
)
def test_half_a_provider_is_refused(environment: dict[str, str], message: str) -> None:
    with pytest.raises(SettingError, match=message):
        read_settings(environment)


def test_nothing_set_is_a_demo_on_this_machine() -> None:
    settings = read_settings({})
    assert settings.demo
    assert settings.gateway_host == "127.0.0.1"
    assert settings.gateway_port == 8080
    assert settings.public_url == "http://127.0.0.1:8080"
    assert settings.data == PROJECT / ".amparo"
    assert (settings.idle_seconds, settings.maximum_seconds) == (1800, 86400)
    assert settings.twilio is None
    assert settings.telegram is None
    assert settings.master_key == b""


def test_a_provider_ends_the_demo_unless_it_is_asked_for() -> None:
    assert not read_settings(TWILIO).demo
    assert not read_settings(TELEGRAM).demo
    assert read_settings({**TWILIO, "AMPARO_DEMO": "1"}).demo
    assert not read_settings({"AMPARO_DEMO": "0"}).demo


@pytest.mark.parametrize(
    "key",
    [
        pytest.param(KEY, id="base64"),
        pytest.param(f" {KEY} ", id="base64 with space around"),
        pytest.param(base64.b64encode(bytes([255] * 32)).decode(), id="base64 with + and /"),
        pytest.param(bytes(range(32)).hex(), id="hexadecimal"),
        pytest.param("correct horse battery staple and more", id="a long secret"),
    ],
)
def test_a_key_is_any_strong_secret(key: str) -> None:
    assert len(read_settings({"AMPARO_MASTER_KEY": key}).master_key) >= 32


def test_the_same_key_in_two_forms_is_the_same() -> None:
    forms = (KEY, base64.b64encode(bytes(range(32))).decode(), bytes(range(32)).hex())
    assert {read_settings({"AMPARO_MASTER_KEY": form}).master_key for form in forms} == {bytes(range(32))}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AMPARO_SESSIONS_URL", "unix:///run/amparo/sessions.sock"),
        ("AMPARO_SESSIONS_URL", "rediss://user:word@store.example.org:6380/1"),
        ("AMPARO_TICKETS_URL", "redis://127.0.0.1:6379"),
        ("AMPARO_ENGINE_URL", "unix:///run/amparo/engine.sock"),
        ("AMPARO_ENGINE_URL", "http://127.0.0.1:5005"),
        ("AMPARO_PUBLIC_URL", "https://chat.example.org"),
        ("AMPARO_EXIT_URL", "https://www.example.org/weather/"),
    ],
)
def test_addresses_are_kept_as_they_are(name: str, value: str) -> None:
    settings = read_settings({name: value})
    assert getattr(settings, name.removeprefix("AMPARO_").lower()) == value


def test_a_public_address_loses_its_last_slash_since_signatures_cover_it() -> None:
    assert read_settings({"AMPARO_PUBLIC_URL": "https://example.org/"}).public_url == "https://example.org"


def test_countries_and_buttons_are_lists() -> None:
    settings = read_settings({**TWILIO, "AMPARO_COUNTRIES": "pe, AR,,", "TWILIO_WHATSAPP_BUTTONS": "HX1, HX2"})
    assert settings.countries == ("PE", "AR")
    assert settings.twilio is not None
    assert settings.twilio.whatsapp_buttons == ("HX1", "HX2")


def test_the_data_folder_may_be_anywhere(tmp_path: Path) -> None:
    assert read_settings({"AMPARO_DATA": str(tmp_path)}).data == tmp_path.resolve()
    assert read_settings({"AMPARO_DATA": "~/amparo"}).data == Path.home() / "amparo"


def test_no_secret_shows_in_a_repr() -> None:
    environment = {
        **TWILIO,
        **TELEGRAM,
        "AMPARO_MASTER_KEY": KEY,
        "AMPARO_SESSIONS_URL": "redis://user:hush-store@127.0.0.1",
        "AMPARO_TICKETS_URL": "redis://user:hush-store@127.0.0.1",
    }
    shown = repr(read_settings(environment))
    assert "hush" not in shown
    assert "\\x01\\x02" not in shown


def test_every_setting_is_read_and_says_what_it_is_for() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (PROJECT / "bot").glob("*settings.py"))
    for setting in SETTINGS:
        assert setting.help
        assert setting.default or setting.unset
        assert source.count(f'"{setting.name}"') >= 2, setting.name
    secrets = {setting.name for setting in SETTINGS if setting.secret}
    assert {name for name in (each.name for each in SETTINGS) if name.endswith(("KEY", "TOKEN", "SECRET"))} == secrets
