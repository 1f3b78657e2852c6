"""How a ping reads, in the office's own language."""

from dataclasses import dataclass, field

from bot.escalation.alert import Alert, Ping
from bot.knowledge.catalogs import Catalogs, language_name
from bot.settings import SettingError
from bot.tickets.ticket import Risk


@dataclass(frozen=True, slots=True)
class PingText:
    """Writes pings in one of the catalogs' languages; `desk_url` is where staff reach the desk, empty for no link."""

    catalogs: Catalogs = field(repr=False)
    language: str
    desk_url: str = ""

    def __post_init__(self) -> None:
        """Refuse a language that there are no texts of. Raises SettingError."""
        if self.language not in self.catalogs.languages:
            known = ", ".join(self.catalogs.languages)
            raise SettingError(f"AMPARO_ALERT_LANGUAGE is {self.language!r}; it must be one of {known}")

    def ping(self, alert: Alert) -> Ping:
        """Say that somebody waits: in which language, and whether it is urgent."""
        urgent = alert.risk is Risk.URGENT
        ending = ".urgent" if urgent else ""
        named = language_name(alert.language, self.language)
        text = self._say(f"{alert.kind}{ending}", language=named)
        return Ping(
            subject=self._say(f"subject{ending}"),
            text=text,
            linked_text=f"{text}\n{self._say('desk', url=self.desk_url)}" if self.desk_url else text,
            urgent=urgent,
            desk_url=self.desk_url,
            replaces=alert.before.message_id if alert.before else "",
        )

    def taken(self) -> str:
        """Say that somebody has taken it."""
        return self._say("taken")

    def _say(self, key: str, **values: str) -> str:
        return self.catalogs.say(f"desk.alerts.{key}", self.language, **values)
