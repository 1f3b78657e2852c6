"""What the program asks of the store of reports, whoever keeps it.

Errors::

    ReportError
    ├── ReportsUnavailable      the store cannot be reached or refuses
    │   └── ReportsForbidden    the server refuses this call to our account
    ├── NoSuchReport            no such receipt or report, or its content has gone
    ├── ReportTaken             somebody else has it; `by` is their login
    ├── ReportMoved             it is not in a state that allows this; `state` is where it stands
    ├── ReportFull              more than one report may hold
    └── TooManyTries            too many receipts were tried in vain

Guessing a receipt is bounded by `bot.reports.tries`: who takes a receipt from a person counts the try there first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.reports.report import Evidence, Followup, Referral, Report, Urgency
from bot.storage.holder import Holder

Address = tuple[str, str, str]
"""How the gateway reaches a person: channel, value and sender."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many reports nobody has, and how many of them are urgent."""

    number: int
    urgent: int


class ReportError(Exception):
    """The root of this contract's errors; their text never holds anything of a report."""


class ReportsUnavailable(ReportError):  # noqa: N818 - a state of the store, not a fault of the caller
    """The store cannot be reached or refuses; nothing was kept anywhere else."""


class ReportsForbidden(ReportsUnavailable):
    """The server refuses this call to our account."""


class NoSuchReport(ReportError):  # noqa: N818
    """There is no such receipt or report, or its content has gone."""


class ReportTaken(ReportError):  # noqa: N818
    """Somebody else has the report."""

    def __init__(self, by: str) -> None:
        """Keep the login of who has it."""
        super().__init__("somebody else has this report")
        self.by = by


class ReportMoved(ReportError):  # noqa: N818
    """The report stands where this cannot be done."""

    def __init__(self, state: str) -> None:
        """Keep where it stands."""
        super().__init__("the report has moved on")
        self.state = state


class ReportFull(ReportError):  # noqa: N818
    """More than one report may hold; what it held before is unchanged."""


class TooManyTries(ReportError):  # noqa: N818
    """Too many receipts were tried in vain within an hour, by one sender or by all together."""


class ReporterReports(Protocol):
    """What the reporter's side asks, with a receipt of ten digits; every call raises ReportsUnavailable.

    Where nothing else is said a call raises NoSuchReport for a receipt that opens nothing. An `event` names what was
    done, such as the provider's id of a message: the same event is done once.
    """

    async def begin(self, report: Report, event: str = "") -> str:
        """Keep a draft and give its receipt; the same event gives the same receipt. Raises ReportFull."""

    async def draft(self, receipt: str) -> Report | None:
        """Give a draft, None where the receipt opens nothing or the report was sent."""

    async def save(self, receipt: str, report: Report) -> None:
        """Keep what the reporter's side writes of a draft; its files stay. Raises ReportMoved and ReportFull."""

    async def send(self, receipt: str, report: Report, address: Address | None, event: str = "") -> Report:
        """Save a draft and send it to the office, and give it as it stands. Raises ReportMoved and ReportFull.

        `address` only where the reporter said that they may be written to.
        """

    async def add(self, receipt: str, followup: Followup, event: str = "", urgency: Urgency = Urgency.NORMAL) -> Report:
        """Add to a report that was sent; `urgency` raises its own, and never lowers it.

        Raises ReportMoved for a draft or a closed report, and ReportFull.
        """

    async def read(self, receipt: str) -> Report | None:
        """Give a draft or report; None where the receipt opens nothing.

        Who has the receipt may not be the reporter: show its state, status text and the office's follow-ups.
        """

    async def keep_evidence(self, receipt: str, evidence: Evidence, data: bytes) -> None:
        """Keep a file, once for its id, with a draft or with what was sent.

        Raises ReportFull, and ReportMoved for a closed report.
        """

    async def drop_evidence(self, receipt: str, evidence_id: str) -> None:
        """Take a file away from a draft. Raises ReportMoved."""

    async def withdraw(self, receipt: str) -> None:
        """Erase a draft or a report at once, and nothing where the receipt opens nothing."""


class DeskReports(Protocol):
    """What the desk asks; it never sees a draft. Every call raises ReportsUnavailable.

    Those with a holder raise NoSuchReport, ReportTaken where another has it, and ReportMoved.
    """

    async def reports(self) -> Sequence[Report]:
        """Give all reports: the urgent first, then the oldest; the closed last."""

    async def report(self, report_id: str) -> Report | None:
        """Give a report, also a closed one whose content is still there."""

    async def waiting(self) -> Waiting:
        """Count what nobody has and is not closed; nothing is opened for it."""

    async def assign(self, report_id: str, holder: Holder, to: str) -> Report:
        """Give a report to a worker; empty gives it back. What another has only they or a supervisor give away."""

    async def refer(self, report_id: str, holder: Holder, referral: Referral, event: str = "") -> Report:
        """Note that it was passed on; ReportMoved where nobody has it. Raises ReportFull too."""

    async def answer(self, report_id: str, holder: Holder, followup: Followup, event: str = "") -> Report:
        """Answer the reporter; ReportMoved where nobody has it. Raises ReportFull too."""

    async def close_report(self, report_id: str, holder: Holder, status_text: str) -> Report:
        """Close it with what the reporter is told; ReportMoved where nobody has it."""

    async def evidence(self, report_id: str, evidence_id: str) -> bytes:
        """Give the bytes of a file. Raises NoSuchReport."""


class ReportUpkeep(Protocol):
    """What the gateway does with time, and to write to a reporter. Every call raises ReportsUnavailable."""

    async def reporter(self, report_id: str) -> Address | None:
        """Give where the reporter may be written to, for the sender only; None where they may not."""

    async def next_to_tell(self) -> tuple[str, float] | None:
        """Take a report with news for a reporter who may be written to, as its id and lease; None for none."""

    async def told(self, report_id: str, lease: float) -> None:
        """Note that the reporter was told, where the lease is still one's own."""

    async def due(self) -> Sequence[str]:
        """Give the ids of what has come to its time."""

    async def erase(self, report_id: str) -> None:
        """Erase a draft or report with its key, and nothing where it is gone."""

    async def erase_due(self) -> int:
        """Erase what has come to its time, let the server's file be written anew, and say how many went."""


class ReportStore(ReporterReports, DeskReports, ReportUpkeep, Protocol):
    """All sides of the store."""
