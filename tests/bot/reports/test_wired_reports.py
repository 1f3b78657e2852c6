"""What an operator sets for reports reaches their store."""

from pathlib import Path

import pytest

from bot.settings import SettingError, read_settings
from bot.wiring.reports import wire_receipt_tries, wire_reports
from tests.bot.reports.conftest import DAY, TOLD, Clock, sent

pytestmark = pytest.mark.redis


@pytest.mark.parametrize(("given", "days"), [("", 90), ("1", 1), ("365", 365)])
async def test_a_report_is_kept_for_the_days_that_are_set(
    given: str, days: int, empty_tickets_url: str, tmp_path: Path, clock: Clock
) -> None:
    settings = read_settings(
        {"AMPARO_TICKETS_URL": empty_tickets_url, "AMPARO_DATA": str(tmp_path), "AMPARO_REPORT_DAYS": given}
    )
    reports, tries = wire_reports(settings, clock), wire_receipt_tries(settings)
    _, report = await sent(reports, TOLD)
    assert report.erase_at - report.sent_at == days * DAY
    await tries.count("telegram:1")
    await reports.close()
    await tries.close()


@pytest.mark.parametrize("given", ["0", "366", "-1", "a year"])
def test_other_days_are_refused(given: str) -> None:
    with pytest.raises(SettingError, match="AMPARO_REPORT_DAYS"):
        read_settings({"AMPARO_REPORT_DAYS": given})
