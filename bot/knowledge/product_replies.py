"""The saved replies that come with the product, from the catalogs."""

from collections.abc import Sequence

from bot.knowledge.catalogs import SOURCE_LANGUAGE, Catalogs
from bot.staff.saved_reply import SavedReply, Wording

PREFIX = "desk.replies."


def product_replies(catalogs: Catalogs) -> Sequence[SavedReply]:
    """Give them in the order of their file; approved where a native speaker has signed the whole language."""
    ids = [key.removeprefix(PREFIX).removesuffix(".title") for key in catalogs.keys() if _is_title(key)]  # noqa: SIM118
    return [SavedReply(each, dict(_wordings(each, catalogs))) for each in ids]


def _is_title(key: str) -> bool:
    return key.startswith(PREFIX) and key.endswith(".title")


def _wordings(reply: str, catalogs: Catalogs) -> Sequence[tuple[str, Wording]]:
    title, text = f"{PREFIX}{reply}.title", f"{PREFIX}{reply}.text"
    found = []
    for language in catalogs.languages:
        # English in the place of what is not translated would be sent to somebody who cannot read it.
        if catalogs.translated(title, language) and catalogs.translated(text, language):
            signed = catalogs.locales[language].native_speaker or ""
            by = "" if language == SOURCE_LANGUAGE else signed
            found.append((language, Wording(language, catalogs.say(title, language), catalogs.say(text, language), by)))
    return found
