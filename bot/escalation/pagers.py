"""The pagers that an office has set, by name, each with its audience."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bot.alert_settings import AlertSettings
from bot.escalation.alert import Audience, Pager
from bot.escalation.email_alert import EmailAlert
from bot.escalation.ntfy import NtfyTopic
from bot.escalation.telegram_group import TelegramGroup


@dataclass(frozen=True, slots=True)
class PagerSet:
    """Pagers by name, and who each of them pings."""

    by_name: Mapping[str, Pager] = field(repr=False)
    audiences: Mapping[str, Audience]


def make_pagers(settings: AlertSettings) -> PagerSet:
    """Make a pager for each way and audience that is set; nothing connects before the first ping."""
    found = {
        f"{audience}.{pager.kind}": (audience, pager) for audience in Audience for pager in _pagers(settings, audience)
    }
    return PagerSet(
        {name: pager for name, (_, pager) in found.items()}, {name: audience for name, (audience, _) in found.items()}
    )


def _pagers(settings: AlertSettings, audience: Audience) -> Iterator[Pager]:
    supervises = audience is Audience.SUPERVISORS
    if chat := settings.supervisor_telegram_chat if supervises else settings.telegram_chat:
        yield TelegramGroup(bot_token=settings.telegram_token, chat=chat, api_url=settings.telegram_api_url)
    addresses = settings.supervisor_emails if supervises else settings.emails
    if settings.smtp is not None and addresses:
        yield EmailAlert(server=settings.smtp, addresses=addresses)
    if url := settings.supervisor_ntfy_url if supervises else settings.ntfy_url:
        yield NtfyTopic(url=url, token=settings.ntfy_token)
