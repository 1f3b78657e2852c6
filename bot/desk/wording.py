"""Times and names as a page of the desk says them."""

from dataclasses import dataclass
from datetime import UTC, datetime

from babel.dates import format_datetime
from babel.lists import format_list

from bot.desk.language import Voice
from bot.knowledge.catalogs import country_name, language_name

MINUTE, HOUR = 60, 3600


@dataclass(frozen=True, slots=True)
class Wording:
    """Says times and names in the voice of who asks; times are in seconds since the epoch."""

    voice: Voice
    now: float

    def ago(self, since: float) -> str:
        """Say how long something lasts, in minutes or hours."""
        seconds = max(0, int(self.now - since))
        if seconds < MINUTE:
            return self.voice.say("desk.supervision.time.moment")
        if seconds < HOUR:
            return self.voice.say("desk.supervision.time.minutes", minutes=seconds // MINUTE)
        hours, rest = divmod(seconds, HOUR)
        return self.voice.say("desk.supervision.time.hours", hours=hours, minutes=rest // MINUTE)

    def moment(self, at: float) -> str:
        """Write a time, in UTC: a desk may sit in several countries."""
        written = format_datetime(datetime.fromtimestamp(at, UTC), "medium", locale=self.voice.language)
        return self.voice.say("desk.supervision.time.utc", time=written)

    def iso(self, at: float) -> str:
        """Write a time for a machine (RFC 3339)."""
        return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")

    def language(self, code: str) -> str:
        """Name a language."""
        return language_name(code, self.voice.language)

    def languages(self, codes: tuple[str, ...]) -> str:
        """Name several languages."""
        return format_list([self.language(each) for each in codes], "unit", self.voice.language)

    def country(self, iso2: str) -> str:
        """Name a country, or say that it is not known."""
        return country_name(iso2, self.voice.language) if iso2 else self.voice.say("desk.supervision.country.unknown")
