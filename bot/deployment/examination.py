"""Everything that is looked at in a deployment, one part after the other; nothing is changed by it."""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from bot.deployment.addresses import Addresses
from bot.deployment.checks.content import content_findings
from bot.deployment.checks.desk import alert_findings, desk_findings
from bot.deployment.checks.machine import machine_findings
from bot.deployment.checks.models import models_findings
from bot.deployment.checks.provider import telegram_findings, twilio_findings
from bot.deployment.checks.public_address import public_address_findings
from bot.deployment.checks.settings import settings_findings
from bot.deployment.checks.store import SESSIONS, TICKETS, separate_findings, store_findings
from bot.deployment.checks.time import time_finding
from bot.deployment.facts.desk import see_desk
from bot.deployment.facts.machine import see_machine
from bot.deployment.facts.models import see_models
from bot.deployment.facts.provider_time import clock_skew
from bot.deployment.facts.public_address import see_public_address
from bot.deployment.facts.store import see_store
from bot.deployment.finding import Finding, must
from bot.deployment.refusal import ProviderRefusal
from bot.deployment.telegram_bot import TelegramBot
from bot.deployment.twilio_account import TwilioAccount
from bot.escalation.pagers import make_pagers
from bot.knowledge.content_file import ContentError
from bot.knowledge.knowledge_base import read_knowledge
from bot.settings import Settings
from bot.storage.clock import Clock


@dataclass(frozen=True, slots=True)
class Deployment:
    """What is examined: settings and the environment that they came from, files of secrets, the engine's Python."""

    settings: Settings
    environment: Mapping[str, str] = field(repr=False)
    secret_files: tuple[tuple[Path, bool], ...]
    python: Path
    project: Path
    clock: Clock = time.time


async def examine(deployment: Deployment, tell: Callable[[str], None], *, offline: bool) -> list[Finding]:
    """Look at all parts and give what was found; `offline` asks nobody but our own stores and engine. Never raises."""
    settings = deployment.settings
    tell("settings")
    findings = [*settings_findings(settings, deployment.environment)]
    tell("content")
    findings += _content(deployment)
    tell("this machine")
    findings += machine_findings(see_machine(settings, deployment.secret_files))
    tell("models")
    findings += models_findings(await see_models(settings, deployment.python, deployment.project))
    tell("stores")
    findings += await _stores(settings)
    tell("the desk")
    findings += await _desk(deployment)
    if not offline:
        findings += await _world(deployment, tell)
    return findings


async def _world(deployment: Deployment, tell: Callable[[str], None]) -> list[Finding]:
    """Look at the public address, the providers and the clock, over the network."""
    settings, clock = deployment.settings, deployment.clock
    addresses = Addresses(settings.public_url)
    findings: list[Finding] = []
    tell(f"the public address, {settings.public_url}")
    seen = await see_public_address(settings)
    findings += public_address_findings(seen, clock(), telegram=settings.telegram is not None)
    asked = settings.public_url
    if settings.telegram is not None:
        tell("Telegram")
        findings += await _telegram(TelegramBot(settings.telegram), addresses, clock)
        asked = settings.telegram.api_url
    if settings.twilio is not None:
        tell("Twilio")
        findings += await _twilio(TwilioAccount(settings.twilio), addresses)
        asked = settings.twilio.api_url
    tell("the clock")
    return [*findings, time_finding(await clock_skew(asked, clock))]


async def _telegram(bot: TelegramBot, addresses: Addresses, clock: Clock) -> list[Finding]:
    try:
        return telegram_findings(await bot.webhook(), addresses, clock())
    except ProviderRefusal as refusal:
        return [must("Telegram", refusal.found, refusal.mend)]
    finally:
        await bot.close()


async def _twilio(account: TwilioAccount, addresses: Addresses) -> list[Finding]:
    findings: list[Finding] = []
    for name in account.names:
        try:
            findings += twilio_findings(await account.sender(name), addresses)
        except ProviderRefusal as refusal:
            findings.append(must(f"Twilio, {name}", refusal.found, refusal.mend))
    await account.close()
    return findings


async def _stores(settings: Settings) -> list[Finding]:
    urls = {SESSIONS: settings.sessions_url, TICKETS: settings.tickets_url}
    stores = {role: await see_store(role, url) for role, url in urls.items() if url}
    findings = [finding for store in stores.values() for finding in store_findings(store)]
    if len(stores) == len(urls):
        findings += separate_findings(stores[SESSIONS], stores[TICKETS])
    return findings


async def _desk(deployment: Deployment) -> Iterable[Finding]:
    settings, now = deployment.settings, deployment.clock()
    if not settings.tickets_url:
        return ()
    desk = await see_desk(settings, deployment.clock)
    audiences = set(make_pagers(settings.alerts).audiences.values())
    return [
        *desk_findings(desk, now, outside=settings.outside_desk is not None),
        *alert_findings(audiences, staffed=bool(desk.workers) or settings.outside_desk is not None),
    ]


def _content(deployment: Deployment) -> list[Finding]:
    settings, today = deployment.settings, datetime.fromtimestamp(deployment.clock(), UTC).date()
    try:
        knowledge = read_knowledge(deployment.project, texts=settings.texts)
    except ContentError as error:
        return [must("content", str(error), "mend it there; `amparo check` says more")]
    return [*content_findings(knowledge, settings.countries, today)]
