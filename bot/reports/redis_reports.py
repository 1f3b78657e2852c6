"""The store of reports on the server of tickets, a Redis or Valkey that loses nothing: all its sides in one."""

from bot.reports.desk_reports import DeskSide
from bot.reports.reporter_reports import ReporterSide
from bot.reports.upkeep import Upkeep


class RedisReports(ReporterSide, DeskSide, Upkeep):
    """Reports, whoever asks. Every call raises ReportsUnavailable where the store is gone."""
