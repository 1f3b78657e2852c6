"""The settings: read once from the environment and a `.env` file, each with its help and what its absence means."""

import base64
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

KEY_BYTES = 32
PROJECT = Path(__file__).resolve().parent.parent


class SettingError(Exception):
    """A setting that is missing or cannot be used; the text names it and the mend."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its name, what it is for, its default, and what is off while it is not set."""

    name: str
    help: str
    default: str = ""
    unset: str = ""
    secret: bool = False


SETTINGS = (
    Setting("AMPARO_DATA", "the one folder for everything that is written", ".amparo in the project"),
    Setting("AMPARO_GATEWAY_HOST", "the address that the gateway listens on", "127.0.0.1"),
    Setting("AMPARO_GATEWAY_PORT", "the port of the gateway", "8080"),
    Setting("AMPARO_DESK_PORT", "the port of the desk, once there is one", "8081"),
    Setting(
        "AMPARO_METRICS_PORT",
        "a port of 127.0.0.1 where Prometheus reads how often things happened, small numbers merged",
        unset="no metrics are served",
    ),
    Setting(
        "AMPARO_PUBLIC_URL",
        "the https address that Twilio and Telegram call, without a path; signatures are checked against it",
        unset="webhooks are checked against http://127.0.0.1 and the port",
    ),
    Setting(
        "AMPARO_SESSIONS_URL", "a Redis or Valkey 7 without persistence", unset="`amparo up` starts one from a wheel"
    ),
    Setting(
        "AMPARO_TICKETS_URL", "a Redis or Valkey 7 with appendfsync always", unset="`amparo up` starts one from a wheel"
    ),
    Setting(
        "AMPARO_KEYS",
        "a folder in memory (tmpfs) for the keys of open chats, shared by the gateways of one machine",
        unset="a folder under /dev/shm",
    ),
    Setting("AMPARO_ENGINE_URL", "the engine: unix:///path or http://127.0.0.1:port", unset="`amparo up` starts one"),
    Setting(
        "AMPARO_MASTER_KEY",
        "32 random bytes in base64, from which keys of ids and content are made: `amparo config --new-key`",
        unset="only the demo runs, with a key of its own in the data folder",
        secret=True,
    ),
    Setting(
        "AMPARO_DEMO",
        "1 shows the simulator beside the web chat, 0 never",
        unset="on while neither a provider nor AMPARO_PUBLIC_URL is set",
    ),
    Setting(
        "AMPARO_COUNTRIES",
        "the countries served, as ISO codes with commas; named where a person's country is unknown",
        unset="all countries of the knowledge base",
    ),
    Setting(
        "AMPARO_REQUIRE_REVIEW",
        "1 serves only answers that a person has reviewed, in languages that a native speaker has signed",
        unset="unreviewed answers are served, and their sources say so",
    ),
    Setting(
        "AMPARO_TEXTS",
        "a YAML file with the operator's own words for the greeting, the notices and the page, by language",
        unset="the texts of knowledge/conversation.yml are said",
    ),
    Setting("AMPARO_SESSION_IDLE_MINUTES", "minutes of silence after which a chat is forgotten, 120 at most", "30"),
    Setting("AMPARO_SESSION_HOURS", "hours after which a chat is forgotten however busy it is, 24 at most", "24"),
    Setting("AMPARO_EXIT_URL", "the neutral page that Leave opens in the web chat", "https://www.wikipedia.org/"),
    Setting("TWILIO_ACCOUNT_SID", "the Twilio account", unset="SMS and WhatsApp are off"),
    Setting(
        "TWILIO_AUTH_TOKEN", "its secret, which also signs webhooks", unset="SMS and WhatsApp are off", secret=True
    ),
    Setting("TWILIO_SMS_FROM", "our SMS number, +E.164, or a messaging service id", unset="SMS is off"),
    Setting("TWILIO_WHATSAPP_FROM", "our WhatsApp sender, whatsapp:+E.164", unset="WhatsApp is off"),
    Setting(
        "TWILIO_WHATSAPP_BUTTONS",
        "content template ids for 1, 2 and 3 buttons, with commas",
        unset="WhatsApp shows numbered choices",
    ),
    Setting("TWILIO_API_URL", "Twilio's API, or a test peer", "https://api.twilio.com"),
    Setting("TELEGRAM_BOT_TOKEN", "the bot's token", unset="Telegram is off", secret=True),
    Setting(
        "TELEGRAM_WEBHOOK_SECRET",
        "the secret that Telegram sends with each update",
        unset="Telegram is off",
        secret=True,
    ),
    Setting("TELEGRAM_API_URL", "Telegram's API, or a test peer", "https://api.telegram.org"),
)

