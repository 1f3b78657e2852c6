"""The settings of the pings to staff: who is told that somebody waits, by what, and how often."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from bot.setting import Setting, SettingError, items, number, private_url, together, url

MOST_MINUTES = 120
CHAT = re.compile(r"-?[0-9]{1,20}|@[A-Za-z0-9_]{5,32}")
ADDRESS = re.compile(r"[^@\s<>,;\"]{1,64}@[^@\s<>,;\"]{1,255}")
SUBMISSION, SUBMISSION_BY_TLS = 587, 465
"""Ports of mail submission, RFC 6409 and RFC 8314."""

ALERT_SETTINGS = (
    Setting("AMPARO_ALERT_LANGUAGE", "the language of the pings that tell staff that somebody waits", "en"),
    Setting("AMPARO_ALERT_REPEAT_MINUTES", "minutes after which a ping is repeated; urgent ones each minute", "3"),
    Setting(
        "AMPARO_ALERT_SUPERVISOR_MINUTES", "minutes of waiting after which supervisors are told; urgent ones 2", "10"
    ),
    Setting(
        "AMPARO_ALERT_TELEGRAM_TOKEN",
        "the token of a second bot that pings the staff's Telegram group, never the bot that people write to",
        unset="nobody is pinged by Telegram",
        secret=True,
    ),
    Setting("AMPARO_ALERT_TELEGRAM_CHAT", "the id of the staff's group", unset="nobody is pinged by Telegram"),
    Setting(
        "AMPARO_ALERT_SUPERVISOR_TELEGRAM_CHAT",
        "the id of the supervisors' group, for the same bot",
        unset="supervisors are not pinged by Telegram",
    ),
    Setting(
        "AMPARO_ALERT_SMTP_URL",
        "the mail server, smtps://user:password@host:465, or smtp:// and port 587 for STARTTLS",
        unset="nobody is pinged by e-mail",
    ),
    Setting("AMPARO_ALERT_EMAIL_FROM", "the sender's address of such e-mail", unset="nobody is pinged by e-mail"),
    Setting("AMPARO_ALERT_EMAIL_TO", "the staff's addresses, with commas", unset="nobody is pinged by e-mail"),
    Setting(
        "AMPARO_ALERT_SUPERVISOR_EMAIL",
        "the supervisors' addresses, with commas",
        unset="supervisors are not pinged by e-mail",
    ),
    Setting(
        "AMPARO_ALERT_NTFY_URL", "the https address of the staff's ntfy topic", unset="nobody is pinged through ntfy"
    ),
    Setting(
        "AMPARO_ALERT_SUPERVISOR_NTFY_URL",
        "the address of the supervisors' topic, on the same server",
        unset="supervisors are not pinged through ntfy",
    ),
    Setting(
        "AMPARO_ALERT_NTFY_TOKEN",
        "an access token that may write to these topics",
        unset="the topics are written to without one",
        secret=True,
    ),
)


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """The mail server; `by_tls` speaks TLS from the first byte, otherwise STARTTLS is required."""

    host: str
    port: int
    user: str = field(repr=False)
    password: str = field(repr=False)
    by_tls: bool
    sender: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class AlertSettings:
    """Who is pinged; what is empty is off. Times are in seconds."""

    language: str
    repeat_seconds: int
    supervisor_seconds: int
    telegram_token: str = field(repr=False)
    telegram_api_url: str
    telegram_chat: str = field(repr=False)
    supervisor_telegram_chat: str = field(repr=False)
    smtp: SmtpSettings | None
    emails: tuple[str, ...] = field(repr=False)
    supervisor_emails: tuple[str, ...] = field(repr=False)
    ntfy_url: str = field(repr=False)
    supervisor_ntfy_url: str = field(repr=False)
    ntfy_token: str = field(repr=False)


def read_alerts(values: Mapping[str, str]) -> AlertSettings:
    """Check and convert. Raises SettingError."""
    smtp = _smtp(values)
    return AlertSettings(
        language=values["AMPARO_ALERT_LANGUAGE"].lower() or "en",
        repeat_seconds=60 * number(values, "AMPARO_ALERT_REPEAT_MINUTES", 3, MOST_MINUTES),
        supervisor_seconds=60 * number(values, "AMPARO_ALERT_SUPERVISOR_MINUTES", 10, MOST_MINUTES),
        telegram_token=_token(values),
        telegram_api_url=url(values, "TELEGRAM_API_URL") or "https://api.telegram.org",
        telegram_chat=_chat(values, "AMPARO_ALERT_TELEGRAM_CHAT"),
        supervisor_telegram_chat=_chat(values, "AMPARO_ALERT_SUPERVISOR_TELEGRAM_CHAT"),
        smtp=smtp,
        emails=_addresses(values, "AMPARO_ALERT_EMAIL_TO"),
        supervisor_emails=_addresses(values, "AMPARO_ALERT_SUPERVISOR_EMAIL"),
        ntfy_url=_topic(values, "AMPARO_ALERT_NTFY_URL"),
        supervisor_ntfy_url=_topic(values, "AMPARO_ALERT_SUPERVISOR_NTFY_URL"),
        ntfy_token=_ntfy_token(values),
    )


def _token(values: Mapping[str, str]) -> str:
    together(values, "AMPARO_ALERT_TELEGRAM_TOKEN", "AMPARO_ALERT_TELEGRAM_CHAT")
    _needs(values, "AMPARO_ALERT_SUPERVISOR_TELEGRAM_CHAT", "AMPARO_ALERT_TELEGRAM_TOKEN")
    token = values["AMPARO_ALERT_TELEGRAM_TOKEN"]
    # The bot's id stands before the colon and stays when its token is made anew.
    if token and token.partition(":")[0] == values["TELEGRAM_BOT_TOKEN"].partition(":")[0]:
        raise SettingError("AMPARO_ALERT_TELEGRAM_TOKEN must be that of a second bot, since people write to this one")
    return token


def _chat(values: Mapping[str, str], name: str) -> str:
    if values[name] and not CHAT.fullmatch(values[name]):
        raise SettingError(f"{name} must be the id of a group, such as -1001234567890")
    return values[name]


def _smtp(values: Mapping[str, str]) -> SmtpSettings | None:
    text = private_url(values, "AMPARO_ALERT_SMTP_URL", "smtps", "smtp")
    for name in ("AMPARO_ALERT_EMAIL_FROM", "AMPARO_ALERT_EMAIL_TO"):
        together(values, "AMPARO_ALERT_SMTP_URL", name)
    _needs(values, "AMPARO_ALERT_SUPERVISOR_EMAIL", "AMPARO_ALERT_SMTP_URL")
    if not text:
        return None
    parts = urlsplit(text)
    by_tls = parts.scheme == "smtps"
    (sender,) = _addresses(values, "AMPARO_ALERT_EMAIL_FROM")[:1]
    return SmtpSettings(
        host=parts.hostname or "",
        port=parts.port or (SUBMISSION_BY_TLS if by_tls else SUBMISSION),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        by_tls=by_tls,
        sender=sender,
    )


def _addresses(values: Mapping[str, str], name: str) -> tuple[str, ...]:
    addresses = items(values, name)
    if (values[name] and not addresses) or not all(ADDRESS.fullmatch(each) and each.isascii() for each in addresses):
        raise SettingError(f"{name} must be an e-mail address such as desk@example.org, or several with commas")
    return addresses


def _topic(values: Mapping[str, str], name: str) -> str:
    topic = url(values, name)
    if topic and not urlsplit(topic).path.strip("/"):
        raise SettingError(f"{name} must be the address of a topic, such as https://ntfy.example.org/our-desk")
    return topic


def _ntfy_token(values: Mapping[str, str]) -> str:
    topics = [values[name] for name in ("AMPARO_ALERT_NTFY_URL", "AMPARO_ALERT_SUPERVISOR_NTFY_URL") if values[name]]
    if values["AMPARO_ALERT_NTFY_TOKEN"]:
        _needs(values, "AMPARO_ALERT_NTFY_TOKEN", "AMPARO_ALERT_NTFY_URL")
        # The token of one server is nothing for another to see.
        if len({urlsplit(topic)[:2] for topic in topics}) > 1:
            raise SettingError("AMPARO_ALERT_SUPERVISOR_NTFY_URL must be on the server of AMPARO_ALERT_NTFY_URL")
    return values["AMPARO_ALERT_NTFY_TOKEN"]


def _needs(values: Mapping[str, str], name: str, needed: str) -> None:
    if values[name] and not values[needed]:
        raise SettingError(f"{needed} is not set, but {name} is; set both or neither")
