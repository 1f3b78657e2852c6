"""What providers show and say in our name, by language: neutral, for a phone may be watched. The words are content."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.knowledge.catalogs import SOURCE_LANGUAGE, Catalogs
from bot.setting import SettingError
from channels.segments import plain

# https://core.telegram.org/bots/api#botcommand, #setmydescription and #setmyshortdescription
MOST_COMMAND, MOST_DESCRIPTION, MOST_SHORT = 256, 512, 120

COMMANDS = {
    "menu": "choice.menu",
    "human": "profile.human",
    "language": "choice.language",
    "country": "choice.country",
    "privacy": "choice.privacy",
    "delete": "choice.erase",
    "exit": "choice.exit",
    "stop": "choice.stop",
}
"""The commands that Telegram lists beside the chat, each with the text that explains it."""
DESCRIPTION, SHORT = "profile.description", "profile.short"
KEYWORDS = {"HELP": "keyword.help", "STOP": "keyword.stop", "START": "keyword.start"}
"""The words that Twilio answers by itself."""
ANY_LANGUAGE = ""
"""What Telegram shows to whose language has no profile of its own."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What Telegram shows of the bot in one language; commands are pairs of name and explanation."""

    description: str = ""
    short: str = ""
    commands: tuple[tuple[str, str], ...] = ()


def profiles(catalogs: Catalogs) -> Mapping[str, Profile]:
    """Give a profile for each language, and the English one for all others. Raises SettingError for too long a text."""
    by_language = {language: _profile(catalogs, language) for language in catalogs.languages}
    return {ANY_LANGUAGE: by_language[SOURCE_LANGUAGE], **by_language}


def keyword_replies(catalogs: Catalogs, language: str) -> Mapping[str, str]:
    """Give what Twilio shall answer to HELP, STOP and START, in letters that cost least by SMS."""
    plain_letters = catalogs.locales[language].plain_sms_letters
    said = {word: catalogs.say(f"conversation.{key}", language) for word, key in KEYWORDS.items()}
    return {word: plain(text) if plain_letters else text for word, text in said.items()}


def _profile(catalogs: Catalogs, language: str) -> Profile:
    def say(key: str, most: int) -> str:
        text = catalogs.say(f"conversation.{key}", language)
        if not 0 < len(text) <= most:
            raise SettingError(
                f"AMPARO_TEXTS: {language}: {key} has {len(text)} characters; Telegram takes 1 to {most}"
            )
        return text

    commands = tuple((name, say(key, MOST_COMMAND)) for name, key in COMMANDS.items())
    return Profile(say(DESCRIPTION, MOST_DESCRIPTION), say(SHORT, MOST_SHORT), commands)