MAXIMUM_IDLE_MINUTES = 120
MAXIMUM_HOURS = 24
STORE_SCHEMES = ("redis", "rediss", "unix")


@dataclass(frozen=True, slots=True)
class TwilioSettings:
    """What reaches people by SMS and WhatsApp; an empty sender switches its channel off."""

    account_sid: str
    auth_token: str = field(repr=False)
    sms_from: str
    whatsapp_from: str
    whatsapp_buttons: tuple[str, ...]
    api_url: str


@dataclass(frozen=True, slots=True)
class TelegramSettings:
    """What reaches people by Telegram."""

    bot_token: str = field(repr=False)
    webhook_secret: str = field(repr=False)
    api_url: str


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that an operator decides, checked."""

    data: Path
    gateway_host: str
    gateway_port: int
    desk_port: int
    metrics_port: int
    public_url: str
    sessions_url: str = field(repr=False)
    tickets_url: str = field(repr=False)
    engine_url: str
    keys: Path | None
    master_key: bytes = field(repr=False)
    demo: bool
    countries: tuple[str, ...]
    require_review: bool
    texts: Path | None
    idle_seconds: int
    maximum_seconds: int
    exit_url: str
    twilio: TwilioSettings | None
    telegram: TelegramSettings | None


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Check and convert the settings of an environment. Raises SettingError."""
    values = {each.name: environment.get(each.name, "").strip() for each in SETTINGS}
    twilio, telegram = _twilio(values), _telegram(values)
    port = _number(values, "AMPARO_GATEWAY_PORT", 8080, 65535)
    data = values["AMPARO_DATA"]
    return Settings(
        data=Path(data).expanduser().resolve() if data else PROJECT / ".amparo",
        gateway_host=values["AMPARO_GATEWAY_HOST"] or "127.0.0.1",
        gateway_port=port,
        desk_port=_number(values, "AMPARO_DESK_PORT", 8081, 65535),
        metrics_port=_number(values, "AMPARO_METRICS_PORT", 0, 65535),
        public_url=_url(values, "AMPARO_PUBLIC_URL") or f"http://127.0.0.1:{port}",
        sessions_url=_private_url(values, "AMPARO_SESSIONS_URL", *STORE_SCHEMES),
        tickets_url=_private_url(values, "AMPARO_TICKETS_URL", *STORE_SCHEMES),
        engine_url=_private_url(values, "AMPARO_ENGINE_URL", "unix", "http", "https"),
        keys=Path(values["AMPARO_KEYS"]).expanduser().resolve() if values["AMPARO_KEYS"] else None,
        master_key=_key(values["AMPARO_MASTER_KEY"]),
        demo=_flag(
            values, "AMPARO_DEMO", default=twilio is None and telegram is None and not values["AMPARO_PUBLIC_URL"]
        ),
        countries=tuple(code.strip().upper() for code in values["AMPARO_COUNTRIES"].split(",") if code.strip()),
        require_review=_flag(values, "AMPARO_REQUIRE_REVIEW", default=False),
        texts=Path(values["AMPARO_TEXTS"]).expanduser().resolve() if values["AMPARO_TEXTS"] else None,
        idle_seconds=60 * _number(values, "AMPARO_SESSION_IDLE_MINUTES", 30, MAXIMUM_IDLE_MINUTES),
        maximum_seconds=3600 * _number(values, "AMPARO_SESSION_HOURS", 24, MAXIMUM_HOURS),
        exit_url=_url(values, "AMPARO_EXIT_URL") or "https://www.wikipedia.org/",
        twilio=twilio,
        telegram=telegram,
    )


