"""`amparo webhooks`: leads the providers to this deployment, with neutral commands and texts in every language."""

import asyncio
from collections.abc import Iterable, Mapping

import click

from bot.cli import plainly, settings
from bot.cli.findings import print_findings, progress
from bot.deployment.addresses import Addresses
from bot.deployment.finding import Finding, must_be_mended
from bot.deployment.profile import ANY_LANGUAGE, Profile, keyword_replies, profiles
from bot.deployment.telegram_bot import TelegramBot
from bot.deployment.telegram_setup import Tell, set_up_telegram, take_back_telegram
from bot.deployment.twilio_account import TwilioAccount, sender_names
from bot.deployment.twilio_setup import console_addresses, console_texts, set_up_twilio, take_back_twilio
from bot.knowledge.catalogs import Catalogs
from bot.knowledge.operator_texts import read_operator_texts
from bot.settings import PROJECT, SettingError, Settings
from channels.telegram import HANDLED_UPDATES


@click.command()
@click.option("--set", "sets_twilio", is_flag=True, help="Set Twilio's addresses too, instead of printing them.")
@click.option("--dry-run", is_flag=True, help="Print what would be set, and call nobody.")
@click.option("--remove", is_flag=True, help="Take everything back; with --set at Twilio too.")
@plainly
def webhooks(*, sets_twilio: bool, dry_run: bool, remove: bool) -> None:
    """Lead Telegram and Twilio to AMPARO_PUBLIC_URL.

    At Telegram it sets the webhook with its secret, and commands and texts in every language. For Twilio it prints what
    to paste where, or sets the addresses with --set. Done twice it changes nothing more. Ends with 1 where something
    must be mended.
    """
    known = settings()
    addresses = _addresses(known)
    catalogs = Catalogs(PROJECT / "knowledge", PROJECT / "translations")
    if known.texts:
        catalogs = catalogs.replaced(read_operator_texts(known.texts, catalogs))
    by_language = profiles(catalogs)
    findings: list[Finding] = []
    if not dry_run:
        with progress() as tell:
            findings = asyncio.run(_done(known, addresses, by_language, tell, twilio=sets_twilio, remove=remove))
        if findings:
            print_findings(findings)
    elif known.telegram and not remove:
        _print_telegram(addresses, by_language)
    if known.twilio and not remove:
        names = sender_names(known.twilio)
        if dry_run or not sets_twilio or must_be_mended(findings):
            _print_lines("Twilio's console, https://console.twilio.com", console_addresses(names, addresses))
        replies = {language: keyword_replies(catalogs, language) for language in catalogs.languages}
        _print_lines("Only in Twilio's console: what it answers by itself", console_texts(replies))
    raise SystemExit(1 if must_be_mended(findings) else 0)


async def _done(  # noqa: PLR0913 - what to do, and for whom
    known: Settings,
    addresses: Addresses,
    by_language: Mapping[str, Profile],
    tell: Tell,
    *,
    twilio: bool,
    remove: bool,
) -> list[Finding]:
    findings: list[Finding] = []
    if known.telegram:
        bot = TelegramBot(known.telegram)
        work = take_back_telegram if remove else set_up_telegram
        try:
            findings += await work(bot, addresses, by_language, tell)
        finally:
            await bot.close()
    if known.twilio and twilio:
        account = TwilioAccount(known.twilio)
        lead = take_back_twilio if remove else set_up_twilio
        try:
            findings += await lead(account, addresses, tell)
        finally:
            await account.close()
    return findings


def _addresses(known: Settings) -> Addresses:
    if known.telegram is None and known.twilio is None:
        raise SettingError("neither TELEGRAM_BOT_TOKEN nor TWILIO_ACCOUNT_SID is set; set one, with what belongs to it")
    addresses = Addresses(known.public_url)
    if not addresses.secure:
        raise SettingError("AMPARO_PUBLIC_URL must be the https address that the providers reach")
    return addresses


def _print_telegram(addresses: Addresses, by_language: Mapping[str, Profile]) -> None:
    lines = [addresses.telegram, f"updates: {', '.join(HANDLED_UPDATES)}"]
    for language, profile in by_language.items():
        if language == ANY_LANGUAGE:
            continue
        lines += [language, f"  {profile.short}", f"  {profile.description}"]
        lines += [f"  /{name}: {text}" for name, text in profile.commands]
    _print_lines("Telegram", lines)


def _print_lines(title: str, lines: Iterable[str]) -> None:
    click.echo(f"{title}\n")
    for line in lines:
        click.echo(f"  {line}")
    click.echo()
