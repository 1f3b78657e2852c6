"""The reporter's side of reports, over their store and any form."""

from dataclasses import dataclass, field

from bot.conversation.reporting.drafts import Drafts
from bot.conversation.reporting.form import Fills
from bot.conversation.reporting.reporting import Reporting
from bot.conversation.reporting.returning import Returning
from bot.conversation.reporting.telling import Telling
from bot.evidence.room import CleaningRoom
from bot.knowledge.intake import Intake
from bot.reports.allowance import Allowance
from bot.reports.redis_reports import RedisReports
from bot.reports.server import DAY_SECONDS
from bot.reports.tries import ReceiptTries
from bot.settings import Settings
from bot.storage.clock import Clock
from bot.wiring.reports import wire_allowance, wire_receipt_tries, wire_reports

CLEAN_SECONDS = 8.0
"""Less than a person waits for a file; so long a quarter of an hour of speech takes on a slow machine."""
CLEANED_AT_ONCE = 2


@dataclass(frozen=True, slots=True)
class ReportParts:
    """The stores behind reporting."""

    store: RedisReports = field(repr=False)
    tries: ReceiptTries = field(repr=False)
    allowance: Allowance = field(repr=False)
    room: CleaningRoom = field(default_factory=lambda: CleaningRoom(seconds=CLEAN_SECONDS, at_once=CLEANED_AT_ONCE))

    def reporting(self, intake: Intake, form: Fills) -> Reporting:
        """Make the reporter's side with an intake and the engine's form."""
        drafts = Drafts(self.store, intake)
        telling = Telling(drafts, form, self.allowance, round(self.store.retention_seconds / DAY_SECONDS))
        return Reporting(telling, Returning(drafts, telling, self.tries))

    async def close(self) -> None:
        """Close the connections."""
        await self.store.close()
        await self.tries.close()
        await self.allowance.close()


def wire_report_parts(settings: Settings, clock: Clock) -> ReportParts:
    """Make the stores behind reporting. Raises SettingError."""
    return ReportParts(wire_reports(settings, clock), wire_receipt_tries(settings), wire_allowance(settings))
