"""The settings of a desk that an office runs already, Chatwoot or Zammad."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.setting import Setting, SettingError, number, url

CHATWOOT = ("CHATWOOT_URL", "CHATWOOT_ACCOUNT_ID", "CHATWOOT_INBOX_ID", "CHATWOOT_API_TOKEN", "CHATWOOT_WEBHOOK_SECRET")
ZAMMAD = ("ZAMMAD_URL", "ZAMMAD_GROUP", "ZAMMAD_TOKEN", "ZAMMAD_WEBHOOK_SECRET")
MOST_ID = 2**31 - 1

OUTSIDE_DESK_SETTINGS = (
    Setting(
        "AMPARO_OUTSIDE_DESK",
        "chatwoot or zammad shows people who wait in a desk that the office runs already; read docs/own-desk.md first",
        unset="they wait in Amparo's own desk only",
    ),
    Setting("CHATWOOT_URL", "the https address of Chatwoot, without a path", unset="Chatwoot is off"),
    Setting("CHATWOOT_ACCOUNT_ID", "the number of the account", unset="Chatwoot is off"),
    Setting("CHATWOOT_INBOX_ID", "the number of an inbox of the kind API", unset="Chatwoot is off"),
    Setting("CHATWOOT_API_TOKEN", "the access token of an administrator", unset="Chatwoot is off", secret=True),
    Setting("CHATWOOT_WEBHOOK_SECRET", "the secret that signs its webhooks", unset="Chatwoot is off", secret=True),
    Setting("ZAMMAD_URL", "the https address of Zammad, without a path", unset="Zammad is off"),
    Setting("ZAMMAD_GROUP", "the name of the group whose agents answer", unset="Zammad is off"),
    Setting("ZAMMAD_TOKEN", "the access token of an agent who is an administrator", unset="Zammad is off", secret=True),
    Setting("ZAMMAD_WEBHOOK_SECRET", "the signature token of its webhook", unset="Zammad is off", secret=True),
)


@dataclass(frozen=True, slots=True)
class ChatwootSettings:
    """What reaches Chatwoot."""

    url: str
    account_id: int
    inbox_id: int
    api_token: str = field(repr=False)
    webhook_secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ZammadSettings:
    """What reaches Zammad."""

    url: str
    group: str
    token: str = field(repr=False)
    webhook_secret: str = field(repr=False)


OutsideDeskSettings = ChatwootSettings | ZammadSettings


def read_outside_desk(values: Mapping[str, str]) -> OutsideDeskSettings | None:
    """Check and convert; None where no outside desk is set. Raises SettingError."""
    chosen = values["AMPARO_OUTSIDE_DESK"].lower()
    if chosen not in ("", "chatwoot", "zammad"):
        raise SettingError("AMPARO_OUTSIDE_DESK must be chatwoot or zammad")
    if not chosen:
        return None
    for name in CHATWOOT if chosen == "chatwoot" else ZAMMAD:
        if not values[name]:
            raise SettingError(f"{name} is not set, but AMPARO_OUTSIDE_DESK is {chosen}; set both or neither")
    if chosen == "chatwoot":
        return ChatwootSettings(
            _address(values, "CHATWOOT_URL"),
            number(values, "CHATWOOT_ACCOUNT_ID", 0, MOST_ID),
            number(values, "CHATWOOT_INBOX_ID", 0, MOST_ID),
            _sendable(values, "CHATWOOT_API_TOKEN"),
            values["CHATWOOT_WEBHOOK_SECRET"],
        )
    return ZammadSettings(
        _address(values, "ZAMMAD_URL"),
        values["ZAMMAD_GROUP"],
        _sendable(values, "ZAMMAD_TOKEN"),
        values["ZAMMAD_WEBHOOK_SECRET"],
    )


def _address(values: Mapping[str, str], name: str) -> str:
    """Read the desk's address: what people wrote goes there, over TLS unless it is on this machine."""
    address = url(values, name)
    here = address.startswith(("http://127.0.0.1:", "http://localhost:", "http://[::1]:"))
    if not (here or address.startswith("https://")):
        raise SettingError(f"{name} must be an https address such as https://desk.example.org")
    return address


def _sendable(values: Mapping[str, str], name: str) -> str:
    if not (values[name].isascii() and values[name].isprintable()):
        raise SettingError(f"{name} must be letters and digits as the desk shows them")
    return values[name]