def _twilio(values: Mapping[str, str]) -> TwilioSettings | None:
    if not _together(values, "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"):
        return None
    return TwilioSettings(
        values["TWILIO_ACCOUNT_SID"],
        values["TWILIO_AUTH_TOKEN"],
        values["TWILIO_SMS_FROM"],
        values["TWILIO_WHATSAPP_FROM"],
        tuple(each.strip() for each in values["TWILIO_WHATSAPP_BUTTONS"].split(",") if each.strip()),
        _url(values, "TWILIO_API_URL") or "https://api.twilio.com",
    )


def _telegram(values: Mapping[str, str]) -> TelegramSettings | None:
    if not _together(values, "TELEGRAM_BOT_TOKEN", "TELEGRAM_WEBHOOK_SECRET"):
        return None
    return TelegramSettings(
        values["TELEGRAM_BOT_TOKEN"],
        values["TELEGRAM_WEBHOOK_SECRET"],
        _url(values, "TELEGRAM_API_URL") or "https://api.telegram.org",
    )


def _together(values: Mapping[str, str], *names: str) -> bool:
    missing = [name for name in names if not values[name]]
    if missing and len(missing) < len(names):
        others = " and ".join(name for name in names if name not in missing)
        raise SettingError(f"{missing[0]} is not set, but {others} is; set both or neither")
    return not missing


def _number(values: Mapping[str, str], name: str, default: int, most: int) -> int:
    text = values[name]
    if not text:
        return default
    if not (text.isdecimal() and len(text) <= len(str(most)) and 1 <= int(text) <= most):
        raise SettingError(f"{name} must be a whole number from 1 to {most}")
    return int(text)


def _flag(values: Mapping[str, str], name: str, *, default: bool) -> bool:
    text = values[name]
    if text not in ("", "0", "1"):
        raise SettingError(f"{name} must be 0 or 1")
    return text == "1" if text else default


def _url(values: Mapping[str, str], name: str) -> str:
    text = values[name].rstrip("/") if name != "AMPARO_EXIT_URL" else values[name]
    parts = _parts(text)
    if text and (parts is None or parts.scheme not in ("http", "https") or not parts.hostname or parts.username):
        raise SettingError(f"{name} must be an address such as https://example.org")
    return text


def _private_url(values: Mapping[str, str], name: str, *schemes: str) -> str:
    text = values[name]
    parts = _parts(text)
    if text and not (parts and parts.scheme in schemes and (parts.path if parts.scheme == "unix" else parts.hostname)):
        raise SettingError(f"{name} must be an address that begins with {', '.join(f'{each}://' for each in schemes)}")
    return text


def _parts(text: str) -> SplitResult | None:
    try:
        parts = urlsplit(text)
        usable = parts.port != 0  # a port that is no number is found only when it is read
    except ValueError:
        return None
    return parts if usable else None


_URL_SAFE = str.maketrans("+/", "-_")


def _key(text: str) -> bytes:
    """Read key material: 32 bytes in base64 or hexadecimal, or any secret of 32 letters and more."""
    if not text:
        return b""
    with suppress(ValueError):
        if len(key := bytes.fromhex(text)) == KEY_BYTES:
            return key
    with suppress(ValueError):
        if len(key := base64.b64decode(text.translate(_URL_SAFE), altchars=b"-_", validate=True)) == KEY_BYTES:
            return key
    if len(text) < KEY_BYTES:
        raise SettingError(
            f"AMPARO_MASTER_KEY must be {KEY_BYTES} random bytes; make one with `amparo config --new-key`"
        )
    return text.encode()
