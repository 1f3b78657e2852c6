"""The settings: read once from the environment and a `.env` file, each with its help and what its absence means."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.alert_settings import ALERT_SETTINGS, AlertSettings, read_alerts
from bot.flood_settings import FLOOD_SETTINGS, FloodSettings, read_flood
from bot.outside_desk_settings import OUTSIDE_DESK_SETTINGS, OutsideDeskSettings, read_outside_desk
from bot.setting import (
    KEY_BYTES,
    Setting,
    SettingError,
    flag,
    items,
    key,
    number,
    private_url,
    together,
    url,
    zone,
)

__all__ = [
    "KEY_BYTES",
    "PROJECT",
    "SETTINGS",
    "AlertSettings",
    "FloodSettings",
    "OutsideDeskSettings",
    "Setting",
    "SettingError",
    "Settings",
    "TelegramSettings",
    "TwilioSettings",
    "read_settings",
]

PROJECT = Path(__file__).resolve().parent.parent

SETTINGS = (
    Setting("AMPARO_DATA", "the one folder for everything that is written", ".amparo in the project"),
    Setting(
        "AMPARO_SAFETY_MODEL",
        "the safety net's model, as `amparo train` writes it",
        "models/safety.npz in the data folder",
    ),
    Setting("AMPARO_GATEWAY_HOST", "the address that the gateway listens on", "127.0.0.1"),
    Setting("AMPARO_GATEWAY_PORT", "the port of the gateway", "8080"),
    Setting("AMPARO_DESK_HOST", "the address that the desk listens on; never one of the internet", "127.0.0.1"),
    Setting("AMPARO_DESK_PORT", "the port of the desk", "8081"),
    Setting(
        "AMPARO_DESK_URL",
        "the https address at which staff reach the desk, without a path",
        unset="only this machine reaches the desk, at http://127.0.0.1 and the port",
    ),
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
    Setting(
        "AMPARO_DESK_HOURS",
        "when the desk is open, such as mon-fri 09:00-17:00; sat 10:00-14:00; outside them only urgent waits are told",
        unset="the desk is open whenever somebody is on shift",
    ),
    Setting("AMPARO_TICKET_DAYS", "days after its end for which the content of a ticket is kept, 90 at most", "7"),
    Setting(
        "AMPARO_REPORT_DAYS",
        "days after its reporter last sent something for which a report is kept, 365 at most",
        "90",
    ),
    Setting("AMPARO_DESK_OFFICE", "the name of your office, on documents by which it passes reports on", "Amparo"),
    Setting("AMPARO_DESK_ZONE", "the time zone of these hours, such as America/Lima", "UTC"),
    Setting(
        "AMPARO_DESK_CLOSED",
        "days on which the desk stays closed, such as 2026-12-25, with commas",
        unset="every day of the week is as the hours say",
    ),
    *FLOOD_SETTINGS,
    *ALERT_SETTINGS,
    *OUTSIDE_DESK_SETTINGS,
)

MAXIMUM_IDLE_MINUTES = 120
MAXIMUM_HOURS = 24
MAXIMUM_TICKET_DAYS = 90
MAXIMUM_REPORT_DAYS = 365
DAY = 86400
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
    safety_model: Path
    gateway_host: str
    gateway_port: int
    desk_host: str
    desk_port: int
    desk_url: str
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
    desk_hours: str
    retention_seconds: int
    report_retention_seconds: int
    desk_office: str
    desk_zone: ZoneInfo
    desk_closed: tuple[str, ...]
    flood: FloodSettings
    alerts: AlertSettings
    outside_desk: OutsideDeskSettings | None


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Check and convert the settings of an environment. Raises SettingError."""
    values = {each.name: environment.get(each.name, "").strip() for each in SETTINGS}
    twilio, telegram = _twilio(values), _telegram(values)
    port = number(values, "AMPARO_GATEWAY_PORT", 8080, 65535)
    data = _path(values, "AMPARO_DATA") or PROJECT / ".amparo"
    return Settings(
        data=data,
        safety_model=_path(values, "AMPARO_SAFETY_MODEL") or data / "models" / "safety.npz",
        gateway_host=values["AMPARO_GATEWAY_HOST"] or "127.0.0.1",
        gateway_port=port,
        desk_host=values["AMPARO_DESK_HOST"] or "127.0.0.1",
        desk_port=number(values, "AMPARO_DESK_PORT", 8081, 65535),
        desk_url=url(values, "AMPARO_DESK_URL"),
        metrics_port=number(values, "AMPARO_METRICS_PORT", 0, 65535),
        public_url=url(values, "AMPARO_PUBLIC_URL") or f"http://127.0.0.1:{port}",
        sessions_url=private_url(values, "AMPARO_SESSIONS_URL", *STORE_SCHEMES),
        tickets_url=private_url(values, "AMPARO_TICKETS_URL", *STORE_SCHEMES),
        engine_url=private_url(values, "AMPARO_ENGINE_URL", "unix", "http", "https"),
        keys=_path(values, "AMPARO_KEYS"),
        master_key=key(values, "AMPARO_MASTER_KEY"),
        demo=flag(
            values, "AMPARO_DEMO", default=twilio is None and telegram is None and not values["AMPARO_PUBLIC_URL"]
        ),
        countries=tuple(code.upper() for code in items(values, "AMPARO_COUNTRIES")),
        require_review=flag(values, "AMPARO_REQUIRE_REVIEW", default=False),
        texts=_path(values, "AMPARO_TEXTS"),
        idle_seconds=60 * number(values, "AMPARO_SESSION_IDLE_MINUTES", 30, MAXIMUM_IDLE_MINUTES),
        maximum_seconds=3600 * number(values, "AMPARO_SESSION_HOURS", 24, MAXIMUM_HOURS),
        exit_url=url(values, "AMPARO_EXIT_URL") or "https://www.wikipedia.org/",
        twilio=twilio,
        telegram=telegram,
        desk_hours=values["AMPARO_DESK_HOURS"],
        retention_seconds=DAY * number(values, "AMPARO_TICKET_DAYS", 7, MAXIMUM_TICKET_DAYS),
        report_retention_seconds=DAY * number(values, "AMPARO_REPORT_DAYS", 90, MAXIMUM_REPORT_DAYS),
        desk_office=values["AMPARO_DESK_OFFICE"] or "Amparo",
        desk_zone=zone(values, "AMPARO_DESK_ZONE"),
        desk_closed=items(values, "AMPARO_DESK_CLOSED"),
        flood=read_flood(values),
        alerts=read_alerts(values),
        outside_desk=read_outside_desk(values),
    )


def _path(values: Mapping[str, str], name: str) -> Path | None:
    return Path(values[name]).expanduser().resolve() if values[name] else None


def _twilio(values: Mapping[str, str]) -> TwilioSettings | None:
    if not together(values, "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"):
        return None
    return TwilioSettings(
        values["TWILIO_ACCOUNT_SID"],
        values["TWILIO_AUTH_TOKEN"],
        values["TWILIO_SMS_FROM"],
        values["TWILIO_WHATSAPP_FROM"],
        items(values, "TWILIO_WHATSAPP_BUTTONS"),
        url(values, "TWILIO_API_URL") or "https://api.twilio.com",
    )


def _telegram(values: Mapping[str, str]) -> TelegramSettings | None:
    if not together(values, "TELEGRAM_BOT_TOKEN", "TELEGRAM_WEBHOOK_SECRET"):
        return None
    return TelegramSettings(
        values["TELEGRAM_BOT_TOKEN"],
        values["TELEGRAM_WEBHOOK_SECRET"],
        url(values, "TELEGRAM_API_URL") or "https://api.telegram.org",
    )
