"""Whether the settings fit together, beyond what each must be by itself."""

import re
from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches

from bot.deployment.finding import Finding, fine, look, must
from bot.deployment.twilio_account import SenderKind, kind_of, sender_names
from bot.secret_files import SUFFIX
from bot.settings import SETTINGS, Settings, TelegramSettings, TwilioSettings

OURS = ("AMPARO_", "TWILIO_", "TELEGRAM_", "CHATWOOT_", "ZAMMAD_")
# https://core.telegram.org/bots/api#setwebhook
SECRET_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,256}")
SHORT_SECRET = 24
BOT_TOKEN = re.compile(r"[0-9]{5,16}:[A-Za-z0-9_-]{30,64}")
ACCOUNT = re.compile(r"AC[0-9a-f]{32}")
SENDERS = {
    SenderKind.NUMBER: re.compile(r"\+[1-9][0-9]{4,14}|[0-9]{3,8}"),
    SenderKind.SERVICE: re.compile(r"MG[0-9a-f]{32}"),
    SenderKind.WHATSAPP: re.compile(r"whatsapp:\+[1-9][0-9]{4,14}"),
}
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - what is looked for


def settings_findings(settings: Settings, environment: Mapping[str, str]) -> Iterator[Finding]:
    """Judge settings that were read from an environment."""
    found = [
        *_public(settings),
        *(_telegram(settings.telegram) if settings.telegram else ()),
        *(_twilio(settings.twilio) if settings.twilio else ()),
        *_stores(settings),
        *_service(settings),
        *_unknown([name for name, value in environment.items() if value]),
    ]
    yield from found or [fine("settings", "fit together")]


def _public(settings: Settings) -> Iterator[Finding]:
    if settings.telegram is None and settings.twilio is None:
        yield look("channels", "only the web chat is on", "set Twilio's or Telegram's credentials, if people use them")
    elif not settings.public_url.startswith("https://"):
        yield must("AMPARO_PUBLIC_URL", "is not https", "set the https address that the providers call")
    if settings.demo:
        verdict = look if settings.telegram is None and settings.twilio is None else must
        yield verdict("AMPARO_DEMO", "shows the simulator to everybody", "set AMPARO_DEMO=0 where people come")
    if settings.desk_host in EVERYWHERE:
        mend = "make sure that the internet does not reach its port"
        yield look("AMPARO_DESK_HOST", "the desk listens on every address of this machine", mend)
    if settings.desk_url and settings.desk_url == settings.public_url:
        yield must("AMPARO_DESK_URL", "is the public address", "give the desk a name behind a VPN or a login")
    if settings.desk_url.startswith("http://"):
        yield must("AMPARO_DESK_URL", "is not https", "put TLS before the desk, and name its https address")


def _telegram(telegram: TelegramSettings) -> Iterator[Finding]:
    if not BOT_TOKEN.fullmatch(telegram.bot_token):
        yield look("TELEGRAM_BOT_TOKEN", "does not look like a token", "copy it anew from @BotFather")
    if not SECRET_TOKEN.fullmatch(telegram.webhook_secret):
        mend = "take 32 and more of the letters A-Z, a-z, digits, _ and -"
        yield must("TELEGRAM_WEBHOOK_SECRET", "has letters that Telegram does not take", mend)
    elif len(telegram.webhook_secret) < SHORT_SECRET:
        yield look(
            "TELEGRAM_WEBHOOK_SECRET", "is short", "take 32 random letters and digits, then run `amparo webhooks`"
        )


def _twilio(twilio: TwilioSettings) -> Iterator[Finding]:
    if not ACCOUNT.fullmatch(twilio.account_sid):
        yield look("TWILIO_ACCOUNT_SID", "does not look like an account", "copy it anew from Twilio's console")
    if not sender_names(twilio):
        yield must("Twilio's senders", "none is set", "set TWILIO_SMS_FROM or TWILIO_WHATSAPP_FROM")
    for name in sender_names(twilio):
        if not SENDERS[kind_of(name)].fullmatch(name):
            mend = "write +15551234567, MG and 32 letters, or whatsapp:+15551234567"
            yield must("Twilio's senders", f"{name!r} is none", mend)


def _stores(settings: Settings) -> Iterator[Finding]:
    stores = {"AMPARO_SESSIONS_URL": settings.sessions_url, "AMPARO_TICKETS_URL": settings.tickets_url}
    for name, url in {**stores, "AMPARO_ENGINE_URL": settings.engine_url}.items():
        if not url:
            yield look(name, "is not set", "set it, unless `amparo up` runs everything")
    if settings.sessions_url and settings.sessions_url == settings.tickets_url:
        yield must("stores", "are one and the same", "give each a server of its own: one forgets, one keeps")
    if not settings.master_key:
        yield look(
            "AMPARO_MASTER_KEY", "is not set", "make one with `amparo config --new-key`, and keep a copy offline"
        )


def _service(settings: Settings) -> Iterator[Finding]:
    if not settings.countries:
        yield look("AMPARO_COUNTRIES", "all countries are served", "name yours, so that people see who is near")
    if not settings.require_review:
        mend = "set it to 1 where only what a lawyer and a native speaker signed may be said"
        yield look("AMPARO_REQUIRE_REVIEW", "unreviewed answers are served", mend)


def _unknown(names: Collection[str]) -> Iterator[Finding]:
    known = [each.name for each in SETTINGS]
    for name in sorted(names):
        if name.startswith(OURS) and name.removesuffix(SUFFIX) not in known:
            near = get_close_matches(name.removesuffix(SUFFIX), known, 1)
            yield look(name, "is no setting", f"did you mean {near[0]}?" if near else "take it out")
