"""Whether the providers lead to this deployment, and whether what they bring arrives."""

from collections.abc import Sequence
from datetime import UTC, datetime

from bot.deployment.addresses import Addresses
from bot.deployment.finding import Finding, fine, look, must
from bot.deployment.telegram_bot import TelegramWebhook
from bot.deployment.twilio_account import POST, Sender
from channels.telegram import HANDLED_UPDATES

RECENT_SECONDS = 3600.0
PAST_SECONDS = 86400.0
"""After this Telegram itself gives an update up, so that an error as old says nothing of now."""
MOST_PENDING = 20
"""Updates that may wait at Telegram in a busy moment."""
SET_UP = "run `amparo webhooks`"
SET_UP_TWILIO = "run `amparo webhooks --set`, or paste what `amparo webhooks` prints into Twilio's console"


def telegram_findings(webhook: TelegramWebhook, addresses: Addresses, now: float) -> list[Finding]:
    """Judge what Telegram says of its webhook at a time, in seconds since the epoch."""
    check = "Telegram's webhook"
    if webhook.url != addresses.telegram:
        leads = f"leads to {webhook.url}" if webhook.url else "is not set"
        return [must(check, leads, f"{SET_UP}; it must be {addresses.telegram}")]
    return [
        fine(check, f"leads to {webhook.url}"),
        _updates(webhook.updates),
        _delivery(webhook, now),
        _pending(webhook.pending),
    ]


def twilio_findings(sender: Sender, addresses: Addresses) -> Sequence[Finding]:
    """Judge where Twilio leads what is written to one of our senders."""
    check = f"Twilio's {sender.kind} {sender.name.removeprefix('whatsapp:')}"
    if not sender.sid:
        return [must(check, "is not in this account", "mend TWILIO_SMS_FROM, TWILIO_WHATSAPP_FROM or the account")]
    if sender.other:
        return [must(check, f"its addresses are overridden by {sender.other}", SET_UP_TWILIO)]
    if sender.url != addresses.twilio:
        leads = f"leads to {sender.url}" if sender.url else "leads nowhere"
        return [must(check, leads, f"{SET_UP_TWILIO}; it must be {addresses.twilio}")]
    if sender.method != POST:
        return [must(check, f"calls by {sender.method}, which puts words into addresses and logs", SET_UP_TWILIO)]
    if sender.fallback_url != addresses.twilio or sender.fallback_method != POST:
        return [look(check, "has no second try where the first call fails", SET_UP_TWILIO)]
    return [fine(check, f"leads to {sender.url}")]


def _updates(asked_for: frozenset[str]) -> Finding:
    check = "Telegram's updates"
    if missing := set(HANDLED_UPDATES) - asked_for:
        return must(check, f"does not bring {', '.join(sorted(missing))}", SET_UP)
    if more := asked_for - set(HANDLED_UPDATES):
        return look(check, f"brings {', '.join(sorted(more))}, which nobody reads", SET_UP)
    return fine(check, f"brings {', '.join(HANDLED_UPDATES)}")


def _delivery(webhook: TelegramWebhook, now: float) -> Finding:
    check, age = "Telegram's deliveries", now - webhook.error_at
    if not webhook.error_at or age > PAST_SECONDS:
        return fine(check, "no failure in a day")
    when = datetime.fromtimestamp(webhook.error_at, UTC).strftime("%Y-%m-%d %H:%M UTC")
    found, mend = f"failed at {when}: {webhook.error}", "mend the public address as its own checks say"
    return must(check, found, mend) if age <= RECENT_SECONDS else look(check, found, mend)


def _pending(pending: int) -> Finding:
    check = "Telegram's queue"
    if pending > MOST_PENDING:
        return look(check, f"{pending} updates wait", "look whether the gateway runs; they are lost after a day")
    return fine(check, f"{pending} updates wait")
