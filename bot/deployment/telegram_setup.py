"""Sets Telegram up for this deployment, and takes it back; done twice it changes nothing more."""

import time
from collections.abc import Callable, Mapping

from bot.deployment.addresses import Addresses
from bot.deployment.checks.provider import telegram_findings
from bot.deployment.finding import Finding, fine, look, must
from bot.deployment.profile import ANY_LANGUAGE, Profile
from bot.deployment.refusal import ProviderRefusal
from bot.deployment.telegram_bot import TelegramBot
from bot.storage.clock import Clock

Tell = Callable[[str], None]
"""Takes what is being done, for who waits."""
WEBHOOK, PROFILE = "Telegram's webhook", "Telegram's profile"
NOTHING = Profile()


async def set_up_telegram(
    bot: TelegramBot, addresses: Addresses, profiles: Mapping[str, Profile], tell: Tell, clock: Clock = time.time
) -> list[Finding]:
    """Set the webhook and the profile of each language, and read back what Telegram says of it; never raises."""
    try:
        tell("Telegram: the webhook")
        await bot.set_webhook(addresses.telegram)
        changed = await _change_profiles(bot, profiles, tell)
        tell("Telegram: reading back")
        read_back = telegram_findings(await bot.webhook(), addresses, clock())
    except ProviderRefusal as refusal:
        return [must("Telegram", refusal.found, refusal.mend)]
    done = f"commands and texts in {len(profiles) - 1} languages"
    return [*read_back, fine(PROFILE, f"{done}: {changed} changed" if changed else f"{done}, as they were")]


async def take_back_telegram(
    bot: TelegramBot, addresses: Addresses, languages: Mapping[str, Profile], tell: Tell
) -> list[Finding]:
    """Remove our webhook, commands and texts; a webhook of somebody else stays. Never raises."""
    try:
        tell("Telegram: the webhook")
        url = (await bot.webhook()).url
        if url and url != addresses.telegram:
            return [look(WEBHOOK, f"leads to {url}", "it is not this deployment's, so nothing was removed")]
        await bot.remove_webhook()
        changed = await _change_profiles(bot, dict.fromkeys(languages, NOTHING), tell)
    except ProviderRefusal as refusal:
        return [must("Telegram", refusal.found, refusal.mend)]
    return [
        fine(WEBHOOK, "removed; what people write waits at Telegram for a day"),
        fine(PROFILE, f"removed in {changed} languages"),
    ]


async def _change_profiles(bot: TelegramBot, profiles: Mapping[str, Profile], tell: Tell) -> int:
    """Write the profiles that differ, and say how many; Telegram counts each change against a limit."""
    changed = 0
    # The one for all languages first: where it stands in for another, that one then needs nothing.
    for language in sorted(profiles, key=lambda each: each != ANY_LANGUAGE):
        tell(f"Telegram: commands and texts ({language or 'all languages'})")
        old = await bot.profile(language)
        if old != profiles[language]:
            await bot.change_profile(language, old, profiles[language])
            changed += 1
    return changed
