"""The store of reports, and what bounds the guessing of their receipts."""

import time

from bot.reports.allowance import Allowance
from bot.reports.redis_reports import RedisReports
from bot.reports.tries import ReceiptTries
from bot.settings import Settings
from bot.storage.clock import Clock
from bot.storage.encryption import Seal
from bot.wiring.keys import master_key


def wire_reports(settings: Settings, clock: Clock = time.time) -> RedisReports:
    """Make the store of reports. Raises SettingError."""
    seal = Seal(master_key(settings), "reports")
    return RedisReports(settings.tickets_url, seal, clock, settings.report_retention_seconds)


def wire_receipt_tries(settings: Settings) -> ReceiptTries:
    """Make what counts receipts that were tried. Raises SettingError."""
    return ReceiptTries(settings.tickets_url, Seal(master_key(settings), "reports"))


def wire_allowance(settings: Settings) -> Allowance:
    """Make what bounds how much one sender may tell. Raises SettingError."""
    return Allowance(settings.tickets_url, Seal(master_key(settings), "reports"))
